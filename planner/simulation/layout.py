"""A scenario as arrays: what both engines read, the same for every replication."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000

HOUSEHOLD = 0
"""Pool size of a site where one household fills one tube."""
LARGEST_HOUSEHOLD = 10
REPEAT = 1 << 30
"""Bit that a person's number carries on a second visit to the site."""

FINISH_HOURS = 48
"""Hours after the horizon that the series still show, in which what was begun is finished."""

SITE_STAGES = ("registration", "swab", "door", "courier")
"""Stages of a district; ``door`` is the touring teams."""
REGISTRATION, SWAB, DOOR, COURIER = range(4)
LABORATORY_STAGES = (
    "accession",
    "transfer",
    "inactivation",
    "extraction",
    "amplification",
    "review",
)
ACCESSION, TRANSFER, INACTIVATION, EXTRACTION, AMPLIFICATION, REVIEW = range(6)


@dataclass(frozen=True)
class Calendar:
    """Half-open intervals [open, close) of many servers, in one pair of arrays.

    Server ``i`` has the rows ``first[i]`` to ``last[i]``, which rise and do not touch; servers of
    the same hours share their rows.
    """

    first: Ints
    """Shape (servers,)."""
    last: Ints
    """Shape (servers,)."""
    open_ms: Ints
    """Shape (rows,)."""
    close_ms: Ints
    """Shape (rows,)."""

    def of(self, servers: Ints) -> "Calendar":
        """Return the calendar of some of the servers, in their order."""
        return replace(self, first=self.first[servers], last=self.last[servers])

    def one_by_one(self) -> tuple[Ints, Ints]:
        """Return (server, row) of every interval of every server, server by server."""
        counts = self.last - self.first
        begins = np.cumsum(counts) - counts
        server = np.repeat(np.arange(len(counts)), counts)
        return server, np.arange(len(server)) + (self.first - begins)[server]

    def intervals(self, server: int) -> list[tuple[int, int]]:
        """Return the intervals of one server as plain numbers."""
        own = slice(int(self.first[server]), int(self.last[server]))
        return list(zip(self.open_ms[own].tolist(), self.close_ms[own].tolist(), strict=True))


@dataclass(frozen=True)
class SiteLayout:
    """Sampling sites and, as sites of their own, the touring teams of each township."""

    ids: tuple[str, ...]
    district: Ints
    """Shape (sites,): index of the district."""
    township: Ints
    """Shape (sites,): index of the township."""
    key: Ints
    """Shape (sites,): stable 64-bit name of the site for random draws."""
    township_key: Ints
    first_number: Ints
    """Number of the site's first person within its township."""
    persons: Ints
    """People expected at the site."""
    is_door: Ints
    """1 where touring teams visit instead of people coming."""
    group: Ints
    """Row of ``Conditions.attendance``: 0 for people of no group."""
    pool_persons: Ints
    """People in a full tube, ``HOUSEHOLD`` where a tube holds one household."""
    ahead_persons: Ints
    """People a registrar may run ahead of the swabbers."""
    swabbers: Ints
    """Swabbers of each table; each fills a tube of its own."""
    windows: Calendar
    """Opening hours by site: arrivals stop at ``close_ms``."""
    window_end_ms: Ints
    """Parallel to ``windows``: when those still waiting return or leave."""
    first_pass: Calendar
    """Intervals in which first-pass people arrive, by site."""
    first_pass_weight: Ints
    late_pass: Calendar
    late_pass_weight: Ints
    table_offset: Ints
    """Shape (sites + 1,): the site's first table in ``tables``."""
    tables: Calendar
    """Shifts by table."""
    household_below: Ints
    """Shape (districts, LARGEST_HOUSEHOLD - 1), rising: a household has one person more for each
    threshold that its 32 bits reach."""
    tube_open_ms: int
    binding_error_below: int
    """A tube whose 32 bits lie below goes to the site's clerk before its box."""
    return_below: int
    """Those waiting at closing whose 32 bits lie below come back at the next opening."""

    @property
    def count(self) -> int:
        """Number of sites, touring teams included."""
        return len(self.ids)


