"""The records that the kernels read and write: arrays of C-like structures, and three bundles."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Ints
from planner.simulation.tally import LARGEST_POOL

Records = NDArray[Any]
_MINUTE, _HOUR = np.uint64(MINUTE_MS), np.uint64(HOUR_MS)


def _words(*names: str) -> "np.dtype[Any]":
    return np.dtype([(name, np.int64) for name in names])


def _state(*names: str, **lists: int) -> "np.dtype[Any]":
    """Return words and, behind them in the same record, lists of so many words."""
    words: list[Any] = [(name, np.int64) for name in names]
    return np.dtype(words + [(name, np.int64, (length,)) for name, length in lists.items()])


SITE = _words(
    "district", "key", "township_key", "first_number", "persons", "is_door", "pool", "ahead",
    "swabbers", "never_below", "late_below", "repeat_below", "window_from", "window_to",
    "first_from", "first_to", "late_from", "late_to", "table_from", "table_to",
)  # fmt: skip
WINDOW = _words("open_ms", "end_ms")
PASS = _words("open_ms", "close_ms", "weight")
ROSTER = _words("shift", "shift_to")
"""The shifts of a table."""
DRAWN = 32
"""Service times that a table or swabber draws at once, a power of two."""
MOST_AHEAD = 100
"""Bound of ``registered_ahead_persons``."""
TABLE = _state(
    "shift", "shift_to", "close_ms", "register_key", "starts", "factor", "slot",
    registering=DRAWN, swab_starts=MOST_AHEAD,
)  # fmt: skip
"""A table and its state; ``shift`` to ``shift_to`` are its shifts that are not over, the first of
which closes at ``close_ms``. ``registering`` is how long the next registrations last at full
pace, by their number; ``swab_starts`` are the last swab starts, a ring with ``slot`` as its next
place."""
SWABBER = _state(
    "free_ms", "swab_key", "swabs", "household_key", "tubes", "in_tube", "capacity", "due_ms",
    "load", "swabbed_ms_sum", "people",
    swabbing=DRAWN, persons=LARGEST_POOL,
)  # fmt: skip
"""A swabber and the open tube, which closes at ``due_ms`` if it is not full before (-1 where none
is open); of its ``persons``, ``people`` have not been swabbed before. ``swabbing`` is how long the
next swabs last at full pace, by their number."""
SPAN = _words("open_ms", "close_ms")
TUBE = np.dtype(
    [
        ("closed_ms", np.int64),
        ("boxed_ms", np.int64),
        ("swabbed_ms_sum", np.int64),
        ("load", np.int64),
        ("site", np.int32),
        ("number", np.int32),
        ("first_person", np.int32),
        ("member_from", np.int32),
        ("table", np.int16),
        ("swabs", np.int16),
        ("persons", np.int32),
    ]
)
"""A closed pool tube; ``table`` is its swabber, ``persons`` those of its swabs that are a person's
first. ``member_from`` is -1 where it cannot be positive."""
DEPOT = _words("district", "vehicles", "load_tubes", "route_from", "route_to")
ROUTE = _words("key", "stop_from", "stop_to", "free_from_ms", "next_call_ms", "runs")
DELIVERY = _words("laboratory", "delivered_ms", "first", "last", "persons", "singles")
"""Tubes ``first`` to ``last`` that one stop of a run brings; the people swabbed in them for the
first time, and the single tubes that may follow."""
ORIGIN = _words("district", "pool", "township_key", "tube_key")
"""A site as laboratories know it."""
LABORATORY = _words("key", "ready_ms", "recall_crews", "first_batch_stage")
STAGE = _words("server_from", "server_to", "batch", "occupancy")
_RUN = ("urgent_from", "urgent_to", "routine_from", "routine_to", "persons")
SERVER = _words("span", "span_to", "free_ms", "until_ms", "number", *_RUN)
"""A server and its state: it can start from ``free_ms`` on, and before ``until_ms``, when its hours
``span`` are over. Then the run that it holds: its number, its items as entries of its stage's
queues, and the people in it."""
PLATE = _words(*_RUN)
"""A finished amplification run."""
ITEM = np.dtype(
    [
        ("tube", np.int32),
        ("person", np.int32),
        ("persons", np.int32),
        ("single_from", np.int32),
        ("attempts", np.int32),
    ]
)
"""What goes through a laboratory: a pool tube, or (``person`` not -1) a single one of it.

``persons`` are those whose swabs it holds, for a pool tube those swabbed for the first time;
``single_from`` is the first of the single tubes that may follow it."""
EVENT = _words("ms", "kind", "which")
RULES = np.dtype(
    [
        (name, np.int64)
        for name in (
            "person", "first_pass", "late_pass", "returning", "register", "swab", "load",
            "courier", "tube", "plate", "stage", "recall", "express", "household", "binding",
            "infected_below", "return_below", "binding_error_below",
            "failed_plate_below", "invalid_below", "midnight_ms", "tube_open_ms",
            "full_box", "interval_ms", "box_tubes", "oldest_ms", "last_call_ms",
            "first_station", "closes_ms", "batch_wait_ms", "priority_wait_ms", "attempts",
            "publication_ms", "holding_limit_ms",
        )
    ]
    + [
        (name, np.float64)
        for name in ("load_mean", "load_sd", "limit_copies", "limit_sd")
    ]
)  # fmt: skip
"""Scalars of the layout, and the keys and thresholds of the replication."""

QUANTILES = (
    "register", "swab", "door_register", "door_swab", "spacing", "normal", "between_sites",
    "travel", "accession", "transfer", "inactivation", "extraction", "amplification", "review",
    "express", "locate", "visit", "recall_courier", "mend",
)  # fmt: skip
"""Rows of the quantile tables; a laboratory's stages follow each other."""
(
    REGISTER_TABLE, SWAB_TABLE, DOOR_REGISTER_TABLE, DOOR_SWAB_TABLE, SPACING_TABLE,
    NORMAL_TABLE, BETWEEN_SITES_TABLE, TRAVEL_TABLE, FIRST_STAGE_TABLE,
) = range(9)  # fmt: skip
LOCATE_TABLE, VISIT_TABLE, RECALL_COURIER_TABLE, MEND_TABLE = np.arange(15, 19)

