"""Outlines of districts, for maps."""

from planner.scenario.settings import Section
from planner.scenario.tables import Identifier

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees; the last position is the first."""
Polygon = tuple[Ring, ...]
"""An outer ring and its holes."""


class Boundary(Section):
    """The outline of one district."""

    district: Identifier
    polygons: tuple[Polygon, ...]


class Boundaries(Section):
    """Outlines of districts; a district may be without one."""

    attribution: str
    """Whose data it is, in the words that every map must show."""
    districts: tuple[Boundary, ...]
