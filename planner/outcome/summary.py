"""An outcome as plain JSON data, in a fixed order."""

import math
from collections.abc import Iterable
from typing import Any

from planner.outcome.lights import light_shares, worst_sites
from planner.outcome.outcome import (
    CAUSES,
    CLOCKS,
    DETECTION_FIGURES,
    POSITIONS,
    STAGES,
    BindingRange,
    Outcome,
    Percentiles,
    Places,
    Waits,
)
from planner.outcome.places import LIGHTS
from planner.simulation.layout import Floats, Ints
from planner.simulation.tally import LEDGER, RETESTS, TUBES

DECIMALS = 6
LAST = "last"
"""Key of the clock of the last person done, beside the shares."""

Json = dict[str, Any]


def to_json(outcome: Outcome, *, seed: int) -> Json:
    """Return the summary that ``planner run --json`` writes, without ``meta``.

    Parameters
    ----------
    outcome
        What came out.
    seed
        The seed of the run.

    Returns
    -------
    dict
        Plain Python values. Floats are rounded to 6 decimals; None stands for a clock never
        reached and for a figure of nobody. Counts are medians over replications unless they say
        otherwise; hours of ``binding`` count from hour zero, those of clocks from the deadline's
        start.
    """
    return (
        _question(outcome, seed)
        | {"verdict": _verdict(outcome)}
        | _city_clocks(outcome)
        | {
            "people": _people(outcome),
            "tubes": _named(TUBES, outcome.tubes.counts) | {"fills_mean": _fills(outcome)},
            "binding": [_binding_range(found) for found in outcome.binding.ranges],
            "binding_main": _binding_range(outcome.binding.main),
            "binding_person_hours": _named(STAGES, outcome.binding.waiting_person_hours),
            "tubes_mean_fill": plain(outcome.tubes.mean_fill),
            "breaches": plain(outcome.tubes.breaches),
            "breach_share": plain(outcome.tubes.breach_share),
            "waits_minutes": _waits(outcome.waits, -1),
            "lights": _lights(outcome, -1),
            "worst_sites": [_site(outcome, i) for i in worst_sites(outcome.site_waits)],
            "turnaround_hours": _turnaround(outcome, -1),
            "ledger": _ledger(outcome),
            "registered": _registered(outcome),
            "detection": _detection(outcome),
            "retests": _means(RETESTS, outcome.detection.retests_mean, outcome.detection.retests),
            "districts": [_district(outcome, i) for i in range(len(outcome.districts.ids))],
            "laboratories": [_laboratory(outcome, i) for i in range(len(outcome.laboratories.ids))],
        }
    )


