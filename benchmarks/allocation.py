"""Made-up cities of 320 townships: people late and mobile teams against their bounds, and seconds.

``make bench-allocation`` prints a row for each city.
"""

from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np

from planner.allocation.answer import Tier
from planner.allocation.problem import Problem
from planner.allocation.program import Floats
from planner.allocation.tiers import solve
from planner.scenario.tables import MobileTeams

TOWNSHIPS, DISTRICTS, LABORATORIES, MOBILE, POOLS = 320, 20, 40, 10, 12
SHIFTS, SHIFT_HOURS = 16, 3.0
LATER_HOURS = (12.0,) * 4
"""Lengths of the periods after the deadline."""
PERSONS_PER_TOWNSHIP, SPREAD = 30_000, 0.6
PERSONS_PER_TABLE_HOUR = 100
COME = (0, 0, 0, 2, 3, 3, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Relative number of people who come, by period."""
OPEN = (0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1)
"""Where sites are open, by period."""
NOBODY = Tier("mobile teams", 0.0, 0.0, 0.0, "optimal")
"""Where no team would help, none is thought about."""
CASES = ((0.4, 1.5), (0.3, 1.1), (0.5, 0.8))
"""Share of the tables that home crews staff, and room of the laboratories for the people."""


@dataclass(frozen=True)
class Measure:
    """What came out of one city."""

    persons: float
    late: Tier
    teams: Tier
    seconds: float
    processor_seconds: float
    """The same without the time that other work on the machine took."""


def _townships(draw: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the district and the people of each township."""
    district = np.sort(
        np.concatenate([np.arange(DISTRICTS), draw.integers(0, DISTRICTS, TOWNSHIPS - DISTRICTS)])
    )
    return district, draw.lognormal(np.log(PERSONS_PER_TOWNSHIP), SPREAD, TOWNSHIPS)


def _laboratory_room(draw: np.random.Generator, edges: Floats, persons: float) -> Floats:
    """Return rooms that together suffice for so many people in 36 hours; mobile ones are late."""
    hourly = persons / LABORATORIES / 36 * draw.uniform(0.7, 1.3, LABORATORIES)
    ready = np.where(np.arange(LABORATORIES) < LABORATORIES - MOBILE, 0.0, 12.0)
    works = np.maximum(edges[None, 1:] - np.maximum(ready[:, None], edges[None, :-1]), 0.0)
    return np.asarray(hourly[:, None] * works)


def _pool(draw: np.random.Generator, number: int) -> MobileTeams:
    return MobileTeams(
        id=f"P{number}",
        name_zh=f"队{number}",
        name_en=f"Pool {number}",
        origin="province",
        teams=int(draw.integers(40, 160)),
        tables_per_team=5,
        ready_hour=float(draw.uniform(4, 16)),
        travel_minutes=60,
        until_hour=168,
    )


def city(home_share: float, laboratory_room: float, seed: int = 1) -> Problem:
    """Return a city of ten million people.

    Parameters
    ----------
    home_share
        Of its tables, those that the swabbers at home can staff.
    laboratory_room
        People whom laboratories can take up in 36 hours, by those who are to be tested.
    seed
        Of townships, laboratories, pools and drives.
    """
    draw = np.random.default_rng(seed)
    edges = np.concatenate(
        [SHIFT_HOURS * np.arange(SHIFTS + 1), SHIFTS * SHIFT_HOURS + np.cumsum(LATER_HOURS)]
    )
    district, people = _townships(draw)
    comes = people[:, None] * draw.dirichlet(20 * np.array(COME) + 1e-9, TOWNSHIPS)
    most = np.ceil(people / (12.5 * PERSONS_PER_TABLE_HOUR)).astype(np.int64)
    table_room = np.array(OPEN) * PERSONS_PER_TABLE_HOUR * np.diff(edges)
    in_district = np.bincount(district, most, DISTRICTS)
    return Problem(
        edges_hours=edges,
        deadline_period=SHIFTS,
        township_ids=tuple(f"T{number}" for number in range(TOWNSHIPS)),
        district_ids=tuple(f"D{number}" for number in range(DISTRICTS)),
        laboratory_ids=tuple(f"L{number}" for number in range(LABORATORIES)),
        laboratory_district=np.full(LABORATORIES, -1, dtype=np.int64),
        district=district.astype(np.int64),
        arrived=np.cumsum(comes, axis=1),
        table_room=np.tile(table_room, (TOWNSHIPS, 1)),
        tables=np.floor(most * home_share).astype(np.int64),
        most_tables=most,
        crews=np.floor(in_district * home_share).astype(np.int64),
        at_door=np.zeros((DISTRICTS, len(edges) - 1)),
        pools=tuple(_pool(draw, number) for number in range(POOLS)),
        move_hours=np.full(DISTRICTS, 1.0),
        cross_hours=3.5,
        persons_per_tube=9.5,
        laboratory_room=_laboratory_room(draw, edges, people.sum() * laboratory_room),
        serves=np.ones((DISTRICTS, LABORATORIES), dtype=np.int64),
        travel_hours=draw.uniform(0.3, 1.5, (DISTRICTS, LABORATORIES)),
        collect_hours=1.5,
        result_hours=2.0,
        is_mobile=np.arange(LABORATORIES) >= LABORATORIES - MOBILE,
    )


def measured(problem: Problem) -> Measure:
    """Solve one city."""
    begun, worked = perf_counter(), process_time()
    tiers = {tier.objective: tier for tier in solve(problem).tiers}
    seconds, processor_seconds = perf_counter() - begun, process_time() - worked
    teams = tiers.get("mobile teams", NOBODY)
    return Measure(problem.people, tiers["people late"], teams, seconds, processor_seconds)


def main() -> None:
    """Print a row for each city."""
    print(f"{TOWNSHIPS} townships, {DISTRICTS} districts, {LABORATORIES} laboratories, "
          f"{POOLS} pools, {SHIFTS} shifts of {SHIFT_HOURS:g} h")  # fmt: skip
    print(
        "home  room    people       late      bound  apart/people  teams  bound  seconds  processor"
    )
    for home_share, room in CASES:
        found = measured(city(home_share, room))
        late, teams = found.late, found.teams
        apart = (late.value - late.bound) / found.persons
        print(f"{home_share:4.1f}  {room:4.1f}  {found.persons:8,.0f}  {late.value:9,.0f}  "
              f"{late.bound:9,.0f}  {apart:12.5%}  {teams.value:5.0f}  {teams.bound:5.0f}  "
              f"{found.seconds:7.1f}  {found.processor_seconds:9.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
