"""Sentences and cells of a census, in both languages."""

from collections.abc import Mapping, Sequence

from planner.allocation.balance import Balance, Loan
from planner.report.catalogue import Language, text
from planner.report.names import resource_name
from planner.report.numbers import percent, persons, persons_short, plain_hours
from planner.study.census.answer import Census, Region
from planner.study.census.city import CityRow

LENDERS_NAMED = 3
DASH = "–"


def headline(census: Census, lang: Language) -> str:
    """Say whose answer it is: the rule's, the cities' own, or how many of each."""
    total, own = len(census.rows), census.with_own
    key = "rule" if own == 0 else "own" if own == total else "mixed"
    return text(f"census_headline.{key}", lang, cities=total, own=own, rule=total - own)


def summary(census: Census, lang: Language) -> str:
    """Say how many cities meet their target, alone and with their province's help."""
    met = [row for row in census.rows if row.meets_target]
    helped = [row for row in census.rows if census.helped(row)]
    words = text(
        "census.summary",
        lang,
        met=len(met),
        cities=len(census.rows),
        persons=persons_short(sum(row.population_persons for row in census.rows), lang),
        helped=len(helped),
    )
    failed = len(census.failed)
    return words + (text("census.failures", lang, failed=failed) if failed else "")


def draws(census: Census, lang: Language) -> str:
    """Say on how many days' luck a verdict stands."""
    rule = census.asked.rule
    key = "draw" if rule.replications == 1 else "draws"
    return text(
        f"census.{key}", lang, seed=rule.seed, replications=rule.replications, preset=rule.preset
    )


def city_name(row: CityRow, lang: Language) -> str:
    """Return the city's name."""
    return row.name_zh if lang == "zh" else row.name_en


def names(rows: Sequence[CityRow], lang: Language) -> Mapping[str, str]:
    """Return names of cities by their codes."""
    return {row.code: city_name(row, lang) for row in rows}


def region_name(region: Region, lang: Language) -> str:
    """Return the province's name, or the nation's."""
    return region.name_zh if lang == "zh" else region.name_en


def verdict(row: CityRow, lang: Language) -> str:
    """Say whether a city meets its target; a dash where it has no answer."""
    if row.meets_target is None:
        return DASH
    return text("verdict.yes" if row.meets_target else "verdict.no", lang)


def hours(value: float | None) -> str:
    """Write hours without the unit; a dash for never."""
    return DASH if value is None else f"{value:.1f}"


def spare_hours(row: CityRow) -> float:
    """Return hours between the result and the target, negative where late; the worst if never."""
    if row.resulted_hours is None or row.target_hours is None:
        return float("-inf")
    return row.target_hours - row.resulted_hours


def number(value: int | None) -> str:
    """Write a count; a dash where no number helps."""
    return DASH if value is None else f"{value:,}"


def binding(row: CityRow, lang: Language) -> str:
    """Name the stage that binds."""
    return DASH if row.binding is None else resource_name(row.binding, lang)


def helped(census: Census, row: CityRow, lang: Language) -> str:
    """Say whether the province's help is enough for a city that tests alone and is late."""
    if row.meets_target is not False:
        return DASH
    return text("census.yes" if census.helped(row) else "census.no", lang)


def lenders(loans: Sequence[Loan], known: Mapping[str, str], lang: Language) -> str:
    """Name who lends how much, the nearest first; the rest in number."""
    if not loans:
        return DASH
    named = [
        text(
            "census.loan",
            lang,
            city=known.get(loan.lender, loan.lender),
            what=loan_words(loan, lang),
        )
        for loan in loans[:LENDERS_NAMED]
    ]
    rest = len(loans) - len(named)
    more = [text("census.more_lenders", lang, count=rest)] if rest else []
    return ("、" if lang == "zh" else ", ").join((*named, *more))


def loan_words(loan: Loan, lang: Language) -> str:
    """Say what is lent."""
    parts = []
    if loan.teams:
        parts.append(text("census.teams", lang, count=f"{loan.teams:,}"))
    if loan.tubes_per_day:
        parts.append(text("census.tubes", lang, count=f"{loan.tubes_per_day:,}"))
    return " + ".join(parts)


def balance_sentence(region: Region, lang: Language) -> str:
    """Say what a region lacks if all its cities test at once, and what help brings."""
    found = region.balance
    is_nation = not region.code
    if not any(found.short):
        return text("census.balance_nothing", lang, region=region_name(region, lang))
    return text(
        "census.balance_nation" if is_nation else "census.balance_province",
        lang,
        region=region_name(region, lang),
        short=both(found.short, lang),
        moved=both(moved(found), lang),
        covered=len(found.covered),
        left=both(found.left, lang),
    )


def moved(found: Balance) -> tuple[int, int]:
    """Return what is sent, teams and tubes a day."""
    teams, tubes = (before - after for before, after in zip(found.short, found.left, strict=True))
    return teams, tubes


def both(amounts: tuple[int, int], lang: Language) -> str:
    """Write teams and tubes a day."""
    teams, tubes = amounts
    return text("census.both", lang, teams=f"{teams:,}", tubes=persons(tubes, lang))


def proof(found: Balance, lang: Language) -> str:
    """Say how good the division is, as the solver proves it."""
    first = found.tiers[0]
    return text(
        "census.proof",
        lang,
        status=text(f"status.{first.status}", lang),
        value=persons(first.value, lang),
        bound=persons(first.bound, lang),
        gap=percent(first.gap, lang),
    )


def target(row: CityRow, lang: Language) -> str:
    """Write the target."""
    return DASH if row.target_hours is None else plain_hours(row.target_hours, lang)
