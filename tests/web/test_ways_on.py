"""What a reader does next is named on the page: links where the answer is no, faults in Chinese."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.report.catalogue import text
from planner.web import answers, job_panel
from planner.web.charts.frame import data
from planner.web.jobs.status import Status
from planner.web.views import verdict
from tests.scenario.tiny import edit, write_tiny
from tests.web.desk import drawn, page, sharpened, words

BOTH = ["reinforcement", "allocation"]


@pytest.mark.parametrize(("hours", "links"), [(1, BOTH), (100, [])])
def test_a_city_that_is_late_is_told_where_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float, links: list[str]
) -> None:
    drawn_links: list[str] = []
    monkeypatch.setattr(verdict, "link_to", lambda name, _: drawn_links.append(name))
    app = page("verdict", tmp_path)
    work = app.session_state["work"]
    campaign = work.base.campaign.model_copy(update={"target_hours": hours, "horizon_hours": 120})
    app.session_state["work"] = replace(
        work, base=work.base.model_copy(update={"campaign": campaign})
    )
    sharpened(app)
    drawn_links.clear()
    drawn(app)
    assert drawn_links == [*links, "start"]


def test_faults_are_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from planner.web.faults import explained\n"
        "from planner.web.session import open_folder\n"
        f"with explained():\n    open_folder(Path({str(tmp_path / 'tiny')!r}))\n"
    )
    write_tiny(tmp_path / "tiny")
    edit(tmp_path / "tiny", "teams.csv", "id,", "identity,")
    app = AppTest.from_string(script, default_timeout=60)
    for language, word in (("zh", "规则"), ("en", "Rule")):
        app.session_state["language"] = language
        told = words(drawn(app))
        assert word in told
        assert ("Remedy" in told) == (language == "en")


@pytest.mark.parametrize(("compiled", "key"), [(True, "desk.first"), (False, "told.compiling")])
def test_a_page_without_an_answer_says_what_is_compiled(
    monkeypatch: pytest.MonkeyPatch, compiled: bool, key: str
) -> None:
    monkeypatch.setattr(answers, "is_compiled", lambda: compiled)
    monkeypatch.setattr(answers, "say", lambda key: key)
    assert answers.first_words() == key


def test_a_formula_stays_a_text_in_the_data_of_a_chart() -> None:
    made = data([{"name": "=1+1", "hours": -3.5, "words": "+1.5 h"}]).to_dict()
    assert made["values"] == [{"name": "'=1+1", "hours": -3.5, "words": "+1.5 h"}]


def test_the_last_job_of_a_city_tells_how_long_the_next_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job_panel, "say", lambda key, **values: text(key, "en", **values))
    searching = Status(state="working", phase="searching", working_since=time.time() - 30)
    assert job_panel.left_words(searching, None) == ""
    assert job_panel.left_words(searching, 90.5).startswith("about 01:00 more")
    assert job_panel.left_words(searching, 20).startswith("longer than the last")
    confirming = Status(
        state="working", phase="confirming", done=5, total=20, began_at=100.0, told_at=110.0
    )
    assert job_panel.left_words(confirming, 90.5) == "at most 00:30 more"
    done = Status(state="done", working_since=100.0, told_at=190.0)
    assert done.took_seconds == 90.0
    assert replace(done, state="failed").took_seconds is None
