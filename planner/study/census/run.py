"""A census from what is asked to its rows: pieces of cities in processes, each kept when done."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace

from planner.scenario.census.records import City, cities
from planner.scenario.draft.capacities import OF_RULE
from planner.scenario.phrase import Phrase
from planner.study.census.city import CityRow, Steps, simulate_city
from planner.study.census.kept import Asked, Kept
from planner.study.processes import in_processes
from planner.study.progress import Progress
from planner.study.request import RequestError

PERSONS_PER_PIECE = 8_000_000
"""About a second of work: little is lost by an interrupt, and handing out takes no time."""


@dataclass(frozen=True)
class Piece:
    """Cities that one worker simulates at one go."""

    cities: tuple[City, ...]
    asked: Asked


@dataclass(frozen=True)
class Worked:
    """What came of a piece."""

    rows: tuple[CityRow, ...]
    steps: Steps


Tell = Callable[[Progress], None]
Work = Callable[[Piece], Worked]


def take_census(
    asked: Asked, kept: Kept, tell: Tell, *, processes: int | None = None
) -> tuple[CityRow, ...]:
    """Simulate every city that is not kept yet, and return the rows of all in the census's order.

    Raises
    ------
    RequestError
        If a process is killed; what is finished is kept, so that the next call goes on.
    """
    rows = kept.rows()
    missing = [city for city in asked.cities if city.code not in rows]
    total = sum(city.population_persons for city in asked.cities)
    earlier = total - sum(city.population_persons for city in missing)
    progress = Progress("simulating", total, earlier, earlier)
    tell(progress)
    started = time.perf_counter()
    for worked in work_pieces(pieces(asked, missing), processes):
        kept.keep(worked.rows)
        rows |= {row.code: row for row in worked.rows}
        progress = replace(
            progress,
            done=progress.done + sum(row.population_persons for row in worked.rows),
            failed=progress.failed + sum(row.failure is not None for row in worked.rows),
            seconds=time.perf_counter() - started,
        )
        tell(progress)
    return tuple(rows[city.code] for city in asked.cities)


def pieces(asked: Asked, missing: Sequence[City]) -> list[Piece]:
    """Cut cities into pieces of about as many people, the largest first."""
    found: list[list[City]] = []
    persons = PERSONS_PER_PIECE
    for city in sorted(missing, key=lambda city: -city.population_persons):
        if persons + city.population_persons > PERSONS_PER_PIECE:
            found.append([])
            persons = 0
        found[-1].append(city)
        persons += city.population_persons
    return [Piece(tuple(own), _of_cities(asked, own)) for own in found]


def _of_cities(asked: Asked, own: Sequence[City]) -> Asked:
    codes = {city.code for city in own}
    return replace(asked, own={code: one for code, one in asked.own.items() if code in codes})


def work_pieces(
    todo: Sequence[Piece], processes: int | None = None, work: Work | None = None
) -> Iterator[Worked]:
    """Yield what comes of pieces as it comes, worked in processes of this machine.

    Raises
    ------
    RequestError
        If a process is killed.
    """
    try:
        for _, future in in_processes(work or work_piece, todo, processes):
            yield future.result()
    except BrokenExecutor:
        raise RequestError(
            Phrase(
                "a process of the census was killed; check memory, then call again to go on: "
                "finished cities are kept"
            )
        ) from None


def work_piece(piece: Piece) -> Worked:
    """Simulate the cities of a piece; one that fails is a row with its reason."""
    rows, steps = [], Steps()
    for city in piece.cities:
        row, own_steps = _row(city, piece.asked)
        rows.append(row)
        steps += own_steps
    return Worked(tuple(rows), steps)


def _row(city: City, asked: Asked) -> tuple[CityRow, Steps]:
    own = asked.own.get(city.code, OF_RULE)
    try:
        return simulate_city(city, asked.rule, own)
    # whatever goes wrong with one city is kept with it and stops no other
    except Exception as error:
        logging.getLogger(__name__).warning("%s failed", city, exc_info=error)
        return CityRow.failed(city, own, f"{type(error).__name__}: {error}"), Steps()


def chosen_cities(provinces: Sequence[str]) -> tuple[City, ...]:
    """Return the cities of provinces, all where none is named.

    Raises
    ------
    RequestError
        If there is no province of a name.
    """
    known = {name: city.province_zh for city in cities() for name in _province_names(city)}
    unknown = [name for name in provinces if _key(name) not in known]
    if unknown:
        raise RequestError(
            Phrase(
                "{names} is no province of the census; write it as 河南, Henan or 410000",
                names=", ".join(map(repr, unknown)),
            )
        )
    wanted = {known[_key(name)] for name in provinces}
    return tuple(city for city in cities() if not wanted or city.province_zh in wanted)


def _province_names(city: City) -> Iterator[str]:
    yield _key(city.province_zh)
    yield _key(city.province_en)
    yield f"{city.code[:2]}0000"
    for ending in ("省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"):
        if city.province_zh.endswith(ending):
            yield city.province_zh.removesuffix(ending)


def _key(name: str) -> str:
    return name.casefold().replace(" ", "")
