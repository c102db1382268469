"""Who comes when: exact counts in every interval, uniform within, nobody touched by a plan."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import kstest

from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.layout import HOUR_MS, Ints
from planner.simulation.log import COLUMNS, Event
from planner.simulation.reference.people import Attendance, arrivals, attendance
from tests.simulation.small_city import ENGINES, laboratory, site, small_city

UNLIKELY = 1e-4
RAMP = (0, 0, 0, 0, 0, 0, 1, 60, 100, 3, 2, 2, 1, 0, 0, 0, 0, 5, 40, 7, 0, 0, 0, 0)
"""From next to nobody to sixty times as many within an hour of the opening, and a gap."""
OPENS_HOUR, CLOSES_HOUR = 6, 20


def ramp_city(persons: int, opens_at: str = "06:00", closes_at: str = "20:00") -> Scenario:
    return small_city(
        site(persons, tables=4),
        people={"arrivals": {"first_pass_hours": 24, "hourly_weights": RAMP}},
        sites_rule={
            "opens_at": opens_at,
            "closes_at": closes_at,
            "register_seconds": 1,
            "swab_seconds": 1,
        },
    )


def instants(rows: Ints, kind: Event = Event.ARRIVE) -> Ints:
    return np.sort(rows[rows[:, COLUMNS.index("kind")] == kind, COLUMNS.index("ms")])


def by_clock_hour(arrived: Ints) -> dict[int, int]:
    return dict(Counter((arrived // HOUR_MS % 24).tolist()))


def quotas(persons: int, weights: dict[int, Fraction]) -> dict[int, int]:
    """Return whole shares by largest remainder, worked in fractions; the earlier hour on a tie."""
    total = sum(weights.values())
    exact = {hour: persons * weight / total for hour, weight in weights.items()}
    whole = {hour: int(share) for hour, share in exact.items()}
    spare = persons - sum(whole.values())
    for hour in sorted(exact, key=lambda hour: (whole[hour] - exact[hour], hour))[:spare]:
        whole[hour] += 1
    return {hour: count for hour, count in whole.items() if count}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("persons", [1, 2, 37, 500, 3001])
def test_counts_are_exact_in_every_hour_of_a_sharp_ramp(engine: str, persons: int) -> None:
    arrived = instants(ENGINES[engine](ramp_city(persons)))
    open_hours = range(OPENS_HOUR, CLOSES_HOUR)
    assert by_clock_hour(arrived) == quotas(persons, {h: Fraction(RAMP[h]) for h in open_hours})


@pytest.mark.parametrize("engine", ENGINES)
def test_an_hour_that_is_open_in_part_counts_in_part(engine: str) -> None:
    arrived = instants(ENGINES[engine](ramp_city(1000, opens_at="07:45", closes_at="08:30")))
    weights = {7: Fraction(RAMP[7], 4), 8: Fraction(RAMP[8], 2)}
    assert by_clock_hour(arrived) == quotas(1000, weights)
    assert arrived[0] >= 7.75 * HOUR_MS
    assert arrived[-1] < 8.5 * HOUR_MS


def test_arrivals_are_uniform_within_each_hour() -> None:
    arrived = instants(ENGINES["reference"](ramp_city(3001)))
    for hour, count in by_clock_hour(arrived).items():
        own = arrived[arrived // HOUR_MS == hour]
        if count >= 20:
            assert kstest(own / HOUR_MS - hour, "uniform").pvalue > UNLIKELY, hour


def test_arrivals_of_many_replications_are_independent_uniform_instants() -> None:
    # The least of n independent instants in an hour has the distribution 1 - (1 - t)^n, which
    # even spacing would not give; spacings that do not add up would bend the largest.
    scenario, persons = ramp_city(223), {}
    for replication in range(200):
        hours = instants(arrivals_of(scenario, replication)) / HOUR_MS
        persons[replication] = hours[(hours >= 18) & (hours < 19)] - 18
    count = len(persons[0])
    assert {len(own) for own in persons.values()} == {count}
    first = np.array([own.min() for own in persons.values()])
    last = np.array([own.max() for own in persons.values()])
    assert kstest(first, lambda t: 1 - (1 - t) ** count).pvalue > UNLIKELY
    assert kstest(last, lambda t: t**count).pvalue > UNLIKELY
    assert kstest(np.concatenate(list(persons.values())), "uniform").pvalue > UNLIKELY


def test_the_late_pass_follows_the_first() -> None:
    scenario = small_city(
        site(4000, tables=4),
        people={
            "first_pass_share": 0.7,
            "never_reached_share": 0.1,
            "arrivals": {
                "first_pass_hours": 10,
                "late_pass_hours": 5,
                "hourly_weights": (1,) * 24,
            },
        },
        sites_rule={"register_seconds": 1, "swab_seconds": 1},
    )
    who = attended(scenario, "S0")
    arrived = instants(ENGINES["reference"](scenario))
    hours = by_clock_hour(arrived)
    assert [hours[h] for h in range(10)] == list(
        quotas(len(who.first_pass), {h: Fraction(1) for h in range(10)}).values()
    )
    assert [hours[h] for h in range(10, 15)] == list(
        quotas(len(who.late_pass), {h: Fraction(1) for h in range(10, 15)}).values()
    )
    # 70 %, 20 % and 10 % of 4,000, each within four standard errors
    assert len(who.first_pass) == pytest.approx(2800, abs=4 * (4000 * 0.7 * 0.3) ** 0.5)
    assert len(who.late_pass) == pytest.approx(800, abs=4 * (4000 * 0.2 * 0.8) ** 0.5)


def arrivals_of(scenario: Scenario, replication: int, site_id: str = "S0") -> Ints:
    """Return the arrivals of a site as rows of the log, without running anything."""
    layout = build_layout(scenario)
    index = layout.sites.ids.index(site_id)
    conditions = draw_conditions(scenario, layout, 1, replication)
    who = attendance(layout, conditions, index)
    rows = [
        (at, Event.ARRIVE, -1, index, -1, -1, person, -1)
        for at, person in zip(*arrivals(layout, conditions, index, who), strict=True)
    ]
    return np.array(rows, dtype=np.int64)


def attended(scenario: Scenario, site_id: str) -> Attendance:
    layout = build_layout(scenario)
    conditions = draw_conditions(scenario, layout, 1, 0)
    return attendance(layout, conditions, layout.sites.ids.index(site_id))


def mixed_city(tables: int = 1, more: bool = False, **laboratory_row: int) -> Scenario:
    """Two sites where people come early, late, infected or not at all."""
    sites = [site(150, tables, "S1", "T1"), site(90, tables, "S2", "T2")]
    if more:
        sites.insert(1, site(60, tables, "S3", "T3"))
    return small_city(
        *sites,
        laboratories=[laboratory(**laboratory_row)],
        vehicles=1,
        people={
            "first_pass_share": 0.7,
            "never_reached_share": 0.1,
            "infected_per_100k": 20_000,
            "arrivals": {"first_pass_hours": 8, "late_pass_hours": 8},
        },
        infection={"load_log10_sd": 1.7},
    )


def coming(rows: Ints, site: int) -> set[tuple[int, int]]:
    """Return (instant, person) of everybody who comes to a site."""
    own = rows[(rows[:, COLUMNS.index("kind")] == Event.ARRIVE)]
    own = own[own[:, COLUMNS.index("site")] == site]
    return {(row[COLUMNS.index("ms")], row[COLUMNS.index("person")]) for row in own.tolist()}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plan_changes_nobodys_luck(engine: str) -> None:
    few, many = mixed_city(tables=1), mixed_city(tables=3, amplification_machines=4)
    for index, name in enumerate(("S1", "S2")):
        ours, theirs = ENGINES[engine](few), ENGINES[engine](many)
        assert coming(ours, index) == coming(theirs, index)
        assert coming(ours, index), "nobody came"
        assert attended(few, name) == attended(many, name)
        assert attended(few, name).copies, "nobody is infected"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_more_changes_no_arrival_at_the_others(engine: str) -> None:
    before, after = ENGINES[engine](mixed_city()), ENGINES[engine](mixed_city(more=True))
    assert coming(before, 0) == coming(after, 0)
    assert coming(before, 1) == coming(after, 2)
    assert len(coming(after, 1)) > 0
    assert attended(mixed_city(), "S2") == attended(mixed_city(more=True), "S2")


def test_replications_differ() -> None:
    scenario = mixed_city()
    assert not np.array_equal(arrivals_of(scenario, 0, "S1"), arrivals_of(scenario, 1, "S1"))


def test_a_district_has_a_first_pass_of_its_own() -> None:
    even = {"arrivals": {"first_pass_hours": 24, "hourly_weights": (1,) * 24}}
    scenario = small_city(site(100), people=even)
    phase = tuple(row.model_copy(update={"first_pass_hours": 6}) for row in scenario.districts)
    for engine in ENGINES.values():
        arrived = instants(engine(scenario.model_copy(update={"districts": phase})))
        assert len(arrived) == 100
        assert arrived.max() < 6 * HOUR_MS


def test_visitors_are_tested_beside_those_registered() -> None:
    scenario = small_city(site(1000), people={"present_share": 1.2})
    layout = build_layout(scenario)
    assert layout.expected_persons.tolist() == [1200]
    assert layout.away_persons.tolist() == [0]
    assert layout.registered_persons.tolist() == [1200]
    for engine in ENGINES.values():
        assert len(instants(engine(scenario))) == 1200
