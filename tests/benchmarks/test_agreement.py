from dataclasses import replace

import numpy as np
import pytest

from benchmarks.agreement import (
    Disagreement,
    Estimate,
    check_laboratories,
    check_same,
    check_sites,
    mean_wait,
)
from benchmarks.jobs import LaboratoryAnswer, LaboratoryLine, SiteAnswer, SiteLine
from benchmarks.peers.simpy_tuned import laboratory_line, site_line

SITE, LABORATORY = SiteLine(4, open_hours=2), LaboratoryLine(2, tubes=940, hours=0.5)


@pytest.fixture(scope="module")
def site_answer() -> SiteAnswer:
    return site_line(SITE)(1)


@pytest.fixture(scope="module")
def laboratory_answer() -> LaboratoryAnswer:
    return laboratory_line(LABORATORY)(1)


def test_a_right_answer_passes(
    site_answer: SiteAnswer, laboratory_answer: LaboratoryAnswer
) -> None:
    check_sites(SITE, "x", [site_answer])
    check_laboratories(LABORATORY, "x", [laboratory_answer], laboratory_answer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: replace(a, persons=a.persons * 11 // 10), "people"),
        (lambda a: replace(a, tubes=a.tubes - 1), "tubes"),
        (lambda a: replace(a, tubes=a.tubes + 5), "tubes"),
    ],
)
def test_lost_people_and_tubes_are_told(change, words, site_answer) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Disagreement, match=words):
        check_sites(SITE, "x", [change(site_answer)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: replace(a, tubes=a.tubes - 1), "tubes"),
        (lambda a: replace(a, plates=a.plates + 1), "plates"),
        (lambda a: replace(a, makespan_seconds=a.makespan_seconds + 200), "ends"),
        (lambda a: replace(a, stay_seconds=a.stay_seconds * 1.1), "keeps tubes"),
    ],
)
def test_another_laboratory_is_told(change, words, laboratory_answer) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Disagreement, match=words):
        check_laboratories(LABORATORY, "x", [change(laboratory_answer)], laboratory_answer)


def test_another_mean_is_told() -> None:
    check_same("x", Estimate(10.0, 1.0), Estimate(13.0, 0.0), "the wait")
    with pytest.raises(Disagreement, match="the wait is"):
        check_same("x", Estimate(10.0, 1.0), Estimate(15.0, 0.0), "the wait")


def test_the_mean_wait_is_over_people_and_its_error_over_sites() -> None:
    answer = SiteAnswer(np.array([10, 30]), np.array([100.0, 500.0]), np.array([1, 3]))
    found = mean_wait([answer])
    assert found.mean == pytest.approx(15)
    # sites are 50 s below and above what the mean says, with 20 people each on average
    assert found.error == pytest.approx(np.hypot(50, 50) / 20 / np.sqrt(2))
