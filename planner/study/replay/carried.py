"""What was fitted, as the variant ``fitted`` that every scenario offers.

The four values that any campaign has and that a fit decides go over: time at the table, share of
the laboratories' nominal output, drives and ramp-up. Each is set to its half-way value, with a
triangular factor about it whose 5th and 95th percentile are those of the fitted draws. What
campaigns share of each other's luck, the correlation of the draws, is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import triang

from planner.scenario.distribution import Lognormal
from planner.scenario.fitted import FITTED
from planner.scenario.settings import Sites
from planner.scenario.settings_text import toml_value
from planner.simulation.layout import Floats
from planner.study.replay.fitted import Fitted
from planner.study.replay.priors import common_priors

SOURCE = "fitted to real campaigns together (docs/validation.md)"
DESCRIPTION = "Tables, couriers and laboratories as fitted to real campaigns, as a first round"
ENDS = (0.05, 0.95)
DIGITS = 3


def carried_settings(fitted: Fitted) -> Mapping[str, Any]:
    """Return the settings of the variant by dotted key."""
    drawn = _draws(fitted)
    service = drawn["service_time"] * drawn["first_round"]
    share, ramp_up, drives = (
        drawn[name] for name in ("effective_share", "ramp_up_hours", "courier_time")
    )
    found: dict[str, Any] = {}
    for name in ("register_seconds", "swab_seconds"):
        given = Sites.model_fields[name].default
        found[f"sites.{name}"] = _times(given, float(np.median(service)))
    found["laboratory.effective_share"] = _rounded(np.median(share))
    found["laboratory.ramp_up_hours"] = _rounded(np.median(ramp_up))
    factors = {
        "service_speed": service / np.median(service),
        "effective_share": share / np.median(share),
        "courier_time": drives,
        "ramp_up": ramp_up / np.median(ramp_up),
    }
    for name, values in factors.items():
        found[f"uncertainty.{name}"] = triangle(values)
    return found


def triangle(values: Floats) -> dict[str, float]:
    """Return the triangle with its peak at one whose ends of 90 % are those of the values."""
    wanted = np.quantile(values, ENDS)

    def missed(ends: Floats) -> Floats:
        low, high = ends
        width = high - low
        return np.asarray(triang.ppf(ENDS, (1 - low) / width, loc=low, scale=width) - wanted)

    start = (min(wanted[0], 0.9), max(wanted[1], 1.1))
    found = least_squares(missed, start, bounds=((0.01, 1.0), (0.999, 10.0)))
    low, high = found.x
    return {"low": _rounded(low), "high": _rounded(high)}


def variant_text(fitted: Fitted) -> str:
    """Write the variant as a part of a scenario file."""
    return "\n".join(_lines(carried_settings(fitted))) + "\n"


def _lines(settings: Mapping[str, Any]) -> Iterator[str]:
    yield "# Written by `planner calibrate`."
    yield f"[variants.{FITTED}]"
    yield f"description = {toml_value(DESCRIPTION)}"
    yield ""
    yield f"[variants.{FITTED}.set]"
    for key, value in settings.items():
        yield f"{toml_value(key)} = {toml_value(value)}"
    yield ""
    yield f"[variants.{FITTED}.sources]"
    for key in settings:
        yield f"{toml_value(key)} = {toml_value(SOURCE)}"


def _times(given: Lognormal, factor: float) -> dict[str, Any]:
    return given.model_dump() | {"mean": _rounded(given.mean * factor)}


def _draws(fitted: Fitted) -> Mapping[str, Floats]:
    """Return the fitted values of every common prior, in its own unit."""
    return {
        prior.name: np.array([prior.at(joint.shares[prior.name]) for joint in fitted.draws])
        for prior in common_priors()
    }


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)
