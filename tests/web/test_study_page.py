"""The study page of a tiny city without a browser: asked for, gone on with, looked at."""

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.report.catalogue import LANGUAGES, Language, text
from planner.study.kept_sweeps import KeptSweep, kept_sweeps
from planner.study.sweep.run import ask, run_sweep
from planner.study.sweep.store import LocalStore
from planner.web.jobs.job import Job
from planner.web.jobs.store import Jobs
from planner.web.session import Work
from tests.study.sweep.tiny_sweep import HEAD, ONCE, TEAMS, Threads, write_sweep
from tests.web.desk import drawn, page, words
from tests.web.jobs.asked import ended, no_slot_free, wait_for

pytestmark = pytest.mark.usefixtures("studies_apart")
LATE = """
[[axes]]
name = "help"
[axes.options]
alone = {}
"=1+1" = "with-province"
"""
SHARE = """
[[axes]]
name = "effective_share"
path = "laboratory.effective_share"
range = { from = 0.3, to = 0.6, step = 0.1 }
"""


def now(app: AppTest) -> Work:
    found = app.session_state["work"]
    assert isinstance(found, Work)
    return found


def kept(folder: Path, axes: str = SHARE + LATE, most_pieces: int | None = None) -> KeptSweep:
    """Keep a sweep below ``runs``, all of it or as many pieces."""
    file = write_sweep(folder / "given", HEAD + ONCE + axes)
    asked = ask(file)
    store = LocalStore(folder / "runs" / "sweep-small")
    if most_pieces is None:
        run_sweep(asked, store, Threads, lambda _: None)
    else:
        done: list[object] = []
        with pytest.raises(KeyboardInterrupt):
            run_sweep(asked, store, Threads, lambda now: _stop(done, now.phase, most_pieces))
    return kept_sweeps()[0]


def _stop(done: list[object], phase: str, most: int) -> None:
    done += [phase] if phase == "simulating" else []
    if len(done) > most:
        raise KeyboardInterrupt


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_shows_an_example_with_its_points_and_its_time(
    tmp_path: Path, language: str
) -> None:
    said = words(page("study", tmp_path, language))
    assert "126" in said and "laboratory.cyclers_percent" in said
    assert text("study_form.as_file", "en") not in said  # a head of an expander, not a text


