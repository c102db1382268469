"""The laboratory's front: accession and transfer as recursions over tubes in FIFO order."""

from planner.simulation.compiled.bench import Bench, LaboratoryArrays, write_item
from planner.simulation.compiled.records import (
    ACCESSION,
    FIRST_STAGE_TABLE,
    FLOW,
    PERSONS_DELIVERED,
    PERSONS_SAMPLED_FOR,
    STAGE_COUNT,
    TRANSFER,
    TUBES_DELIVERED,
    Counts,
    Records,
    add_interval,
    hour_bin,
    minute_bin,
    move_on,
)
from planner.simulation.compiled.servers import NEVER, first_server, occupation
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

ACCESSION_ROW, TRANSFER_ROW = int(Event.ACCESSION), int(Event.TRANSFER)
LEDGER_IN_LABORATORY = 1


@kernel()
def take_in(arrays: LaboratoryArrays, lab: int, deliveries: Records, counts: Counts) -> None:
    """Count what is delivered."""
    minutes = counts.laboratories.shape[2]
    came = counts.laboratories[TUBES_DELIVERED, lab]
    brought = counts.laboratories[PERSONS_DELIVERED, lab]
    sampled_for = counts.laboratories[PERSONS_SAMPLED_FOR, lab]
    for i in range(len(deliveries)):
        first, last = deliveries[i].first, deliveries[i].last
        persons = 0
        for t in range(first, last):
            persons += arrays.tubes[t].persons
            sampled_for[minute_bin(arrays.tubes[t].closed_ms, minutes)] += arrays.tubes[t].persons
        minute = minute_bin(deliveries[i].delivered_ms, minutes)
        came[minute] += last - first
        brought[minute] += persons
        # one stop of a run stands in one district
        district = arrays.sites[arrays.tubes[first].site].district
        counts.ledger[district, LEDGER_IN_LABORATORY] += persons


@kernel()
def work_through(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    pools: Ints,
    joined: Ints,
    done: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Serve pool tubes in their order; fill when each is done.

    Returns
    -------
    How many are served; the rest still wait when the last server has gone home.
    """
    own = arrays.stages[lab, stage]
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    flow = counts.hourly[FLOW, station]
    hours = len(flow)
    table = arrays.quantiles[FIRST_STAGE_TABLE + stage]
    factors = arrays.factors[lab]
    servers, spans, items = arrays.servers, arrays.spans, bench.items
    for i in range(len(pools)):
        server, at = first_server(spans, servers, own.server_from, own.server_to, joined[i])
        if at == NEVER:
            for rest in range(i, len(pools)):
                flow[hour_bin(joined[rest], hours)] += items[pools[rest]].persons
            return i
        lasts, taken = occupation(table, bench.keys[stage], i, own.occupancy, factors, at)
        servers[server].ready_ms = at + taken
        done[i] = at + lasts
        move_on(flow, joined[i], at, items[pools[i]].persons)
        add_interval(counts.hourly, station, at, at + taken)
        if stage == ACCESSION:
            waited = at - arrays.tubes[items[pools[i]].tube].closed_ms
            counts.breaches[lab] += waited > arrays.rules[0].holding_limit_ms
        if log is not None:
            row = ACCESSION_ROW if stage == ACCESSION else TRANSFER_ROW
            write_item(log, arrays, bench, lab, at, row, pools[i], NONE)
    return len(pools)


@kernel()
def sort_by_end(pools: Ints, done: Ints, count: int) -> None:
    """Sort pools with the instants at which they are done, by (instant, pool).

    They come nearly sorted, as servers finish nearly in the order in which they began.
    """
    for i in range(1, count):
        pool, end = pools[i], done[i]
        place = i
        while place > 0 and (
            done[place - 1] > end or (done[place - 1] == end and pools[place - 1] > pool)
        ):
            pools[place] = pools[place - 1]
            done[place] = done[place - 1]
            place -= 1
        pools[place] = pool
        done[place] = end


@kernel()
def front(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Take all pool tubes through accession and transfer.

    ``bench.order`` then holds the pools in the order in which they reach the first batch stage,
    and ``bench.transferred`` when they do.

    Returns
    -------
    How many reach it.
    """
    count = work_through(
        arrays, bench, lab, ACCESSION, bench.order, bench.delivered, bench.accessed, counts, log
    )
    sort_by_end(bench.order, bench.accessed, count)
    count = work_through(
        arrays, bench, lab, TRANSFER, bench.order[:count], bench.accessed, bench.transferred,
        counts, log,
    )  # fmt: skip
    sort_by_end(bench.order, bench.transferred, count)
    return count
