"""One city of the census: drafted, checked, laid out, simulated, and boiled down to a row."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, Self

import numpy as np

from planner.outcome.balance import check_balance
from planner.outcome.binding import binding_stations
from planner.outcome.clocks import clock_hours, minutes_to_deadline
from planner.outcome.outcome import CLOCKS
from planner.outcome.percentiles import rank
from planner.outcome.shortage import Shortage, shortage
from planner.scenario import Scenario, load
from planner.scenario.census.records import City
from planner.scenario.draft.capacities import OF_RULE, Capacities
from planner.scenario.draft.folder import draft_files
from planner.scenario.draft.neighbours import centre_of
from planner.scenario.load import forget_sites
from planner.scenario.settings import Preset
from planner.scenario.tables import District, LaboratoryRow
from planner.simulation.building.build import build_layout
from planner.simulation.layout import Ints, Layout
from planner.simulation.replication import run_replication
from planner.simulation.tally import Tally


@dataclass(frozen=True)
class Rule:
    """How every city is built and simulated."""

    preset: Preset = "cn-2021-01"
    seed: int = 1
    replications: int = 1


@dataclass(frozen=True)
class Steps:
    """Processor time of each step, in seconds."""

    draft: float = 0.0
    """Files of ``planner new`` from the census."""
    load: float = 0.0
    """Files read, checked and completed."""
    lay_out: float = 0.0
    simulate: float = 0.0
    read_off: float = 0.0
    """Clocks, what binds, what lacks."""

    def __add__(self, other: "Steps") -> "Steps":
        """Add step by step."""
        return Steps(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Steps)))

    @property
    def total(self) -> float:
        """All steps."""
        return float(sum(getattr(self, f.name) for f in fields(Steps)))


class _Clock:
    """Processor time between marks."""

    def __init__(self) -> None:
        self._last = process_time()

    def lap(self) -> float:
        """Return the time since the last mark."""
        now = process_time()
        passed, self._last = now - self._last, now
        return passed


@dataclass(frozen=True)
class CityRow:
    """What came out for one city; hours count from the order, ``None`` is never."""

    code: str
    name_zh: str
    name_en: str
    province_zh: str
    province_en: str
    latitude_degrees: float
    longitude_degrees: float
    """Centre of its people."""
    population_persons: int
    own_capacities: bool
    """Whether it is built of what is given for it, and not of the rule alone."""
    failure: str | None = None
    """Why there is no answer; then nothing below is known."""
    target_hours: float | None = None
    swabbers: int = 0
    laboratories: int = 0
    tubes_per_day: int = 0
    """Declared."""
    expected_persons: int = 0
    resulted_persons: int = 0
    """In all, of the replication with the median clock."""
    met: int = 0
    """Replications in which the target is met."""
    meets_target: bool | None = None
    """Whether these are the required share of all."""
    sampled_hours: float | None = None
    resulted_hours: float | None = None
    closed_hours: float | None = None
    """Medians."""
    late_persons: int = 0
    """Without a result at the deadline; the clock that the verdict asks for."""
    binding: str | None = None
    """The stage for which most people waited while it was saturated; ``None`` where none was."""
    binding_place_zh: str | None = None
    binding_place_en: str | None = None
    short_teams: int | None = 0
    short_tubes_per_day: int | None = 0
    """Medians of what lacks; ``None`` where no number helps."""
    spare_teams: int = 0
    spare_tubes_per_day: int = 0
    """Medians of what it could lend even while it tests."""

    @classmethod
    def failed(cls, city: City, own: Capacities, reason: str) -> Self:
        """Return the row of a city that could not be answered for."""
        return cls(**_identity(city, own), failure=reason)


def _identity(city: City, own: Capacities) -> dict[str, Any]:
    north, east = centre_of(city)
    return {
        "code": city.code,
        "name_zh": city.name_zh,
        "name_en": city.name_en,
        "province_zh": city.province_zh,
        "province_en": city.province_en,
        "latitude_degrees": round(north, 4),
        "longitude_degrees": round(east, 4),
        "population_persons": city.population_persons,
        "own_capacities": own.says_what_it_has,
    }


@dataclass(frozen=True)
class _Seen:
    """What is kept of a replication."""

    meets: bool
    clocks: tuple[float, ...]
    late: int
    resulted: int
    waiting: Ints
    lacked: Shortage


def _drafted(city: City, preset: Preset, own: Capacities, clock: _Clock) -> tuple[Scenario, float]:
    """Return a city's scenario, checked as any folder is, and the time that its draft took."""
    with TemporaryDirectory(prefix="planner-") as place:
        files = draft_files(city, preset, own=own, neighbours=False)
        for name, text in files.items():
            Path(place, name).write_text(text, encoding="utf-8")
        drafted = clock.lap()
        return load(place), drafted


