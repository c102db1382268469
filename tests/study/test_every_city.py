"""The command that proves every city: it counts people, and it goes on after a failure."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import City
from planner.study import every_city
from planner.study.every_city import CityFailure, Passed, compare_with_census, main, try_city
from planner.study.new_scenario import write_new_scenario


def test_the_smallest_city_passes() -> None:
    passed = try_city("460300")
    assert (passed.districts, passed.townships) == (3, 3)
    assert 0 < passed.resulted_persons <= passed.expected_persons < 2333


def test_a_person_too_many_is_noticed(tmp_path: Path) -> None:
    made = write_new_scenario(tmp_path / "new", "三沙", "cn-2021-01", None)
    compare_with_census(made.city, made.scenario)
    first, second, *rest = made.scenario.districts
    more = first.model_copy(update={"population_persons": first.population_persons + 1})
    fewer = second.model_copy(update={"population_persons": second.population_persons - 1})
    wrong = made.scenario.model_copy(update={"districts": (more, second, *rest)})
    with pytest.raises(CityFailure, match="the districts have 2,334 people, the census 2,333"):
        compare_with_census(made.city, wrong)
    moved = made.scenario.model_copy(update={"districts": (more, fewer, *rest)})
    with pytest.raises(CityFailure, match="460301 has 1,550 people, the census 1,549"):
        compare_with_census(made.city, moved)
    sites = made.scenario.model_copy(update={"sites": made.scenario.sites[1:]})
    with pytest.raises(CityFailure, match="the sites have"):
        compare_with_census(made.city, sites)


def test_a_failure_is_told_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def outcomes(chosen: Sequence[City]) -> Iterator[tuple[City, "Future[Passed]"]]:
        failed: Future[Passed] = Future()
        failed.set_exception(CityFailure("the sites have 1 people, the census 2"))
        passed: Future[Passed] = Future()
        passed.set_result(Passed(1, 2, 3, 3, 0.5))
        yield from zip(chosen, (failed, passed), strict=True)

    monkeypatch.setattr(every_city, "_outcomes", outcomes)
    assert main(["三沙", "嘉峪关"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  1/2 FAIL  460300")
    assert lines[1].startswith("  2/2 ok    620200")
    assert lines[2].startswith("1 of 2 cities passed")
    assert "the sites have 1 people" in lines[3]


def test_an_unknown_city_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Suzhou"]) == 2
    assert "320500" in capsys.readouterr().err
    assert find_city("320500").name_zh == "苏州市"
