"""One queue for all sessions: places, first answers first, nothing of one session in another's."""

import threading
from collections.abc import Iterator

import pytest

from planner.scenario import Scenario, load
from planner.scenario.levers import Levers, with_levers
from planner.simulation.chance import Conditions
from planner.simulation.compiled.engine import Served, serve
from planner.simulation.layout import Layout
from planner.study.replications import simulate
from planner.web.simulations import (
    BROKE,
    FIRST_REPLICATIONS,
    SHARING,
    SUPERSEDED,
    Simulations,
    Task,
)
from tests.scenario.tiny import write_tiny

LONG_SECONDS = 120


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(write_tiny(tmp_path_factory.mktemp("queue") / "tiny"))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let no task go on until the event is set."""
    opened = threading.Event()
    go_on = Task.go_on

    def wait(task: Task, threads: int) -> None:
        opened.wait(LONG_SECONDS)
        go_on(task, threads)

    monkeypatch.setattr(Task, "go_on", wait)
    yield opened
    opened.set()


def finished(task: Task) -> Task:
    for _ in range(LONG_SECONDS * 10):
        if task.state.finished:
            return task
        threading.Event().wait(0.1)
    raise AssertionError("not finished")


def test_the_first_answer_is_of_the_same_replications_as_the_command_line(city: Scenario) -> None:
    task = finished(Simulations().ask("one", "present", city, seed=3))
    first = task.state.answers[FIRST_REPLICATIONS]
    alone = simulate(city, replications=FIRST_REPLICATIONS, seed=3)
    assert first.clocks.city_by_replication.tolist() == alone.clocks.city_by_replication.tolist()
    whole = simulate(city, seed=3)
    latest = task.state.latest
    assert latest is not None and latest.verdict == whole.verdict
    sharp = latest.clocks.city_by_replication[:FIRST_REPLICATIONS]
    assert sharp.tolist() == first.clocks.city_by_replication.tolist()


def test_everybody_is_told_a_place_and_answered_with_their_own(
    city: Scenario, held: threading.Event
) -> None:
    queue = Simulations()
    asked = {
        name: with_levers(city, Levers(courier_interval_minutes=30 + number))
        for number, name in enumerate("abcdefghij")
    }
    tasks = {name: queue.ask(name, "present", one, seed=1) for name, one in asked.items()}
    places = [queue.place(task) for task in tasks.values()]
    assert places[-1] == len(tasks) - 1 and places == sorted(places)
    held.set()
    for name, task in tasks.items():
        latest = finished(task).state.latest
        alone = simulate(asked[name], seed=1)
        assert latest is not None
        assert latest.clocks.city_by_replication.tolist() == (
            alone.clocks.city_by_replication.tolist()
        )


def test_a_new_request_of_a_session_drops_its_old_one_and_no_other(
    city: Scenario, held: threading.Event
) -> None:
    queue = Simulations(workers=1)
    scenarios = [with_levers(city, Levers(courier_interval_minutes=m)) for m in (31, 32, 33)]
    old = queue.ask("one", "present", scenarios[0], seed=1)
    other = queue.ask("two", "present", scenarios[1], seed=1)
    new = queue.ask("one", "present", scenarios[2], seed=1)
    held.set()
    assert finished(old).state.error == SUPERSEDED
    assert finished(new).state.error == finished(other).state.error == ""


def test_sessions_that_ask_the_same_share_the_work_until_the_last_goes_on(
    city: Scenario, held: threading.Event
) -> None:
    queue = Simulations()
    other = with_levers(city, Levers(courier_interval_minutes=31))
    shared = queue.ask("one", "present", city, seed=1)
    assert queue.ask("two", "present", city, seed=1) is shared
    assert queue.ask("one", "present", other, seed=1) is not shared
    assert not shared.cancelled.is_set()
    left = queue.ask("two", "present", other, seed=1)
    assert shared.cancelled.is_set()
    held.set()
    assert finished(left).state.error == ""


def test_the_same_question_is_answered_from_memory(city: Scenario) -> None:
    queue = Simulations()
    first = finished(queue.ask("one", "present", city, seed=1))
    again = queue.ask("two", "present", city, seed=1)
    assert again.state.finished and again.state.answers == first.state.answers
    other = queue.ask("two", "present", city, seed=2)
    assert not other.state.finished
    finished(other)


def test_levers_that_leave_the_sites_alone_take_over_what_was_swabbed_there(
    city: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    swabbed: list[int] = []

    def counted(layout: Layout, conditions: Conditions) -> Served:
        swabbed.append(conditions.replication)
        return serve(layout, conditions)

    monkeypatch.setattr("planner.allocation.draws.serve", counted)
    queue = Simulations()
    first = finished(queue.ask("one", "present", city, seed=1))
    assert sorted(swabbed) == list(range(first.state.done))
    moved = with_levers(city, Levers(cyclers_percent=50, courier_interval_minutes=240))
    latest = finished(queue.ask("one", "present", moved, seed=1)).state.latest
    alone = simulate(moved, seed=1)
    assert latest is not None and latest.verdict == alone.verdict
    made = latest.clocks.city_by_replication
    assert made.tolist() == alone.clocks.city_by_replication.tolist()
    assert len(swabbed) == max(first.state.done, len(made))


def test_only_the_last_sessions_keep_what_was_swabbed(city: Scenario) -> None:
    queue = Simulations()
    for number in range(SHARING + 1):
        finished(queue.ask(f"session {number}", "present", city, seed=number))
    assert [name for name, _ in queue._draws] == [f"session {n + 1}" for n in range(SHARING)]


def test_a_queue_that_ends_leaves_its_work_in_silence(
    city: Scenario, held: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    queue = Simulations()
    task = queue.ask("one", "present", city, seed=1)
    queue._pool.shutdown(wait=False)
    held.set()
    queue._pool.shutdown(wait=True)
    assert task.state.done and not task.state.finished
    assert caplog.records == []


def test_one_broken_task_leaves_the_queue_at_work(
    city: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Task.go_on

    def breaks(task: Task, threads: int) -> None:
        if task.seed == 13:
            raise RuntimeError("broken")
        go_on(task, threads)

    monkeypatch.setattr(Task, "go_on", breaks)
    queue = Simulations(workers=1)
    bad, good = (queue.ask(name, "present", city, seed) for name, seed in (("a", 13), ("b", 1)))
    assert finished(bad).state.error == BROKE and bad.answered.is_set()
    assert finished(good).state.latest is not None
