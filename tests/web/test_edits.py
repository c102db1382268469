"""What is typed over becomes a scenario folder that is checked as any other."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.scenario import Scenario, ScenarioFaults, load
from planner.scenario.overview import settings_of, value_of
from planner.study.request import RequestError
from planner.web import editing, folders
from planner.web.folders import EDITED, EDITED_VARIANT, with_settings, with_tables
from planner.web.session import Work
from tests.scenario.tiny import write_tiny


@pytest.fixture
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    city = write_tiny(tmp_path / "tiny")
    numbers = iter(range(100))
    monkeypatch.setattr(folders, "new_folder", lambda: tmp_path / f"edit-{next(numbers)}")
    return Work(city, load(city))


def cells(scenario: Scenario, table: str) -> list[editing.Cells]:
    return [editing.as_cells(row) for row in getattr(scenario, table)]


def test_a_typed_cell_is_in_the_scenario_and_marked_as_assumed(now: Work) -> None:
    before = cells(now.base, "teams")
    typed = [{**before[0], "swabbers": 99}, *before[1:]]
    again = load(with_tables(now, {"teams": editing.merged(before, typed)}))
    assert [team.swabbers for team in again.teams] == [99, 12]
    assert [team.source for team in again.teams] == [EDITED, before[1]["source"]]


def test_rows_are_added_and_removed(now: Work) -> None:
    before = cells(now.base, "vehicles")
    new = {"id": "V9", "district": "D1", "vehicles": 1, "load_tubes": 500}
    again = load(with_tables(now, {"vehicles": editing.merged(before, [before[1], new])}))
    assert [pool.id for pool in again.vehicles] == ["V2", "V9"]


def test_people_of_townships_sum_to_their_districts_and_sites_follow(now: Work) -> None:
    before = cells(now.base, "townships")
    typed = editing.merged(before, [{**before[0], "urban_persons": 9000}, *before[1:]])
    again = load(with_tables(now, {"townships": typed, **editing.with_districts(now, typed)}))
    assert again.districts[0].population_persons == 13_000
    assert sum(site.persons for site in again.sites) == 17_000


def test_every_fault_of_what_was_typed_is_told(now: Work) -> None:
    before = cells(now.base, "teams")
    typed = [{**before[0], "swabbers": -1}, {**before[1], "district": "=1+1"}]
    with pytest.raises(ScenarioFaults) as faults:
        load(with_tables(now, {"teams": editing.merged(before, typed)}))
    assert len(faults.value.faults) == 2


def test_typed_settings_become_a_variant_with_its_source(now: Work) -> None:
    place = with_settings(now, {"courier.interval_minutes": "45", "sites.opens_at": '"07:30"'})
    again = load(place, EDITED_VARIANT)
    assert value_of(again, "courier.interval_minutes") == 45
    assert value_of(again, "sites.opens_at") == "07:30"
    marked = {one.key: one.source for one in settings_of(again) if one.by.startswith("variant")}
    assert marked == dict.fromkeys(("courier.interval_minutes", "sites.opens_at"), EDITED)


@pytest.mark.parametrize("typed", ["", "half", "1\n[city]\nname = 'x'", "1\nother = 2", "[1"])
def test_what_is_no_value_is_refused(now: Work, typed: str) -> None:
    with pytest.raises(RequestError, match="no value"):
        with_settings(now, {"courier.interval_minutes": typed})


def test_a_table_with_blank_and_whole_columns_is_drawn(tmp_path: Path, now: Work) -> None:
    script = (
        "import streamlit as st\n"
        "from planner.web.editing import edit_table\n"
        "edit_table(st.session_state['work'], 'laboratories', ('id', 'accession_staff', "
        "'declared_tubes_per_day', 'inactivation_machines'))\n"
    )
    app = AppTest.from_string(script, default_timeout=60)
    app.session_state["work"] = now
    app.session_state["language"] = "en"
    assert not app.run().exception


def test_a_formula_in_a_name_is_shown_and_written_as_text(now: Work) -> None:
    before = cells(now.base, "laboratories")
    typed = [{**before[0], "name_en": "=1+1"}, *before[1:]]
    place = with_tables(now, {"laboratories": editing.merged(before, typed)})
    assert ",'=1+1," in (place / "laboratories.csv").read_text(encoding="utf-8")
    again = load(place)
    assert again.laboratories[0].name_en == "=1+1"
    assert cells(again, "laboratories")[0]["name_en"] == "'=1+1"
