"""A sensitivity study as plain data, and read again."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.scenario.scenario import Scenario
from planner.simulation.layout import Floats
from planner.study.sensitivity.designs import MORRIS_REPLICATIONS, TRAJECTORIES
from planner.study.sensitivity.effects import RESULTS, Ends
from planner.study.sensitivity.parameters import Parameter
from planner.study.sensitivity.study import Effect, Study

ANSWER = "sensitivity.json"
"""In the folder of a kept study."""
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
    return {name: round(float(value), 6) for name, value in zip(_NAMES, values, strict=True)}


_NAMES = [name if name == RESULTS[-1] else f"{name}_hours" for name in RESULTS]


def study_of(document: Mapping[str, Any], scenario: Scenario) -> Study:
    """Return the study that was written down, without the levels between the ends.

    Parameters
    ----------
    document
        What :func:`sensitivity_json` made of it.
    scenario
        Its base.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is no such document.
    """
    return Study(
        scenario=scenario,
        seed=int(document["seed"]),
        replications=int(document["replications"]),
        base=_values(document["as_given"]),
        effects=tuple(_effect(one) for one in document["parameters"]),
        left_out=tuple(map(str, document["left_out"])),
        never=int(document["clocks_never_reached"]),
    )


def _effect(one: Mapping[str, Any]) -> Effect:
    words = {name: str(one[name]) for name in ("path", "en", "zh", "unit", "source")}
    parameter = Parameter(
        name=words["path"],
        given=str(one["value"]),
        ends=(str(one["low"]), str(one["high"])),
        assumed=bool(one["assumed"]),
        range_source=str(one["range_source"]),
        levels=(),
        **words,
    )
    indices = {
        name: _values(one["morris"][name])
        for name in ("mu", "mu_star", "sigma", "mu_star_confidence")
    }
    return Effect(parameter, Ends(_values(one["at_low"]), _values(one["at_high"])), **indices)


def _values(results: Mapping[str, Any]) -> Floats:
    return np.array([results[name] for name in _NAMES], dtype=np.float64)
