"""The race of the engines on the site line and on the laboratory line, and whether they agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.agreement import (
    Estimate,
    check_laboratories,
    check_same,
    check_sites,
    mean_stay,
    mean_wait,
    site_spread,
)
from benchmarks.engines import OURS
from benchmarks.jobs import LaboratoryAnswer, LaboratoryLine, SiteAnswer, SiteLine
from benchmarks.own_process import EngineProcess, scaled_laboratories, scaled_sites
from benchmarks.race import Entrant, Say, Timing, race
from benchmarks.theory import erlang_c_wait_from_empty


@dataclass(frozen=True)
class SiteRace:
    """How fast engines were on the site line, and what they found."""

    job: SiteLine
    timings: dict[str, Timing[SiteAnswer]]
    waits: dict[str, Estimate]
    exponential_waits: dict[str, Estimate]
    """With exponential service, which has a theory."""
    erlang_seconds: float


@dataclass(frozen=True)
class LaboratoryRace:
    """How fast engines were on the laboratory line, and what they found."""

    job: LaboratoryLine
    timings: dict[str, Timing[LaboratoryAnswer]]
    stays_hours: dict[str, float]
    makespans_hours: dict[str, float]


def race_sites(
    engines: Sequence[EngineProcess], job: SiteLine, scale: float, rounds: int, say: Say
) -> SiteRace:
    """Time the engines on the site line, with a share ``scale`` of their usual sites.

    Raises
    ------
    Disagreement
        If one's people, tubes or mean wait are not those of the others and of theory.
    """
    say("site line: building and compiling")
    entrants: list[Entrant[SiteAnswer]] = [
        Entrant(e.engine.name, e.prepare(scaled_sites(job, e.engine, scale)), _count)
        for e in engines
    ]
    timings = race(entrants, rounds, say)
    answers = {name: timing.answers for name, timing in timings.items()}
    waits = _waits(job, answers)
    for name, wait in waits.items():
        if name != OURS:
            check_same(name, wait, waits[OURS], "the mean wait")
    say("site line with exponential service, against Erlang C")
    exponential = replace(job, law="exponential")
    exponential_waits = _waits(exponential, _once(engines, exponential, scale))
    erlang = erlang_c_wait_from_empty(exponential)
    for name, wait in exponential_waits.items():
        check_same(name, wait, Estimate(erlang, 0.0), "the mean wait with exponential service")
    return SiteRace(job, timings, waits, exponential_waits, erlang)


def _count(answer: SiteAnswer | LaboratoryAnswer) -> int:
    return answer.count


def _once(
    engines: Sequence[EngineProcess], job: SiteLine, scale: float
) -> dict[str, tuple[SiteAnswer, ...]]:
    return {
        e.engine.name: (e.prepare(scaled_sites(job, e.engine, scale))(1).answer,) for e in engines
    }


def _waits(job: SiteLine, answers: dict[str, tuple[SiteAnswer, ...]]) -> dict[str, Estimate]:
    """Check people and tubes, and return the mean waits; our many sites tell how sites differ."""
    for name, own in answers.items():
        check_sites(job, name, own)
    many = answers[OURS][0]
    spread = site_spread(many.persons, many.waited_seconds)
    return {name: mean_wait(own, spread) for name, own in answers.items()}


def race_laboratories(
    engines: Sequence[EngineProcess], job: LaboratoryLine, scale: float, rounds: int, say: Say
) -> LaboratoryRace:
    """Time the engines on the laboratory line, with a share ``scale`` of their laboratories.

    Raises
    ------
    Disagreement
        If one's tubes, plates, makespan or mean stay are not those of the others.
    """
    say("laboratory line: building and compiling")
    entrants: list[Entrant[LaboratoryAnswer]] = [
        Entrant(e.engine.name, e.prepare(scaled_laboratories(job, e.engine, scale)), _count)
        for e in engines
    ]
    timings = race(entrants, rounds, say)
    known = timings[OURS].answers[0]
    for name, timing in timings.items():
        check_laboratories(job, name, timing.answers, known)
    return LaboratoryRace(
        job,
        timings,
        {name: mean_stay(timing.answers) / 3600 for name, timing in timings.items()},
        {
            name: float(timing.answers[0].makespan_seconds.mean()) / 3600
            for name, timing in timings.items()
        },
    )
