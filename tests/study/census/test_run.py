"""A census: nobody is lost, an interrupted one ends alike, and a failure is a row."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from planner.commands.census import write_files
from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import districts_of
from planner.scenario.draft.capacities import Capacities
from planner.study.census import run
from planner.study.census.answer import answer
from planner.study.census.city import Rule, simulate_city
from planner.study.census.kept import Asked, Kept
from planner.study.census.run import (
    PERSONS_PER_PIECE,
    Piece,
    Worked,
    chosen_cities,
    pieces,
    take_census,
)
from planner.study.progress import Progress
from planner.study.request import RequestError

SMALL = tuple(map(find_city, ("三沙", "北屯", "双河", "可克达拉")))
ASKED = Asked(SMALL, Rule(), {})


def ignore(_: Progress) -> None:
    pass


def files(folder: Path) -> dict[str, bytes]:
    """Return what a census wrote for its reader."""
    kept = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "rows"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def here(
    work: Callable[[Piece], Worked], items: Sequence[Piece], _: int | None
) -> Iterator[tuple[Piece, "Future[Worked]"]]:
    """Work in this process, which a test has loaded already."""
    for item in items:
        done: Future[Worked] = Future()
        done.set_result(work(item))
        yield item, done


def small_pieces_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PERSONS_PER_PIECE", 60_000)
    monkeypatch.setattr(run, "in_processes", here)


def test_people_of_a_province_are_conserved() -> None:
    ningxia = chosen_cities(["宁夏"])
    assert {city.province_en for city in ningxia} == {"Ningxia"}
    row, steps = simulate_city(ningxia[-1], Rule())
    census = sum(district.population_persons for district in districts_of(ningxia[-1]))
    assert row.population_persons == census
    assert row.expected_persons == pytest.approx(0.9 * census, rel=1e-3)
    assert 0.99 * row.expected_persons < row.resulted_persons <= row.expected_persons
    assert row.late_persons <= row.expected_persons
    assert steps.total > 0
    every = chosen_cities([])
    assert sum(city.population_persons for city in every) == 1_409_778_724
    todo = [city for piece in pieces(Asked(every, Rule(), {}), every) for city in piece.cities]
    assert sorted(city.code for city in todo) == sorted(city.code for city in every)


def test_pieces_are_about_as_large() -> None:
    every = chosen_cities([])
    found = pieces(Asked(every, Rule(), {}), every)
    for piece in found:
        persons = sum(city.population_persons for city in piece.cities)
        assert persons <= PERSONS_PER_PIECE or len(piece.cities) == 1


def test_an_interrupted_census_ends_with_the_bytes_of_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pieces_here(monkeypatch)
    whole = Kept(tmp_path / "whole", ASKED)
    write_files(answer(ASKED, take_census(ASKED, whole, ignore)), whole.folder, "zh")

    def interrupt(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    kept = Kept(tmp_path / "kept", ASKED)
    with pytest.raises(KeyboardInterrupt):
        take_census(ASKED, kept, interrupt)
    done = kept.rows()
    assert 0 < len(done) < len(SMALL)
    seen: list[Progress] = []
    again = Kept(tmp_path / "kept", ASKED)
    census = answer(ASKED, take_census(ASKED, again, seen.append))
    write_files(census, again.folder, "zh")
    assert seen[0].earlier == sum(row.population_persons for row in done.values())
    assert files(tmp_path / "kept") == files(tmp_path / "whole")
    assert sum(row.population_persons for row in census.rows) == seen[-1].done


def test_other_inputs_are_refused_or_begun_anew(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", ASKED)
    row, _ = simulate_city(SMALL[0], ASKED.rule)
    kept.keep([row])
    assert set(Kept(tmp_path / "kept", ASKED).rows()) == {SMALL[0].code}
    other = replace(ASKED, own={SMALL[0].code: Capacities(city="三沙", swabbers=20)})
    with pytest.raises(RequestError, match="other inputs"):
        Kept(tmp_path / "kept", other)
    assert Kept(tmp_path / "kept", other, restart=True).rows() == {}
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "file").touch()
    with pytest.raises(RequestError, match="holds no census"):
        Kept(tmp_path / "else", ASKED)


@pytest.mark.parametrize("text", ['{"rows": [{"code": "1"}]}', '{"rows": 3}', "{}", "[]", "x"])
def test_rows_that_a_census_did_not_write_are_told(tmp_path: Path, text: str) -> None:
    kept = Kept(tmp_path / "kept", ASKED)
    (tmp_path / "kept" / "rows" / "piece-1.json").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"piece-1\.json was not written by a census"):
        kept.rows()


def test_a_city_that_fails_is_a_row_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(city: object, rule: object, own: object) -> object:
        raise ValueError("no such island")

    monkeypatch.setattr(run, "simulate_city", failing)
    (piece,) = pieces(ASKED, SMALL)
    worked = run.work_piece(piece)
    assert [row.failure for row in worked.rows] == ["ValueError: no such island"] * len(SMALL)
    census = answer(ASKED, worked.rows)
    assert not census.all_meet
    assert len(census.failed) == len(SMALL)
    write_files(census, tmp_path, "en")
    assert "no such island" in (tmp_path / "cities.csv").read_text(encoding="utf-8-sig")


def test_own_capacities_decide_and_are_told() -> None:
    city = find_city("北屯")
    own = Capacities(city="北屯", laboratories=3, tubes_per_day=30_000)
    rich, _ = simulate_city(city, Rule(), own)
    poor, _ = simulate_city(city, Rule())
    assert (rich.own_capacities, poor.own_capacities) == (True, False)
    assert (rich.meets_target, poor.meets_target) == (True, False)
    assert rich.tubes_per_day == 30_000
    assert rich.spare_tubes_per_day > 0 == poor.spare_tubes_per_day
    twice, _ = simulate_city(city, Rule(replications=2))
    assert (twice.met, twice.meets_target) == (0, False)
    assert poor.resulted_hours is not None
    assert twice.resulted_hours is not None


def test_an_unknown_province_is_named() -> None:
    with pytest.raises(RequestError, match="'Atlantis' is no province"):
        chosen_cities(["河南", "Atlantis"])
    assert chosen_cities(["Inner Mongolia"]) == chosen_cities(["150000"])
