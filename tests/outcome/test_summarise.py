from dataclasses import replace

import numpy as np
import pytest

from planner.outcome.digest import digest_replication
from planner.outcome.gather import Gathered
from planner.outcome.looks import LOOKS
from planner.outcome.outcome import CAUSES, CLOCKS, STAGES, Outcome
from planner.outcome.summarise import summarise
from planner.outcome.summary import to_json
from planner.simulation.layout import (
    HOUR_MS,
    MINUTE_MS,
    SITE_STAGES,
    LaboratoryLayout,
    Layout,
    Stations,
)
from planner.simulation.tally import LEDGER, Tally
from tests.outcome.tiny_city import (
    DISTRICTS,
    STATION_COUNT,
    STATIONS,
    blank,
    curve,
    ints,
    layout,
    scenario,
    station,
    tally,
    zeros,
)

CITY = layout(expected=(100, 50))
SAMPLED, RESULTED, CLOSED = range(3)


def summary_of(*tallies: Tally, city: Layout = CITY, **campaign: object) -> Outcome:
    asked = scenario(**campaign)
    digests = (digest_replication(asked, city, one) for one in tallies)
    return summarise(asked, city, Gathered(digests))


def finished_at(minute: int, replication: int = 0) -> Tally:
    """All are sampled in minute 9 and resulted by minute 59, but one in ``minute``."""
    return tally(
        CITY,
        replication,
        sampled=({9: 100}, {9: 50}),
        resulted=({58: 99, minute: 1}, {59: 50}),
        closed=({58: 99, minute + 30: 1}, {59: 50}),
    )


def test_clocks_of_city_district_and_laboratory() -> None:
    clocks = summary_of(
        tally(
            CITY,
            sampled=({9: 99, 29: 1}, {9: 50}),
            resulted=({59: 95, 89: 4, 119: 1}, {149: 49, 179: 1}),
        )
    ).clocks
    assert clocks.shares == (0.99, 0.95, 0.999)
    # 150 expected: 0.99 needs 149, 0.95 needs 143, 0.999 needs 150
    np.testing.assert_array_equal(clocks.city.p50[RESULTED] * 60, [150, 150, 180, 180])
    np.testing.assert_array_equal(clocks.city.p50[SAMPLED] * 60, [10, 10, 30, 30])
    np.testing.assert_array_equal(clocks.district.p50[RESULTED, 0] * 60, [90, 60, 120, 120])
    np.testing.assert_array_equal(clocks.district.p50[RESULTED, 1] * 60, [180, 150, 180, 180])
    np.testing.assert_array_equal(clocks.laboratory.p50[RESULTED, 0] * 60, [150, 150, 180, 180])


def test_a_laboratory_answers_for_its_own_people_even_where_the_city_never_finishes() -> None:
    outcome = summary_of(tally(CITY, sampled=({9: 60}, {9: 20}), resulted=({59: 60}, {59: 20})))
    assert np.isnan(outcome.clocks.city.p50[RESULTED, 0])
    assert outcome.clocks.city.p50[RESULTED, -1] == 1.0
    assert outcome.clocks.laboratory.p50[RESULTED, 0, 0] == 1.0


def test_the_verdict_counts_replications_that_reach_the_share_by_the_deadline() -> None:
    exactly, late = finished_at(119, 0), finished_at(120, 1)
    outcome = summary_of(late, exactly, required_share=1.0, target_hours=2.0)
    assert (outcome.verdict.successes, outcome.verdict.probability) == (1, 0.5)
    np.testing.assert_array_equal(outcome.clocks.city_by_replication[:, RESULTED] * 60, [120, 121])
    closed = summary_of(exactly, late, required_share=1.0, verdict_clock="closed")
    assert closed.verdict.successes == 0


def test_the_verdict_and_the_clock_count_from_the_first_swab() -> None:
    city = layout(expected=(100, 50), deadline_from_ms=30 * MINUTE_MS)
    late = tally(city, sampled=({40: 100}, {40: 50}), resulted=({89: 100}, {150: 50}))
    outcome = summary_of(late, city=city, target_hours=2.0)
    assert outcome.clocks.city.p50[RESULTED, 0] * 60 == 121
    assert outcome.verdict.successes == 0
    assert outcome.question.deadline_hour == 2.5


