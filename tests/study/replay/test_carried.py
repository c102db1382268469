"""What was fitted goes over into every scenario, with the spread that it has."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import triang

from planner.scenario import load
from planner.scenario.fitted import FITTED, fitted_variant
from planner.simulation.chance import draw_parameters
from planner.study.replay.carried import ENDS, SOURCE, carried_settings, triangle, variant_text
from planner.study.replay.fitted import Fitted, Joint, shipped_fit
from planner.study.replay.priors import common_priors
from tests.scenario.tiny import append

SHIPPED = Path(__file__).parents[3] / "planner" / "scenario" / "fitted.toml"


def test_the_shipped_variant_is_what_was_fitted() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == variant_text(shipped_fit())


@pytest.mark.parametrize("ends", [(0.7, 1.2), (0.4, 2.4), (0.95, 1.02)])
def test_a_triangle_has_the_ends_of_its_values(ends: tuple[float, float]) -> None:
    low, high = ends
    drawn = triang.rvs((1 - low) / (high - low), low, high - low, 100_000, random_state=1)
    found = triangle(drawn)
    assert [found["low"], found["high"]] == pytest.approx(ends, abs=0.02)


def test_half_way_values_are_those_of_the_draws() -> None:
    shares = [dict.fromkeys([one.name for one in common_priors()], at) for at in (0.2, 0.4, 0.9)]
    joints = tuple(Joint(shares=one, spread={"sampling": 0.1, "testing": 0.1}) for one in shares)
    settings = carried_settings(Fitted(campaigns=("a",), seed=1, draws=joints))
    at = {one.name: one.at(0.4) for one in common_priors()}
    assert settings["laboratory.effective_share"] == pytest.approx(at["effective_share"], abs=1e-3)
    assert settings["laboratory.ramp_up_hours"] == pytest.approx(at["ramp_up_hours"], abs=1e-3)
    swab = at["service_time"] * at["first_round"] * 30
    assert settings["sites.swab_seconds"]["mean"] == pytest.approx(swab, abs=1e-3)


def test_every_scenario_has_it_and_draws_from_it(tiny: Path) -> None:
    given, fitted = load(tiny), load(tiny, FITTED)
    assert FITTED in given.variants_offered
    settings = fitted_variant()[FITTED]["set"]
    assert fitted.laboratory.effective_share == settings["laboratory.effective_share"]
    assert fitted.laboratory.effective_share != given.laboratory.effective_share
    drawn = [draw_parameters(fitted, 1, replication).service_speed for replication in range(400)]
    service = settings["uncertainty.service_speed"]
    width = service["high"] - service["low"]
    wanted = triang.ppf(ENDS, (1 - service["low"]) / width, service["low"], width)
    assert np.quantile(drawn, ENDS) == pytest.approx(wanted, rel=0.1)
    own = [one for one in fitted.sources if one.text == SOURCE]
    assert {one.key for one in own} == set(settings)
    assert {one.by for one in own} == {f"variant {FITTED}"}


def test_a_scenario_keeps_its_own_of_that_name(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[variants.fitted]\nset = { 'laboratory.effective_share' = 0.5 }")
    assert load(tiny, FITTED).laboratory.effective_share == 0.5
