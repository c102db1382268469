"""Made-up least reinforcements over a made-up scenario, to draw and print without a search."""

import math
from dataclasses import replace

from planner.allocation.reinforcement import (
    Addition,
    FrontierPoint,
    Gain,
    Reinforcement,
    Spare,
    Trial,
)
from planner.outcome.looks import decide
from planner.outcome.outcome import Places
from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, LaboratoryRow
from tests.report.synthetic_allocation import plan, scenario
from tests.report.synthetic_outcome import outcome


def additions(of: Scenario) -> tuple[Addition, ...]:
    """Return a mobile laboratory, teams of each pool and, in each district, all that is at home."""
    rows = [
        Addition("mobile laboratories", of.districts[0].id, row.id, 1, 40, 30.5)
        for row in of.mobile_laboratories
    ]
    rows += [
        Addition("mobile teams", of.districts[0].id, row.id, 12, 120, 20.25)
        for row in of.mobile_teams
    ]
    for number, row in enumerate(of.districts):
        rows += [
            Addition("cyclers", row.id, "anywhere", 60 + number, 2.0 * (60 + number), 32),
            Addition("extractors", row.id, "anywhere", 20, 20, 32),
            Addition("laboratory staff", row.id, "anywhere", 1234, 1234, 32),
            Addition("swabbers", row.id, "anywhere", 100, 200, 32),
            Addition("vehicles", row.id, "anywhere", 1, 2, 32),
        ]
    return tuple(rows)


def gains(of: Scenario) -> tuple[Gain, ...]:
    """Return a gain of each kind, from much to less than nothing."""
    place, laboratory = of.districts[0].id, of.laboratories[0].id
    return (
        Gain("cyclers with their lines", place, 10, 5.6875, (5.143, 6.232), 99_063.6),
        Gain("mobile laboratories", place, 1, 3.125, (2.5, 3.75), 55_760),
        Gain("extractors", laboratory, 1, 0.4375, (0.02, 0.85), 5_594.75),
        Gain("cabinets", laboratory, 1, 0.06, (-0.085, 0.21), 0),
        Gain("laboratory staff", laboratory, 1, 0, (0, 0), -1),
        Gain("mobile teams", of.townships[0].id, 10, -0.06, (-0.2, 0.07), -30),
        Gain("swabbers", place, 100, -0.06, (-0.2, 0.07), -596),
    )


FRONTIER = (
    FrontierPoint(2061, 0.1, 2, 20, 51.25),
    FrontierPoint(2439, 0.55, 11, 20, 48.0),
    FrontierPoint(2894, 0.9, 18, 20, 45.5),
    FrontierPoint(3477, 1.0, 20, 20, 45.5),
)


def reinforcement(
    of: Scenario | None = None,
    *,
    with_additions: bool = True,
    confirmed: bool = True,
    frontier: tuple[FrontierPoint, ...] = FRONTIER,
) -> Reinforcement:
    """Return a reinforcement of a synthetic scenario."""
    of = of or scenario()
    successes = 150 if confirmed else 20
    came = outcome(districts=_named(of.districts), laboratories=_named(of.laboratories))
    added = additions(of) if with_additions else ()
    return Reinforcement(
        additions=added,
        weight=sum(one.weight for one in added),
        bound=1234.5 if added else 0.0,
        confirmed=confirmed,
        confidence=0.95,
        meets_until_hour=2.5 if confirmed else 0.0,
        gains=gains(of) if of.laboratories else (),
        frontier=frontier,
        spare=(Spare("vehicles", 312, 627), Spare("swabbers", 0, 900)) if confirmed else (),
        history=(Trial("what there is", 0.0, False, 2), Trial("margin 10 %", 99.0, confirmed, 4)),
        scenario=of.model_copy(update={"plan": plan(of)}) if with_additions else of,
        outcome=replace(came, verdict=decide(successes, 150, 0.95)),
    )


def _named(rows: tuple[District, ...] | tuple[LaboratoryRow, ...]) -> Places:
    return Places(
        tuple(row.id for row in rows),
        tuple(row.name_zh for row in rows),
        tuple(row.name_en for row in rows),
    )


def never() -> Reinforcement:
    """Return the answer of a city that nothing helps."""
    hopeless = (FrontierPoint(0.0, 0.0, 0, 20, math.inf),)
    return reinforcement(with_additions=False, confirmed=False, frontier=hopeless)
