"""Campaigns of a few dozen people worked by hand, against both engines' logs.

Every instant below is plain arithmetic from the rules of the chain; nothing is taken from a run.
"""

import pytest

from planner.scenario.scenario import Scenario
from planner.simulation.layout import AMPLIFICATION, EXTRACTION, INACTIVATION, Ints
from planner.simulation.log import NEGATIVE, POSITIVE, TURNED_AWAY, Event
from tests.simulation.small_city import (
    AT_ONCE_HOURS,
    ENGINES,
    Engine,
    column,
    laboratory,
    site,
    small_city,
)

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
DAY = 24 * HOUR


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    """Return an instant of the first day; hour zero is midnight."""
    return hour * HOUR + minute * MINUTE + second * SECOND


def from_swab_to_result(persons: int, infected_per_100k: int) -> Scenario:
    """One site, one table, one laboratory with one server a stage, one vehicle; all constant."""
    return small_city(
        site(persons),
        laboratories=[laboratory(travel_minutes=20)],
        vehicles=1,
        load_tubes=3,
        people={"infected_per_100k": infected_per_100k},
        sites_rule={
            "opens_at": "06:00",
            "closes_at": "22:00",
            "register_seconds": 30,
            "swab_seconds": 40,
            "registered_ahead_persons": 2,
            "pool_size_persons": 5,
            "tube_open_minutes": 30,
        },
        courier={
            "trigger": "timetable",
            "interval_minutes": 30,
            "between_sites_minutes": 10,
        },
        laboratory={
            "accession_seconds": 20,
            "transfer_seconds": 50,
            "inactivation_minutes": 30,
            "extraction_minutes": 25,
            "amplification_minutes": 90,
            "review_minutes": 10,
            "express_seconds": 60,
            "plate_wells": 4,
            "control_wells": 1,
            "batch_wait_minutes": 10,
            "priority_wait_minutes": 5,
            "publication_minutes": 30,
        },
        recall={"locate_minutes": 60, "visit_minutes_per_person": 6, "courier_minutes": 45},
    )


def batches(rows: Ints, stage: int) -> list[tuple[int, int]]:
    """Return (instant, tubes) of each run of a stage, in order."""
    begun = zip(
        *(column(rows, Event.BATCH, name).tolist() for name in ("ms", "extra", "site")),
        strict=True,
    )
    return [(ms, tubes) for ms, tubes, of in begun if of == stage]


