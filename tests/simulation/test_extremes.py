"""Cities without people, tables, laboratories or luck: all are answered and every ledger sums."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from planner.outcome.balance import check_balance
from planner.outcome.digest import digest_replication
from planner.outcome.gather import Gathered
from planner.outcome.outcome import CLOCKS
from planner.outcome.summarise import summarise
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow, PlanTables
from planner.simulation.building.build import build_layout
from planner.simulation.layout import HOUR_MS, Ints
from planner.simulation.log import Event, first_difference
from planner.simulation.tally import DETECTION, LEDGER, TUBES, Tally
from tests.simulation.small_city import (
    column,
    compiled_events,
    laboratory,
    reference_events,
    site,
    small_city,
    tally_of,
)

PERSONS = 60
NOBODY_IN_ANY_SHIFT: dict[str, Any] = {
    "accession_staff": (0,),
    "transfer_cabinets": (0,),
    "inactivation_machines": 0,
    "extraction_machines": 0,
    "amplification_machines": 0,
    "reviewers": (0,),
    "recall_crews": 0,
}

TO_THE_LABORATORY = Plan(
    flows=(PlanFlow(place="D0", from_hour=0, to_hour=48, laboratory="L0", share=1),)
)
NO_TABLES_UNTIL_EIGHT = Plan(tables=(PlanTables(place="S0", from_hour=0, to_hour=8, tables=0),))
ONLY_FROM_16_TO_24: dict[str, Any] = {
    # shifts start at 08:00, 16:00 and 00:00, in this order
    "accession_staff": (0, 1, 0),
    "transfer_cabinets": (0, 1, 0),
    "reviewers": (0, 1, 0),
}


@dataclass(frozen=True)
class Extreme:
    """A city, where its people end, and which clocks stop."""

    scenario: Callable[[], Scenario]
    ledger: dict[str, int]
    stopped: tuple[str, ...] = ()
    """Clocks that reach the required share; the others are NaN."""
    detection: dict[str, int] = field(default_factory=dict)
    tubes: dict[str, int] = field(default_factory=dict)


def city(
    persons: int = PERSONS,
    tables: int = 1,
    swabbers: int = 10,
    vehicles: int = 1,
    plan: Plan | None = None,
    **laboratory_row: Any,
) -> Scenario:
    return small_city(
        site(persons, tables),
        laboratories=[laboratory(**laboratory_row)],
        vehicles=vehicles,
        swabbers=swabbers,
        plan=plan,
    )


def changed(section: str, **fields: Any) -> Scenario:
    sections: dict[str, Any] = {section: fields}
    return small_city(site(PERSONS), laboratories=[laboratory()], vehicles=1, **sections)


EVERYBODY_INFECTED = {"infected_per_100k": 100_000}
RESULTED = {"resulted": PERSONS}

EXTREMES = {
    "no site": Extreme(lambda: small_city(laboratories=[laboratory()]), {}, CLOCKS),
    "nobody": Extreme(lambda: city(persons=0), {}, CLOCKS, tubes={"collected": 0}),
    "one person": Extreme(
        lambda: city(persons=1), {"resulted": 1}, CLOCKS, tubes={"collected": 1, "tested": 1}
    ),
    "one table": Extreme(lambda: city(tables=1), RESULTED, CLOCKS, tubes={"collected": 6}),
    "no table": Extreme(lambda: city(tables=0), {"turned_away": PERSONS}),
    "no laboratory": Extreme(
        lambda: small_city(site(PERSONS), vehicles=1),
        {"awaiting_courier": PERSONS},
        ("sampled",),
        tubes={"collected": 6, "tested": 0},
    ),
    "no swabbers": Extreme(lambda: city(swabbers=0), {"turned_away": PERSONS}),
    "no vehicles": Extreme(lambda: city(vehicles=0), {"awaiting_courier": PERSONS}, ("sampled",)),
    "no swabbers on one shift": Extreme(lambda: city(plan=NO_TABLES_UNTIL_EIGHT), RESULTED, CLOCKS),
    "a laboratory with one shift of three": Extreme(
        lambda: city(**ONLY_FROM_16_TO_24), RESULTED, CLOCKS
    ),
    "no staff at all": Extreme(
        # a laboratory that can do nothing is sent nothing, unless the plan says so
        lambda: city(**NOBODY_IN_ANY_SHIFT),
        {"awaiting_courier": PERSONS},
        ("sampled",),
    ),
    "tubes sent where nobody works": Extreme(
        lambda: city(plan=TO_THE_LABORATORY, **NOBODY_IN_ANY_SHIFT),
        {"in_laboratory": PERSONS},
        ("sampled",),
    ),
    "tubes sent where no cycler is": Extreme(
        lambda: city(plan=TO_THE_LABORATORY, amplification_machines=0),
        {"in_laboratory": PERSONS},
        ("sampled",),
    ),
    "a laboratory that is never ready": Extreme(
        lambda: city(ready_hour=100), {"in_laboratory": PERSONS}, ("sampled",)
    ),
    "never open": Extreme(lambda: changed("sites_rule", setup_hours=72), {"turned_away": PERSONS}),
    "never reached": Extreme(
        lambda: changed("people", first_pass_share=0, never_reached_share=1),
        {"never_reached": PERSONS},
    ),
    "all positive": Extreme(
        lambda: small_city(
            site(PERSONS), laboratories=[laboratory()], vehicles=1, people=EVERYBODY_INFECTED
        ),
        RESULTED,
        CLOCKS,
        detection=dict.fromkeys(DETECTION, PERSONS),
        tubes={"positive": 6},
    ),
    "all positive and nobody to recall them": Extreme(
        lambda: small_city(
            site(PERSONS),
            laboratories=[laboratory(recall_crews=0)],
            vehicles=1,
            people=EVERYBODY_INFECTED,
        ),
        RESULTED,
        ("sampled", "resulted"),
        detection={"in_positive_tube": PERSONS, "confirmed": 0},
    ),
    "all tubes invalid": Extreme(
        lambda: changed("laboratory", invalid_share=1, attempts=3),
        {"inconclusive": PERSONS},
        ("sampled",),
        tubes={"inconclusive": 6, "tested": 0},
    ),
    "all plates fail": Extreme(
        lambda: changed("laboratory", plate_failure_share=1, attempts=2),
        {"inconclusive": PERSONS},
        ("sampled",),
        tubes={"inconclusive": 6, "tested": 0},
    ),
    "nobody has patience": Extreme(
        lambda: small_city(
            site(PERSONS),
            laboratories=[laboratory()],
            vehicles=1,
            people={"return_share": 0},
            sites_rule={
                "opens_at": "06:00",
                "closes_at": "06:10",
                "register_seconds": 60,
                "swab_seconds": 60,
            },
        ),
        # one registration a minute from 06:00 to 06:09
        {"resulted": 10, "left_queue": PERSONS - 10},
    ),
    "a laboratory without any output": Extreme(
        # the effective share has a floor, so that every run ends; nobody is done in time
        lambda: small_city(
            site(PERSONS),
            laboratories=[laboratory()],
            vehicles=1,
            campaign={"horizon_hours": 720},
            laboratory={"effective_share": 0, "plate_wells": 5},
        ),
        RESULTED,
        CLOCKS,
    ),
}


def figures(names: tuple[str, ...], counts: Ints) -> dict[str, int]:
    return dict(zip(names, counts.tolist(), strict=True))


def ledger_of(tally: Tally) -> dict[str, int]:
    return figures(LEDGER, tally.ledger.sum(axis=0))


@pytest.mark.parametrize("name", EXTREMES)
def test_everybody_is_where_they_must_be(name: str) -> None:
    extreme = EXTREMES[name]
    scenario = extreme.scenario()
    tally = tally_of(scenario)
    check_balance(build_layout(scenario), tally)
    assert ledger_of(tally) == dict.fromkeys(LEDGER, 0) | extreme.ledger
    assert extreme.detection.items() <= figures(DETECTION, tally.detection).items()
    assert extreme.tubes.items() <= figures(TUBES, tally.tubes).items()


@pytest.mark.parametrize("name", EXTREMES)
def test_clocks_that_never_stop_are_not_numbers(name: str) -> None:
    extreme = EXTREMES[name]
    scenario = extreme.scenario()
    layout = build_layout(scenario)
    digests = [
        digest_replication(scenario, layout, tally_of(scenario, number)) for number in range(2)
    ]
    outcome = summarise(scenario, layout, Gathered(digests))
    stopped = ~np.isnan(outcome.clocks.city.p50[:, 0])
    assert tuple(np.array(CLOCKS)[stopped].tolist()) == extreme.stopped
    is_in_time = digests[0].case.meets_target
    assert not is_in_time or "resulted" in extreme.stopped


@pytest.mark.parametrize("name", EXTREMES)
def test_both_engines_say_the_same(name: str) -> None:
    scenario = EXTREMES[name].scenario()
    assert first_difference(reference_events(scenario), compiled_events(scenario)) is None


@pytest.mark.parametrize("events", [reference_events, compiled_events])
def test_nobody_works_in_a_shift_without_staff(events: Callable[[Scenario], Ints]) -> None:
    swabs = column(events(city(plan=NO_TABLES_UNTIL_EIGHT)), Event.SWAB, "ms") / HOUR_MS
    assert len(swabs) == PERSONS
    assert swabs.min() >= 8

    rows = events(city(**ONLY_FROM_16_TO_24))
    for work in (Event.ACCESSION, Event.TRANSFER, Event.REVIEW):
        begun = column(rows, work, "ms") / HOUR_MS
        assert len(begun) > 0
        assert ((begun % 24 >= 16) & (begun % 24 < 24)).all(), work
