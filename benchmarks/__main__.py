"""``make bench``: this project beside what its users would take instead, and by size.

``python -m benchmarks --quick`` does the same with small jobs in a minute, without the country.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.agreement import Disagreement
from benchmarks.country import measure_country
from benchmarks.drawing import draw_engines, draw_growth
from benchmarks.engines import ENGINES, Engine
from benchmarks.jobs import LaboratoryLine, SiteLine
from benchmarks.lines import LaboratoryRace, SiteRace, race_laboratories, race_sites
from benchmarks.machine import describe_machine, load_average
from benchmarks.made_up_city import Size
from benchmarks.own_process import processes
from benchmarks.race import Say
from benchmarks.results import Growth, Results, write_results
from benchmarks.whole_chain import Cores, Measured, measure_cores, measure_sizes
from planner.report.figures import write_picture
from planner.study.staging import write_whole

MILLION = 1_000_000
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Plan:
    """How much is run."""

    rounds: int
    scale: float
    """Share of the sites and laboratories that :data:`ENGINES` gives each engine."""
    site: SiteLine
    laboratory: LaboratoryLine
    people: tuple[int, ...]
    kept: int
    """People while sites, laboratories or hours grow."""
    country: bool


FULL = Plan(
    3,
    1.0,
    SiteLine(1),
    LaboratoryLine(1),
    (100_000, MILLION, 5 * MILLION, 25 * MILLION),
    MILLION,
    True,
)
QUICK = Plan(
    1,
    0.05,
    SiteLine(1),
    LaboratoryLine(1, tubes=4_700, hours=2.25),
    (50_000, 200_000),
    50_000,
    False,
)
SITES, LABORATORIES, HOURS = (100, 400, 1600), (1, 4, 16), (72, 240, 480)


def race_lines(
    engines: tuple[Engine, ...], plan: Plan, say: Say
) -> tuple[SiteRace, LaboratoryRace]:
    """Race the engines on both lines."""
    with processes(engines) as running:
        sites = race_sites(running, plan.site, plan.scale, plan.rounds, say)
        return sites, race_laboratories(running, plan.laboratory, plan.scale, plan.rounds, say)


def measure_growth(plan: Plan, say: Say) -> Growth:
    """Run the whole chain by people, sites, laboratories and hours."""

    def series(what: str, sizes: Sequence[Size]) -> tuple[Measured, ...]:
        say(f"whole chain by {what}: building")
        return tuple(measure_sizes(sizes, plan.rounds, say))

    kept = plan.kept
    return Growth(
        people=series("people", [Size(persons) for persons in plan.people]),
        sites=series("sites", [Size(kept, sites=n, laboratories=4) for n in SITES]),
        laboratories=series("laboratories", [Size(kept, laboratories=n) for n in LABORATORIES]),
        hours=series("hours", [Size(kept, horizon_hours=hours) for hours in HOURS]),
    )


def _cores(plan: Plan, say: Say) -> Cores:
    say("two cores")
    return measure_cores(Size(plan.kept), replications=4, rounds=plan.rounds, say=say)


def run_all(engines: tuple[Engine, ...], plan: Plan, say: Say) -> Results:
    """Measure everything.

    Raises
    ------
    Disagreement
        If the engines did not compute the same.
    """
    begun, before = perf_counter(), load_average()
    sites, laboratories = race_lines(engines, plan, say)
    growth = measure_growth(plan, say)
    cores = _cores(plan, say)
    country = None
    if plan.country:
        say("the country")
        country = measure_country(say)
    return Results(
        machine=describe_machine(engines),
        rounds=plan.rounds,
        loads=(before, load_average()),
        seconds=perf_counter() - begun,
        sites=sites,
        laboratories=laboratories,
        growth=growth,
        cores=cores,
        country=country,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks and write their page and figures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="small jobs, one round, no country")
    parser.add_argument("--to", type=Path, metavar="DIR", help="where results are written")
    options = parser.parse_args(arguments)
    folder = options.to or (None if options.quick else HERE)
    engines = tuple(engine for engine in ENGINES if engine.is_here)
    for engine in ENGINES:
        if engine not in engines:
            _say(f"{engine.name} is left out: '{engine.package}' is not installed; make bench does")
    try:
        results = run_all(engines, QUICK if options.quick else FULL, _say)
    except Disagreement as error:
        print(error, file=sys.stderr)
        return 1
    page = write_results(results)
    if folder is None:
        print(page)
        return 0
    write_picture(draw_engines(results.sites, results.laboratories), folder / "engines.png")
    write_picture(draw_growth(results.growth), folder / "growth.png")
    write_whole(folder / "RESULTS.md", page)
    _say(f"written: {folder / 'RESULTS.md'}")
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