def test_levels_make_points_and_what_cannot_be_is_said_at_once(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    values = "study--cyclers_percent-values-en"
    app.text_input(key=values).set_value("50, 100").run()
    assert "28 points" in words(drawn(app))
    app.text_input(key=values).set_value("fifty").run()
    assert "no list of numbers" in words(drawn(app)).replace("\\", "")
    app.text_input(key=values).set_value("1, inf").run()
    assert "no list of numbers" in words(drawn(app)).replace("\\", "")
    app.text_input(key=values).set_value("0").run()
    assert "number greater than 0" in words(drawn(app))
    assert not [one for one in app.button if one.key == "study-start"]
    app.session_state["language"] = "zh"
    assert "大于 0" in words(drawn(app)).replace("\\", "")


def test_what_is_typed_stays_in_the_other_language(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    app.number_input(key="study--cyclers_percent-to-en").set_value(70.0).run()
    assert "28 points" in words(drawn(app))
    app.session_state["language"] = "zh"
    assert "28 个点" in words(drawn(app))


def test_samples_swabbers_and_replications(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    app.multiselect(key="study-varied--en").set_value(
        ["swabbers_percent", "courier_box_tubes"]
    ).run()
    app.segmented_control(key="study-design-en").set_value("sobol").run()
    app.number_input(key="study-points-en").set_value(100).run()
    assert "Sobol points are a power of two" in words(drawn(app))
    app.number_input(key="study-points-en").set_value(64).run()
    app.segmented_control(key="study-replications-en").set_value(0).run()
    said = words(drawn(app))
    assert "64 points, about" in said and "until_decided = true" in said
    assert '"60" = { "teams"' in said


def test_a_moved_lever_goes_with_the_study(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    work = now(app)
    levers = type(work.levers)(courier_interval_minutes=45)
    app.session_state["work"] = Work(work.folder, work.base, levers)
    app.multiselect(key="study-varied--en").set_value(["courier_minutes"]).run()
    assert "now 45" in words(drawn(app))


def test_a_sweep_file_is_read_with_the_base_that_is_chosen(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    app.segmented_control(key="study-how-en").set_value("file").run()
    area = "study-text-en"
    assert "cyclers_percent" in str(app.text_area(key=area).value)
    head = 'scenario = "/etc"\n[design]\nkind = "grid"\n'
    app.text_area(key=area).set_value(head + ONCE + TEAMS).run()
    assert "2 points, about" in words(drawn(app))
    app.text_area(key=area).set_value(head + ONCE + TEAMS.replace("S2", "S9")).run()
    assert "teams.csv has the row" in words(drawn(app)).replace("\\", "")
    app.text_area(key=area).set_value("= broken").run()
    assert "the file is written in TOML" in words(drawn(app)).replace("\\", "")


def ask_for(app: AppTest) -> Job:
    app.button(key="study-start").click().run()
    assert not app.exception, app.exception
    return Jobs().all("")[0]


def test_one_that_is_cancelled_can_be_gone_on_with(tmp_path: Path) -> None:
    app = page("study", tmp_path)
    app.text_input(key="study--effective_share-values-en").set_value("0.6").run()
    with no_slot_free(Jobs().root):
        job = ask_for(app)
        assert "Waiting for a free place" in words(app).replace("\\", "")
        app.button(key=f"cancel-{job.name}").click().run()
        assert ended(job) == "cancelled"
        assert "was cancelled" in drawn(app).warning[0].value
        app.button(key=f"again-{job.name}").click().run()
        again = Jobs().all("")[0]
        assert again.name != job.name and again.asked.place == job.asked.place
        assert again.process is not None
        os.kill(again.process.pid, signal.SIGKILL)
        wait_for(lambda: again.status().finished)
        assert "was interrupted" in drawn(app).warning[0].value
        app.button(key=f"away-{again.name}").click().run()
        assert again.name not in {one.name for one in Jobs().all("")}


def test_an_unfinished_one_of_the_command_line_is_gone_on_with(tmp_path: Path) -> None:
    found = kept(tmp_path, most_pieces=3)
    assert 0 < found.points_done < found.points == 8
    app = page("study", tmp_path)
    assert f"of {found.points_done} points are in time" in words(app)
    before = {path.name: path.stat().st_mtime_ns for path in (found.path / "rows").iterdir()}
    app.button(key=f"go-on-{found.name}").click().run()
    assert not app.exception
    job = Jobs().all("")[0]
    assert ended(job) == "done", job.log.read_text(encoding="utf-8")
    after = {path.name: path.stat().st_mtime_ns for path in (found.path / "rows").iterdir()}
    assert before.items() < after.items() and found.points_done == 8
    assert "8 of 8 points" in words(drawn(app))
    assert not [one for one in app.button if one.key == f"go-on-{found.name}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_are_filtered_and_drawn_by_any_figure(tmp_path: Path, lang: Language) -> None:
    found = kept(tmp_path)
    app = page("study", tmp_path, lang)
    assert text("study_results.line_key", lang) in words(app)
    app.selectbox(key=f"figure-{found.name}-{lang}").set_value("collected_tubes").run()
    assert text("study_results.line_key", lang) not in words(drawn(app))
    app.selectbox(key=f"figure-{found.name}-{lang}").set_value("resulted_hours")
    app.multiselect(key=f"filter-{found.name}-effective_share-{lang}").set_value([0.3, 0.6])
    app.multiselect(key=f"filter-{found.name}-help-{lang}").set_value(["alone"]).run()
    assert text("study_results.line_key", lang) in words(drawn(app))
    rows = app.dataframe[0].value
    assert len(rows) == 2 and set(rows.iloc[:, 2]) == {text("study_form.alone", lang)}


def test_a_point_becomes_what_i_work_on(tmp_path: Path) -> None:
    found = kept(tmp_path)
    app = page("study", tmp_path)
    best = app.dataframe[0].value.iloc[0]
    app.button(key=f"use-{found.name}").click().run()
    work = now(app)
    assert work.title == f"sweep-small, point {best.iloc[0]}"
    assert f"{work.base.laboratory.effective_share:g}" == best.iloc[1]
    assert len(work.base.laboratories) == (3 if best.iloc[2] != text("study_form.alone", "en")
                                           else 2)  # fmt: skip


def test_questions_reach_the_rows_and_nothing_else(tmp_path: Path) -> None:
    found = kept(tmp_path)
    app = page("study", tmp_path)
    area = f"question-{found.name}"
    (asking,) = (one for one in app.button if one.label == "Ask")
    asking.click().run()
    assert list(app.dataframe[-1].value.iloc[:, 0]) == ["0.3", "0.4", "0.5", "0.6"]
    for question in ("SELECT * FROM read_text('/etc/hosts')", "DROP TABLE sweep"):
        app.text_area(key=area).set_value(question)
        next(one for one in app.button if one.label == "Ask").click().run()
        assert not app.exception and app.error


def test_a_packed_study_has_rows_without_formulas(tmp_path: Path) -> None:
    found = kept(tmp_path)
    with zipfile.ZipFile(io.BytesIO(found.packed())) as archive:
        names = {name.removeprefix("sweep-small/") for name in archive.namelist()}
        rows = archive.read("sweep-small/rows.csv").decode("utf-8-sig")
    assert {"sweep.json", "rows/piece-000000.parquet", "inputs/small.toml", "rows.csv"} <= names
    assert rows.startswith("point,replication,effective_share,help,meets_target")
    assert len(rows.splitlines()) == 9
    assert "'=1+1" in rows and ",=1+1" not in rows


def test_a_removed_study_is_gone(tmp_path: Path) -> None:
    found = kept(tmp_path)
    app = page("study", tmp_path)
    with LocalStore(found.path).alone():
        app.button(key=f"remove-{found.name}").click().run()
        assert "another process works" in words(app).replace("\\", "")
    app.button(key=f"remove-{found.name}").click().run()
    assert not app.exception and kept_sweeps() == ()
    assert [path.name for path in (tmp_path / "runs").iterdir() if path.name != ".jobs"] == []
