"""A study of the tiny city: what matters moves it, what does not moves nothing at all."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from planner.scenario import ScenarioFaults
from planner.study.progress import Progress
from planner.study.request import RequestError
from planner.study.sensitivity.answer_json import sensitivity_json
from planner.study.sensitivity.study import Effect, Planned, Study, plan_study, run_study
from planner.study.staging import as_text
from planner.study.sweep.run import Asked, Tell
from tests.scenario.tiny import edit, write_tiny
from tests.study.sweep.tiny_sweep import Threads, contents

RANGES = """
defaults = false
[[ranges]]
path = "people.arrivals.first_pass_hours"
low = 18
high = 36
source = "assumed"
[[ranges]]
path = "reinforcement.travel_minutes"
low = 2
high = 30
source = "assumed"
[[ranges]]
path = "people.present_share"
low = 0.8
high = 0.9
source = "our own count"
"""


@pytest.fixture
def ranges(tmp_path: Path) -> Path:
    return write_ranges(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Path]:
    """Return a study that nothing stopped, and where it is kept."""
    ranges = write_ranges(tmp_path_factory.mktemp("whole"))
    return studied(ranges, "out"), ranges.parent / "out"


def write_ranges(folder: Path) -> Path:
    write_tiny(folder / "tiny")
    (folder / "ranges.toml").write_text(RANGES, encoding="utf-8")
    return folder / "ranges.toml"


def planned(ranges: Path, seed: int = 1) -> Planned:
    return plan_study(ranges.parent / "tiny", (), ranges, seed, replications=4)


def silent(_: Asked) -> Tell:
    return lambda _: None


def studied(ranges: Path, place: str, tell: object = silent) -> Study:
    return run_study(planned(ranges), ranges.parent / place, Threads, tell)  # type: ignore[arg-type]


def effects(study: Study) -> dict[str, Effect]:
    return {one.parameter.path: one for one in study.effects}


def test_only_what_matters_moves_the_clocks(whole: tuple[Study, Path]) -> None:
    study, _ = whole
    found = effects(study)
    assert list(found) == [
        "people.arrivals.first_pass_hours",
        "reinforcement.travel_minutes",
        "people.present_share",
    ]
    # used by another command only: with the same luck nothing at all differs
    idle = found["reinforcement.travel_minutes"]
    np.testing.assert_array_equal(idle.ends.low, study.base)
    np.testing.assert_array_equal(idle.ends.high, study.base)
    for indices in (idle.mu, idle.mu_star, idle.sigma):
        np.testing.assert_array_equal(indices, 0)
    assert not study.matters(idle)
    assert not study.decides(idle)
    moving = found["people.arrivals.first_pass_hours"]
    assert (moving.ends.high > study.base + np.array([5, 5, 5, -2])).all()
    assert moving.mu_star[0] > 5
    assert study.decides(moving)
    assert [one.parameter.path for one in study.assumed] == list(found)[:2]


def test_another_seed_is_another_luck(ranges: Path, whole: tuple[Study, Path]) -> None:
    other = run_study(planned(ranges, seed=2), ranges.parent / "out", Threads, silent)
    assert sensitivity_json(other)["as_given"] != sensitivity_json(whole[0])["as_given"]


@pytest.mark.parametrize(("name", "done"), [("one-at-a-time", 3), ("morris", 5)])
def test_a_study_that_was_stopped_goes_on_and_ends_with_the_same_bytes(
    ranges: Path, whole: tuple[Study, Path], name: str, done: int
) -> None:
    seen: list[int] = []

    def stopping(asked: Asked) -> Tell:
        def tell(now: Progress) -> None:
            if asked.sweep.name == name and now.phase == "simulating" and now.done >= done:
                raise KeyboardInterrupt

        return tell

    with pytest.raises(KeyboardInterrupt):
        studied(ranges, "stopped", stopping)

    def watching(asked: Asked) -> Tell:
        def tell(now: Progress) -> None:
            if asked.sweep.name == name:
                seen.append(now.earlier)

        return tell

    again = studied(ranges, "stopped", watching)
    assert seen[0] >= done
    assert contents(ranges.parent / "stopped") == contents(whole[1])
    assert as_text(sensitivity_json(again)) == as_text(sensitivity_json(whole[0]))


def test_other_ranges_are_refused_until_a_choice_is_made(
    ranges: Path, whole: tuple[Study, Path]
) -> None:
    shutil.copytree(whole[1], ranges.parent / "out")
    edit(ranges.parent, "ranges.toml", "high = 36", "high = 30")
    with pytest.raises(RequestError, match="axes, design or replications changed"):
        studied(ranges, "out")


def test_levels_that_make_no_sound_scenario_are_told_before_anything_is_simulated(
    ranges: Path,
) -> None:
    edit(ranges.parent, "ranges.toml", "high = 0.9", "high = 1.9")
    edit(ranges.parent, "ranges.toml", "high = 36", "high = 3600")
    with pytest.raises(ScenarioFaults) as refused:
        studied(ranges, "out")
    said = str(refused.value)
    assert "people.present_share: 1.9" in said
    assert "people.arrivals.first_pass_hours: 3600" in said
    assert not (ranges.parent / "out" / "one-at-a-time").exists()


def test_faults_of_values_together_are_told_before_anything_is_simulated(ranges: Path) -> None:
    more = (
        '[[ranges]]\npath = "sites.opens_at"\nlow = "06:00"\nhigh = "20:00"\nsource = "a"\n'
        '[[ranges]]\npath = "sites.closes_at"\nlow = "18:00"\nhigh = "22:00"\nsource = "a"\n'
    )
    ranges.write_text(RANGES + more, encoding="utf-8")
    with pytest.raises(ScenarioFaults, match="opens_at is before closes_at"):
        studied(ranges, "out")
    assert not (ranges.parent / "out").exists()


def test_a_study_names_its_variants(ranges: Path) -> None:
    found = plan_study(ranges.parent / "tiny", ("within-24h",), ranges, 3, replications=4)
    assert found.place == Path("runs/sensitivity-tiny-within-24h-seed3")
    assert [one.name for one in found.scenario.variants_applied] == ["within-24h"]
    assert found.scenario.target_hours == 24
