from datetime import date, datetime

import pytest

from planner.scenario.distribution import Constant, Lognormal, Uniform
from planner.scenario.settings import Prior
from planner.scenario.written import as_data, unit_of, with_unit, written


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("campaign.target_hours", "h"),
        ("people.arrivals.slot_early_minutes", "min"),
        ("sites.swab_seconds", "s"),
        ("courier.speed_km_per_hour", "km per hour"),
        ("recall.visit_minutes_per_person", "min per person"),
        ("sites.urban_persons_per_site", "persons per site"),
        ("door.homes_per_hour", "per hour"),
        ("people.infected_per_100k", "per 100k"),
        ("declared_tubes_per_day", "tubes per day"),
        ("people.present_share", ""),
        ("courier.trigger", ""),
    ],
)
def test_the_name_carries_the_unit(name: str, unit: str) -> None:
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        ((), "–"),
        (4_379_998, "4,379,998"),
        (0.005, "0.005"),
        (48.0, "48"),
        ("许昌市", "许昌市"),
        (datetime(2021, 1, 5, 20), "2021-01-05 20:00"),
        ((date(2021, 2, 12), date(2021, 2, 13)), "2021-02-12 2021-02-13"),
        ({"sealed": 1, "low_risk": "household"}, "sealed 1, low_risk household"),
        (Prior(low=0.8, high=1.25), "low 0.8, high 1.25"),
    ],
)
def test_values_are_written_on_one_line(value: object, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (30.0, "30 s"),
        (None, "–"),
        (Constant(value=0), "0 s"),
        (Lognormal(mean=22, cv=0.5), "lognormal, mean 22 s, cv 0.5"),
        (Uniform(low=25, high=30), "uniform, low 25 s, high 30 s"),
    ],
)
def test_quantities_have_their_unit(value: object, text: str) -> None:
    assert with_unit(value, "sites.swab_seconds") == text


def test_words_have_no_unit() -> None:
    assert with_unit("household", "sites.pool_size_persons") == "household"


def test_data_is_plain() -> None:
    value = {"dates": (date(2021, 2, 12),), "prior": Prior(low=0.5, high=2)}
    assert as_data(value) == {"dates": ["2021-02-12"], "prior": {"low": 0.5, "high": 2.0}}
