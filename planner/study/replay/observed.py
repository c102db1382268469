"""What was observed of a campaign: cumulative counts at moments of the local clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from planner.scenario.faults import Fault, shown
from planner.scenario.phrase import Phrase, inside
from planner.scenario.read import read_table
from planner.scenario.scenario import Scenario
from planner.scenario.tables import Row
from planner.scenario.translate import row

OBSERVED_FILE = "observed.csv"
QUANTITIES = (
    "cum_sampled_persons",
    "cum_delivered_persons",
    "cum_resulted_persons",
    "cum_tubes_sampled",
    "cum_tubes_tested",
)
"""Columns of counts, in the order of the chain: people first, then tubes."""
_CHAINS = (QUANTITIES[:3], QUANTITIES[3:])

Cumulative = Annotated[int, Field(ge=0, le=10_000_000_000)]


class Observed(Row):
    """Counts at one moment; those that were not published are blank."""

    campaign: str = ""
    clock_local: datetime
    cum_sampled_persons: Cumulative | None = None
    cum_delivered_persons: Cumulative | None = None
    cum_resulted_persons: Cumulative | None = None
    cum_tubes_sampled: Cumulative | None = None
    cum_tubes_tested: Cumulative | None = None


def read_observed(
    directory: Path, scenario: Scenario | None, faults: list[Fault]
) -> tuple[Observed, ...]:
    """Return the observations of a folder in the order of time, adding every fault."""
    table = read_table(directory / OBSERVED_FILE, Observed, faults)
    if table is None:
        return ()
    read = [(one, row(Observed, one, table.lacking, faults)) for one in table.rows]
    sound = [(raw.where, one) for raw, one in read if one is not None]
    if not table.rows:
        rule, remedy = Phrase("there is an observation"), Phrase("add a row")
        faults.append(Fault(OBSERVED_FILE, "", "", rule, remedy))
    zoned = [(where, one) for where, one in sound if one.clock_local.tzinfo is not None]
    for where, one in zoned:
        rule = Phrase("a local date and time such as 2021-01-08T08:00:00")
        faults.append(_fault(where, "clock_local", one.clock_local, rule, Phrase("leave the zone")))
    if zoned:
        return ()
    if scenario is not None:
        for where, one in sound:
            faults.extend(_time_faults(where, one, scenario))
    for where, one in sound:
        faults.extend(_chain_faults(where, one))
    in_time = sorted(sound, key=lambda pair: pair[1].clock_local)
    faults.extend(_order_faults(in_time))
    return tuple(one for _, one in in_time)


def _fault(where: str, column: str, value: object, rule: Phrase, remedy: Phrase) -> Fault:
    return Fault(OBSERVED_FILE, inside(where, column), shown(value), rule, remedy)


def _time_faults(where: str, one: Observed, scenario: Scenario) -> Iterator[Fault]:
    hours = (one.clock_local - scenario.campaign.starts_at).total_seconds() / 3600
    if not 0 <= hours <= scenario.campaign.horizon_hours:
        rule = Phrase(
            "a moment from hour zero, {starts_at}, to the end of the simulation {hours:g} h later",
            starts_at=scenario.campaign.starts_at,
            hours=scenario.campaign.horizon_hours,
        )
        remedy = Phrase("correct the moment, campaign.starts_at or campaign.horizon_hours")
        yield _fault(where, "clock_local", one.clock_local, rule, remedy)


def _chain_faults(where: str, one: Observed) -> Iterator[Fault]:
    """Require that nobody has a result before being sampled."""
    for chain in _CHAINS:
        given = [(name, getattr(one, name)) for name in chain if getattr(one, name) is not None]
        for (earlier, more), (later, count) in pairwise(given):
            if count > more:
                rule = Phrase(
                    "{later} is at most {earlier}, {more:,}",
                    later=later,
                    earlier=earlier,
                    more=more,
                )
                yield _fault(where, later, count, rule, Phrase("correct one of the two"))


def _order_faults(in_time: Sequence[tuple[str, Observed]]) -> Iterator[Fault]:
    """Require that cumulative counts never fall and that a moment stands once."""
    for (_, before), (where, after) in pairwise(in_time):
        if before.clock_local == after.clock_local:
            rule = Phrase("a moment stands once")
            yield _fault(where, "clock_local", after.clock_local, rule, Phrase("join the two rows"))
    for name in QUANTITIES:
        most = 0
        for where, one in in_time:
            count = getattr(one, name)
            if count is not None and count < most:
                rule = Phrase("cumulative: at least {most:,}, which was counted before", most=most)
                yield _fault(where, name, count, rule, Phrase("correct the count or the moment"))
            most = max(most, count or 0)
