"""From the cases of all replications to one outcome."""

from collections.abc import Sequence

import numpy as np

from planner.outcome.binding import combine_binding
from planner.outcome.clocks import clock_shares
from planner.outcome.digest import Case, Counts
from planner.outcome.gather import Gathered
from planner.outcome.geography import geography
from planner.outcome.lateness import lateness
from planner.outcome.lights import site_waits
from planner.outcome.looks import Look, decide
from planner.outcome.outcome import (
    CLOCKS,
    NO_RESULT,
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
from planner.outcome.percentiles import histogram_percentile, median, percentiles, rank, ratio
from planner.outcome.places import BUSY_MINUTES, JAMMED_MINUTES, LaboratorySeries
from planner.outcome.stages import by_stage
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import District, LaboratoryRow
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints, Layout
from planner.simulation.tally import DETECTION, LEDGER, TURNAROUND_BIN_MINUTES, WAIT_MINUTES

Cases = Sequence[Case]


def summarise(
    scenario: Scenario, layout: Layout, gathered: Gathered, look: Look | None = None
) -> Outcome:
    """Summarise all replications of one scenario.

    Parameters
    ----------
    scenario
        The scenario that was simulated.
    layout
        The layout that was simulated.
    gathered
        All replications; the order in which they came changes nothing.
    look
        The look at which the verdict is taken; None where these replications are the only look.

    Raises
    ------
    ValueError
        If there is no replication, or their number is not the look's.
    """
    cases, counts = gathered.cases, gathered.counts
    stations = _stations(layout, cases, counts)
    return Outcome(
        question=_question(scenario, layout),
        verdict=decide(
            gathered.successes, len(gathered), scenario.campaign.required_probability, look
        ),
        districts=_places(layout.district_ids, scenario.districts),
        laboratories=_places(layout.laboratories.ids, standing_laboratories(scenario)),
        district_expected_persons=layout.expected_persons,
        clocks=_clocks(scenario, cases),
        curves=_curves(layout, cases),
        stations=stations,
        binding=combine_binding(
            np.array([case.binding_station for case in cases]),
            counts.binding_person_hours / len(cases),
            layout.stations,
        ),
        waits=_waits(layout, cases, counts),
        site_waits=site_waits(scenario, layout, cases, counts),
        laboratory_series=_laboratories(layout, cases, counts),
        turnaround=_turnaround(counts),
        lateness=lateness(scenario, layout, cases, stations.backlog_hours),
        people=_people(scenario, layout, cases),
        tubes=_tubes(cases, counts),
        detection=_detection(cases),
        geography=geography(scenario, layout),
    )


def _question(scenario: Scenario, layout: Layout) -> Question:
    city, campaign = scenario.city, scenario.campaign
    return Question(
        scenario=city.name,
        variants=scenario.variants_applied,
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


def _places(ids: tuple[str, ...], rows: Sequence[District | LaboratoryRow]) -> Places:
    by_id = {row.id: row for row in rows}
    return Places(
        ids=ids,
        names_zh=tuple(by_id[place].name_zh for place in ids),
        names_en=tuple(by_id[place].name_en for place in ids),
    )


def _clocks(scenario: Scenario, cases: Cases) -> Clocks:
    city = np.array([case.city_clock_hours for case in cases])
    return Clocks(
        shares=clock_shares(scenario.campaign.required_share),
        city=percentiles(city),
        district=percentiles([case.district_clock_hours for case in cases]),
        laboratory=percentiles([case.laboratory_clock_hours for case in cases]),
        city_by_replication=city[:, :, 0],
    )


def _curves(layout: Layout, cases: Cases) -> Curves:
    return Curves(
        hours=np.arange(1, layout.hours + 1, dtype=np.float64),
        city=percentiles([case.done_by_hour.sum(axis=1) for case in cases]),
        district_p50=median([case.done_by_hour for case in cases]),
    )


def _stations(layout: Layout, cases: Cases, counts: Counts) -> StationSeries:
    offered_ms = layout.offered_ms * len(cases)
    return StationSeries(
        use=_use(counts.busy_ms, offered_ms),
        waiting_persons=counts.waiting_persons / len(cases),
        stage_use=_use(
            by_stage(counts.busy_ms, layout.stations), by_stage(offered_ms, layout.stations)
        ),
        stage_waiting_persons=median([case.stage_waiting_persons for case in cases]),
        backlog_hours=median([case.backlog_hours for case in cases]),
    )


def _use(busy_ms: Ints, offered_ms: Ints) -> Floats:
    use = np.zeros(busy_ms.shape)
    np.divide(busy_ms, offered_ms, out=use, where=offered_ms > 0)
    return np.minimum(use, 1.0)


def _laboratories(layout: Layout, cases: Cases, counts: Counts) -> LaboratorySeries:
    return LaboratorySeries(
        delivered_tubes=counts.delivered_tubes / len(cases),
        published_tubes=counts.published_tubes / len(cases),
        nominal_tubes_per_hour=layout.laboratories.nominal_tubes_per_hour,
    )


def _waits(layout: Layout, cases: Cases, counts: Counts) -> Waits:
    histogram = np.vstack([counts.waits, counts.waits.sum(axis=0)])
    district, city = layout.sites.district, len(layout.district_ids)
    waited = np.zeros((city + 1, 2), dtype=np.int64)
    np.add.at(waited, district, counts.waited)
    waited[city] = waited.sum(axis=0)
    persons, wait_ms = waited.T
    longest_ms = np.zeros((len(cases), city + 1), dtype=np.int64)
    for row, case in zip(longest_ms, cases, strict=True):
        np.maximum.at(row, district, case.site_longest_wait_ms)
        row[city] = row.max()
    minutes = np.append(np.arange(WAIT_MINUTES, dtype=np.float64), np.inf)
    total = histogram.sum(axis=1)
    return Waits(
        p50_minutes=histogram_percentile(histogram, 50, minutes),
        p90_minutes=histogram_percentile(histogram, 90, minutes),
        p99_minutes=histogram_percentile(histogram, 99, minutes),
        mean_minutes=ratio(wait_ms / MINUTE_MS, persons),
        over_25_share=ratio(histogram[:, BUSY_MINUTES:].sum(axis=1), total),
        over_50_share=ratio(histogram[:, JAMMED_MINUTES:].sum(axis=1), total),
        longest_minutes=median(longest_ms) / MINUTE_MS,
    )


def _turnaround(counts: Counts) -> Turnaround:
    histogram = np.vstack([counts.turnaround, counts.turnaround.sum(axis=0)])
    hours = np.arange(1, histogram.shape[1] + 1) * (TURNAROUND_BIN_MINUTES / 60)
    hours[-1] = np.inf
    return Turnaround(
        p50_hours=histogram_percentile(histogram, 50, hours),
        p95_hours=histogram_percentile(histogram, 95, hours),
    )


def _people(scenario: Scenario, layout: Layout, cases: Cases) -> People:
    exact = median_replication(scenario, cases)
    return People(
        at_deadline=median([case.done_at_deadline.sum(axis=1) for case in cases]),
        at_end=median([case.done_at_end.sum(axis=1) for case in cases]),
        position_at_deadline=median([case.position_at_deadline for case in cases]),
        ledger_p50=median([case.ledger for case in cases]),
        ledger=exact.ledger,
        by_cause=_by_cause(layout, exact),
        median_replication=exact.replication,
    )


def _by_cause(layout: Layout, case: Case) -> Ints:
    """Return the registered people by ``CAUSES``; shape (districts, causes)."""
    in_time = case.done_at_deadline[CLOCKS.index("resulted")]
    resulted = case.ledger[:, LEDGER.index("resulted")]
    without_result = [case.ledger[:, LEDGER.index(cause)] for cause in NO_RESULT]
    columns = [layout.away_persons, layout.exempt_persons, *without_result]
    return np.column_stack([*columns, resulted - in_time, in_time])


def median_replication(scenario: Scenario, cases: Cases) -> Case:
    """Return the replication whose verdict clock is the lower median, ties to the first given."""
    clock = CLOCKS.index(scenario.campaign.verdict_clock)
    hours = np.array([case.city_clock_hours[clock, 0] for case in cases])
    order = np.argsort(hours, kind="stable")  # NumPy sorts NaN last
    return cases[int(order[rank(50, len(cases)) - 1])]


def _tubes(cases: Cases, counts: Counts) -> Tubes:
    breaches = [int(case.breaches.sum()) for case in cases]
    shares = [
        count / max(case.tubes_delivered, 1) for count, case in zip(breaches, cases, strict=True)
    ]
    return Tubes(
        counts=median([case.tubes for case in cases]),
        fills=counts.fills / len(cases),
        breaches=float(median(breaches)),
        breaches_by_laboratory=median([case.breaches for case in cases]),
        breach_share=float(median(shares)),
    )


def _detection(cases: Cases) -> Detection:
    sampled, confirmed = DETECTION.index("sampled"), DETECTION.index("confirmed")
    found = np.array([case.detection for case in cases])
    persons = np.column_stack([found, found[:, sampled] - found[:, confirmed]])
    return Detection(
        mean=persons.mean(axis=0),
        persons=percentiles(persons),
        retests_mean=np.mean([case.retests for case in cases], axis=0),
        retests=percentiles([case.retests for case in cases]),
    )