def test_twenty_three_people_from_the_queue_to_the_result(engine: Engine) -> None:
    rows = engine(from_swab_to_result(persons=23, infected_per_100k=0))

    # All 23 come at the opening, 06:00. A registration takes 30 s, a swab 40 s: the swabber is the
    # limit. The first swab starts when the first registration ends, at +30 s; then one every 40 s.
    assert column(rows, Event.ARRIVE, "ms").tolist() == [at(6)] * 23
    swab_starts = [at(6, 0, 30) + n * 40 * SECOND for n in range(23)]
    assert column(rows, Event.SWAB, "ms").tolist() == swab_starts
    assert column(rows, Event.SWABBED, "ms").tolist() == [ms + 40 * SECOND for ms in swab_starts]
    # The registrar takes 30 s a person until two wait for their swab; then the next registration
    # begins when the swab of the person two places ahead does. Registrations 0 to 5 begin at
    # 0, 30, 60, 90, 120 and 150 s: at 150 s the swab of person 3 begins, so one is left waiting.
    # From person 6 on the registrar is held: person 6 begins with the swab of person 4.
    early = [at(6) + n * 30 * SECOND for n in range(6)]
    held = [swab_starts[n - 2] for n in range(6, 23)]
    assert column(rows, Event.REGISTER, "ms").tolist() == early + held

    # Tubes of five: tube n is full when person 5n + 4 is swabbed, at 30 + 40 (5n + 5) s. The last
    # holds persons 20 to 22; it was opened by the swab of person 20, which ended at
    # 30 + 40 * 21 = 870 s, and closes 30 min later, at 2,670 s = 06:44:30.
    full = [at(6, 0, 30) + 40 * 5 * n * SECOND for n in (1, 2, 3, 4)]
    assert full == [at(6, 3, 50), at(6, 7, 10), at(6, 10, 30), at(6, 13, 50)]
    assert column(rows, Event.TUBE_CLOSED, "ms").tolist() == [*full, at(6, 44, 30)]
    assert column(rows, Event.TUBE_CLOSED, "extra").tolist() == [5, 5, 5, 5, 3]

    # The timetable has runs every 30 min. At 06:30 four tubes wait: the vehicle leaves, is at the
    # site 10 min later, takes the three oldest, which are all it can load, drives 20 min to the
    # laboratory and 20 min back. At 07:00 the route asks again, the vehicle is back at 07:20.
    assert column(rows, Event.CALL, "ms").tolist() == [at(6, 30), at(7)]
    assert column(rows, Event.DEPART, "ms").tolist() == [at(6, 30), at(7, 20)]
    assert column(rows, Event.STOP, "ms").tolist() == [at(6, 40), at(7, 30)]
    assert column(rows, Event.STOP, "extra").tolist() == [3, 2]
    assert column(rows, Event.DELIVERED, "ms").tolist() == [at(7)] * 3 + [at(7, 50)] * 2
    assert column(rows, Event.DELIVERED, "tube").tolist() == [0, 1, 2, 3, 4]
    assert column(rows, Event.VEHICLE_BACK, "ms").tolist() == [at(7, 20), at(8, 10)]

    # One scanner takes 20 s a tube, one cabinet 50 s: the cabinet is the limit.
    assert column(rows, Event.ACCESSION, "ms").tolist() == [
        at(7), at(7, 0, 20), at(7, 0, 40), at(7, 50), at(7, 50, 20),
    ]  # fmt: skip
    assert column(rows, Event.TRANSFER, "ms").tolist() == [
        at(7, 0, 20), at(7, 1, 10), at(7, 2), at(7, 50, 20), at(7, 51, 10),
    ]  # fmt: skip

    # Three tubes fill a batch of 4 wells less 1 control: it starts when the third leaves the
    # cabinet, 07:02 + 50 s, and goes through 30 min, 25 min and 90 min without a wait.
    # The other two leave the cabinet at 07:51:10 and 07:52:00. The batch starts when its oldest
    # has waited 10 min, 08:01:10, and ends at 08:31:10; both then wait 10 min for the extraction,
    # 08:41:10 to 09:06:10; at 09:16:10 they may be amplified but the cycler is taken until
    # 07:57:50 + 90 min = 09:27:50.
    assert batches(rows, INACTIVATION) == [(at(7, 2, 50), 3), (at(8, 1, 10), 2)]
    assert batches(rows, EXTRACTION) == [(at(7, 32, 50), 3), (at(8, 41, 10), 2)]
    assert batches(rows, AMPLIFICATION) == [(at(7, 57, 50), 3), (at(9, 27, 50), 2)]

    # Reviewed from 09:27:50 to 09:37:50 and from 10:57:50 to 11:07:50; results go out with the
    # next half hour.
    assert column(rows, Event.REVIEW, "ms").tolist() == [at(9, 27, 50), at(10, 57, 50)]
    assert column(rows, Event.RESULT, "ms").tolist() == [at(10)] * 3 + [at(11, 30)] * 2
    assert column(rows, Event.RESULT, "extra").tolist() == [NEGATIVE] * 5


