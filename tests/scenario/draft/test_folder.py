"""The drafted files are sound, and their comments teach what is true."""

import re
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from planner.scenario import check, load
from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import cities
from planner.scenario.draft.folder import _settings, _short_name, draft_files
from planner.scenario.settings import Preset


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["许昌", "Sansha", "Jiayuguan", "Ngari", "Wuzhishan", "Dongguan"])
@pytest.mark.parametrize("preset", get_args(Preset))
def test_a_draft_is_sound(tmp_path: Path, name: str, preset: Preset) -> None:
    city = find_city(name)
    folder = write(tmp_path / "new", draft_files(city, preset))
    assert check(folder) == ()
    scenario = load(folder)
    assert scenario.population_persons == city.population_persons
    assert sum(site.persons for site in scenario.sites) == city.population_persons


def test_every_example_in_the_comments_can_be_switched_on(tmp_path: Path) -> None:
    files = draft_files(find_city("许昌"), "cn-2021-01")
    text, examples = re.subn(r"(?m)^#(?=\S)", "", files["scenario.toml"])
    assert examples > 20
    folder = write(tmp_path / "new", files | {"scenario.toml": text})
    assert check(folder) == ()
    assert load(folder, "more-laboratories").laboratory.effective_share == 0.67


def test_examples_that_show_a_default_show_the_true_one(tmp_path: Path) -> None:
    files = draft_files(find_city("许昌"), "cn-2021-01")
    plain = load(write(tmp_path / "plain", files))
    text = re.sub(r"(?m)^#(?=\S)", "", files["scenario.toml"])
    shown = load(write(tmp_path / "shown", files | {"scenario.toml": text}))
    for name in ("campaign", "people", "sites_rule", "courier", "laboratory"):
        before, after = (getattr(one, name).model_dump(mode="json") for one in (plain, shown))
        if name == "sites_rule":  # a number is written for a distribution of that mean
            assert (before.pop("swab_seconds")["mean"], after.pop("swab_seconds")["value"]) == (
                30,
                30,
            )
        assert before == after


def test_the_deadline_and_its_rule_are_those_of_the_preset() -> None:
    large = _settings(find_city("上海"), "cn-2021-01", None)
    assert "here 120 hours" in large
    assert "above 5,000,000 within 3 to 5 days" in large
    assert "here 24 hours" in _settings(find_city("许昌"), "cn-2022-03", None)


def test_a_given_start_is_kept_with_its_source(tmp_path: Path) -> None:
    start = datetime(2022, 10, 1, 6, 30)
    city = find_city("三沙")
    given, usual = (draft_files(city, "cn-2022-03", at) for at in (start, None))
    assert load(write(tmp_path / "new", given)).campaign.starts_at == start
    assert '"campaign.starts_at" = "as given to planner new"' in given["scenario.toml"]
    assert '"campaign.starts_at" = "assumed: an evening order' in usual["scenario.toml"]


def test_short_names_can_name_a_folder() -> None:
    names = {city.name_en: _short_name(city) for city in cities()}
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names.values())
    assert names["Ma'anshan"] == "maanshan"
    assert names["Yichun (Jiangxi)"] == "yichun-jiangxi"