def test_replications_that_never_finish_are_infinite_in_percentiles() -> None:
    never = tally(CITY, 2, sampled=({9: 60}, {}), resulted=({59: 60}, {}))
    clocks = summary_of(finished_at(59, 0), finished_at(119, 1), never).clocks.city
    assert clocks.p05[RESULTED, 0] == 1.0
    assert clocks.p50[RESULTED, 0] == 1.0
    assert clocks.p50[RESULTED, 2] == 2.0
    assert np.isnan(clocks.p95[RESULTED, 0])


def test_the_order_in_which_replications_come_does_not_matter() -> None:
    first, second = finished_at(59, 0), finished_at(119, 1)
    one, other = summary_of(first, second), summary_of(second, first)
    np.testing.assert_array_equal(one.clocks.city_by_replication, other.clocks.city_by_replication)
    assert one.people.median_replication == other.people.median_replication == 0


def test_missing_and_repeated_replications_are_refused() -> None:
    with pytest.raises(ValueError, match="no replication"):
        summary_of()
    with pytest.raises(ValueError, match="replication 0 came twice"):
        summary_of(finished_at(59), finished_at(59))


def test_a_look_needs_its_own_number_of_replications() -> None:
    asked = scenario()
    digest = digest_replication(asked, CITY, finished_at(59))
    with pytest.raises(ValueError, match="20 replications"):
        summarise(asked, CITY, Gathered([digest]), LOOKS[0])


def test_hourly_curves_are_cumulative_at_the_ends_of_hours() -> None:
    curves = summary_of(
        tally(CITY, sampled=({59: 10, 60: 20}, {61: 5}), resulted=({125: 30}, {}))
    ).curves
    np.testing.assert_array_equal(curves.hours[:3], [1, 2, 3])
    np.testing.assert_array_equal(curves.city.p50[SAMPLED, :4], [10, 35, 35, 35])
    np.testing.assert_array_equal(curves.city.p50[RESULTED, :4], [0, 0, 30, 30])
    np.testing.assert_array_equal(curves.district_p50[SAMPLED, 1, :3], [0, 5, 5])
    assert curves.city.p50.shape == (len(CLOCKS), CITY.hours)


def test_people_after_the_last_hour_are_only_in_the_totals_at_the_end() -> None:
    outcome = summary_of(tally(CITY, sampled=({CITY.minutes - 1: 100}, {9: 50})))
    assert outcome.curves.city.p50[SAMPLED, -1] == 50
    assert outcome.people.at_end[SAMPLED] == 150
    assert np.isnan(outcome.clocks.district.p50[SAMPLED, 0]).all()


def test_people_and_their_positions_at_the_deadline() -> None:
    one = tally(
        CITY,
        sampled=({9: 90, 130: 5}, {9: 40}),
        resulted=({60: 70, 140: 20}, {60: 30}),
        arrived=curve(CITY, ({5: 95}, {5: 50})),
        persons_delivered=curve(CITY, ({30: 120},)),
    )
    people = summary_of(one).people
    np.testing.assert_array_equal(people.at_deadline, [130, 100, 100])
    np.testing.assert_array_equal(people.at_end, [135, 120, 120])
    np.testing.assert_array_equal(people.position_at_deadline, [5, 15, 10, 20, 100])


def test_the_exact_ledger_is_that_of_the_median_replication() -> None:
    slow = tally(CITY, 0, sampled=({9: 100}, {9: 50}), resulted=({200: 100}, {200: 50}))
    never = tally(CITY, 1, sampled=({9: 10}, {}))
    people = summary_of(slow, never, finished_at(59, 2), finished_at(59, 3)).people
    assert people.median_replication == 3
    np.testing.assert_array_equal(people.ledger.sum(axis=1), CITY.expected_persons)
    assert people.ledger_p50[0, LEDGER.index("resulted")] == 100


