"""What a little more of each resource would bring now, on the same draws with and without it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.allocation.draws import CommonDraws
from planner.allocation.laboratories import in_order_of_call, placed
from planner.allocation.layouts import Build
from planner.allocation.means import Means, reinforced, wing_of, wing_row
from planner.allocation.measure import REPLICATIONS, measure_each
from planner.allocation.problem import build_problem
from planner.allocation.program import Floats
from planner.allocation.reinforcement import Gain
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import LaboratoryRow, PlanTeams, stay_from
from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    EXTRACTION,
    INACTIVATION,
    REVIEW,
    TRANSFER,
)

T_975 = 2.365
"""Student's t with 7 degrees of freedom."""
SWABBERS, VEHICLES, TEAMS, WING_CYCLERS = 100, 10, 10, 10
"""How many more: of one alone nothing would be seen in a city of millions."""
STAGES = {
    "accession_staff": (ACCESSION, "accession staff"),
    "transfer_cabinets": (TRANSFER, "cabinets"),
    "extraction_machines": (EXTRACTION, "extractors"),
    "amplification_machines": (AMPLIFICATION, "cyclers"),
    "reviewers": (REVIEW, "reviewers"),
}


@dataclass(frozen=True)
class _Change:
    """A scenario with a little more, and the one to hold it against."""

    resource: str
    place: str
    count: int
    before: Scenario
    after: Scenario


def gains_now(scenario: Scenario, draws: CommonDraws) -> tuple[Gain, ...]:
    """Return what each resource brings to a scenario without any addition and without a plan.

    Parameters
    ----------
    scenario
        What exists.
    draws
        The common draws.
    """
    known: list[tuple[Scenario, tuple[Floats, Floats]]] = []

    def each(of: Scenario) -> tuple[Floats, Floats]:
        for seen, found in known:
            if seen is of:
                return found
        known.append((of, measure_each(of, draws, range(REPLICATIONS))))
        return known[-1][1]

    found = []
    for change in _changes(scenario, reinforced(scenario, Means()), draws.layouts.of):
        before, after = each(change.before), each(change.after)
        finite = np.isfinite(before[0]) & np.isfinite(after[0])
        hours = np.subtract(before[0], after[0], out=np.zeros(len(finite)), where=finite)
        mean, half = float(hours.mean()), T_975 * float(hours.std(ddof=1)) / len(hours) ** 0.5
        persons = float((after[1] - before[1]).mean())
        interval = (mean - half, mean + half)
        found.append(Gain(change.resource, change.place, change.count, mean, interval, persons))
    return tuple(sorted(found, key=lambda one: (-one.hours, -one.persons)))


def _changes(scenario: Scenario, bare: Scenario, build: Build) -> Iterator[_Change]:
    largest = max(bare.districts, key=lambda row: row.population_persons).id
    yield from _of_laboratories(bare, largest, build)
    for resource, table, count in (
        ("swabbers", "teams", SWABBERS),
        ("vehicles", "vehicles", VEHICLES),
    ):
        rows = getattr(bare, table)
        first = next((row for row in rows if row.district == largest), None)
        if first is not None:
            more = first.model_copy(update={resource: getattr(first, resource) + count})
            changed = tuple(more if row is first else row for row in rows)
            after = bare.model_copy(update={table: changed})
            yield _Change(resource, largest, count, bare, after)
    yield from _of_pools(scenario, bare, build)


def _of_laboratories(bare: Scenario, district: str, build: Build) -> Iterator[_Change]:
    """Yield one more of each stage in a laboratory, then whole lines in a district."""
    rows = list(bare.laboratories)
    index = next((i for i, row in enumerate(rows) if row.district == district), 0)
    if rows:
        row = rows[index] = _by_stages(bare, index, build)
        before = bare.model_copy(update={"laboratories": tuple(rows)})
        for column, (_, resource) in STAGES.items():
            value = getattr(row, column)
            more = tuple(one + 1 for one in value) if isinstance(value, tuple) else value + 1
            rows[index] = row.model_copy(update={column: more})
            after = bare.model_copy(update={"laboratories": tuple(rows)})
            yield _Change(resource, row.id, 1, before, after)
    wing = wing_row(bare, district, wing_of(bare, WING_CYCLERS))
    after = bare.model_copy(update={"laboratories": (*bare.laboratories, wing)})
    yield _Change("cyclers with their lines", district, WING_CYCLERS, bare, after)


def _by_stages(bare: Scenario, index: int, build: Build) -> LaboratoryRow:
    """Return a laboratory with the counts of its stages, whether they are written or derived."""
    row = bare.laboratories[index]
    if row.declared_tubes_per_day is None:
        return row
    counts = build(bare).laboratories.server_count[index].tolist()
    staffed = {"accession_staff", "transfer_cabinets", "reviewers"}
    stages = {
        column: (counts[stage],) if column in staffed else counts[stage]
        for column, (stage, _) in STAGES.items()
    }
    update = {"declared_tubes_per_day": None, "inactivation_machines": counts[INACTIVATION]}
    return row.model_copy(update=update | stages)


def _of_pools(scenario: Scenario, bare: Scenario, build: Build) -> Iterator[_Change]:
    """Yield the first teams and the first mobile laboratory that would be called."""
    for pool in scenario.mobile_teams[:1]:
        public = {site.township for site in scenario.sites if site.group is None}
        places = [row for row in scenario.townships if row.id in public]
        sent = PlanTeams(
            pool=pool.id,
            teams=min(TEAMS, pool.teams),
            place=max(places, key=lambda row: row.urban_persons + row.rural_persons).id,
            from_hour=stay_from(pool.arrival_hour),
            to_hour=pool.until_hour,
            source="planned",
        )
        given = bare.model_copy(update={"mobile_teams": (pool,)})
        after = with_plan(given, Plan(teams=(sent,)))
        yield _Change("mobile teams", sent.place, sent.teams, bare, after)
    for row in in_order_of_call(scenario.mobile_laboratories)[:1]:
        given = bare.model_copy(update={"mobile_laboratories": (row,)})
        stands = placed(given, build_problem(given, build(given)), [row])
        after = with_plan(given, Plan(laboratories=stands))
        yield _Change("mobile laboratories", stands[0].district, 1, bare, after)
