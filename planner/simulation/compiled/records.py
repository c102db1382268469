"""Array bundles that the kernels take; Numba reads named tuples without knowing classes."""

from typing import Any, NamedTuple

import numpy as np

from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints


class SiteArrays(NamedTuple):
    """``SiteLayout`` as plain arrays, with the quantile tables of its services."""

    district: Ints
    key: Ints
    township_key: Ints
    first_number: Ints
    persons: Ints
    is_door: Ints
    pool: Ints
    ahead: Ints
    window_offset: Ints
    window_open: Ints
    window_end: Ints
    first_offset: Ints
    first_open: Ints
    first_close: Ints
    first_weight: Ints
    late_offset: Ints
    late_open: Ints
    late_close: Ints
    late_weight: Ints
    table_offset: Ints
    shift_offset: Ints
    shift_open: Ints
    shift_close: Ints
    register: Ints
    """Shape (2, size): quantile tables, sites first, touring teams second."""
    swab: Ints
    spacing: Ints
    normal: Ints
    tube_open_ms: int
    return_below: int
    midnight_ms: int
    load_mean: float
    load_sd: float


class SiteLuck(NamedTuple):
    """The part of ``Conditions`` that sites read."""

    person: int
    first_pass: int
    late_pass: int
    returning: int
    register: int
    swab: int
    load: int
    never_below: int
    late_below: int
    infected_below: int
    service: Ints


class SiteTally(NamedTuple):
    """What sites add to; shapes as in ``Tally``, ``flow`` by station and hour."""

    arrived: Ints
    sampled: Ints
    tubes_closed: Ints
    busy: Ints
    flow: Ints
    waits: Ints
    site_wait: Ints
    fills: Ints
    ledger: Ints
    detection: Ints


class Tubes(NamedTuple):
    """Closed pool tubes, ordered by site, then by (closed, table, tube)."""

    site: Any
    closed_ms: Ints
    table: Any
    number: Any
    persons: Any
    first_person: Any
    swabbed_ms_sum: Ints
    load: Ints
    member_from: Any
    """First entry in the members' array; -1 for tubes that cannot be positive."""


class Log(NamedTuple):
    """Rows of the event log; ``count`` goes on when ``rows`` is full, so that a caller can see."""

    rows: Ints
    count: Ints


@kernel()
def write(
    log: Log,
    ms: int,
    kind: int,
    place: int,
    site: int,
    table: int,
    tube: int,
    person: int,
    extra: int,
) -> None:
    """Write one row of the event log."""
    at = log.count[0]
    log.count[0] = at + 1
    if at < log.rows.shape[0]:
        row = log.rows[at]
        row[0] = ms
        row[1] = kind
        row[2] = place
        row[3] = site
        row[4] = table
        row[5] = tube
        row[6] = person
        row[7] = extra


@kernel()
def empty_tubes(capacity: int) -> Tubes:
    """Return room for tubes."""
    return Tubes(
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int64),
        np.empty(capacity, np.int16),
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int16),
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int64),
        np.empty(capacity, np.int64),
        np.empty(capacity, np.int32),
    )


@kernel()
def copy_tube(source: Tubes, at: int, target: Tubes, to: int) -> None:
    """Copy one tube between two tables."""
    target.site[to] = source.site[at]
    target.closed_ms[to] = source.closed_ms[at]
    target.table[to] = source.table[at]
    target.number[to] = source.number[at]
    target.persons[to] = source.persons[at]
    target.first_person[to] = source.first_person[at]
    target.swabbed_ms_sum[to] = source.swabbed_ms_sum[at]
    target.load[to] = source.load[at]
    target.member_from[to] = source.member_from[at]


@kernel()
def grown_tubes(tubes: Tubes, used: int, capacity: int) -> Tubes:
    """Return larger room with the used tubes copied."""
    larger = empty_tubes(capacity)
    for at in range(used):
        copy_tube(tubes, at, larger, at)
    return larger


@kernel()
def grown(array: Any, used: int, capacity: int) -> Any:
    """Return a longer array with the used part copied."""
    longer = np.empty(capacity, array.dtype)
    longer[:used] = array[:used]
    return longer


@kernel()
def minute_bin(ms: int, curve: Ints) -> int:
    """Return the bin of an instant: bin ``m`` ends at minute ``m + 1``, which belongs to it."""
    return min(max(ms - 1, 0) // 60_000, curve.shape[1] - 1)


@kernel()
def hour_bin(ms: int, series: Ints) -> int:
    """Return the hour of an instant, the last one for all that come later."""
    return min(ms // 3_600_000, series.shape[1] - 1)


@kernel()
def add_interval(series: Ints, row: int, start_ms: int, end_ms: int) -> None:
    """Add the length of [start, end) to the hours that it covers; the last hour takes the rest."""
    hour_ms = 3_600_000
    last = series.shape[1] - 1
    hour = min(start_ms // hour_ms, last)
    while start_ms < end_ms:
        edge = end_ms if hour == last else min(end_ms, (hour + 1) * hour_ms)
        series[row, hour] += edge - start_ms
        start_ms = edge
        hour += 1


