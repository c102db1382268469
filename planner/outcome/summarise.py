"""From the digests of all replications to one outcome."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.outcome.binding import combine_binding, stage_indices
from planner.outcome.clocks import clock_shares
from planner.outcome.digest import Digest
from planner.outcome.lateness import lateness
from planner.outcome.looks import Look, Verdict, decide
from planner.outcome.outcome import (
    CLOCKS,
    STAGES,
    Clocks,
    Curves,
    Detection,
    Outcome,
    People,
    Places,
    Question,
    StationSeries,
    Tubes,
    Turnaround,
    Waits,
)
from planner.outcome.percentiles import histogram_percentile, median, percentiles, rank
from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, LaboratoryRow
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints, Layout
from planner.simulation.tally import DETECTION, TURNAROUND_BIN_MINUTES, WAIT_MINUTES

Digests = Sequence[Digest]
Part = Callable[[Digest], NDArray[Any]]

BUSY_MINUTES = 25
JAMMED_MINUTES = 50


def summarise(
    scenario: Scenario, layout: Layout, digests: Digests, look: Look | None = None
) -> Outcome:
    """Summarise all replications of one scenario.

    Parameters
    ----------
    scenario
        The scenario that was simulated.
    layout
        The layout that was simulated.
    digests
        One for each replication, in any order.
    look
        The look at which the verdict is taken; None where these replications are the only look.

    Raises
    ------
    ValueError
        If there is no digest, two are of one replication, or their number is not the look's.
    """
    ordered = sorted(digests, key=lambda digest: digest.replication)
    _check_distinct(ordered)
    stations = _stations(layout, ordered)
    return Outcome(
        question=_question(scenario, layout),
        verdict=_verdict(scenario, ordered, look),
        districts=_places(layout.district_ids, scenario.districts),
        laboratories=_places(layout.laboratories.ids, scenario.laboratories),
        district_expected_persons=layout.expected_persons,
        clocks=_clocks(scenario, ordered),
        curves=_curves(layout, ordered),
        stations=stations,
        binding=combine_binding(
            np.array([digest.binding_station for digest in ordered]),
            _mean(ordered, lambda digest: digest.saturated_person_hours),
            layout.stations,
        ),
        waits=_waits(ordered),
        turnaround=_turnaround(ordered),
        lateness=lateness(scenario, layout, ordered, stations.backlog_hours),
        people=_people(scenario, ordered),
        tubes=_tubes(ordered),
        detection=_detection(ordered),
    )


def _check_distinct(digests: Digests) -> None:
    numbers = [digest.replication for digest in digests]
    if not numbers:
        raise ValueError("no replication was made; make at least 1")
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"replications {numbers} are not distinct; count each of them once")


def _total(digests: Digests, part: Part) -> Floats:
    """Add up one part of every digest, in their order; exact for counts."""
    total: Floats = np.zeros(np.shape(part(digests[0])))
    for digest in digests:
        total += part(digest)
    return total


def _mean(digests: Digests, part: Part) -> Floats:
    return _total(digests, part) / len(digests)


def _question(scenario: Scenario, layout: Layout) -> Question:
    city, campaign = scenario.city, scenario.campaign
    return Question(
        scenario=city.name,
        variant=scenario.variant,
        city_zh=city.city_zh,
        city_en=city.city_en,
        preset=city.preset,
        starts_at=campaign.starts_at,
        population_persons=scenario.population_persons,
        expected_persons=int(layout.expected_persons.sum()),
        deadline_from_hours=layout.deadline_from_ms / HOUR_MS,
        target_hours=scenario.target_hours,
        verdict_clock=campaign.verdict_clock,
        required_share=campaign.required_share,
        required_probability=campaign.required_probability,
    )


def _verdict(scenario: Scenario, digests: Digests, look: Look | None) -> Verdict:
    successes = sum(digest.meets_target for digest in digests)
    return decide(successes, len(digests), scenario.campaign.required_probability, look)


def _places(ids: tuple[str, ...], rows: Sequence[District | LaboratoryRow]) -> Places:
    by_id = {row.id: row for row in rows}
    return Places(
        ids=ids,
        names_zh=tuple(by_id[place].name_zh for place in ids),
        names_en=tuple(by_id[place].name_en for place in ids),
    )


def _clocks(scenario: Scenario, digests: Digests) -> Clocks:
    city = np.array([digest.city_clock_hours for digest in digests])
    return Clocks(
        shares=clock_shares(scenario.campaign.required_share),
        city=percentiles(city),
        district=percentiles([digest.district_clock_hours for digest in digests]),
        laboratory=percentiles([digest.laboratory_clock_hours for digest in digests]),
        city_by_replication=city[:, :, 0],
    )


def _curves(layout: Layout, digests: Digests) -> Curves:
    return Curves(
        hours=np.arange(1, layout.hours + 1, dtype=np.float64),
        city=percentiles([digest.done_by_hour.sum(axis=1) for digest in digests]),
        district_p50=median([digest.done_by_hour for digest in digests]),
    )


def _stations(layout: Layout, digests: Digests) -> StationSeries:
    stage_of_station = stage_indices(layout.stations)
    busy = _total(digests, lambda digest: digest.busy_server_hours)
    offered = _total(digests, lambda digest: digest.offered_server_hours)
    waiting_by_stage = [_by_stage(digest.waiting_persons, stage_of_station) for digest in digests]
    return StationSeries(
        use=_use(busy, offered),
        waiting_persons=median([digest.waiting_persons for digest in digests]),
        stage_use=_use(_by_stage(busy, stage_of_station), _by_stage(offered, stage_of_station)),
        stage_waiting_persons=median(waiting_by_stage),
        backlog_hours=median([digest.backlog_hours for digest in digests]),
    )


def _by_stage(series: NDArray[Any], stage_of_station: Ints) -> Floats:
    total = np.zeros((len(STAGES), series.shape[1]))
    np.add.at(total, stage_of_station, series)
    return total


def _use(busy: Floats, offered: Floats) -> Floats:
    use = np.divide(busy, offered, out=np.zeros_like(busy), where=offered > 0)
    return np.minimum(use, 1.0)


def _waits(digests: Digests) -> Waits:
    by_district = _total(digests, lambda digest: digest.waits)
    counts = np.vstack([by_district, by_district.sum(axis=0)])
    waited = _total(digests, lambda digest: digest.waited[:, :2])
    persons, wait_ms = np.vstack([waited, waited.sum(axis=0)]).T
    longest_ms = median(
        [[*digest.waited[:, 2], digest.waited[:, 2].max(initial=0)] for digest in digests]
    )
    minutes = np.append(np.arange(WAIT_MINUTES, dtype=np.float64), np.inf)
    total = counts.sum(axis=1)
    return Waits(
        p50_minutes=histogram_percentile(counts, 50, minutes),
        p90_minutes=histogram_percentile(counts, 90, minutes),
        p99_minutes=histogram_percentile(counts, 99, minutes),
        mean_minutes=_ratio(wait_ms / MINUTE_MS, persons),
        over_25_share=_ratio(counts[:, BUSY_MINUTES:].sum(axis=1), total),
        over_50_share=_ratio(counts[:, JAMMED_MINUTES:].sum(axis=1), total),
        longest_minutes=longest_ms / MINUTE_MS,
    )


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Divide, NaN where the whole is nothing."""
    ratio = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def _turnaround(digests: Digests) -> Turnaround:
    by_laboratory = _total(digests, lambda digest: digest.turnaround)
    counts = np.vstack([by_laboratory, by_laboratory.sum(axis=0)])
    hours = np.arange(1, counts.shape[1] + 1) * (TURNAROUND_BIN_MINUTES / 60)
    hours[-1] = np.inf
    return Turnaround(
        p50_hours=histogram_percentile(counts, 50, hours),
        p95_hours=histogram_percentile(counts, 95, hours),
    )