def plain(value: float) -> float | int | None:
    """Return a finite number, whole ones as int, else None."""
    if not math.isfinite(value):
        return None
    rounded = round(float(value), DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded


def _named(names: Iterable[str], values: Floats | Ints) -> Json:
    return {name: plain(value) for name, value in zip(names, values, strict=True)}


def _percentiles(figures: Percentiles, *index: int) -> Json:
    return {
        "p05": plain(figures.p05[index]),
        "p50": plain(figures.p50[index]),
        "p95": plain(figures.p95[index]),
    }


def _question(outcome: Outcome, seed: int) -> Json:
    question = outcome.question
    return {
        "scenario": question.scenario,
        "variants": [variant.model_dump(mode="json") for variant in question.variants],
        "city_zh": question.city_zh,
        "city_en": question.city_en,
        "preset": question.preset,
        "starts_at": question.starts_at.isoformat(),
        "population_persons": question.population_persons,
        "target_hours": plain(question.target_hours),
        "deadline_from_hours": plain(question.deadline_from_hours),
        "verdict_clock": question.verdict_clock,
        "required_share": plain(question.required_share),
        "confidence": plain(question.required_probability),
        "seed": seed,
        "replications": outcome.verdict.replications,
    }


def _verdict(outcome: Outcome) -> Json:
    verdict = outcome.verdict
    return {
        "meets_target": verdict.meets_target,
        "probability": plain(verdict.probability),
        "interval": [plain(bound) for bound in verdict.interval],
        "successes": verdict.successes,
        "decided_at_look": verdict.decided_at_look,
    }


def _city_clocks(outcome: Outcome) -> Json:
    """Return the clocks at the required share, then at each share shown."""
    clocks = outcome.clocks
    columns = [*(str(share) for share in clocks.shares), LAST]
    return {
        "clocks_hours": {name: _percentiles(clocks.city, i, 0) for i, name in enumerate(CLOCKS)},
        "clocks_hours_by_share": {
            column: {name: _percentiles(clocks.city, i, j) for i, name in enumerate(CLOCKS)}
            for j, column in sorted(enumerate(columns), key=lambda item: item[1])
        },
    }


def _place_clocks(clocks: Percentiles, place: int) -> Json:
    return {name: _percentiles(clocks, i, place, 0) for i, name in enumerate(CLOCKS)}


def _people(outcome: Outcome) -> Json:
    people = outcome.people
    return {
        "expected": outcome.question.expected_persons,
        **_named(CLOCKS, people.at_deadline),
        "at_end": _named(CLOCKS, people.at_end),
        "position_at_deadline": _named(POSITIONS, people.position_at_deadline),
    }


def _fills(outcome: Outcome) -> Json:
    return {
        str(persons): plain(tubes) for persons, tubes in enumerate(outcome.tubes.fills) if tubes
    }


def _binding_range(found: BindingRange | None) -> Json | None:
    if found is None:
        return None
    return {
        "resource": found.resource,
        "place": found.place,
        "from_hour": found.from_hour,
        "to_hour": found.to_hour,
    }


def _waits(waits: Waits, row: int) -> Json:
    return {
        "p50": plain(waits.p50_minutes[row]),
        "p90": plain(waits.p90_minutes[row]),
        "p99": plain(waits.p99_minutes[row]),
        "mean": plain(waits.mean_minutes[row]),
        "longest": plain(waits.longest_minutes[row]),
        "over_25_share": plain(waits.over_25_share[row]),
        "over_50_share": plain(waits.over_50_share[row]),
    }


def _lights(outcome: Outcome, row: int) -> Json:
    """Return the share of people by their wait and the number of sites by their longest."""
    shares = light_shares(outcome.waits)[row]
    return {
        "people_share": _named(LIGHTS, shares),
        "sites": _named((*LIGHTS, "unused"), outcome.site_waits.by_light[row]),
    }


def _site(outcome: Outcome, index: int) -> Json:
    waits = outcome.site_waits
    return {
        "id": waits.ids[index],
        "township": waits.townships[index],
        "township_zh": waits.township_names_zh[index],
        "township_en": waits.township_names_en[index],
        "district": outcome.districts.ids[waits.district[index]],
        "light": LIGHTS[waits.light[index]],
        "persons": plain(waits.persons[index]),
        "mean_minutes": plain(waits.mean_minutes[index]),
        "longest_minutes": plain(waits.longest_minutes[index]),
    }


def _turnaround(outcome: Outcome, row: int) -> Json:
    return {
        "p50": plain(outcome.turnaround.p50_hours[row]),
        "p95": plain(outcome.turnaround.p95_hours[row]),
    }


def _ledger(outcome: Outcome) -> Json:
    """Return the people of the median replication by cause, which sum to those expected."""
    people = outcome.people
    return {
        "replication": people.median_replication,
        "persons": _named(LEDGER, people.ledger.sum(axis=0)),
    }


def _registered(outcome: Outcome) -> Json:
    """Return everybody registered by what became of them, in the median replication."""
    persons = outcome.people.by_cause.sum(axis=0)
    return {
        "replication": outcome.people.median_replication,
        "persons": int(persons.sum()),
        "by_cause": _named(CAUSES, persons),
    }


def _detection(outcome: Outcome) -> Json:
    return _means(DETECTION_FIGURES, outcome.detection.mean, outcome.detection.persons)


def _means(names: Iterable[str], mean: Floats, spread: Percentiles) -> Json:
    return {
        name: {"mean": plain(mean[i]), **_percentiles(spread, i)} for i, name in enumerate(names)
    }


def _names(places: Places, index: int) -> Json:
    return {
        "id": places.ids[index],
        "name_zh": places.names_zh[index],
        "name_en": places.names_en[index],
    }


def _district(outcome: Outcome, index: int) -> Json:
    lateness = outcome.lateness
    laboratory = int(lateness.laboratory[index])
    return {
        **_names(outcome.districts, index),
        "expected_persons": int(outcome.district_expected_persons[index]),
        "clocks_hours": _place_clocks(outcome.clocks.district, index),
        "hours_to_spare": _percentiles(lateness.hours_to_spare, index),
        "late_persons": plain(lateness.late_persons[index]),
        "waits_minutes": _waits(outcome.waits, index),
        "lights": _lights(outcome, index),
        "laboratory": outcome.laboratories.ids[laboratory] if laboratory >= 0 else None,
        "peak_backlog_hours": plain(lateness.peak_backlog_hours[index]),
        "ledger": _named(LEDGER, outcome.people.ledger[index]),
        "registered_by_cause": _named(CAUSES, outcome.people.by_cause[index]),
        "ledger_p50": _named(LEDGER, outcome.people.ledger_p50[index]),
    }


def _laboratory(outcome: Outcome, index: int) -> Json:
    delivered = outcome.laboratory_series.delivered_tubes[index]
    return {
        **_names(outcome.laboratories, index),
        "clocks_hours": _place_clocks(outcome.clocks.laboratory, index),
        "turnaround_hours": _turnaround(outcome, index),
        "delivered_tubes_mean": plain(delivered.sum()),
        "peak_inflow_tubes_per_hour": plain(delivered.max(initial=0)),
        "nominal_tubes_per_hour": plain(outcome.laboratory_series.nominal_tubes_per_hour[index]),
        "peak_backlog_hours": plain(outcome.stations.backlog_hours[index].max(initial=0)),
        "breaches": plain(outcome.tubes.breaches_by_laboratory[index]),
    }
