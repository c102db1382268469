"""The race of all engines with jobs so small that it runs with every test, and cannot rot."""

from dataclasses import replace

from benchmarks.__main__ import Plan, race_lines
from benchmarks.country import Country
from benchmarks.drawing import draw_engines, draw_growth
from benchmarks.engines import ENGINES, OURS
from benchmarks.jobs import LaboratoryLine, SiteLine
from benchmarks.machine import describe_machine
from benchmarks.made_up_city import Size
from benchmarks.race import Run, Timing
from benchmarks.results import Growth, Results, write_results
from benchmarks.whole_chain import Built, Cores, Measured, Replicated
from planner.scenario.census.lookup import find_city
from planner.scenario.draft.capacities import OF_RULE
from planner.study.census.city import CityRow, Steps

TINY = Plan(
    rounds=1,
    scale=0.005,
    site=SiteLine(1, open_hours=1),
    laboratory=LaboratoryLine(1, tubes=940, hours=0.5),
    people=(),
    kept=0,
    country=False,
)
ALWAYS = ("planner", "simpy")


def measured(persons: int, seconds: float, peak_bytes: int) -> Measured:
    found = Replicated(persons, persons // 10, persons, peak_bytes)
    timing = Timing("city", (Run(found, seconds, seconds),), (persons,))
    return Measured(Size(persons), Built(persons, 0.1, 10**8), timing)


def same_answers() -> Cores:
    timing = Timing("cores", (Run(b"{}", 1.0, 1.0),), (1,))
    return Cores(4, 1_000, timing, timing)


def country() -> Country:
    steps = Steps(draft=1, load=2, lay_out=3, simulate=4)
    largest = CityRow.failed(find_city("许昌"), OF_RULE, "never simulated"), steps
    return Country(2, 12, 10, 9, steps, 1.0, 5.0, 10**9, largest)


def test_engines_agree_and_fill_the_page() -> None:
    # the race itself raises where people, tubes, waits or makespans are not those of the others
    engines = tuple(engine for engine in ENGINES if engine.is_here)
    assert {e.name for e in ENGINES if e.package in ALWAYS} <= {e.name for e in engines}
    sites, laboratories = race_lines(engines, TINY, lambda _: None)
    assert list(sites.timings) == list(laboratories.timings) == [e.name for e in engines]
    for timing in sites.timings.values():
        assert len(timing.rates) == TINY.rounds
        assert min(timing.rates) <= timing.rate <= max(timing.rates)
    assert set(laboratories.timings[OURS].counts) == {940}

    sizes = (measured(1_000_000, 0.5, 2 * 10**8), measured(2_000_000, 1.0, 21 * 10**7))
    growth = Growth(sizes, sizes, sizes, sizes)
    page = write_results(
        Results(
            machine=describe_machine(engines),
            rounds=TINY.rounds,
            loads=(0.0, 1.0),
            seconds=60.0,
            sites=sites,
            laboratories=laboratories,
            growth=growth,
            cores=same_answers(),
            country=country(),
        )
    )
    for engine in engines:
        assert f"**{engine.name}**" in page
    assert "to the power of **1.000**" in page
    assert "each further tube takes 100 bytes" in page
    assert "the same bytes" in page
    assert "| lay out | 3.0 | 27% | 3.00 |" in page
    for figure in (draw_engines(sites, laboratories), draw_growth(growth)):
        assert figure.axes


def test_an_engine_that_is_not_installed_is_told() -> None:
    assert not replace(ENGINES[0], package="no_such_package").is_here
