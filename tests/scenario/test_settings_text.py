"""Values as TOML are read back as they were."""

import tomllib
from datetime import date, datetime

import pytest

from planner.scenario.distribution import Lognormal
from planner.scenario.settings_text import toml_value


@pytest.mark.parametrize(
    "value",
    [
        'a "quoted" name\\ with\nlines,\ttabs, 许昌 and \x7f',
        True,
        12,
        0.1,
        1e-07,
        datetime(2021, 1, 5, 20, 0),
        [date(2021, 2, 12), date(2021, 2, 13)],
        {"1": 0.0, "high_risk": "household"},
        {},
        [],
    ],
)
def test_values_come_back(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value


def test_models_are_tables_and_tuples_lists() -> None:
    read = tomllib.loads(f"x = {toml_value((Lognormal(mean=22, cv=0.5),))}")["x"]
    assert read == [{"kind": "lognormal", "mean": 22, "cv": 0.5}]
