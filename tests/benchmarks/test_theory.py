from dataclasses import replace

import pytest

from benchmarks.jobs import SiteLine
from benchmarks.theory import erlang_c_wait, erlang_c_wait_from_empty

SITE = SiteLine(1, law="exponential")


def test_the_wait_of_one_server_is_that_of_m_m_1() -> None:
    job = replace(SITE, servers=1, load=0.8, service_seconds=30)
    assert erlang_c_wait(job) == pytest.approx(0.8 / (1 - 0.8) * 30)


def test_the_wait_from_empty_tends_to_erlangs() -> None:
    short, day, long = (
        erlang_c_wait_from_empty(replace(SITE, open_hours=hours)) for hours in (1, 12, 60)
    )
    assert short < day < long < erlang_c_wait(SITE)
    assert long == pytest.approx(erlang_c_wait(SITE), rel=0.01)
