from typing import Any

import numpy as np

from planner.outcome.binding import NO_STATION, binding_stations, combine_binding, saturated
from planner.outcome.outcome import CLOSED, DEMAND, FINISHED, STAGES, BindingRange
from planner.simulation.layout import HOUR_MS
from tests.outcome.tiny_city import STATION_COUNT, STATIONS, ints, layout, station, tally, zeros

EAST_SWAB, WEST_SWAB = station("east", "swab"), station("west", "swab")
TRANSFER, AMPLIFICATION = station("lab", "transfer"), station("lab", "amplification")
CITY = layout()
OPEN, SHUT, END = NO_STATION[DEMAND], NO_STATION[CLOSED], NO_STATION[FINISHED]


def stations_tally(hours: int, *cells: tuple[int, int, int, float]) -> Any:
    """Make a tally whose last event falls in hour ``hours - 1``; cells: place, hour, people, use.

    Each named station has two servers on shift in its hour.
    """
    busy, offered, waiting = (zeros(STATION_COUNT, CITY.hours) for _ in range(3))
    for where, hour, persons, use in cells:
        offered[where, hour] = 2 * HOUR_MS
        busy[where, hour] = round(use * 2 * HOUR_MS)
        waiting[where, hour] = persons
    return tally(
        CITY,
        sampled=({(hours - 1) * 60: 1}, {}),
        busy_ms=busy,
        offered_ms=offered,
        waiting_persons=waiting,
    )


def test_the_saturated_station_with_most_people_waiting_binds() -> None:
    found = binding_stations(
        stations_tally(
            6,
            (EAST_SWAB, 0, 30, 1.0),
            (WEST_SWAB, 0, 40, 0.95),
            (EAST_SWAB, 1, 30, 1.0),
            (WEST_SWAB, 1, 40, 0.949),
            (EAST_SWAB, 2, 500, 0.5),
            (EAST_SWAB, 3, 0, 1.0),
            (AMPLIFICATION, 4, 9, 0.3),
            (AMPLIFICATION, 5, 9, 1.2),
        ),
        STATIONS,
    )
    expected = [WEST_SWAB, EAST_SWAB, OPEN, OPEN, SHUT, AMPLIFICATION, END]
    np.testing.assert_array_equal(found[:7], expected)
    assert (found[6:] == END).all()


def test_people_waiting_where_nobody_works_do_not_saturate() -> None:
    replication = stations_tally(1, (EAST_SWAB, 0, 10, 0.0))
    replication.offered_ms[EAST_SWAB, 0] = 0
    assert not saturated(replication).any()
    assert binding_stations(replication, STATIONS)[0] == SHUT


def test_ranges_are_merged_and_the_end_is_left_out() -> None:
    hours = ints(OPEN, OPEN, EAST_SWAB, EAST_SWAB, WEST_SWAB, SHUT, AMPLIFICATION, END, END)
    weights = np.zeros(STATION_COUNT)
    weights[[EAST_SWAB, WEST_SWAB, AMPLIFICATION]] = [30, 25, 50]
    binding = combine_binding(hours[None, :], weights, STATIONS)
    assert binding.ranges == (
        BindingRange(DEMAND, None, 0, 2),
        BindingRange("swab", "east", 2, 4),
        BindingRange("swab", "west", 4, 5),
        BindingRange(CLOSED, None, 5, 6),
        BindingRange("amplification", "lab", 6, 7),
    )
    assert binding.resource[7:] == (FINISHED, FINISHED)
    assert binding.main == BindingRange("swab", "east", 2, 5)
    assert binding.waiting_person_hours[STAGES.index("swab")] == 55


def test_replications_vote_on_the_stage_first_and_on_its_place_then() -> None:
    binds = np.array([[EAST_SWAB], [WEST_SWAB], [WEST_SWAB], [OPEN], [OPEN]])
    binding = combine_binding(binds, np.zeros(STATION_COUNT), STATIONS)
    assert binding.ranges == (BindingRange("swab", "west", 0, 1),)
    assert binding.agreement == [0.6]


def test_a_tie_goes_to_the_earlier_stage() -> None:
    binding = combine_binding(
        np.array([[AMPLIFICATION], [TRANSFER]]), np.zeros(STATION_COUNT), STATIONS
    )
    assert binding.resource == ("transfer",)


def test_where_no_stage_binds_there_is_no_main_one() -> None:
    assert (
        combine_binding(np.array([[OPEN, SHUT, END]]), np.zeros(STATION_COUNT), STATIONS).main
        is None
    )
