"""When each table is staffed: by rosters or the plan at home, and by mobile teams besides."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import (
    Interval,
    clipped,
    common,
    merged,
    milliseconds,
    stints,
)
from planner.simulation.building.mobile_tables import mobile_table_hours
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Ints

STAGGER = 4
"""Tables change crews in this many turns, so that a site never rests as a whole."""


def staffed_tables(
    scenario: Scenario, site_district: Sequence[str], swabbers_of_table: Sequence[int]
) -> Ints:
    """Return the tables that each site's district can staff, shape (sites,).

    Where the swabbers do not suffice for all tables, every site keeps one as far as they go and
    the rest are shared in proportion.
    """
    wanted = np.array([site.tables for site in scenario.sites], dtype=np.int64)
    staffed = wanted.copy()
    places, each = np.array(site_district), np.array(swabbers_of_table, dtype=np.int64)
    for district in scenario.districts:
        own = np.flatnonzero(places == district.id)
        swabbers = sum(team.swabbers for team in scenario.teams if team.district == district.id)
        stands = swabbers / scenario.sites_rule.swabbers_per_table
        needed = int((wanted[own] * each[own]).sum())
        if stands >= needed:
            continue
        crews = int(stands * int(wanted[own].sum()) / needed)
        first = np.minimum(wanted[own], 1)
        if crews < first.sum():
            staffed[own] = largest_remainder(crews, first)
        else:
            staffed[own] = first + largest_remainder(crews - int(first.sum()), wanted[own] - first)
    return staffed


def _planned_counts(scenario: Scenario) -> dict[int, list[tuple[int, int, int]]]:
    """Return by site the plan's rows as (from_ms, to_ms, tables), townships split over sites."""
    by_id = {site.id: index for index, site in enumerate(scenario.sites)}
    by_township: dict[str, list[int]] = {}
    for index, site in enumerate(scenario.sites):
        by_township.setdefault(site.township, []).append(index)
    planned: dict[int, list[tuple[int, int, int]]] = {}
    for row in scenario.plan.tables:
        if row.place in by_id:
            sites, counts = [by_id[row.place]], [row.tables]
        else:
            sites = by_township.get(row.place, [])
            weights = np.array([max(scenario.sites[i].tables, 1) for i in sites], dtype=np.int64)
            counts = largest_remainder(row.tables, weights).tolist() if sites else []
        span = (milliseconds(row.from_hour, HOUR_MS), milliseconds(row.to_hour, HOUR_MS))
        for index, count in zip(sites, counts, strict=True):
            planned.setdefault(index, []).append((*span, count))
    return planned


def _staffed_intervals(
    table: int, tables: int, rows: Sequence[tuple[int, int, int]], horizon_ms: int
) -> tuple[Interval, ...]:
    """Return when one table of a site is staffed; later rows of the plan replace earlier ones."""
    staffed: tuple[Interval, ...] = ((0, horizon_ms),) if table < tables else ()
    for start, end, count in rows:
        staffed = (*clipped(staffed, 0, start), *clipped(staffed, end, horizon_ms))
        if table < count:
            staffed = (*staffed, (start, min(end, horizon_ms)))
    return merged(staffed)


@lru_cache(maxsize=4096)
def _shifts(
    hours: tuple[Interval, ...], stint_ms: int, gap_ms: int, turn: int
) -> tuple[Interval, ...]:
    first = max(stint_ms * (STAGGER - turn) // STAGGER, 1)
    return tuple(s for interval in hours for s in stints(interval, stint_ms, gap_ms, first))


def table_shifts(
    scenario: Scenario, staffed: Ints, attended: Sequence[tuple[Interval, ...]], horizon_ms: int
) -> list[list[tuple[Interval, ...]]]:
    """Return the shifts of every table, site by site: those at home, then those of mobile teams.

    Parameters
    ----------
    scenario
        Gives stints, relief, and the tables and mobile teams of the plan.
    staffed
        Shape (sites,): tables that work where the plan is silent.
    attended
        By site, the hours during which its queue may be served.
    horizon_ms
        End of all shifts.
    """
    rule = scenario.sites_rule
    stint_ms = milliseconds(rule.stint_minutes, MINUTE_MS)
    # a crew rests as long as it works, unless the roster has a second one to relieve it
    rest_ms = milliseconds(max(0.0, 2 / rule.swabbers_per_table - 1), stint_ms)
    relief_ms = milliseconds(rule.relief_minutes, MINUTE_MS)
    gap_ms = max(rest_ms, relief_ms)
    planned = _planned_counts(scenario)
    mobile = mobile_table_hours(scenario, horizon_ms)
    in_turns = {
        id(hours): [_shifts(hours, stint_ms, gap_ms, turn) for turn in range(STAGGER)]
        for hours in {id(hours): hours for hours in attended}.values()
    }
    shifts = []
    for index, tables in enumerate(staffed.tolist()):
        rows = planned.get(index, ())
        hours = attended[index]
        if rows:
            most = max([tables, *(count for _, _, count in rows)])
            working = (_staffed_intervals(table, tables, rows, horizon_ms) for table in range(most))
            site = [
                _shifts(common(hours, own), stint_ms, gap_ms, table % STAGGER)
                for table, own in enumerate(working)
            ]
        else:
            turns = in_turns[id(hours)]
            site = (turns * (tables // STAGGER + 1))[:tables]
        for table, own in enumerate(mobile.get(index, ()), start=len(site)):
            # a mobile team brings its own relief, so it never rests for want of a second crew
            site.append(_shifts(common(hours, own), stint_ms, relief_ms, table % STAGGER))
        shifts.append(site)
    return shifts
