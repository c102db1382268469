from dataclasses import replace

import numpy as np
import pytest

from planner.outcome.binding import (
    NO_STATION,
    ReplicationBinding,
    binding_stations,
    combine_binding,
)
from planner.outcome.outcome import (
    CLOSED,
    DEMAND,
    FINISHED,
    IN_PROCESS,
    STAGES,
    Binding,
    BindingRange,
)
from planner.simulation.layout import HOUR_MS
from tests.outcome.tiny_city import (
    HOURS,
    STATION_COUNT,
    STATIONS,
    curve,
    ints,
    layout,
    station,
    tally,
    zeros,
)

EAST_REGISTRATION, EAST_SWAB = station("east", "registration"), station("east", "swab")
EAST_DOOR, EAST_COURIER = station("east", "door"), station("east", "courier")
WEST_SWAB = station("west", "swab")
ACCESSION, TRANSFER = station("lab", "accession"), station("lab", "transfer")
AMPLIFICATION, REVIEW = station("lab", "amplification"), station("lab", "review")
OPEN, SHUT = NO_STATION[DEMAND], NO_STATION[CLOSED]
TAIL, END = NO_STATION[IN_PROCESS], NO_STATION[FINISHED]

Cell = tuple[int, int, int, float]
"""Station, hour, people in its own queue at the hour's end, use."""


def found(*cells: Cell, hours: int = HOURS, last_arrival_hour: int = HOURS) -> ReplicationBinding:
    """Return what binds where only these stations have servers, two each and hour.

    Nobody arrives after ``last_arrival_hour``, and the last event is in hour ``hours - 1``.
    """
    busy, offered, waiting = (zeros(STATION_COUNT, HOURS) for _ in range(3))
    for where, hour, persons, use in cells:
        offered[where, hour] = 2 * HOUR_MS
        busy[where, hour] = round(use * 2 * HOUR_MS)
        waiting[where, hour] = persons
    city = layout(offered_ms=offered)
    one = tally(
        city,
        sampled=({(hours - 1) * 60: 1}, {}),
        busy_ms=busy,
        waiting_persons=waiting,
        arrived=curve(city, ({min(last_arrival_hour, hours - 1) * 60: 1}, {})),
    )
    return binding_stations(one, city)


@pytest.mark.parametrize(
    ("cells", "binds"),
    [
        ([(EAST_SWAB, 0, 30, 1.0), (WEST_SWAB, 0, 40, 0.95)], WEST_SWAB),
        ([(EAST_SWAB, 0, 30, 1.0), (WEST_SWAB, 0, 40, 0.949)], EAST_SWAB),
        ([(EAST_SWAB, 0, 500, 0.5)], OPEN),
        ([(EAST_SWAB, 0, 0, 1.0)], OPEN),
        ([(AMPLIFICATION, 0, 9, 0.3)], SHUT),
        ([(AMPLIFICATION, 0, 9, 1.2)], AMPLIFICATION),
    ],
)
def test_the_saturated_station_with_most_people_waiting_binds(
    cells: list[Cell], binds: int
) -> None:
    assert found(*cells).station[0] == binds


def test_people_at_the_dock_of_a_laboratory_wait_on_its_last_saturated_stage() -> None:
    swamped = [(ACCESSION, 0, 900, 1.0), (TRANSFER, 0, 5, 0.9), (AMPLIFICATION, 0, 40, 0.97)]
    binding = found(*swamped)
    assert binding.station[0] == AMPLIFICATION
    assert binding.person_hours[AMPLIFICATION] == 945
    assert binding.person_hours.sum() == 945


def test_a_stage_that_keeps_pace_does_not_answer_for_the_queue_before_it() -> None:
    assert found((ACCESSION, 0, 900, 1.0), (AMPLIFICATION, 0, 0, 0.8)).station[0] == ACCESSION


def test_a_full_stage_binds_though_all_its_people_wait_before_it() -> None:
    assert found((ACCESSION, 0, 900, 0.9), (AMPLIFICATION, 0, 0, 1.0)).station[0] == AMPLIFICATION


def test_queues_of_other_chains_do_not_wait_on_a_stage() -> None:
    binding = found(
        (EAST_REGISTRATION, 0, 50, 1.0),
        (EAST_SWAB, 0, 20, 1.0),
        (EAST_DOOR, 0, 60, 1.0),
        (EAST_COURIER, 0, 65, 1.0),
        (ACCESSION, 0, 69, 1.0),
    )
    assert binding.station[0] == EAST_SWAB
    people = binding.person_hours[[EAST_REGISTRATION, EAST_SWAB, EAST_DOOR, EAST_COURIER]]
    np.testing.assert_array_equal(people, [0, 70, 60, 65])