def test_use_pools_replications_and_stages_pool_places() -> None:
    busy, offered, waiting = (zeros(STATION_COUNT, CITY.hours) for _ in range(3))
    east, west = station("east", "swab"), station("west", "swab")
    busy[[east, west], 0] = HOUR_MS, HOUR_MS
    offered[[east, west], 0] = HOUR_MS, 3 * HOUR_MS
    waiting[[east, west], 0] = 7, 4
    city = layout(expected=(100, 50), offered_ms=offered)
    loaded = tally(city, 0, busy_ms=busy, waiting_persons=waiting)
    idle = tally(city, 1)
    stations = summary_of(loaded, idle, replace(loaded, replication=2), city=city).stations
    assert stations.use[east, 0] == pytest.approx(2 / 3)
    assert stations.use[west, 0] == pytest.approx(2 / 9)
    assert stations.stage_use[STAGES.index("swab"), 0] == pytest.approx(4 / 12)
    assert stations.stage_waiting_persons[STAGES.index("swab"), 0] == 11
    assert stations.waiting_persons[east, 0] == pytest.approx(14 / 3)
    assert stations.use[station("east", "courier")].sum() == 0


def test_backlog_hours_divide_tubes_on_hand_by_the_rate() -> None:
    rate = np.zeros((1, CITY.hours))
    rate[0, 2:4] = 20.0
    one = tally(
        CITY,
        tubes_delivered=curve(CITY, ({10: 60, 250: 5},)),
        tubes_published=curve(CITY, ({130: 30, 190: 30},)),
        effective_tubes_per_hour=rate,
    )
    backlog = summary_of(one).stations.backlog_hours[0]
    # One idle hour and three at work, then three, 30 tubes, none, and 5 that wait for ever.
    np.testing.assert_array_equal(backlog[:5], [4.0, 3.0, 1.5, 0.0, np.inf])


def test_waits_by_district_and_city() -> None:
    waits = zeros(2, 721)
    waits[0, [3, 25, 50]] = 50, 30, 20
    waits[1, 720] = 1
    wait_ms = np.array([[100, 1800, 60], [1, 900, 900]]) * [1, MINUTE_MS, MINUTE_MS]
    found = summary_of(tally(CITY, waits=waits, site_wait_ms=wait_ms)).waits
    np.testing.assert_array_equal(found.p50_minutes, [3, np.inf, 25])
    np.testing.assert_array_equal(found.p90_minutes, [50, np.inf, 50])
    np.testing.assert_allclose(found.mean_minutes, [18, 900, 2700 / 101])
    np.testing.assert_allclose(found.over_25_share, [0.5, 1.0, 51 / 101])
    np.testing.assert_allclose(found.over_50_share, [0.2, 1.0, 21 / 101])
    np.testing.assert_array_equal(found.longest_minutes, [60, 900, 900])


def test_waits_by_district_are_those_of_its_sites() -> None:
    both = replace(
        CITY,
        sites=replace(
            CITY.sites,
            ids=("a", "b", "c"),
            district=ints(0, 0, 1),
            township=CITY.sites.township[[0, 0, 1]],
            is_door=ints(0, 0, 1),
        ),
    )
    wait_ms = np.array([[10, 100, 26], [30, 300, 12], [1, 0, 0]]) * [1, MINUTE_MS, MINUTE_MS]
    waits = summary_of(tally(both, site_wait_ms=wait_ms), city=both).waits
    np.testing.assert_array_equal(waits.longest_minutes, [26, 0, 26])
    np.testing.assert_allclose(waits.mean_minutes, [10, 0, 400 / 41])


def test_everybody_registered_is_in_one_cause() -> None:
    outcome = summary_of(
        tally(CITY, sampled=({9: 90}, {9: 40}), resulted=({60: 70, 140: 15}, {60: 30}))
    )
    east, west = (dict(zip(CAUSES, row, strict=True)) for row in outcome.people.by_cause.tolist())
    assert east == dict.fromkeys(CAUSES, 0) | {
        "away": 10,
        "exempt": 2,
        "never_reached": 10,
        "in_laboratory": 5,
        "resulted_late": 15,
        "resulted_in_time": 70,
    }
    assert (west["in_laboratory"], west["resulted_late"], west["resulted_in_time"]) == (10, 0, 30)
    np.testing.assert_array_equal(outcome.people.by_cause.sum(axis=1), CITY.registered_persons)


def test_flows_of_a_laboratory_are_by_hour_and_mean_over_replications() -> None:
    delivered = curve(CITY, ({59: 10, 60: 4, 130: 2, CITY.minutes - 1: 7},))
    one = tally(CITY, 0, tubes_delivered=delivered, tubes_published=curve(CITY, ({61: 6},)))
    series = summary_of(one, tally(CITY, 1)).laboratory_series
    np.testing.assert_array_equal(series.delivered_tubes[0, :4], [5, 2, 1, 0])
    np.testing.assert_array_equal(series.published_tubes[0, :4], [0, 3, 0, 0])
    assert series.delivered_tubes.sum() == 8  # what comes after the last hour is in no hour
    np.testing.assert_array_equal(series.nominal_tubes_per_hour, [40])


