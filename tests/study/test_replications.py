"""Looks, order and threads of many replications."""

import dataclasses
import threading
import time

import numpy as np
import pytest

from planner.study.replications import simulate
from planner.study.request import RequestError
from tests.outcome.tiny_city import scenario
from tests.study.conftest import Played


def test_a_clear_no_stops_at_the_first_look(played: Played) -> None:
    numbers = played(lambda _: False)
    outcome = simulate(scenario(), threads=1)
    assert numbers == list(range(20))
    assert outcome.verdict.meets_target is False
    assert outcome.verdict.decided_at_look == 1


def test_a_clear_yes_needs_the_second_look_and_plays_no_replication_twice(played: Played) -> None:
    numbers = played(lambda _: True)
    outcome = simulate(scenario(), threads=1)
    assert numbers == list(range(72))
    assert outcome.verdict.meets_target is True
    assert outcome.verdict.decided_at_look == 2


def test_a_close_case_stays_undecided_after_the_last_look(played: Played) -> None:
    numbers = played(lambda number: number % 20 != 0)
    outcome = simulate(scenario(), threads=1)
    assert len(numbers) == 300
    assert outcome.verdict.meets_target is None


def test_a_given_number_is_one_look(played: Played) -> None:
    numbers = played(lambda _: True)
    outcome = simulate(scenario(), replications=73, threads=1)
    assert numbers == list(range(73))
    assert outcome.verdict.decided_at_look == 0


def test_threads_change_nothing_but_who_works(played: Played) -> None:
    played(lambda number: number % 3 == 0)
    outcomes = [simulate(scenario(), replications=40, threads=threads) for threads in (1, 4)]
    first, second = (dataclasses.asdict(outcome) for outcome in outcomes)
    np.testing.assert_equal(first, second)


def test_progress_counts_to_each_look(played: Played) -> None:
    played(lambda _: True)
    told: list[tuple[int, int]] = []
    simulate(scenario(), threads=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 20 if done <= 20 else 72) for done in range(1, 73)]


def test_an_interrupt_drops_what_has_not_begun(played: Played) -> None:
    numbers = played(lambda _: True, before=lambda _: time.sleep(0.02))

    def interrupt(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(scenario(), replications=500, threads=2, progress=interrupt)
    assert len(numbers) < 20
    assert not [one for one in threading.enumerate() if one.name.startswith("replication")]


def test_the_reference_engine_works_where_it_is_called(played: Played) -> None:
    seen = set()
    played(lambda _: True, before=lambda engine: seen.add((engine, threading.current_thread())))
    simulate(scenario(), replications=4, threads=4, engine="reference")
    assert seen == {("reference", threading.current_thread())}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"replications": 0}, "replications is 0; it must be from 1 to 10,000"),
        ({"replications": -5}, "replications is -5"),
        ({"replications": 10_001}, "replications is 10,001"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**63}, "seed is 9,223,372,036,854,775,808"),
        ({"threads": 0}, "threads is 0"),
        ({"engine": "fast"}, "engine is 'fast'; it must be one of compiled, reference"),
    ],
)
def test_a_request_out_of_range_is_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        simulate(scenario(), **wrong)  # type: ignore[arg-type]
