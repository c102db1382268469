"""What is known of single sites and laboratories, and where on the map everything lies."""

from dataclasses import dataclass

from planner.simulation.layout import Floats, Ints

BUSY_MINUTES, JAMMED_MINUTES = 25, 50
"""Where a wait begins to be busy and jammed (Shenzhen's traffic lights for testing sites, 2022)."""
LIGHTS = ("smooth", "busy", "jammed")


@dataclass(frozen=True)
class SiteWaits:
    """Waits at each sampling site, of people who were swabbed; touring teams are left out.

    A site has the light of its longest wait: it is jammed where anybody waited 50 minutes or more.
    """

    ids: tuple[str, ...]
    townships: tuple[str, ...]
    """Identifier of each site's township."""
    township_names_zh: tuple[str, ...]
    township_names_en: tuple[str, ...]
    district: Ints
    """Shape (sites,): index of the district."""
    persons: Floats
    """Shape (sites,): mean number of people swabbed."""
    mean_minutes: Floats
    """Shape (sites,): all replications together; NaN where nobody was swabbed."""
    longest_minutes: Floats
    """Shape (sites,): median over replications of the longest wait."""
    light: Ints
    """Shape (sites,): index in ``LIGHTS`` of the longest wait, -1 where nobody was swabbed."""
    by_light: Ints
    """Shape (districts + 1, len(LIGHTS) + 1): number of sites, in the last column those that swab
    nobody; the last row is the city."""


@dataclass(frozen=True)
class LaboratorySeries:
    """What goes through each laboratory, mean over replications."""

    delivered_tubes: Floats
    """Shape (laboratories, hours): inflow in each hour."""
    published_tubes: Floats
    """Shape (laboratories, hours): results in each hour."""
    nominal_tubes_per_hour: Floats
    """Shape (laboratories,): steady output at the full declared share, by the slowest stage."""


Outline = tuple[tuple[Floats, ...], ...]
"""Polygons of a district: each an outer ring and its holes, of shape (positions, 2), longitude and
latitude in degrees."""


@dataclass(frozen=True)
class Geography:
    """Where districts, townships and laboratories lie; positions are NaN where unknown."""

    attribution: str
    """Whose boundaries they are, to be written on every map."""
    outlines: tuple[Outline, ...]
    """By district; empty where it has no boundary of its own."""
    township_positions: Floats
    """Shape (townships, 2): longitude and latitude in degrees."""
    laboratory_positions: Floats
    """Shape (laboratories, 2)."""
