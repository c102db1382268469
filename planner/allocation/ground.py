"""Where sampling sites lie, as far as anybody knows, and how far apart they are.

Few scenarios give a site's own position. A township's sites are then laid out around the township's
position over its share of the district's area, neighbours in the table as neighbours on the ground
(assumed). Between townships of which one has no position, the distance is the mean between two
points of the district.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sqrt

import numpy as np

from planner.allocation.program import Floats, Ints
from planner.scenario.boundaries import Polygon
from planner.scenario.drives import EARTH_KM, Position, position
from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, Site
from planner.simulation.layout import SiteLayout

TOWNSHIP_KM2 = 249.0
"""Where no outline is known: 9.6 million km² in 38,602 township-level units (NBS, 2021)."""
MEAN_FROM_CENTRE = 2 / 3
MEAN_BETWEEN = 128 / (45 * pi)
"""Mean distances in a disc of radius one: from its centre, and between two points."""
GOLDEN_ANGLE = pi * (3 - sqrt(5))
KM_PER_DEGREE = EARTH_KM * pi / 180


@dataclass(frozen=True)
class Ground:
    """The sites of one district, in km from its position or else the middle of its townships."""

    sites: Ints
    """Shape (own sites,): indices in the layout."""
    township: Ints
    """Shape (own sites,): index of the township."""
    km: Floats
    """Shape (own sites, 2): east and north."""
    is_known: Floats
    """Shape (own sites,): 1 where the site or its township has a position."""
    radius_km: float
    """Of a disc with the district's area."""

    def distances(self, rows: Ints) -> Floats:
        """Return distances in km between the depot (first) and some of the sites."""
        km = np.vstack([np.zeros(2), self.km[rows]])
        apart = np.asarray(np.hypot(*np.moveaxis(km[:, None] - km[None, :], 2, 0)))
        unknown = self.is_known[rows] == 0
        apart[0, 1:][unknown] = MEAN_FROM_CENTRE * self.radius_km
        apart[1:, 0] = apart[0, 1:]
        elsewhere = self.township[rows][:, None] != self.township[rows][None, :]
        guessed = elsewhere & (unknown[:, None] | unknown[None, :])
        apart[1:, 1:][guessed] = MEAN_BETWEEN * self.radius_km
        return apart


def grounds(scenario: Scenario, sites: SiteLayout) -> dict[int, Ground]:
    """Return by index the districts of which some position is known."""
    public = dict(enumerate(scenario.sites))
    found = {}
    for d, district in enumerate(scenario.districts):
        centre = position(district) or _middle(scenario, district)
        own = np.flatnonzero(sites.district == d)
        if centre is not None and len(own):
            area_km2 = _area_km2(scenario, district.id)
            found[d] = _ground(scenario, sites, own, public, centre, area_km2)
    return found


def _middle(scenario: Scenario, district: District) -> Position | None:
    """Return the middle of a district's townships with a position, None where there are none."""
    own = [position(row) for row in scenario.townships if row.district == district.id]
    known = np.array([at for at in own if at is not None])
    if not len(known):
        return None
    latitude, longitude = known.mean(axis=0).tolist()
    return latitude, longitude


def _ground(
    scenario: Scenario,
    sites: SiteLayout,
    own: Ints,
    public: Mapping[int, Site],
    centre: Position,
    area_km2: float,
) -> Ground:
    townships = {name for name in sites.township[own].tolist()}
    township_radius = sqrt(area_km2 / max(len(townships), 1) / pi)
    km, is_known = np.zeros((len(own), 2)), np.zeros(len(own))
    for township in townships:
        members = np.flatnonzero(sites.township[own] == township)
        at = position(scenario.townships[township])
        km[members] = (0.0, 0.0) if at is None else _offset_km(centre, at)
        km[members] += township_radius * _spread(len(members))
        is_known[members] = at is not None
    for row, index in enumerate(own.tolist()):
        at = position(public[index]) if index in public else None
        if at is not None:
            km[row], is_known[row] = _offset_km(centre, at), 1
    return Ground(own, sites.township[own], km, is_known, sqrt(area_km2 / pi))


def _offset_km(centre: Position, at: Position) -> tuple[float, float]:
    """Return how far a place lies to the east and north; a district is small enough to be flat."""
    east = (at[1] - centre[1]) * cos(radians(centre[0]))
    return east * KM_PER_DEGREE, (at[0] - centre[0]) * KM_PER_DEGREE


def _spread(count: int) -> Floats:
    """Return points of a sunflower in the unit disc, numbered to and fro along strips."""
    number = np.arange(count)
    radius, angle = np.sqrt((number + 0.5) / max(count, 1)), number * GOLDEN_ANGLE
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    strips = max(round(sqrt(count)), 1)
    strip = np.minimum((points[:, 0] + 1) / 2 * strips, strips - 1).astype(np.int64)
    along = np.where(strip % 2 == 0, points[:, 1], -points[:, 1])
    return np.asarray(points[np.lexsort((along, strip))])


def _area_km2(scenario: Scenario, district: str) -> float:
    outlines = scenario.boundaries.districts if scenario.boundaries is not None else ()
    drawn = sum(
        polygon_km2(polygon)
        for outline in outlines
        if outline.district == district
        for polygon in outline.polygons
    )
    townships = sum(row.district == district for row in scenario.townships)
    return drawn or TOWNSHIP_KM2 * townships


def polygon_km2(polygon: Polygon) -> float:
    """Return the area of a polygon, holes left out."""
    outer, *holes = (_ring_km2(ring) for ring in polygon)
    return outer - sum(holes)


def _ring_km2(ring: Sequence[tuple[float, float]]) -> float:
    degrees = np.array(ring)
    east = degrees[:, 0] * cos(radians(float(degrees[:, 1].mean()))) * KM_PER_DEGREE
    north = degrees[:, 1] * KM_PER_DEGREE
    return abs(float(np.sum(east[:-1] * north[1:] - east[1:] * north[:-1]))) / 2
