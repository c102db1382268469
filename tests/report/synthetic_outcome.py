"""Made-up outcomes of any size, to draw before and without a simulation."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from planner.outcome.looks import Verdict, decide
from planner.outcome.outcome import (
    CAUSES,
    CLOCKS,
    CLOSED,
    DEMAND,
    DETECTION_FIGURES,
    FINISHED,
    NO_RESULT,
    POSITIONS,
    STAGES,
    Binding,
    BindingRange,
    Clocks,
    Curves,
    Detection,
    Lateness,
    Outcome,
    People,
    Percentiles,
    Places,
    Question,
    StationSeries,
    Tubes,
    Turnaround,
    Waits,
)
from planner.outcome.places import Geography, LaboratorySeries, Outline, SiteWaits
from planner.scenario.scenario import Variant
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES, Floats, Ints
from planner.simulation.tally import LEDGER, RETESTS, TUBES

REPLICATIONS = 20
SHARES = (0.99, 0.95, 0.999)
NEVER_REACHED = 0.004
LAGS_HOURS = (0.0, 9.0, 12.0)


def outcome(
    finish_hours: float = 46.2,
    spread_hours: float = 2.5,
    districts: Places | None = None,
    laboratories: Places | None = None,
    expected_persons: int = 3_941_998,
    target_hours: float = 48.0,
    reached_share: float = 1.0,
    lags_hours: tuple[float, float, float] = LAGS_HOURS,
    horizon_hours: int = 240,
    variants: tuple[str, ...] = (),
) -> Outcome:
    """Return an outcome whose half-way case is resulted after about ``finish_hours``."""
    districts = districts or places("许昌区县", "Xuchang district", 6)
    laboratories = laboratories or places("许昌检测机构", "Xuchang laboratory", 20)
    question = Question(
        scenario="xuchang",
        variants=tuple(Variant(name=name) for name in variants),
        city_zh="许昌",
        city_en="Xuchang",
        preset="cn-2021-01",
        starts_at=datetime(2021, 1, 5, 20, 0),
        population_persons=round(expected_persons / 0.9),
        expected_persons=expected_persons,
        deadline_from_hours=0.0,
        target_hours=target_hours,
        verdict_clock="resulted",
        required_share=0.99,
        required_probability=0.95,
    )
    hours = np.arange(1, horizon_hours + 49, dtype=float)
    cases = finish_hours + spread_hours * np.linspace(-1.6, 1.6, REPLICATIONS)
    runs = np.array(
        [_curves(hours, case, lags_hours, expected_persons * reached_share) for case in cases]
    )
    finished = np.array([_clock_hours(hours, run, expected_persons) for run in runs])
    successes = int(np.sum(finished[:, 1, 0] <= target_hours))
    counts = (len(districts.ids), len(laboratories.ids))
    by_clock = percentiles(runs)
    by_district = np.repeat(by_clock.p50[:, None] / max(counts[0], 1), counts[0], axis=1)
    city = Curves(hours, by_clock, by_district)
    at_end = np.median(runs[:, :, -1], axis=0)
    at_deadline = np.median(runs[:, :, min(int(target_hours), hours.size) - 1], axis=0)
    return Outcome(
        question=question,
        verdict=decide(successes, REPLICATIONS, question.required_probability),
        districts=districts,
        laboratories=laboratories,
        district_expected_persons=np.full(counts[0], expected_persons // max(counts[0], 1)),
        clocks=_clocks(finished, counts),
        curves=city,
        stations=_stations(hours, finish_hours, expected_persons, counts),
        binding=_binding(hours, finish_hours, laboratories),
        waits=_waits(counts[0]),
        site_waits=_site_waits(counts[0], expected_persons),
        laboratory_series=_laboratory_series(hours, finish_hours, expected_persons, counts[1]),
        turnaround=Turnaround(np.full(counts[1] + 1, 8.5), np.full(counts[1] + 1, 21.0)),
        lateness=_lateness(finish_hours, target_hours, expected_persons, counts),
        people=People(
            at_deadline,
            at_end,
            np.full(len(POSITIONS), expected_persons / len(POSITIONS)),
            np.zeros((counts[0], len(LEDGER))),
            _ledger(counts[0], expected_persons, reached_share),
            _by_cause(counts[0], expected_persons, reached_share),
            0,
        ),
        tubes=Tubes(
            np.linspace(412_345, 120, len(TUBES)),
            _fills(expected_persons),
            1234.0,
            np.zeros(counts[1]),
            0.003,
        ),
        detection=Detection(
            np.linspace(39.4, 3.0, len(DETECTION_FIGURES)),
            constant(np.linspace(39.0, 3.0, len(DETECTION_FIGURES))),
            np.linspace(310.0, 30.0, len(RETESTS)),
            constant(np.linspace(310.0, 30.0, len(RETESTS))),
        ),
        geography=geography(counts),
    )


def undecided(base: Outcome) -> Outcome:
    """Return the same outcome with a verdict that its replications cannot decide."""
    return replace(base, verdict=Verdict(None, 1.0, (0.832, 1.0), 20, 20, None))


def empty(base: Outcome) -> Outcome:
    """Return an outcome in which nobody is to be tested and nothing ever happens."""
    nothing = {name: np.zeros_like(value) for name, value in vars(base.stations).items()}
    never = np.full_like(base.lateness.hours_to_spare.p50, np.nan)
    return replace(
        base,
        question=replace(base.question, expected_persons=0, population_persons=0),
        district_expected_persons=np.zeros_like(base.district_expected_persons),
        clocks=replace(base.clocks, city=constant(np.full((3, 4), np.nan))),
        curves=replace(base.curves, city=constant(np.zeros_like(base.curves.city.p50))),
        stations=StationSeries(**nothing),
        binding=Binding((), np.zeros(0), (), None, np.zeros(len(STAGES))),
        waits=Waits(*(np.full_like(base.waits.p50_minutes, np.nan) for _ in range(7))),
        lateness=replace(base.lateness, hours_to_spare=constant(never)),
        site_waits=_site_waits(0, 0),
        laboratory_series=LaboratorySeries(
            **{name: np.zeros_like(value) for name, value in vars(base.laboratory_series).items()}
        ),
        tubes=replace(base.tubes, fills=np.zeros_like(base.tubes.fills)),
        people=replace(
            base.people,
            at_deadline=np.zeros(3),
            at_end=np.zeros(3),
            by_cause=np.zeros_like(base.people.by_cause),
        ),
    )


def places(name_zh: str, name_en: str, count: int) -> Places:
    """Return numbered places."""
    numbers = range(1, count + 1)
    return Places(
        tuple(f"{name_en.replace(' ', '-').lower()}-{number}" for number in numbers),
        tuple(f"{name_zh}{number}" for number in numbers),
        tuple(f"{name_en} {number}" for number in numbers),
    )


def constant(values: Floats) -> Percentiles:
    """Return percentiles of replications that all say the same."""
    return Percentiles(values, values, values)


def percentiles(runs: Floats) -> Percentiles:
    """Return percentiles over the first axis, never-reached clocks above every number."""
    ordered = np.sort(runs, axis=0)
    last = len(runs) - 1
    return Percentiles(ordered[round(0.05 * last)], ordered[last // 2], ordered[round(0.95 * last)])


def _ledger(districts: int, persons: int, reached_share: float) -> Ints:
    """All are resulted, never reached, or left in a laboratory."""
    never_reached = round(NEVER_REACHED * persons)
    resulted = round(persons * reached_share * (1 - NEVER_REACHED))
    ledger = np.zeros((max(districts, 1), len(LEDGER)), dtype=np.int64)
    ledger[0, LEDGER.index("never_reached")] = never_reached
    ledger[0, LEDGER.index("resulted")] = resulted
    ledger[0, LEDGER.index("in_laboratory")] = persons - resulted - never_reached
    return ledger


def _by_cause(districts: int, persons: int, reached_share: float) -> Ints:
    """A tenth is away; who is never resulted comes last, and of the others a third is late."""
    ledger = _ledger(districts, persons, reached_share)
    late = ledger[:, LEDGER.index("resulted")] // 3
    columns = {cause: ledger[:, LEDGER.index(cause)] for cause in NO_RESULT}
    columns |= {"away": ledger.sum(axis=1) // 10, "exempt": np.zeros_like(late)}
    columns["resulted_late"] = late
    columns["resulted_in_time"] = ledger[:, LEDGER.index("resulted")] - late
    return np.column_stack([columns[cause] for cause in CAUSES])


def _fills(persons: int) -> Floats:
    """Most tubes are full at ten; the others hold any smaller number."""
    fills = np.zeros(21)
    fills[1:10] = persons / 1000
    fills[10] = persons / 11
    return fills


def _site_waits(districts: int, persons: int) -> SiteWaits:
    """Three sites a district: smooth, busy and jammed, and one that swabs nobody."""
    count = 4 * districts
    light = np.tile([0, 1, 2, -1], districts)
    by_light = np.ones((districts + 1, 4), dtype=np.int64)
    by_light[-1] = districts
    longest = np.array([12.0, 38.0, 140.0, 0.0])[light]
    return SiteWaits(
        ids=tuple(f"411081001-u{number:02}" for number in range(count)),
        townships=tuple(f"411081{number:03}" for number in range(count)),
        township_names_zh=tuple(f"街道{number}" for number in range(count)),
        township_names_en=tuple(f"Subdistrict {number}" for number in range(count)),
        district=np.repeat(np.arange(districts), 4),
        persons=np.where(light >= 0, persons / max(count, 1), 0.0),
        mean_minutes=np.where(light >= 0, longest / 3, np.nan),
        longest_minutes=longest,
        light=light,
        by_light=by_light,
    )


def _laboratory_series(
    hours: Floats, finish: float, persons: int, laboratories: int
) -> LaboratorySeries:
    tubes = persons / 10 / max(laboratories, 1)
    delivered = np.where((hours > 9) & (hours < 0.6 * finish), tubes / (0.6 * finish), 0.0)
    published = np.where((hours > 12) & (hours <= finish), tubes / finish, 0.0)
    shape = (laboratories, hours.size)
    return LaboratorySeries(
        delivered_tubes=np.broadcast_to(delivered, shape),
        published_tubes=np.broadcast_to(published, shape),
        nominal_tubes_per_hour=np.linspace(40.0, 400.0, laboratories),
    )


def geography(counts: tuple[int, int]) -> Geography:
    """Squares in rows of five, the last district without one and the first with a hole."""
    districts, laboratories = counts
    outlines: list[Outline] = []
    for number in range(districts - 1):
        corner = np.array([113.0 + 0.3 * (number % 5), 34.0 - 0.2 * (number // 5)])
        square = corner + np.array([[0, 0], [0.3, 0], [0.3, 0.2], [0, 0.2], [0, 0]])
        hole = corner + np.array([[0.1, 0.1], [0.2, 0.1], [0.2, 0.15], [0.1, 0.1]])
        outlines.append(((square, hole),) if number == 0 else ((square,),))
    positions = np.full((laboratories, 2), np.nan)
    positions[::2] = 113.2, 34.1
    return Geography(
        attribution="© OpenStreetMap contributors, ODbL 1.0",
        outlines=(*outlines, ()) if districts else (),
        township_positions=np.array([[113.1, 34.05], [np.nan, np.nan]]),
        laboratory_positions=positions,
    )


def _curves(hours: Floats, finish: float, lags: tuple[float, ...], persons: float) -> Floats:
    curves = []
    for lag in lags:
        end = finish - lags[1] + lag
        part = np.clip((hours - 6 - lag) / max(end - 6 - lag, 1.0), 0, 1)
        curves.append(persons * (1 - NEVER_REACHED) * (3 * part**2 - 2 * part**3))
    return np.array(curves)


def _clock_hours(hours: Floats, run: Floats, persons: int) -> Floats:
    """Shape (clocks, shares and the last)."""
    result = np.full((len(CLOCKS), len(SHARES) + 1), np.nan)
    for clock, done in enumerate(run):
        for column, share in enumerate(SHARES):
            if persons and done[-1] >= share * persons:
                result[clock, column] = np.interp(share * persons, done, hours)
        result[clock, -1] = hours[np.argmax(done >= done[-1])]
    return result


def _clocks(finished: Floats, counts: tuple[int, int]) -> Clocks:
    city = percentiles(finished)

    def repeated(times: int) -> Percentiles:
        parts = (np.repeat(part[:, None, :], times, axis=1) for part in vars(city).values())
        return Percentiles(*parts)

    return Clocks(SHARES, city, repeated(counts[0]), repeated(counts[1]), finished[:, :, 0])


def _stations(hours: Floats, finish: float, persons: int, counts: tuple[int, int]) -> StationSeries:
    use = np.zeros((len(STAGES), hours.size))
    waiting = np.zeros_like(use)
    for stage in range(len(STAGES)):
        if STAGES[stage] == "inactivation":
            continue
        active = (hours > 6 + stage) & (hours <= finish + stage / 2)
        use[stage] = active * np.clip(0.35 + 0.08 * stage + 0.1 * np.sin(hours / 4), 0, 1)
        waiting[stage] = active * persons * 0.002 * (1 + np.sin(hours / 7))
    amplification = STAGES.index("amplification")
    hump = np.clip((hours - 9) * (finish - hours) / (finish - 9) ** 2 * 4, 0, 1)
    use[amplification] = np.where(hump > 0, 0.99, 0.0)
    waiting[amplification] = persons * 0.31 * hump
    station_count = counts[0] * len(SITE_STAGES) + counts[1] * len(LABORATORY_STAGES)
    backlog = np.array([hump * (2 + 30 / (1 + number)) for number in range(counts[1])])
    return StationSeries(
        use=_station_use(use, counts),
        waiting_persons=np.zeros((station_count, hours.size)),
        stage_use=use,
        stage_waiting_persons=waiting,
        backlog_hours=backlog.reshape(counts[1], hours.size),
    )


def _station_use(by_stage: Floats, counts: tuple[int, int]) -> Floats:
    """Every place uses its stages as the city does."""
    sites, laboratories = np.split(by_stage, [len(SITE_STAGES)])
    return np.vstack([np.tile(sites, (counts[0], 1)), np.tile(laboratories, (counts[1], 1))])


def _binding(hours: Floats, finish: float, laboratories: Places) -> Binding:
    place = laboratories.ids[0] if laboratories.ids else None
    end = round(finish) - 2
    ranges = [BindingRange(CLOSED, None, 0, 6), BindingRange(DEMAND, None, 6, 9)]
    main = None
    if place is not None:
        main = BindingRange("amplification", place, 9, end)
        ranges += [main, BindingRange("courier", None, end, end + 3)]
    resource: list[str] = [FINISHED] * hours.size
    for item in ranges:
        resource[item.from_hour : item.to_hour] = [item.resource] * (item.to_hour - item.from_hour)
    waiting = np.zeros(len(STAGES))
    waiting[STAGES.index("amplification")] = 3.1e7
    return Binding(
        tuple(resource)[: hours.size], np.full(hours.size, 0.8), tuple(ranges), main, waiting
    )


def _waits(districts: int) -> Waits:
    p50 = np.linspace(4, 38, districts + 1)
    return Waits(p50, 1.9 * p50, 2.6 * p50, 1.1 * p50, p50 / 200, p50 / 500, 3.4 * p50)


def _lateness(finish: float, target: float, persons: int, counts: tuple[int, int]) -> Lateness:
    steps = np.linspace(-4, 6, counts[0])
    spare = target - finish + steps
    late = np.round(persons / max(counts[0], 1) * np.clip(0.01 - 0.02 * spare, 0.004, 1))
    return Lateness(
        Percentiles(spare - 3, spare, spare + 2.5),
        late,
        late * 0.2,
        np.arange(counts[0]) % counts[1] if counts[1] else np.full(counts[0], -1),
        np.linspace(31, 2, counts[0]),
    )