def test_a_positive_tube_and_the_recall_of_its_three_people(engine: Engine) -> None:
    rows = engine(from_swab_to_result(persons=3, infected_per_100k=100_000))

    # The swabs end at 70, 110 and 150 s; the tube of three closes 30 min after the first of them,
    # at 06:31:10, too late for the run of 06:30. That of 07:00 delivers it at 07:00 + 10 + 20 min.
    assert column(rows, Event.TUBE_CLOSED, "ms").tolist() == [at(6, 31, 10)]
    assert column(rows, Event.DELIVERED, "ms").tolist() == [at(7, 30)]
    # 20 s and 50 s at the benches to 07:31:10, then a wait of 10 min before each of the three
    # machines: 07:41:10 + 30 min, 08:21:10 + 25 min, 08:56:10 + 90 min = 10:26:10; a plate is
    # reviewed without a wait, until 10:36:10, and a positive is reported at once.
    # 60 min to locate the people, 3 x 6 min to visit and swab them, 45 min to the laboratory.
    assert column(rows, Event.LOCATED, "ms").tolist() == [at(11, 36, 10)]
    assert column(rows, Event.RECALL, "ms").tolist() == [at(11, 36, 10)]
    assert column(rows, Event.RESWABBED, "ms").tolist() == [at(11, 54, 10)] * 3
    assert column(rows, Event.RETEST_DELIVERED, "ms").tolist() == [at(12, 39, 10)] * 3
    # One express bench takes 1 min a tube in the order of the pool.
    express = [at(12, 39, 10), at(12, 40, 10), at(12, 41, 10)]
    assert column(rows, Event.EXPRESS, "ms").tolist() == express
    assert column(rows, Event.EXPRESS, "person").tolist() == [0, 1, 2]
    # The three singles fill a plate when the third is done, 12:42:10: no wait from here on.
    assert batches(rows, INACTIVATION) == [(at(7, 41, 10), 1), (at(12, 42, 10), 3)]
    assert batches(rows, EXTRACTION) == [(at(8, 21, 10), 1), (at(13, 12, 10), 3)]
    assert batches(rows, AMPLIFICATION) == [(at(8, 56, 10), 1), (at(13, 37, 10), 3)]
    assert column(rows, Event.REVIEW, "ms").tolist() == [at(10, 26, 10), at(15, 7, 10)]
    # Everybody is infected: the singles are positive and reported at once as well.
    assert column(rows, Event.RESULT, "ms").tolist() == [at(10, 36, 10)] + [at(15, 17, 10)] * 3
    assert column(rows, Event.RESULT, "extra").tolist() == [POSITIVE] * 4


def closing_site(persons: int, days: int, pool_size_persons: int) -> Scenario:
    """People before a site that opens for ten minutes and drains its queue for ten more."""
    return small_city(
        site(persons),
        campaign={"horizon_hours": 24 * days},
        people={"return_share": 1, "arrivals": {"first_pass_hours": AT_ONCE_HOURS}},
        sites_rule={
            "opens_at": "06:00",
            "closes_at": "06:10",
            "drain_minutes": 10,
            "register_seconds": 60,
            "swab_seconds": 50,
            "pool_size_persons": pool_size_persons,
        },
    )


def test_those_still_waiting_at_closing_come_back_first_thing(engine: Engine) -> None:
    rows = engine(closing_site(30, days=2, pool_size_persons=10))

    # A registration a minute: the 20th begins at 06:19 and is finished, with its swab, though the
    # shift ends at 06:20; the 21st would begin at 06:20, which the half-open shift leaves out.
    first_day = [at(6, n) for n in range(20)]
    # The ten others stand first in the queue when the site opens on the second day.
    second_day = [DAY + at(6, n) for n in range(10)]
    assert column(rows, Event.REGISTER, "ms").tolist() == first_day + second_day
    assert column(rows, Event.RETURN, "ms").tolist() == [DAY + at(6)] * 10
    returned = column(rows, Event.RETURN, "person").tolist()
    assert returned == list(range(20, 30))
    assert column(rows, Event.SWABBED, "person").tolist() == list(range(30))

    # The second tube of the first day is full with the swab that begins at 06:20 and ends at
    # 06:20:50. No tube of the first day is left open, and no call is made: there is no vehicle.
    assert column(rows, Event.TUBE_CLOSED, "ms").tolist() == [
        at(6, 10, 50), at(6, 20, 50), DAY + at(6, 10, 50),
    ]  # fmt: skip
    assert len(column(rows, Event.LEAVE, "ms")) == 0


def test_those_waiting_at_the_last_closing_are_turned_away(engine: Engine) -> None:
    rows = engine(closing_site(30, days=1, pool_size_persons=10))
    assert column(rows, Event.LEAVE, "person").tolist() == list(range(20, 30))
    assert column(rows, Event.LEAVE, "extra").tolist() == [TURNED_AWAY] * 10
    assert column(rows, Event.LEAVE, "ms").tolist() == [at(6, 20)] * 10


def test_a_part_filled_tube_closes_with_the_last_swab_of_its_shift(engine: Engine) -> None:
    rows = engine(closing_site(12, days=1, pool_size_persons=20))
    # The last of the twelve is swabbed at 06:12:50, the next could still come until 06:20.
    assert column(rows, Event.TUBE_CLOSED, "ms").tolist() == [at(6, 20)]
    assert column(rows, Event.TUBE_CLOSED, "extra").tolist() == [12]