MOST_VISITS = 2
"""A person comes once, or once more."""
SITE_STAGE_COUNT = 4
STAGE_COUNT = 6
# a kernel is compiled anew for every literal that it is called with, but not for these
ACCESSION, TRANSFER, INACTIVATION, EXTRACTION, AMPLIFICATION, REVIEW, EXPRESS = np.arange(7)
"""Stages of a laboratory; the express bench counts as one after the six."""
NEGATIVE, POSITIVE, INCONCLUSIVE = np.arange(3)

ARRIVED, SAMPLED, TUBES_CLOSED, RESULTED, CLOSED = range(5)
"""Curves of districts."""
(
    TUBES_DELIVERED, TUBES_PUBLISHED, PERSONS_DELIVERED, PERSONS_SAMPLED_FOR,
    PERSONS_RESULTED, PERSONS_CLOSED,
) = range(6)  # fmt: skip
"""Curves of laboratories."""
BUSY, FLOW = range(2)
"""Hourly series; the flow is what joins a queue less what leaves it."""
DETECTION_ROW, TUBES_ROW, RETESTS_ROW = range(3)
"""Rows of the counts."""


class Counts(NamedTuple):
    """Everything that a replication counts."""

    districts: Ints
    """Shape (5, districts, minutes)."""
    laboratories: Ints
    """Shape (6, laboratories, minutes)."""
    hourly: Ints
    """Shape (2, stations, hours)."""
    waits: Ints
    site_wait: Ints
    fills: Ints
    turnaround: Ints
    breaches: Ints
    ledger: Ints
    rows: Ints
    """Shape (3, 8)."""


class SiteArrays(NamedTuple):
    """What the kernels of sites read."""

    sites: Records
    windows: Records
    passes: Records
    tables: Records
    shifts: Records
    service: Ints
    """Shape (districts, days)."""
    quantiles: Ints
    """Shape (len(QUANTILES), size)."""
    household_below: Ints
    """Shape (districts, LARGEST_HOUSEHOLD - 1)."""
    rules: Records
    """Shape (1,)."""


class Scratch(NamedTuple):
    """Room for the people and tubes of one site."""

    person: Ints
    """Everybody who comes, in the order of arrival."""
    arrived_ms: Ints
    late: Ints
    late_ms: Ints
    bits: Ints
    """The draw of everybody expected, on which attendance and infection depend."""
    intervals: Ints
    ready_ms: Ints
    """Shape (tables,): when each table can register somebody again."""
    tables: Records
    swabbers: Records
    tubes: Records
    order: Ints
    boxed_ms: Ints
    """When the tubes of that order go into the box."""
    numbers: Ints
    """Shape (2,): members used, tubes of this site."""


@kernel("uint64(int64)")
def place(index: int) -> np.uint64:
    """Return an index that is not negative, so that nothing is spent on counting from the end."""
    return np.uint64(index)


@kernel("void(int64[:, ::1], int64, int64, int64, int64, int64, int64, int64, int64)")
def write(
    log: Ints,
    ms: int,
    kind: int,
    place: int,
    site: int,
    table: int,
    tube: int,
    person: int,
    extra: int,
) -> None:
    """Write one row of the event log; its first cell counts the rows, even past its end."""
    log[0, 0] += 1
    at = log[0, 0]
    if at < log.shape[0]:
        log[at, 0] = ms
        log[at, 1] = kind
        log[at, 2] = place
        log[at, 3] = site
        log[at, 4] = table
        log[at, 5] = tube
        log[at, 6] = person
        log[at, 7] = extra


@kernel("int64(int64, int64)")
def minute_bin(ms: int, minutes: int) -> int:
    """Return the bin of an instant: bin ``m`` ends at minute ``m + 1``, which belongs to it."""
    # without a sign, which makes the division a multiplication
    return int(min(np.uint64(max(ms - 1, 0)) // _MINUTE, np.uint64(minutes - 1)))


@kernel("int64(int64, int64)")
def hour_bin(ms: int, hours: int) -> int:
    """Return the hour of an instant, the last one for all that come later."""
    return int(min(np.uint64(ms) // _HOUR, np.uint64(hours - 1)))


@kernel("void(int64[::1], int64, int64, int64)")
def move_on(flow: Ints, joined_ms: int, left_ms: int, persons: int) -> None:
    """Count who joins a queue and leaves it, in most cases within one hour."""
    joined, left = hour_bin(joined_ms, len(flow)), hour_bin(left_ms, len(flow))
    if joined != left:
        flow[joined] += persons
        flow[left] -= persons


@kernel("void(int64[:, :, ::1], int64, int64, int64)")
def add_interval(hourly: Ints, station: int, start_ms: int, end_ms: int) -> None:
    """Add the time from start to end to the hours that it covers; the last takes the rest."""
    last = hourly.shape[2] - 1
    hour = hour_bin(start_ms, last + 1)
    while hour < last and end_ms > (hour + 1) * HOUR_MS:
        edge = (hour + 1) * HOUR_MS
        hourly[BUSY, station, hour] += edge - start_ms
        start_ms = edge
        hour += 1
    hourly[BUSY, station, hour] += end_ms - start_ms
