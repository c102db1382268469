"""A sensitivity study as plain data."""

from typing import Any

from planner.simulation.layout import Floats
from planner.study.sensitivity.designs import MORRIS_REPLICATIONS, TRAJECTORIES
from planner.study.sensitivity.effects import RESULTS
from planner.study.sensitivity.study import Effect, Study

Json = dict[str, Any]


def sensitivity_json(study: Study) -> Json:
    """Return the study; hours count from the deadline's start, effects are over whole ranges."""
    campaign = study.scenario.campaign
    return {
        "scenario": study.scenario.city.name,
        "variants": [variant.name for variant in study.scenario.variants_applied],
        "seed": study.seed,
        "verdict_clock": campaign.verdict_clock,
        "target_hours": study.scenario.target_hours,
        "required_probability": campaign.required_probability,
        "horizon_hours": campaign.horizon_hours,
        "clocks_never_reached": study.never,
        "replications": study.replications,
        "morris": {"trajectories": TRAJECTORIES, "replications": MORRIS_REPLICATIONS},
        "as_given": _results(study.base),
        "parameters": [_parameter(study, one) for one in study.effects],
        "left_out": list(study.left_out),
    }


def _parameter(study: Study, one: Effect) -> Json:
    of = one.parameter
    return {
        "path": of.path,
        "en": of.en,
        "zh": of.zh,
        "unit": of.unit,
        "value": of.given,
        "low": of.ends[0],
        "high": of.ends[1],
        "assumed": of.assumed,
        "source": of.source,
        "range_source": of.range_source,
        "decides": study.decides(one),
        "matters": study.matters(one),
        "at_low": _results(one.ends.low),
        "at_high": _results(one.ends.high),
        "morris": {
            "mu": _results(one.mu),
            "mu_star": _results(one.mu_star),
            "mu_star_confidence": _results(one.mu_star_confidence),
            "sigma": _results(one.sigma),
        },
    }


def _results(values: Floats) -> Json:
    """Return values by result; hours to the second, probabilities to six decimals."""
    names = [name if name == RESULTS[-1] else f"{name}_hours" for name in RESULTS]
    return {name: round(float(value), 6) for name, value in zip(names, values, strict=True)}