def test_mean_fill_weighs_tubes_alike() -> None:
    fills = zeros(21)
    fills[[1, 10, 20]] = 2, 5, 1
    tubes = summary_of(tally(CITY, fills=fills)).tubes
    assert tubes.mean_fill == pytest.approx(72 / 8)
    assert np.isnan(summary_of(tally(CITY)).tubes.mean_fill)


def test_turnaround_breaches_tubes_and_detection() -> None:
    turnaround = zeros(1, 100)
    turnaround[0, [5, 17]] = 60, 40
    one = tally(
        CITY,
        turnaround=turnaround,
        breaches=ints(3),
        tubes_delivered=curve(CITY, ({10: 60},)),
        tubes=ints(60, 58, 2, 1, 1, 4, 0),
        detection=ints(9, 8, 7, 5),
    )
    outcome = summary_of(one)
    np.testing.assert_allclose(outcome.turnaround.p50_hours, [1.0, 1.0])
    np.testing.assert_allclose(outcome.turnaround.p95_hours, [3.0, 3.0])
    assert (outcome.tubes.breaches, outcome.tubes.breach_share) == (3, 0.05)
    np.testing.assert_array_equal(outcome.detection.mean, [9, 8, 7, 5, 3])


def test_lateness_by_district() -> None:
    late = summary_of(
        tally(CITY, sampled=({9: 100}, {9: 20}), resulted=({59: 98, 149: 2}, {59: 20}))
    ).lateness
    np.testing.assert_array_equal(late.hours_to_spare.p50, [-0.5, np.nan])
    np.testing.assert_array_equal(late.late_persons, [2, 30])
    np.testing.assert_array_equal(late.never_reached_persons, [0, 30])
    np.testing.assert_array_equal(late.laboratory, [0, -1])
    np.testing.assert_array_equal(late.peak_backlog_hours, [0, np.nan])


def test_a_city_of_nobody_is_finished_at_once() -> None:
    city = layout(expected=(0, 0))
    outcome = summary_of(tally(city), city=city)
    assert outcome.verdict.successes == 1
    np.testing.assert_array_equal(outcome.clocks.city.p50, 0.0)
    assert outcome.binding.ranges == ()


def test_a_city_without_a_laboratory_never_gets_a_result() -> None:
    sites = len(DISTRICTS) * len(SITE_STAGES)
    city = replace(
        CITY,
        offered_ms=zeros(sites, CITY.hours),
        laboratories=blank(LaboratoryLayout),
        stations=Stations(
            STATIONS.place_kind[:sites], STATIONS.place[:sites], STATIONS.stage[:sites]
        ),
    )
    by_laboratory = zeros(0, city.minutes)
    by_station = zeros(sites, city.hours)
    one = tally(
        city,
        sampled=({9: 100}, {9: 50}),
        tubes_delivered=by_laboratory,
        tubes_published=by_laboratory,
        persons_delivered=by_laboratory,
        persons_sampled_for=by_laboratory,
        persons_resulted=by_laboratory,
        persons_closed=by_laboratory,
        busy_ms=by_station,
        offered_ms=by_station,
        waiting_persons=by_station,
        effective_tubes_per_hour=np.zeros((0, city.hours)),
        turnaround=zeros(0, 100),
        breaches=zeros(0),
    )
    outcome = summary_of(one, city=city)
    assert outcome.verdict.successes == 0
    assert np.isnan(outcome.clocks.city.p50[RESULTED]).all()
    np.testing.assert_array_equal(outcome.lateness.laboratory, [-1, -1])
    assert to_json(outcome, seed=1)["clocks_hours"]["resulted"]["p50"] is None


def test_the_fifth_percentile_of_hours_to_spare_is_the_worst_replication() -> None:
    spare = summary_of(finished_at(89, 0), finished_at(179, 1), required_share=1.0).lateness
    assert spare.hours_to_spare.p05[0] == -1.0
    assert spare.hours_to_spare.p95[0] == 0.5
