"""Which guess matters, asked on the study page of a tiny city and looked at, without a browser."""

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.commands.sensitivity import keep_answer
from planner.report.catalogue import LANGUAGES, Language, text
from planner.report.sensitivity_words import answer_sentence, how_words
from planner.study.kept_sensitivities import KeptSensitivity, kept_sensitivities
from planner.study.progress import Progress
from planner.study.sensitivity.answer_json import sensitivity_json, study_of
from planner.study.sensitivity.study import Planned, Study, plan_study, run_study
from planner.study.sweep.run import Asked, Tell
from planner.web.jobs.job import Job
from planner.web.jobs.store import Jobs
from planner.web.jobs.studies import of_the_whole
from planner.web.study_jobs import SENSITIVITY, VIEW
from tests.scenario.tiny import edit, write_tiny
from tests.study.sweep.tiny_sweep import Threads
from tests.web.desk import drawn, page, words
from tests.web.jobs.asked import ended, no_slot_free, wait_for

pytestmark = pytest.mark.usefixtures("studies_apart")
RANGES = """
defaults = false
[[ranges]]
path = "people.arrivals.first_pass_hours"
low = 18
high = 36
source = "assumed"
"""
NAME = "sensitivity-tiny-seed1"


def planned() -> Planned:
    """Lay out a small study, as the command line would."""
    if not Path("tiny").is_dir():
        write_tiny(Path("tiny"))
    Path("mine.toml").write_text(RANGES, encoding="utf-8")
    return plan_study(Path("tiny"), (), Path("mine.toml"), 1)


def silent(_: Asked) -> Tell:
    return lambda _: None


def kept() -> tuple[Study, KeptSensitivity]:
    """Keep a small study of the command line."""
    asked = planned()
    study = run_study(asked, asked.place, Threads, silent)
    keep_answer(study, asked.place, ())
    (found,) = kept_sensitivities()
    return study, found


def asking(folder: Path, language: str = "en") -> AppTest:
    """Return the page on which a small study is laid out."""
    app = page("study", folder, language)
    app.session_state[VIEW] = SENSITIVITY
    drawn(app)
    app.text_area(key=f"study-ranges-{language}").set_value(RANGES).run()
    return drawn(app)


def begun(app: AppTest) -> Job:
    app.button(key="sensitivity-start").click().run()
    assert not app.exception, app.exception
    return Jobs().all("")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_varied_and_how_long_it_takes_is_said_first(tmp_path: Path, lang: Language) -> None:
    app = page("study", tmp_path, lang)
    app.session_state[VIEW] = SENSITIVITY
    all_of_planners = plan_study(tmp_path / "tiny", (), None, 1)
    said = words(drawn(app))
    assert f"{all_of_planners.points:,}" in said
    assert len(app.dataframe[0].value) == len(all_of_planners.parameters)
    app.text_area(key=f"study-ranges-{lang}").set_value(RANGES).run()
    assert len(app.dataframe[0].value) == 1
    app.text_area(key=f"study-ranges-{lang}").set_value("ranges = 1").run()
    assert app.error and not [one for one in app.button if one.key == "sensitivity-start"]


def test_it_is_asked_interrupted_gone_on_with_and_answered(tmp_path: Path) -> None:
    app = asking(tmp_path)
    with no_slot_free(Jobs().root):
        job = begun(app)
        assert job.asked.kind == "sensitivity" and job.process is not None
        os.kill(job.process.pid, signal.SIGKILL)
        wait_for(lambda: job.status().finished)
        assert "was interrupted" in drawn(app).warning[0].value
        app.button(key=f"again-{job.name}").click().run()
        again = Jobs().all("")[0]
        assert again.name != job.name and again.asked.place == NAME
    assert ended(again) == "done", again.log.read_text(encoding="utf-8")
    (found,) = kept_sensitivities()
    assert found.name == NAME and found.done and found.points == 15
    assert {path.name for path in (found.path / "figures").iterdir()} == {
        f"{name}.{lang}.png" for name in ("tornado", "morris") for lang in LANGUAGES
    }
    assert "people.arrivals.first_pass_hours" in words(drawn(app))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_of_the_command_line_is_seen(tmp_path: Path, lang: Language) -> None:
    study, found = kept()
    app = page("study", tmp_path, lang)
    said = words(app)
    assert answer_sentence(study, lang) in said
    assert how_words(study, lang).split("μ")[0][:20] in said.replace("\\", "")
    assert len(app.dataframe[0].value) == 1
    assert len(app.get("image")) == 2
    app.session_state[VIEW] = SENSITIVITY
    drawn(app)
    app.text_area(key=f"study-ranges-{lang}").set_value(RANGES).run()
    assert not [one for one in app.button if one.key == "sensitivity-start"]
    app.button(key="sensitivity-look").click().run()
    assert not app.exception and answer_sentence(study, lang) in words(app)
    with zipfile.ZipFile(io.BytesIO(found.packed())) as archive:
        assert f"{NAME}/sensitivity.json" in archive.namelist()
        assert f"{NAME}/morris/rows/piece-000000.parquet" in archive.namelist()
    app.button(key=f"remove-{found.name}").click().run()
    assert not app.exception and kept_sensitivities() == ()


def test_an_unfinished_one_of_the_command_line_is_gone_on_with(tmp_path: Path) -> None:
    asked = planned()

    def stopping(one: Asked) -> Tell:
        def tell(now: Progress) -> None:
            if one.sweep.name == "morris" and now.phase == "simulating":
                raise KeyboardInterrupt

        return tell

    with pytest.raises(KeyboardInterrupt):
        run_study(asked, asked.place, Threads, stopping)
    (found,) = kept_sensitivities()
    assert found.points_done == 3 and not found.done
    app = page("study", tmp_path)
    assert text("study_none_done.sensitivity", "en") in words(app)
    app.button(key=f"go-on-{found.name}").click().run()
    job = Jobs().all("")[0]
    assert ended(job) == "done", job.log.read_text(encoding="utf-8")
    assert found.done and found.points_done == 15


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    _, found = kept()
    edit(found.path, "sensitivity.json", '"as_given"', '"as_taken"')
    assert "no answer that this version" in words(page("study", tmp_path)).replace("\\", "")
    (found.path / "one-at-a-time" / "sweep.json").write_text("{}", encoding="utf-8")
    assert kept_sensitivities() == ()


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    study, _ = kept()
    document = sensitivity_json(study)
    assert sensitivity_json(study_of(document, study.scenario)) == document


def test_progress_counts_replications_over_both_sweeps() -> None:
    asked, told = planned(), list[Progress]()
    whole = of_the_whole(asked, told.append)
    first, second = asked.sweeps
    whole(first)(Progress("checking", 3, 3))
    whole(second)(Progress("checking", 12, 12))
    whole(first)(Progress("simulating", 3, 2))
    whole(second)(Progress("simulating", 12, 6, earlier=1))
    assert [(one.done, one.points) for one in told] == [(3, 15), (15, 15), (40, 108), (84, 108)]
    assert told[-1].earlier == 64
