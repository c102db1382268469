"""Laboratories as arrays: by their stages, or derived from declared tubes a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import LaboratoryRow
from planner.simulation.building.calendars import (
    Interval,
    calendar,
    clipped,
    clock_ms,
    daily,
    distinct,
    merged,
    midnight_ms,
    milliseconds,
)
from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    DAY_MS,
    EXTRACTION,
    HOUR_MS,
    INACTIVATION,
    LABORATORY_STAGES,
    MINUTE_MS,
    REVIEW,
    TRANSFER,
    Ints,
    LaboratoryLayout,
)
from planner.simulation.quantiles import FACTOR_ONE
from planner.simulation.streams import name_key, threshold

CYCLER_TUBES_PER_DAY = 1000
"""Facts: 900 to 1,250 tubes a cycler and day, about 11 plates of 2.1 h with loading."""
HEADROOM = 1.15
"""Assumed: in a laboratory known by its declared tubes, other stages could do this much more."""


@dataclass(frozen=True)
class _Stage:
    """One stage of one laboratory."""

    staff: tuple[int, ...]
    """Servers for each shift; one number for all shifts."""
    batch_tubes: int = 0
    occupancy: float = 1.0
    tubes_per_server_hour: float = 0.0

    @property
    def tubes_per_hour(self) -> float:
        return sum(self.staff) / len(self.staff) * self.tubes_per_server_hour / self.occupancy


def _plate_tubes(scenario: Scenario) -> int:
    return scenario.laboratory.plate_wells - scenario.laboratory.control_wells


def _from_rows(scenario: Scenario, row: LaboratoryRow) -> list[_Stage]:
    """Return the six stages as the table gives them."""
    settings = scenario.laboratory
    plate = _plate_tubes(scenario)

    def batch(machines: int, minutes: float) -> _Stage:
        rate = plate / (minutes / 60) if minutes else 0.0
        return _Stage((machines,), plate, 1.0, rate)

    return [
        _Stage(row.accession_staff or (0,), 0, 1.0, 3600 / settings.accession_seconds.mean),
        _Stage(row.transfer_cabinets or (0,), 0, 1.0, 3600 / settings.transfer_seconds.mean),
        batch(row.inactivation_machines or 0, settings.inactivation_minutes.mean),
        batch(row.extraction_machines or 0, settings.extraction_minutes.mean),
        batch(row.amplification_machines or 0, settings.amplification_minutes.mean),
        _Stage(row.reviewers or (0,), 0, 1.0, plate * 60 / settings.review_minutes.mean),
    ]


def _from_declared(scenario: Scenario, tubes_per_day: float) -> list[_Stage]:
    """Return six stages of which amplification gives the declared tubes a day.

    Cyclers are counted by their usual tubes a day; a laboratory smaller than one cycler runs
    smaller plates. The time between runs is what makes the declared number exact.
    """
    settings = scenario.laboratory
    cyclers = max(1, round(tubes_per_day / CYCLER_TUBES_PER_DAY))
    fraction = min(1.0, tubes_per_day / CYCLER_TUBES_PER_DAY)
    plate = max(1, ceil(_plate_tubes(scenario) * fraction))
    run_hours = settings.amplification_minutes.mean / 60
    cycle_hours = cyclers * plate * 24 / tubes_per_day
    stage = _Stage((cyclers,), plate, max(1.0, cycle_hours / run_hours), plate / run_hours)
    need = HEADROOM * stage.tubes_per_hour

    def staffed(tubes_per_server_hour: float, batch_tubes: int = 0) -> _Stage:
        servers = max(1, ceil(need / tubes_per_server_hour))
        return _Stage((servers,), batch_tubes, 1.0, tubes_per_server_hour)

    inactivation = settings.inactivation_minutes.mean
    return [
        staffed(3600 / settings.accession_seconds.mean),
        staffed(3600 / settings.transfer_seconds.mean),
        staffed(plate * 60 / inactivation, plate) if inactivation else _Stage((0,), plate),
        staffed(plate * 60 / settings.extraction_minutes.mean, plate),
        stage,
        staffed(plate * 60 / settings.review_minutes.mean),
    ]


def _stages(scenario: Scenario, rows: Sequence[LaboratoryRow]) -> list[list[_Stage]]:
    """Return the six stages of each laboratory, with the staff and cyclers that it has today."""
    stages = [
        _from_rows(scenario, row)
        if row.declared_tubes_per_day is None
        else _from_declared(scenario, row.declared_tubes_per_day)
        for row in rows
    ]
    settings = scenario.laboratory
    percents = {
        ACCESSION: settings.staff_percent,
        TRANSFER: settings.staff_percent,
        AMPLIFICATION: settings.cyclers_percent,
        REVIEW: settings.staff_percent,
    }
    for number, percent in percents.items():
        if percent != 100:
            column = _scaled([own[number] for own in stages], percent)
            for own, stage in zip(stages, column, strict=True):
                own[number] = stage
    return stages


def _scaled(stages: Sequence[_Stage], percent: float) -> list[_Stage]:
    """Scale one stage of all laboratories together, since a part of a person cannot work.

    Every laboratory and shift that works keeps one.
    """
    counts = np.array([count for stage in stages for count in stage.staff], dtype=np.int64)
    kept = np.minimum(counts, 1)
    more = max(round(int(counts.sum()) * percent / 100) - int(kept.sum()), 0)
    weights = counts - kept if (counts > kept).any() else counts
    parts = iter((kept + largest_remainder(more, weights)).tolist() if more else kept.tolist())
    return [replace(stage, staff=tuple(next(parts) for _ in stage.staff)) for stage in stages]


def _shift_hours(scenario: Scenario, ready_ms: int, horizon_ms: int) -> list[tuple[Interval, ...]]:
    """Return the hours of each shift, in the order of ``laboratory.shift_starts``."""
    starts = [clock_ms(clock) for clock in scenario.laboratory.shift_starts]
    in_turn = sorted(starts)
    following = dict(zip(in_turn, [*in_turn[1:], in_turn[0] + DAY_MS], strict=True))
    midnight = midnight_ms(scenario.campaign.starts_at)
    whole = [daily(s, following[s], midnight, 0, horizon_ms) for s in starts]
    return [clipped(hours, ready_ms, horizon_ms) for hours in whole]


def _servers(stage: _Stage, shifts: list[tuple[Interval, ...]]) -> list[tuple[Interval, ...]]:
    """Return the hours of each server: number ``j`` works on shifts with more than ``j`` staff."""
    staff = stage.staff * len(shifts) if len(stage.staff) == 1 else stage.staff
    servers: list[tuple[Interval, ...]] = []
    for count in sorted(set(staff) - {0}):
        at_work = (hours for hours, most in zip(shifts, staff, strict=True) if count <= most)
        hours = merged(chain.from_iterable(at_work))
        servers += [hours] * (count - len(servers))
    return servers


def nominal_rates(scenario: Scenario) -> list[float]:
    """Return each laboratory's tubes an hour at full share, by its slowest stage."""
    stages = _stages(scenario, standing_laboratories(scenario))
    return [_nominal(scenario, own) for own in stages]


