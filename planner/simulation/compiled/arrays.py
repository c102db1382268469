"""Layout and conditions as the records that the kernels read."""

from typing import Any

import numpy as np

from planner.simulation.chance import Conditions
from planner.simulation.compiled.bench import LaboratoryArrays
from planner.simulation.compiled.couriers import CourierArrays
from planner.simulation.compiled.records import (
    DEPOT,
    LABORATORY,
    ORIGIN,
    PASS,
    QUANTILES,
    ROSTER,
    ROUTE,
    RULES,
    SERVER,
    SITE,
    SPAN,
    STAGE,
    WINDOW,
    Records,
    SiteArrays,
)
from planner.simulation.compiled.servers import NEVER
from planner.simulation.layout import SITE_STAGES, Calendar, Ints, Layout
from planner.simulation.streams import STREAMS, derive


def _records(kind: "np.dtype[Any]", count: int, **columns: Any) -> Records:
    """Return records with the given columns; the others are zero."""
    records = np.zeros(count, kind)
    for name, values in columns.items():
        records[name] = values
    return records


def _spans(calendar: Calendar) -> Records:
    return _records(
        SPAN, len(calendar.open_ms), open_ms=calendar.open_ms, close_ms=calendar.close_ms
    )


def _servers(calendar: Calendar) -> Records:
    """Return idle servers before their first hours; without any they never work."""
    first, last = calendar.first, calendar.last
    works = first < last
    opens, closes = np.full((2, len(first)), NEVER)
    opens[works], closes[works] = (
        instants[first[works]] for instants in (calendar.open_ms, calendar.close_ms)
    )
    return _records(SERVER, len(first), span=first, span_to=last, free_ms=opens, until_ms=closes)


def _derive_all(key: Ints, indices: Ints) -> Ints:
    """Return the draws of many indices under a key, shape (1,)."""
    # uncompiled it takes whole arrays
    drawn: Ints = derive.py_func(*np.broadcast_arrays(key, indices))
    return drawn


def rules(layout: Layout, conditions: Conditions) -> Records:
    """Return the scalars of a replication, shape (1,)."""
    streams = dict(zip(STREAMS, conditions.keys.tolist(), strict=True))
    couriers, labs, detection = layout.couriers, layout.laboratories, layout.detection
    values = {
        **{name: streams[name] for name in RULES.names or () if name in streams},
        "returning": streams["return"],
        "infected_below": conditions.infected_below,
        "return_below": layout.sites.return_below,
        "failed_plate_below": labs.failed_plate_below,
        "invalid_below": labs.invalid_below,
        "midnight_ms": layout.midnight_ms,
        "tube_open_ms": layout.sites.tube_open_ms,
        "binding_error_below": layout.sites.binding_error_below,
        "full_box": couriers.full_box,
        "interval_ms": couriers.interval_ms,
        "box_tubes": couriers.box_tubes,
        "oldest_ms": couriers.oldest_ms,
        "last_call_ms": couriers.last_call_ms,
        "first_station": len(layout.district_ids) * len(SITE_STAGES),
        "closes_ms": labs.close_ms,
        "batch_wait_ms": labs.batch_wait_ms,
        "priority_wait_ms": labs.priority_wait_ms,
        "attempts": labs.attempts,
        "publication_ms": labs.publication_ms,
        "holding_limit_ms": labs.holding_limit_ms,
        "load_mean": detection.load_log10_mean,
        "load_sd": detection.load_log10_sd,
        "limit_copies": detection.limit_copies,
        "limit_sd": detection.limit_log10_sd,
    }
    return _records(RULES, 1, **values)


def quantiles(layout: Layout) -> Ints:
    """Return the quantile tables in the order of ``QUANTILES``, shape (tables, size)."""
    return np.stack([layout.tables[name] for name in QUANTILES])


