"""Tables that mobile teams bring to the public sites of a township, from the plan."""

from collections.abc import Sequence

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.scenario.tables import PlanTeams, Site
from planner.simulation.building.calendars import Interval, merged, milliseconds
from planner.simulation.layout import HOUR_MS, Ints


def mobile_table_hours(
    scenario: Scenario, horizon_ms: int
) -> dict[int, tuple[tuple[Interval, ...], ...]]:
    """Return by index of a site when each of its mobile tables is staffed.

    All tables that are in a township at one time are split over its sites without group, in
    proportion to their own tables; between two changes nobody moves. A site's tables are numbered
    anew in each period, lowest first, so that teams which relieve each other go on at one table.
    """
    tables_of = {pool.id: pool.tables_per_team for pool in scenario.mobile_teams}
    by_township: dict[str, list[PlanTeams]] = {}
    for row in scenario.plan.teams:
        by_township.setdefault(row.place, []).append(row)
    found: dict[int, tuple[tuple[Interval, ...], ...]] = {}
    for township, rows in by_township.items():
        own = [i for i, site in enumerate(scenario.sites) if _receives(site, township)]
        periods, counts = _tables_by_period(rows, tables_of, horizon_ms)
        weights = [max(scenario.sites[index].tables, 1) for index in own]
        split = [largest_remainder(count, weights) for count in counts.tolist()]
        for column, index in enumerate(own):
            found[index] = _hours_by_table(periods, [int(parts[column]) for parts in split])
    return found


def _receives(site: Site, township: str) -> bool:
    return site.township == township and site.group is None


def _tables_by_period(
    rows: Sequence[PlanTeams], tables_of: dict[str, int], horizon_ms: int
) -> tuple[list[Interval], Ints]:
    """Return the periods between changes, and the tables that are there in each."""
    begins = np.array([milliseconds(row.from_hour, HOUR_MS) for row in rows], dtype=np.int64)
    ends = np.array([milliseconds(row.to_hour, HOUR_MS) for row in rows], dtype=np.int64)
    tables = np.array([row.teams * tables_of[row.pool] for row in rows], dtype=np.int64)
    edges = np.unique(np.minimum(np.concatenate([begins, ends]), horizon_ms))
    present = (begins[None, :] <= edges[:-1, None]) & (edges[:-1, None] < ends[None, :])
    spans = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    return spans, np.asarray(present @ tables, dtype=np.int64)


def _hours_by_table(
    periods: Sequence[Interval], counts: Sequence[int]
) -> tuple[tuple[Interval, ...], ...]:
    """Return the hours of each table: number ``j`` works in periods with more than ``j``."""
    return tuple(
        merged(period for period, count in zip(periods, counts, strict=True) if j < count)
        for j in range(max(counts, default=0))
    )
