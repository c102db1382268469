from dataclasses import replace

import numpy as np

from planner.outcome.looks import decide
from planner.outcome.outcome import BindingRange, Outcome
from planner.report.sentence import (
    district_headline,
    finish_headline,
    lateness_order,
    verdict_sentence,
    verdict_word,
)
from tests.report.synthetic_outcome import empty, outcome, places, undecided


def example() -> Outcome:
    """The example of the desk's description: 46.2 h, 60 of 72 replications in time."""
    base = outcome()
    clocks = base.clocks
    middle = clocks.city.p50.copy()
    middle[1, 0] = 46.2
    return replace(
        base,
        verdict=decide(60, 72, 0.95),
        clocks=replace(clocks, city=replace(clocks.city, p50=middle)),
        binding=replace(
            base.binding, main=BindingRange("amplification", base.laboratories.ids[0], 9, 41)
        ),
    )


def test_sentence_of_a_decided_no() -> None:
    assert verdict_sentence(example(), "en") == (
        "Xuchang, 4.38 million: finished within 48 h with probability 83 % (73 to 91 %); "
        "half-way case 46.2 h, Jan 7 18:12. "
        "Amplification binds from hour 9 to 41, most at Xuchang laboratory 1."
    )
    assert verdict_sentence(example(), "zh") == (
        "许昌438万人：48 小时内完成的概率 83%（73–91%）；中位情形 46.2 小时，1月7日18:12。"
        "第 9 至 41 小时的瓶颈是扩增，以许昌检测机构1最甚。"
    )


def test_undecided_says_what_it_would_take() -> None:
    sentence = verdict_sentence(undecided(outcome()), "en")
    assert "Undecided whether that is the required 95 %" in sentence
    assert "20 replications cannot tell, 72 may" in sentence
    last = replace(example(), verdict=replace(decide(285, 300, 0.95), meets_target=None))
    assert "even 300 replications cannot tell" in verdict_sentence(last, "en")
    assert verdict_word(last, "en") == "UNDECIDED"


def test_never_finished_says_how_far_it_got() -> None:
    never = outcome(reached_share=0.62, finish_hours=150)
    assert "the half-way case never reaches 99 %: 62 % are done at the end" in verdict_sentence(
        never, "en"
    )
    assert "无法完成" in finish_headline(never, "zh")
    assert "nan" not in verdict_sentence(never, "en")


def test_nobody_and_nothing_binding() -> None:
    assert verdict_sentence(empty(outcome()), "en") == "Xuchang: nobody is to be tested."
    loose = outcome(laboratories=places("无", "none", 0))
    assert "No stage is saturated" in verdict_sentence(loose, "en")


def test_headline_gives_hours_before_or_after_the_deadline() -> None:
    assert finish_headline(example(), "en") == (
        "Xuchang finishes 1.8 h before the deadline in the half-way case"
    )
    assert "after the deadline" in finish_headline(outcome(finish_hours=96), "en")


def test_districts_that_never_finish_are_first_and_empty_ones_are_left_out() -> None:
    base = outcome()
    spare = np.array([3.0, np.nan, -2.0, np.nan, 8.0, -5.0])
    late = np.array([10.0, 100.0, 20.0, 900.0, 5.0, 30.0])
    lateness = replace(
        base.lateness,
        hours_to_spare=replace(base.lateness.hours_to_spare, p50=spare),
        late_persons=late,
    )
    expected = base.district_expected_persons.copy()
    expected[4] = 0
    mixed = replace(base, lateness=lateness, district_expected_persons=expected)
    assert lateness_order(mixed) == [3, 1, 5, 2, 0]
    assert district_headline(mixed, "en") == (
        "Districts late: 4 of 5; Xuchang district 4 never finishes"
    )


def test_variant_is_named() -> None:
    assert verdict_sentence(outcome(variants=("with-province",)), "en").startswith(
        "Xuchang (with-province), 4.38 million"
    )
