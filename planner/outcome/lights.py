"""Waits at sites as lights: smooth, busy or jammed."""

from collections.abc import Sequence

import numpy as np

from planner.outcome.digest import Case, Counts
from planner.outcome.outcome import Waits
from planner.outcome.percentiles import median, ratio
from planner.outcome.places import BUSY_MINUTES, JAMMED_MINUTES, LIGHTS, SiteWaits
from planner.scenario.scenario import Scenario
from planner.simulation.layout import MINUTE_MS, Floats, Ints, Layout

WORST_SITES = 10


def site_waits(
    scenario: Scenario, layout: Layout, cases: Sequence[Case], counts: Counts
) -> SiteWaits:
    """Return the waits at every sampling site; touring teams are left out."""
    sites = layout.sites
    shown = np.flatnonzero(sites.is_door == 0)
    townships = [scenario.townships[index] for index in sites.township[shown].tolist()]
    persons, wait_ms = counts.waited[shown].T
    longest = median([case.site_longest_wait_ms[shown] for case in cases]) / MINUTE_MS
    district = sites.district[shown]
    light = np.where(persons > 0, _light(longest), -1)
    return SiteWaits(
        ids=tuple(sites.ids[site] for site in shown),
        townships=tuple(township.id for township in townships),
        township_names_zh=tuple(township.name_zh for township in townships),
        township_names_en=tuple(township.name_en for township in townships),
        district=district,
        persons=persons / len(cases),
        mean_minutes=ratio(wait_ms / MINUTE_MS, persons),
        longest_minutes=longest,
        light=light,
        by_light=_sites_by_light(light, district, len(layout.district_ids)),
    )


def _light(minutes: Floats) -> Ints:
    """Return the index in ``LIGHTS`` of each wait."""
    return np.digitize(minutes, (BUSY_MINUTES, JAMMED_MINUTES)).astype(np.int64)


def _sites_by_light(light: Ints, district: Ints, districts: int) -> Ints:
    count = np.zeros((districts + 1, len(LIGHTS) + 1), dtype=np.int64)
    np.add.at(count, (district, light), 1)
    count[-1] = count.sum(axis=0)
    return count


def light_shares(waits: Waits) -> Floats:
    """Return the share of people who had each light; shape (districts + 1, len(LIGHTS))."""
    busy, jammed = waits.over_25_share, waits.over_50_share
    return np.column_stack([1 - busy, busy - jammed, jammed])


def worst_sites(waits: SiteWaits, count: int = WORST_SITES) -> list[int]:
    """Return the sites with the longest waits, longest first, of those that swab anybody."""
    order = np.lexsort((-waits.mean_minutes, -waits.longest_minutes))
    return [int(site) for site in order if waits.light[site] >= 0][:count]
