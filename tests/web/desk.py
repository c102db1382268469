"""A tiny city on the desk, without a browser."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from planner.scenario import load
from planner.web.session import Work
from tests.scenario.tiny import write_tiny

SECONDS = 120


def page(name: str, folder: Path, language: str = "en") -> AppTest:
    """Return a page that works on the tiny scenario written into a folder, drawn once."""
    script = (
        "from planner.web.faults import explained\n"
        f"from planner.web.views import {name}\n"
        f"with explained():\n    {name}.show()\n"
    )
    app = AppTest.from_string(script, default_timeout=SECONDS)
    city = write_tiny(folder / "tiny")
    app.session_state["work"] = Work(city, load(city))
    app.session_state["language"] = language
    return drawn(app)


def drawn(app: AppTest) -> AppTest:
    """Draw a page, which must not break."""
    app.run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    """Return everything that is written on a page."""
    kinds = (app.title, app.subheader, app.caption, app.markdown, app.error, app.info, app.code)
    plain = [str(one.value) for kind in kinds for one in kind]
    html = [str(one.proto.body) for one in app.get("html")]
    return "\n".join(plain + html)


def sharpened(app: AppTest) -> AppTest:
    """Draw a page again until its answer gets no better."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        drawn(app)
        keys = ("task-present", "task-base")
        tasks = [app.session_state[key][1] for key in keys if key in app.session_state]
        if tasks and all(task.state.finished for task in tasks):
            return drawn(app)
        time.sleep(0.2)
    raise AssertionError("no final answer")