def test_a_tie_goes_to_the_later_stage_whatever_the_place() -> None:
    tied = [(EAST_COURIER, 0, 8, 1.0), (EAST_DOOR, 0, 8, 1.0), (WEST_SWAB, 0, 8, 1.0)]
    assert found(*tied).station[0] == EAST_COURIER
    assert found(*tied, (TRANSFER, 0, 8, 1.0)).station[0] == TRANSFER


def test_places_of_one_stage_are_counted_together_and_the_worst_is_named() -> None:
    split = [(EAST_SWAB, 0, 30, 1.0), (WEST_SWAB, 0, 40, 1.0), (EAST_DOOR, 0, 60, 1.0)]
    assert found(*split).station[0] == WEST_SWAB


def test_one_full_hour_between_slack_ones_is_a_burst() -> None:
    cyclers = [(AMPLIFICATION, hour, 50, 1.0) for hour in range(4)]
    bursts = [(REVIEW, hour, 0, use) for hour, use in enumerate((0.6, 1.0, 0.6, 1.0))]
    assert found(*cyclers, *bursts).station[1] == AMPLIFICATION


def test_people_waiting_where_nobody_works_do_not_saturate() -> None:
    binding = found()
    assert (binding.station == SHUT).all()
    city = layout()
    waiting = zeros(STATION_COUNT, HOURS)
    waiting[EAST_SWAB] = 10
    one = replace(tally(city, sampled=({3000: 1}, {})), waiting_persons=waiting)
    assert binding_stations(one, city).station[0] == SHUT


def test_hours_without_a_saturated_station_say_why() -> None:
    slack = [(EAST_SWAB, hour, 0, 0.3) for hour in (1, 2, 3)]
    codes = found(*slack, hours=5, last_arrival_hour=2).station
    np.testing.assert_array_equal(codes[:6], [SHUT, OPEN, OPEN, TAIL, TAIL, END])


def combined(*replications: list[int], weights: dict[int, float] | None = None) -> Binding:
    person_hours = np.zeros(STATION_COUNT)
    for where, value in (weights or {}).items():
        person_hours[where] = value
    return combine_binding(np.array(replications), person_hours, STATIONS)


def test_ranges_are_runs_of_one_resource_and_the_end_is_left_out() -> None:
    binding = combined(
        [OPEN, OPEN, EAST_SWAB, EAST_SWAB, WEST_SWAB, SHUT, AMPLIFICATION, END, END],
        weights={EAST_SWAB: 30, WEST_SWAB: 35, AMPLIFICATION: 50},
    )
    assert binding.ranges == (
        BindingRange(DEMAND, None, 0, 2),
        BindingRange("swab", "east", 2, 5),
        BindingRange(CLOSED, None, 5, 6),
        BindingRange("amplification", "lab", 6, 7),
    )
    assert binding.resource[7:] == (FINISHED, FINISHED)
    assert binding.main == BindingRange("swab", "east", 2, 5)
    assert binding.waiting_person_hours[STAGES.index("swab")] == 65


def test_the_main_place_binds_most_over_all_ranges_of_its_stage() -> None:
    hours = [EAST_SWAB] * 2 + [SHUT] * 2 + [WEST_SWAB] * 3
    assert combined(hours).main == BindingRange("swab", "west", 0, 7)


def test_a_tie_of_places_goes_to_the_one_with_more_person_hours() -> None:
    binding = combined([EAST_SWAB, WEST_SWAB], weights={EAST_SWAB: 1, WEST_SWAB: 2})
    assert binding.ranges == (BindingRange("swab", "west", 0, 2),)


def test_a_single_hour_inside_another_resource_is_flicker_and_two_are_not() -> None:
    swab, cyclers = EAST_SWAB, AMPLIFICATION
    one = combined([cyclers, cyclers, swab, cyclers, swab, cyclers])
    assert one.ranges == (BindingRange("amplification", "lab", 0, 6),)
    assert one.resource[2] == "swab"
    two = combined([cyclers, cyclers, swab, swab, cyclers])
    assert [(item.from_hour, item.to_hour) for item in two.ranges] == [(0, 2), (2, 4), (4, 5)]
    between_others = combined([OPEN, OPEN, swab, cyclers])
    assert [item.resource for item in between_others.ranges] == [DEMAND, "swab", "amplification"]


def test_replications_vote_on_the_stage_first_and_on_its_place_then() -> None:
    binding = combined([EAST_SWAB], [WEST_SWAB], [WEST_SWAB], [OPEN], [OPEN])
    assert binding.ranges == (BindingRange("swab", "west", 0, 1),)
    assert binding.agreement == [0.6]


def test_a_tied_vote_goes_to_the_earlier_stage() -> None:
    assert combined([AMPLIFICATION], [TRANSFER]).resource == ("transfer",)


def test_where_no_stage_binds_there_is_no_main_one() -> None:
    assert combined(list(ints(OPEN, SHUT, TAIL, END))).main is None
