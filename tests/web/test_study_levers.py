"""What a study can vary: from first to last level, every lever makes sound scenarios at first."""

from pathlib import Path

import pytest

from planner.scenario import load
from planner.scenario.levers import positions
from planner.scenario.overridden import overridden, read_base
from planner.study.request import RequestError
from planner.study.sweep.axes import Axis as SweepAxis
from planner.study.sweep.point import scenario_at
from planner.study.sweep.run import Asked, ask
from planner.study.sweep_text import sweep_text
from planner.web import study_levers
from planner.web.shipped import shipped
from planner.web.study_base import Base
from planner.web.study_levers import Axis, Lever, levers_of, numbers_in

ONCE = {"fixed": 1, "seed": 1}


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_levers, "language", lambda: "en")


def base() -> Base:
    folder = shipped()["xuchang"]
    return Base("xuchang", folder, (), load(folder))


def asked(folder: Path, *axes: Axis) -> Asked:
    file = folder / "study.toml"
    head = {"scenario": "scenario", "variants": ()}
    file.write_text(sweep_text(head, {"kind": "grid"}, ONCE, axes), encoding="utf-8")
    return ask(file, shipped()["xuchang"])


def at_first(lever: Lever) -> Axis:
    return lever.by_values(lever.usual) if lever.choices else lever.by_range(*lever.usual)


def test_every_lever_is_sound_as_it_is_offered() -> None:
    levers = levers_of(base())
    assert {"cyclers_percent", "help", "mobile_teams", "courier_box_tubes"} <= levers.keys()
    folder = read_base(shipped()["xuchang"])
    for name, lever in levers.items():
        axis = SweepAxis.model_validate(at_first(lever))
        assert axis.name == name and len(axis.levels) >= 2
        for place in (0.0, 1.0):
            overridden(folder, {name: axis.overrides(axis.at(place), folder.variants)})


def test_people_and_teams_are_rows(tmp_path: Path) -> None:
    levers = levers_of(base())
    before = positions(base().scenario)
    one = asked(
        tmp_path,
        levers["mobile_teams"].by_range(0, 400, 200),
        levers["swabbers_percent"].by_values([50, 100]),
    )
    found = [positions(scenario_at(one.sweep, one.inputs.base, point))
             for point in one.points.values(0, one.sweep.points)]  # fmt: skip
    assert [where.mobile_teams for where in found] == [0, 0, 200, 200, 400, 400]
    assert found[1] == before
    assert found[0].swabbers == pytest.approx((before.swabbers or 0) / 2, abs=4)
    for step in (0, -1, 500, 0.001):
        with pytest.raises(RequestError, match="another step"):
            levers["mobile_teams"].by_range(0, 400, step)


def test_numbers_are_read_as_people_write_them() -> None:
    assert numbers_in(" 30, 60.5，1e2、7 ") == (30, 60.5, 100, 7)
    for words in ("x", "1, nan", "inf", "0x10"):
        with pytest.raises(RequestError):
            numbers_in(words)