def site_arrays(
    layout: Layout, conditions: Conditions, scalars: Records, tables: Ints
) -> SiteArrays:
    """Return what the kernels of sites read."""
    s = layout.sites
    first, late = s.first_pass, s.late_pass
    late_from = len(first.open_ms)
    never_below, late_below, repeat_below = conditions.attendance[s.group].T
    return SiteArrays(
        sites=_records(
            SITE,
            s.count,
            district=s.district,
            key=s.key,
            township_key=s.township_key,
            first_number=s.first_number,
            persons=s.persons,
            is_door=s.is_door,
            pool=s.pool_persons,
            ahead=s.ahead_persons,
            swabbers=s.swabbers,
            never_below=never_below,
            late_below=late_below,
            repeat_below=repeat_below,
            window_from=s.windows.first,
            window_to=s.windows.last,
            first_from=first.first,
            first_to=first.last,
            late_from=late.first + late_from,
            late_to=late.last + late_from,
            table_from=s.table_offset[:-1],
            table_to=s.table_offset[1:],
        ),
        windows=_records(
            WINDOW, len(s.window_end_ms), open_ms=s.windows.open_ms, end_ms=s.window_end_ms
        ),
        passes=_records(
            PASS,
            late_from + len(late.open_ms),
            open_ms=np.concatenate([first.open_ms, late.open_ms]),
            close_ms=np.concatenate([first.close_ms, late.close_ms]),
            weight=np.concatenate([s.first_pass_weight, s.late_pass_weight]),
        ),
        tables=_records(ROSTER, len(s.tables.first), shift=s.tables.first, shift_to=s.tables.last),
        shifts=_spans(s.tables),
        service=conditions.service,
        quantiles=tables,
        household_below=s.household_below,
        rules=scalars,
    )


def courier_arrays(
    layout: Layout,
    conditions: Conditions,
    scalars: Records,
    tables: Ints,
    tubes: Records,
    begin: Ints,
) -> CourierArrays:
    """Return what the kernels of couriers read; ``begin`` tells where each site's tubes start."""
    c = layout.couriers
    routes_of = np.searchsorted(c.route_depot, np.arange(len(c.depot_ids) + 1))
    return CourierArrays(
        depots=_records(
            DEPOT,
            len(c.depot_ids),
            district=c.depot_district,
            vehicles=c.vehicles,
            load_tubes=c.load_tubes,
            route_from=routes_of[:-1],
            route_to=routes_of[1:],
        ),
        routes=_records(
            ROUTE,
            len(c.route_key),
            key=c.route_key,
            stop_from=c.stop_offset[:-1],
            stop_to=c.stop_offset[1:],
        ),
        stops=c.stop_site,
        legs=c.leg_ms,
        periods=c.period_start_ms,
        route_laboratory=c.route_laboratory,
        travel=c.travel_ms,
        factor=conditions.courier,
        tubes=tubes,
        box_from=begin[:-1].copy(),
        box_to=begin[1:],
        quantiles=tables,
        rules=scalars,
    )


def laboratory_arrays(
    layout: Layout,
    conditions: Conditions,
    scalars: Records,
    tables: Ints,
    tubes: Records,
    members: Ints,
) -> LaboratoryArrays:
    """Return what the kernels of laboratories read."""
    labs = layout.laboratories
    return LaboratoryArrays(
        laboratories=_records(
            LABORATORY,
            labs.count,
            key=labs.key,
            ready_ms=labs.ready_ms,
            recall_crews=labs.recall_crews,
            first_batch_stage=labs.first_batch_stage,
        ),
        stages=_records(
            STAGE,
            labs.batch_tubes.size,
            server_from=labs.server_offset.ravel(),
            server_to=(labs.server_offset + labs.server_count).ravel(),
            batch=labs.batch_tubes.ravel(),
            occupancy=labs.occupancy.ravel(),
        ).reshape(labs.batch_tubes.shape),
        servers=_servers(labs.servers),
        spans=_spans(labs.servers),
        sites=_records(
            ORIGIN,
            layout.sites.count,
            district=layout.sites.district,
            pool=layout.sites.pool_persons,
            township_key=layout.sites.township_key,
            tube_key=_derive_all(scalars["tube"], layout.sites.township_key),
        ),
        tubes=tubes,
        members=members,
        factors=conditions.occupancy,
        quantiles=tables,
        dilution=layout.detection.dilution,
        rules=scalars,
    )
