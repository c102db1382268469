"""``planner census``: every city simulated; tables, map and pages that say what came out."""

from collections.abc import Mapping
from pathlib import Path

from planner.report.catalogue import Language
from planner.report.census.map import draw_census_map
from planner.report.census.page import province_pages
from planner.report.census.table import as_csv, as_parquet, balance_csv
from planner.report.census.workbook import workbook
from planner.report.figures import picture
from planner.report.terminal_progress import progress_seen
from planner.scenario.census.records import cities
from planner.scenario.draft.capacities import read_capacities
from planner.scenario.settings import Preset
from planner.study.census.answer import Census, answer
from planner.study.census.city import Rule
from planner.study.census.kept import Asked, Kept
from planner.study.census.run import chosen_cities, take_census
from planner.study.request import Request
from planner.study.run_folder import RUNS
from planner.study.staging import write_bytes_whole


def ask_census(
    provinces: list[str], capacities: Path | None, preset: Preset, request: Request
) -> Asked:
    """Check what is asked, all faults of the capacities at once."""
    own = {} if capacities is None else read_capacities(capacities)
    rule = Rule(preset, request.seed, request.replications or 1)
    return Asked(chosen_cities(provinces), rule, own)


def take_and_keep(
    asked: Asked, output: Path | None, restart: bool, lang: Language
) -> tuple[Census, Path]:
    """Simulate what is missing, and write the answer's files; return it and where it is kept."""
    kept = Kept(output or _default_place(asked), asked, restart=restart)
    total = sum(city.population_persons for city in asked.cities)
    with progress_seen("census", total, lang, "people") as tell:
        rows = take_census(asked, kept, tell)
    census = answer(asked, rows)
    write_files(census, kept.folder, lang)
    return census, kept.folder


def write_files(census: Census, folder: Path, lang: Language) -> None:
    """Write tables, map and pages, each whole or not at all."""
    for name, content in _files(census, lang).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_bytes_whole(path, content)


def _default_place(asked: Asked) -> Path:
    rule = asked.rule
    names = dict.fromkeys(city.province_en.lower().replace(" ", "-") for city in asked.cities)
    part = "" if len(asked.cities) == len(cities()) else "".join(f"-{name}" for name in names)
    return RUNS / f"census-{rule.preset}{part}-seed{rule.seed}"


def _files(census: Census, lang: Language) -> Mapping[str, bytes]:
    pages = province_pages(census, lang)
    return {
        "cities.csv": as_csv(census).encode("utf-8-sig"),
        "cities.parquet": as_parquet(census),
        "balance.csv": balance_csv(census).encode("utf-8-sig"),
        "census.xlsx": workbook(census, lang),
        f"map.{lang}.png": picture(draw_census_map(census, lang)),
        **{f"provinces-{lang}/{name}": page.encode() for name, page in pages.items()},
    }
