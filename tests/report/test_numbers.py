import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from planner.outcome.outcome import Percentiles
from planner.report.numbers import (
    clock_moment,
    hours,
    hours_interval,
    moment,
    percent,
    persons,
    persons_short,
    plain_hours,
    significant,
)
from tests.report.synthetic_outcome import outcome

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (46.23, "46.2"),
        (4.37999, "4.38"),
        (1234567, "1,230,000"),
        (0.012345, "0.0123"),
        (3.0, "3"),
        (0, "0"),
        (999.6, "1,000"),
        (-5.678, "-5.68"),
        (100, "100"),
    ],
)
def test_three_significant_figures(value: float, written: str) -> None:
    assert significant(value) == written


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [
        (0, "0", "0"),
        (9876, "9,876", "9876"),
        (10_000, "10,000", "1万"),
        (3_941_998, "3,941,998", "394.2万"),
        (35_478, "35,478", "3.55万"),
        (1_412_000_000, "1,412,000,000", "14.12亿"),
    ],
)
def test_counts_of_people(count: int, en: str, zh: str) -> None:
    assert (persons(count, "en"), persons(count, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [
        (4_379_998, "4.38 million", "438万"),
        (864_321, "864,000", "86.4万"),
        (9_876, "9,876", "9876"),
        (11_235_086, "11.2 million", "1,120万"),
        (1_411_778_724, "1.41 billion", "14.1亿"),
        (1, "1", "1"),
    ],
)
def test_counts_in_headlines(count: int, en: str, zh: str) -> None:
    assert (persons_short(count, "en"), persons_short(count, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.83, "83 %"),
        (0.99, "99 %"),
        (0.996, "99.6 %"),
        (0.99999, "99.9 %"),
        (0.00001, "<0.1 %"),
        (0.0034, "0.3 %"),
    ],
)
def test_shares_are_never_rounded_to_all_or_nothing(share: float, written: str) -> None:
    assert percent(share, "en") == written
    assert percent(share, "zh") == written.replace(" ", "")


def test_hours_and_intervals() -> None:
    assert hours(46.25, "en") == "46.2 h"
    assert hours(NAN, "en") == "never"
    assert hours(46.0, "zh") == "46.0 小时"
    assert plain_hours(48.0, "en") == "48 h"
    assert plain_hours(36.5, "en") == "36.5 h"
    values = Percentiles(np.array([44.8]), np.array([46.2]), np.array([49.1]))
    assert hours_interval(values, (0,), "en") == "46.2 (44.8 to 49.1) h"
    assert hours_interval(values, (0,), "zh") == "46.2（44.8–49.1）小时"
    late = replace(values, p95=np.array([NAN]))
    assert hours_interval(late, (0,), "en") == "46.2 (44.8 to never) h"


def test_moments_are_local_and_count_from_the_right_hour() -> None:
    question = replace(
        outcome().question, starts_at=datetime(2021, 12, 31, 20, 0), deadline_from_hours=6.0
    )
    assert moment(question, 0, "en") == "Dec 31 20:00"
    assert moment(question, 4.999, "en") == "Jan 1 01:00"
    assert moment(question, 4.25, "zh") == "1月1日00:15"
    assert clock_moment(question, 46.2, "en") == "Jan 3 00:12"
    assert clock_moment(question, NAN, "en") == "–"