@dataclass(frozen=True)
class CourierLayout:
    """Depots, their vehicles and the routes that they serve."""

    depot_ids: tuple[str, ...]
    depot_district: Ints
    vehicles: Ints
    load_tubes: Ints
    route_depot: Ints
    """Shape (routes,), rising."""
    route_key: Ints
    stop_offset: Ints
    """Shape (routes + 1,): the route's first entry in ``stop_site``."""
    stop_site: Ints
    """Sites in the order of the visit; each site stands on one route."""
    leg_ms: Ints
    """Parallel to ``stop_site``: mean drive to the stop where the plan names it, else 0: the drive
    is then drawn from the table ``between_sites``."""
    period_start_ms: Ints
    """Shape (periods,): when each row of ``route_laboratory`` begins; the first is 0."""
    route_laboratory: Ints
    """Shape (periods, routes): index of the laboratory, -1 where none takes the tubes."""
    travel_ms: Ints
    """Shape (routes, laboratories): mean drive from the route's last site."""
    full_box: int
    """1 where a run is called by a full box or by age, 0 where by timetable."""
    interval_ms: int
    box_tubes: int
    oldest_ms: int
    last_call_ms: int
    """No run is called after this instant."""


@dataclass(frozen=True)
class LaboratoryLayout:
    """Laboratories by stage; stages as in ``LABORATORY_STAGES``."""

    ids: tuple[str, ...]
    key: Ints
    district: Ints
    """Index of the district where it stands, -1 outside the city."""
    ready_ms: Ints
    close_ms: int
    """No work starts at or after this instant."""
    recall_crews: Ints
    server_offset: Ints
    """Shape (laboratories, 6): first server of the stage in ``servers``."""
    server_count: Ints
    """Shape (laboratories, 6); a batch stage's servers are its machines."""
    servers: Calendar
    batch_tubes: Ints
    """Shape (laboratories, 6): tubes of a full batch, 0 where the stage takes single items."""
    occupancy: Ints
    """Shape (laboratories, 6), in 1/65536: how long a server is taken over how long it serves."""
    first_batch_stage: Ints
    """Shape (laboratories,): the stage after the transfer, inactivation or extraction."""
    batch_wait_ms: int
    priority_wait_ms: int
    attempts: int
    failed_plate_below: int
    """A plate whose 32 bits lie below fails its controls."""
    invalid_below: int
    """A tube whose 32 bits lie below is invalid in that attempt."""
    publication_ms: int
    holding_limit_ms: int
    nominal_tubes_per_hour: Floats
    """Shape (laboratories,): steady output at full share, by the slowest stage."""

    @property
    def count(self) -> int:
        """Number of laboratories."""
        return len(self.ids)


@dataclass(frozen=True)
class DetectionLayout:
    """Viral load and detection: a tube is positive when its load reaches the drawn limit."""

    load_log10_mean: float
    load_log10_sd: float
    limit_copies: float
    limit_log10_sd: float
    dilution: Floats
    """Shape (21,): share of a member's load that a tube of that size shows."""


@dataclass(frozen=True)
class Stations:
    """Every stage at every place whose use and queue are kept by hour.

    Stations are ordered: for each district its ``SITE_STAGES``, then for each laboratory its
    ``LABORATORY_STAGES``.
    """

    place_kind: tuple[str, ...]
    """``district`` or ``laboratory``."""
    place: tuple[str, ...]
    """Identifier of the place."""
    stage: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """All that a replication reads, apart from its luck."""

    district_ids: tuple[str, ...]
    registered_persons: Ints
    """Shape (districts,): census."""
    away_persons: Ints
    exempt_persons: Ints
    expected_persons: Ints
    sites: SiteLayout
    couriers: CourierLayout
    laboratories: LaboratoryLayout
    detection: DetectionLayout
    stations: Stations
    offered_ms: Ints
    """Shape (stations, hours): servers' time on shift."""
    tables: dict[str, Ints]
    """Quantile tables of the scenario's distributions, by name."""
    horizon_hours: int
    deadline_from_ms: int
    """Instant from which the deadline counts: the order (0) or the first opening."""
    midnight_ms: int
    """Instant of the first local midnight at or before hour zero (never positive)."""

    @property
    def minutes(self) -> int:
        """Length of the minute curves: the horizon, two days to finish, and one bin for later."""
        return self.hours * 60 + 1

    @property
    def hours(self) -> int:
        """Length of the hourly series."""
        return self.horizon_hours + FINISH_HOURS
