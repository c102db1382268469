"""Each page's logic on a tiny city: what it says, what its inputs change, what it refuses."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.report.sentence import verdict_sentence
from planner.scenario.levers import positions, with_levers
from planner.study.kept_runs import kept_runs, load_kept
from planner.study.replications import simulate
from planner.web.session import Work
from planner.web.shipped import shipped
from tests.web.desk import SECONDS, drawn, page, sharpened, words

PAGES = ("verdict", "city", "resources", "sources", "runs")


def now(app: AppTest) -> Work:
    found = app.session_state["work"]
    assert isinstance(found, Work)
    return found


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_drawn_in_both_languages(tmp_path: Path, name: str, language: str) -> None:
    assert words(page(name, tmp_path, language))


def test_the_verdict_is_the_sentence_of_the_command_line(tmp_path: Path) -> None:
    app = sharpened(page("verdict", tmp_path))
    outcome = simulate(now(app).base, seed=1)
    assert verdict_sentence(outcome, "en") in words(app)
    assert f"{outcome.verdict.replications} replications." in words(app)


def test_a_moved_lever_changes_the_answer_and_its_reset_brings_it_back(tmp_path: Path) -> None:
    app = sharpened(page("verdict", tmp_path))
    before = words(app)
    app.select_slider(key="lever-pool_size_persons-0").set_value(1).run()
    app = sharpened(app)
    assert now(app).levers.moved == ("pool_size_persons",)
    expected = simulate(with_levers(now(app).base, now(app).levers), seed=1)
    assert verdict_sentence(expected, "en") in words(app)
    assert words(app) != before
    app.button(key="reset-pool_size_persons").click().run()
    assert now(sharpened(app)).levers.moved == ()
    assert words(app) == before


def test_a_lever_is_one_of_its_choices_as_the_browser_knows_them(tmp_path: Path) -> None:
    app = page("verdict", tmp_path)
    work = now(app)
    laboratory = work.base.laboratory.model_copy(update={"cyclers_percent": 60.0})
    base = work.base.model_copy(update={"laboratory": laboratory})
    app.session_state["work"] = Work(work.folder, base)
    lever = drawn(app).select_slider(key="lever-cyclers_percent-0")
    assert f"{lever.value}" == "60"


def test_opening_hours_have_two_ends(tmp_path: Path) -> None:
    app = page("verdict", tmp_path)
    slider = app.select_slider(key="lever-hours-06:00-22:00-0")
    slider.set_range("08:00", "22:00").run()
    assert not app.exception
    assert (now(app).levers.opens_at, now(app).levers.closes_at) == ("08:00", None)
    assert positions(now(app).scenario).opens_at == "08:00"


def test_against_base_says_both_probabilities(tmp_path: Path) -> None:
    app = page("verdict", tmp_path)
    app.toggle(key="against-base-0").set_value(True).run()
    app.select_slider(key="lever-hours-06:00-22:00-0").set_range("14:00", "22:00").run()
    assert "later than the base" in words(sharpened(app))
    outcome = simulate(now(app).scenario, seed=1)
    probability = f"Probability {100 * outcome.verdict.probability:.0f} %, base"
    assert probability in words(app)


def test_a_kept_run_is_the_run_of_the_command_line(tmp_path: Path) -> None:
    app = sharpened(page("verdict", tmp_path))
    app.select_slider(key="lever-tables-0").set_value(now_tables(app)).run()
    app = sharpened(app)
    app.text_input(key="keep-name").set_value("my run").run()
    app.button(key="keep-do").click().run()
    assert not app.exception and now(app).saved == "my run"
    kept = kept_runs()[0]
    again = simulate(load_kept(kept), seed=1)
    assert kept.summary["clocks_hours"]["resulted"]["p50"] == pytest.approx(
        float(again.clocks.city.p50[1, 0]), abs=1e-6
    )
    assert kept.record["command"] == "planner run inputs --seed 1 --no-figures"


def now_tables(app: AppTest) -> int:
    """Return a number of tables that the lever has and the scenario has not."""
    return round((positions(now(app).base).tables or 0) * 1.5)


def test_a_name_that_is_taken_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "runs" / "taken").mkdir(parents=True)
    app = sharpened(page("verdict", tmp_path))
    for name in ("taken", "../up"):
        app.text_input(key="keep-name").set_value(name).run()
        app.button(key="keep-do").click().run()
        assert not app.exception
        assert "choose" in words(app)
        assert now(app).saved == ""


def test_runs_are_listed(tmp_path: Path) -> None:
    app = sharpened(page("verdict", tmp_path))
    app.text_input(key="keep-name").set_value("first").run()
    app.button(key="keep-do").click().run()
    runs = page("runs", tmp_path)
    assert list(runs.dataframe[0].value["name"]) == ["first"]
    assert "Choose a row" in words(runs)


def test_sources_filters_and_marks_what_nobody_published(tmp_path: Path) -> None:
    app = page("sources", tmp_path)
    everything = app.dataframe[0].value
    app.toggle(key="only-assumed").set_value(True).run()
    assumed = app.dataframe[0].value
    assert 0 < len(assumed) < len(everything) and assumed["assumed"].all()
    app.text_input(key="source-search").set_value("swab_seconds").run()
    assert len(app.dataframe[0].value) == 0
    app.toggle(key="only-assumed").set_value(False).run()
    assert list(app.dataframe[0].value["setting"]) == ["sites.swab_seconds"]


def test_start_opens_a_real_city_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = page("start", tmp_path)
    folder = now(tiny).folder
    monkeypatch.setattr("planner.web.views.start.shipped", lambda: {"xuchang": folder})
    script = "from planner.web.views import start\nstart.show()\n"
    app = AppTest.from_string(script, default_timeout=SECONDS)
    assert now(drawn(app)).folder == folder
    assert "within 48 h" in words(sharpened(app))
    assert "up to 5,000,000 residents within 2 days" in words(app)


def test_a_variant_is_taken_in_on_the_first_page(tmp_path: Path) -> None:
    app = page("start", tmp_path)
    app.multiselect(key=f"variants-{now(app).folder}").set_value(["within-24h"]).run()
    assert now(drawn(app)).variants == ("within-24h",)
    assert now(app).base.target_hours == 24


def test_the_shipped_scenarios_begin_with_the_example() -> None:
    assert next(iter(shipped())) == "xuchang"