def simulate_city(city: City, rule: Rule, own: Capacities = OF_RULE) -> tuple[CityRow, Steps]:
    """Build a city and simulate it whole; people must balance.

    Returns
    -------
    The row, and the processor time of each step.
    """
    clock = _Clock()
    scenario, draft = _drafted(city, rule.preset, own, clock)
    read = clock.lap()
    layout = build_layout(scenario)
    laid_out = clock.lap()
    seen: list[_Seen] = []
    simulate = read_off = 0.0
    for number in range(rule.replications):
        tally = run_replication(scenario, layout, rule.seed, number)
        simulate += clock.lap()
        seen.append(_see(scenario, layout, tally))
        read_off += clock.lap()
    forget_sites()
    row = _row(city, own, scenario, layout, seen)
    return row, Steps(draft, read, laid_out, simulate, read_off + clock.lap())


def _see(scenario: Scenario, layout: Layout, tally: Tally) -> _Seen:
    check_balance(layout, tally)
    campaign = scenario.campaign
    expected = layout.expected_persons.sum(keepdims=True)
    curves = [
        curve.sum(axis=0, keepdims=True) for curve in (tally.sampled, tally.resulted, tally.closed)
    ]
    hours = [
        clock_hours(curve, expected, (campaign.required_share,), layout.deadline_from_ms)[0, 0]
        for curve in curves
    ]
    asked = CLOCKS.index(campaign.verdict_clock)
    in_time = curves[asked][0, : minutes_to_deadline(layout, scenario.target_hours)].sum()
    return _Seen(
        meets=bool(hours[asked] <= scenario.target_hours),
        clocks=tuple(float(hour) for hour in hours),
        late=int(expected[0] - in_time),
        resulted=int(tally.resulted.sum()),
        waiting=binding_stations(tally, layout).person_hours,
        lacked=shortage(scenario, layout, tally),
    )


def _row(
    city: City, own: Capacities, scenario: Scenario, layout: Layout, seen: Sequence[_Seen]
) -> CityRow:
    asked = CLOCKS.index(scenario.campaign.verdict_clock)
    by_clock = np.argsort([one.clocks[asked] for one in seen], kind="stable")  # NaN last
    middle = seen[int(by_clock[rank(50, len(seen)) - 1])]
    met = sum(one.meets for one in seen)
    clocks = np.sort([one.clocks for one in seen], axis=0)[rank(50, len(seen)) - 1]
    place = _binding(layout, seen)
    known: tuple[District | LaboratoryRow, ...] = (*scenario.districts, *scenario.laboratories)
    names = {row.id: row for row in known}
    return CityRow(
        **_identity(city, own),
        target_hours=scenario.target_hours,
        swabbers=sum(row.swabbers for row in scenario.teams),
        laboratories=len(scenario.laboratories),
        tubes_per_day=round(sum(one.declared_tubes_per_day or 0 for one in scenario.laboratories)),
        expected_persons=int(layout.expected_persons.sum()),
        resulted_persons=middle.resulted,
        met=met,
        meets_target=met >= scenario.campaign.required_probability * len(seen),
        sampled_hours=_hours(clocks[0]),
        resulted_hours=_hours(clocks[1]),
        closed_hours=_hours(clocks[2]),
        late_persons=middle.late,
        binding=None if place is None else layout.stations.stage[place],
        binding_place_zh=None if place is None else names[layout.stations.place[place]].name_zh,
        binding_place_en=None if place is None else names[layout.stations.place[place]].name_en,
        short_teams=_middle([one.lacked.teams for one in seen]),
        short_tubes_per_day=_middle([one.lacked.tubes_per_day for one in seen]),
        spare_teams=_middle([one.lacked.spare_teams for one in seen]) or 0,
        spare_tubes_per_day=_middle([one.lacked.spare_tubes_per_day for one in seen]) or 0,
    )


def _hours(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)


def _middle(values: Sequence[int | None]) -> int | None:
    """Return the lower median, ``None`` standing above every number."""
    ordered = sorted(values, key=lambda value: (value is None, value or 0))
    return ordered[rank(50, len(ordered)) - 1]


def _binding(layout: Layout, seen: Sequence[_Seen]) -> int | None:
    """Return the station of the stage, then the place, for which most people waited."""
    waiting = np.sum([one.waiting for one in seen], axis=0)
    if not waiting.any():
        return None
    stages = np.array(layout.stations.stage)
    by_stage = {stage: waiting[stages == stage].sum() for stage in dict.fromkeys(stages.tolist())}
    most = max(by_stage, key=lambda stage: by_stage[stage])
    return int(np.where(stages == most, waiting, -1).argmax())
