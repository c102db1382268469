"""What cities have of their own: read with every fault at once, divided without a remainder."""

from pathlib import Path

import pytest

from planner.scenario import ScenarioFaults, load
from planner.scenario.census.lookup import find_city
from planner.scenario.draft.capacities import Capacities, read_capacities
from planner.scenario.draft.folder import draft_files

HEAD = "city,swabbers,laboratories,tubes_per_day,vehicles,spare_teams,source\n"


def read(path: Path, text: str) -> dict[str, Capacities]:
    path.write_text(text, encoding="utf-8")
    return dict(read_capacities(path))


def test_rows_are_found_by_any_name_of_a_city(tmp_path: Path) -> None:
    text = HEAD + "许昌,500,,,,,\nLuoyang,,3,9000,,,'=1+1\n410100,,,,,7,report\n"
    found = read(tmp_path / "own.csv", text)
    assert found["411000"].swabbers == 500
    assert found["411000"].says_what_it_has
    assert (found["410300"].laboratories, found["410300"].source) == (3, "=1+1")
    assert not found["410100"].says_what_it_has, "what it lends says nothing about its own testing"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    lines = ("许昌,0,,,,,", "Atlantis,5,,,,,", "Suzhou,5,,,,,", "411000,,,,,,", "洛阳,,20,10,x,,")
    with pytest.raises(ScenarioFaults) as raised:
        read(tmp_path / "own.csv", HEAD + "\n".join(lines) + "\n")
    told = "\n".join(map(str, raised.value.faults))
    assert "line 2 (许昌), swabbers: '0'. Rule: a number of at least 1" in told
    assert "line 3 (Atlantis), city: 'Atlantis'. Rule: the name means one city" in told
    assert "320500" in told, "both cities of that name are named"
    assert "line 5 (411000), city: '411000'. Rule: a city stands once" in told
    assert "line 5 (411000): Rule: a row says something that the city has" in told
    assert "at least, so 10 at most" in told
    assert "line 6 (洛阳), vehicles: 'x'. Rule: a whole number" in told
    assert len(raised.value.faults) == 7


def test_a_wrong_header_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFaults, match="unknown column"):
        read(tmp_path / "own.csv", "city,swaber\n许昌,5\n")
    with pytest.raises(ScenarioFaults, match="the file is required"):
        read_capacities(tmp_path / "none.csv")


def test_what_is_given_is_divided_over_the_districts_exactly(tmp_path: Path) -> None:
    own = Capacities(
        city="许昌",
        swabbers=1001,
        laboratories=7,
        tubes_per_day=99_999,
        vehicles=13,
        source="count",
    )
    for name, text in draft_files(find_city("许昌"), "cn-2021-01", own=own).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    scenario = load(tmp_path)
    assert sum(team.swabbers for team in scenario.teams) == 1001
    assert sum(pool.vehicles for pool in scenario.vehicles) == 13
    declared = [one.declared_tubes_per_day or 0 for one in scenario.laboratories]
    assert (len(declared), sum(declared)) == (7, 99_999)
    assert max(declared) - min(declared) <= 1
    assert {row.source for row in (*scenario.teams, *scenario.laboratories)} == {"count"}


def test_without_neighbours_only_their_tables_are_left_out() -> None:
    city = find_city("许昌")
    whole = draft_files(city, "cn-2021-01")
    alone = draft_files(city, "cn-2021-01", neighbours=False)
    assert set(whole) - set(alone) == {"mobile_teams.csv", "mobile_laboratories.csv"}
    assert all(whole[name] == text for name, text in alone.items())
