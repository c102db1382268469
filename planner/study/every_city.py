"""Every city of the census: drafted, checked, simulated once and counted.

``python -m planner.study.every_city`` takes each of the 337 cities and 30 directly administered
counties, or those named on its command line, and prints one line for each. A city that fails is
told and the others go on. It exits with 0 when all pass, 1 when one fails, 2 for an unknown name.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.outcome.balance import check_balance
from planner.scenario import Scenario, check
from planner.scenario.census.lookup import CityNameError, find_city
from planner.scenario.census.records import City, cities, districts_of
from planner.simulation.building.build import build_layout
from planner.simulation.replication import run_replication
from planner.study.new_scenario import write_new_scenario
from planner.study.processes import in_processes

PRESET = "cn-2021-01"


@dataclass(frozen=True)
class Passed:
    """What was seen of a city that passed."""

    districts: int
    townships: int
    expected_persons: int
    resulted_persons: int
    seconds: float


class CityFailure(Exception):
    """A drafted scenario that is not sound or not the census's."""


def try_city(code: str) -> Passed:
    """Draft one city, check the folder, run one replication and hold people against the census.

    Raises
    ------
    CityFailure
        If the folder has faults, or a sum is not that of the census.
    planner.outcome.balance.BalanceError
        If people are lost or made up in the replication.
    """
    started = time.perf_counter()
    with TemporaryDirectory(prefix="planner-") as place:
        folder = Path(place, code)
        made = write_new_scenario(folder, code, PRESET, None)
        faults = check(folder)
        if faults:
            raise CityFailure(f"faults: {len(faults)}, the first: {faults[0]}")
    compare_with_census(made.city, made.scenario)
    layout = build_layout(made.scenario)
    tally = run_replication(made.scenario, layout, seed=1, replication=0)
    check_balance(layout, tally)
    return Passed(
        districts=len(made.scenario.districts),
        townships=len(made.scenario.townships),
        expected_persons=int(layout.expected_persons.sum()),
        resulted_persons=int(tally.resulted.sum()),
        seconds=time.perf_counter() - started,
    )


def compare_with_census(city: City, scenario: Scenario) -> None:
    """Require that city, districts, townships and sites have the people of the census."""
    census = {district.code: district.population_persons for district in districts_of(city)}
    sums = {
        "the districts": sum(district.population_persons for district in scenario.districts),
        "the townships": sum(one.urban_persons + one.rural_persons for one in scenario.townships),
        "the sites": sum(site.persons for site in scenario.sites),
        "the census's districts": sum(census.values()),
    }
    for what, persons in sums.items():
        if persons != city.population_persons:
            raise CityFailure(
                f"{what} have {persons:,} people, the census {city.population_persons:,}"
            )
    for district in scenario.districts:
        if district.population_persons != census[district.id]:
            raise CityFailure(
                f"{district.id} has {district.population_persons:,} people, the census "
                f"{census[district.id]:,}"
            )


def _outcomes(chosen: Sequence[City]) -> Iterator[tuple[City, Future[Passed]]]:
    """Yield each city as it is done, large ones begun first so that none is left for the end."""
    in_turn = sorted(chosen, key=lambda city: -city.population_persons)
    codes = {city.code: city for city in in_turn}
    for code, done in in_processes(try_city, list(codes)):
        yield codes[code], done


def _line(city: City, done: Future[Passed]) -> str:
    error = done.exception()
    name = f"{city.code} {city.name_zh} {city.name_en}"
    if error is not None:
        return f"FAIL  {name}: {type(error).__name__}: {error}"
    passed = done.result()
    return (
        f"ok    {name}: {city.population_persons:,} people, {passed.districts} districts, "
        f"{passed.townships} townships; {passed.resulted_persons:,} of "
        f"{passed.expected_persons:,} resulted; {passed.seconds:.1f} s"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every city, or those that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME", help="cities; all where none is named")
    options = parser.parse_args(arguments)
    try:
        chosen = [find_city(name) for name in options.names] or cities()
    except CityNameError as error:
        print(error, file=sys.stderr)
        return 2
    started = time.perf_counter()
    persons = sum(city.population_persons for city in chosen)
    failed = []
    for number, (city, done) in enumerate(_outcomes(chosen), start=1):
        line = _line(city, done)
        print(f"{number:3}/{len(chosen)} {line}", flush=True)
        if done.exception() is not None:
            failed.append(line)
    seconds = time.perf_counter() - started
    print(
        f"{len(chosen) - len(failed)} of {len(chosen)} cities passed, {persons:,} people, in "
        f"{seconds:.0f} s"
    )
    print(*failed, sep="\n", end="\n" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