def _nominal(scenario: Scenario, stages: list[_Stage]) -> float:
    skipped = set() if scenario.laboratory.inactivation_minutes.mean else {INACTIVATION}
    return min(s.tubes_per_hour for i, s in enumerate(stages) if i not in skipped)


def build_laboratories(scenario: Scenario, horizon_ms: int) -> LaboratoryLayout:
    """Lay out the laboratories in the order of the table."""
    settings = scenario.laboratory
    rows = standing_laboratories(scenario)
    districts = {d.id: i for i, d in enumerate(scenario.districts)}
    stages = _stages(scenario, rows)
    ready = [milliseconds(row.ready_hour, HOUR_MS) for row in rows]
    servers: list[tuple[Interval, ...]] = []
    offsets, counts = [], []
    shifts_from = {
        ready_ms: _shift_hours(scenario, ready_ms, horizon_ms) for ready_ms in set(ready)
    }
    for own, ready_ms in zip(stages, ready, strict=True):
        shifts = shifts_from[ready_ms]
        for stage in own:
            hours = _servers(stage, shifts)
            offsets.append(len(servers))
            counts.append(len(hours))
            servers.extend(hours)
    inactivates = settings.inactivation_minutes.mean > 0
    shape = (len(rows), len(LABORATORY_STAGES))

    def table(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64).reshape(shape)

    return LaboratoryLayout(
        ids=tuple(row.id for row in rows),
        key=np.array([name_key(row.id) for row in rows], dtype=np.int64),
        district=np.array(
            [-1 if row.district is None else districts[row.district] for row in rows],
            dtype=np.int64,
        ),
        ready_ms=np.array(ready, dtype=np.int64),
        close_ms=horizon_ms,
        recall_crews=np.array([row.recall_crews for row in rows], dtype=np.int64),
        server_offset=table(offsets),
        server_count=table(counts),
        servers=calendar(*distinct(servers)),
        batch_tubes=table([s.batch_tubes for own in stages for s in own]),
        occupancy=table([round(s.occupancy * FACTOR_ONE) for own in stages for s in own]),
        first_batch_stage=np.full(
            len(rows), INACTIVATION if inactivates else EXTRACTION, dtype=np.int64
        ),
        batch_wait_ms=milliseconds(settings.batch_wait_minutes, MINUTE_MS),
        priority_wait_ms=milliseconds(settings.priority_wait_minutes, MINUTE_MS),
        attempts=settings.attempts,
        failed_plate_below=threshold(settings.plate_failure_share),
        invalid_below=threshold(settings.invalid_share),
        publication_ms=milliseconds(settings.publication_minutes, MINUTE_MS),
        holding_limit_ms=milliseconds(scenario.courier.holding_limit_hours, HOUR_MS),
        nominal_tubes_per_hour=np.array([_nominal(scenario, own) for own in stages], dtype=float),
    )
