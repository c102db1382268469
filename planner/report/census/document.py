"""The census as plain JSON data, in a fixed order."""

from dataclasses import asdict
from typing import Any

from planner.report.census import words
from planner.report.census.table import city_rows
from planner.study.census.answer import Census, Region


def census_json(census: Census) -> dict[str, Any]:
    """Return what ``planner census --json`` writes, without ``meta``."""
    rule = census.asked.rule
    return {
        "headline": words.headline(census, "en"),
        "preset": rule.preset,
        "seed": rule.seed,
        "replications": rule.replications,
        "population_persons": sum(row.population_persons for row in census.rows),
        "cities": {
            "all": len(census.rows),
            "own_capacities": census.with_own,
            "meet_target": sum(row.meets_target is True for row in census.rows),
            "helped_by_province": sum(census.helped(row) for row in census.rows),
            "failed": len(census.failed),
        },
        "rows": [dict(row) for row in city_rows(census)],
        "provinces": [_region(region) for region in census.provinces],
        "nation": _region(census.nation),
    }


def _region(region: Region) -> dict[str, Any]:
    found = region.balance
    return {
        "code": region.code,
        "name_zh": region.name_zh,
        "name_en": region.name_en,
        "cities": len(region.rows),
        "population_persons": region.population_persons,
        "meet_target": region.meeting,
        "short": _amounts(found.short),
        "left": _amounts(found.left),
        "covered": sorted(found.covered),
        "tiers": [asdict(tier) for tier in found.tiers],
        "loans": [asdict(loan) for loan in found.loans],
    }


def _amounts(amounts: tuple[int, int]) -> dict[str, int]:
    teams, tubes = amounts
    return {"teams": teams, "tubes_per_day": tubes}
