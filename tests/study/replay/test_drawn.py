"""A draw changes what it names, and nothing else."""

from pathlib import Path

import pytest

from planner.scenario import load
from planner.scenario.distribution import Lognormal
from planner.study.replay.drawn import with_draw
from planner.study.replay.priors import Prior


def prior(how: str, *keys: str, rows: tuple[str, ...] = ()) -> Prior:
    given = {"name": "a", "keys": keys, "how": how, "low": 0, "high": 50, "rows": rows}
    return Prior.model_validate(given | {"source": "assumed: a test"})


def test_a_distribution_is_stretched(tiny: Path) -> None:
    drawn = with_draw(load(tiny), [prior("times", "sites.swab_seconds")], {"a": 2})
    assert drawn.sites_rule.swab_seconds == Lognormal(mean=60, cv=0.4)
    drawn = with_draw(load(tiny), [prior("is", "sites.swab_seconds")], {"a": 45})
    assert drawn.sites_rule.swab_seconds == Lognormal(mean=45, cv=0.4)


def test_a_clock_time_is_an_hour(tiny: Path) -> None:
    for hour, clock in ((21.5, "21:30"), (24, "24:00")):
        drawn = with_draw(load(tiny), [prior("is", "sites.closes_at")], {"a": hour})
        assert drawn.sites_rule.closes_at == clock


def test_counts_are_scaled_together(tiny: Path) -> None:
    drawn = with_draw(load(tiny), [prior("times", "teams.swabbers")], {"a": 1.5})
    assert [team.swabbers for team in drawn.teams] == [45, 18]


def test_rows_that_are_not_named_stay(tiny: Path) -> None:
    one = prior("is", "districts.from_hour", rows=("D2",))
    drawn = with_draw(load(tiny), [one], {"a": 7})
    assert [district.from_hour for district in drawn.districts] == [0, 7]


def test_a_blank_cell_stays_blank(tiny: Path) -> None:
    one = prior("times", "laboratories.declared_tubes_per_day")
    drawn = with_draw(load(tiny), [one], {"a": 2})
    assert [row.declared_tubes_per_day for row in drawn.laboratories] == [None, 6000]


def test_nested_settings_are_reached(tiny: Path) -> None:
    one = prior("times", "people.arrivals.first_pass_hours")
    drawn = with_draw(load(tiny), [one], {"a": 0.5})
    assert drawn.people.arrivals.first_pass_hours == 12
    assert drawn.people.present_share == pytest.approx(0.88)


def test_what_is_drawn_here_is_not_drawn_again(tiny: Path) -> None:
    drawn = with_draw(load(tiny), [], {})
    assert drawn.uncertainty.service_speed.low == drawn.uncertainty.service_speed.high == 1
    assert drawn.uncertainty.service_day_cv == load(tiny).uncertainty.service_day_cv