def _people(scenario: Scenario, digests: Digests) -> People:
    exact = median_replication(scenario, digests)
    return People(
        at_deadline=median([digest.done_at_deadline.sum(axis=1) for digest in digests]),
        at_end=median([digest.done_at_end.sum(axis=1) for digest in digests]),
        position_at_deadline=median([digest.position_at_deadline for digest in digests]),
        ledger_p50=median([digest.ledger for digest in digests]),
        ledger=exact.ledger,
        median_replication=exact.replication,
    )


def median_replication(scenario: Scenario, digests: Digests) -> Digest:
    """Return the replication whose verdict clock is the lower median, ties to the first given."""
    clock = CLOCKS.index(scenario.campaign.verdict_clock)
    hours = np.array([digest.city_clock_hours[clock, 0] for digest in digests])
    order = np.argsort(hours, kind="stable")  # NumPy sorts NaN last
    return digests[int(order[rank(50, len(digests)) - 1])]


def _tubes(digests: Digests) -> Tubes:
    breaches = [int(digest.breaches.sum()) for digest in digests]
    shares = [
        count / max(digest.tubes_delivered, 1)
        for count, digest in zip(breaches, digests, strict=True)
    ]
    return Tubes(
        counts=median([digest.tubes for digest in digests]),
        fills=_mean(digests, lambda digest: digest.fills),
        breaches=float(median(breaches)),
        breaches_by_laboratory=median([digest.breaches for digest in digests]),
        breach_share=float(median(shares)),
    )


def _detection(digests: Digests) -> Detection:
    sampled, confirmed = DETECTION.index("sampled"), DETECTION.index("confirmed")
    found = np.array([digest.detection for digest in digests])
    persons = np.column_stack([found, found[:, sampled] - found[:, confirmed]])
    return Detection(
        mean=persons.mean(axis=0),
        persons=percentiles(persons),
        retests_mean=_mean(digests, lambda digest: digest.retests),
        retests=percentiles([digest.retests for digest in digests]),
    )
