"""A page for each province that stands alone: no other file, no network, its own font."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template

from planner.report.catalogue import Language, text
from planner.report.census import words
from planner.report.census.page_font import font_for
from planner.report.census.page_map import province_map
from planner.report.font import FAMILY
from planner.report.numbers import persons
from planner.study.census.answer import Census, Region

CITY_COLUMNS = (
    "city", "population", "target", "sampled", "resulted", "late", "binding", "short_teams",
    "short_tubes", "helped", "lenders",
)  # fmt: skip
LOAN_COLUMNS = ("borrower", "lender", "teams", "tubes_per_day", "drive")
WORDS = ("city", "binding", "lenders", "borrower", "lender")
"""Columns of words; the others are numbers."""
LONG = ("lenders",)
"""Columns whose cells may take several lines."""


def province_pages(census: Census, lang: Language) -> Mapping[str, str]:
    """Return the pages by the names of their files, all with one font for their characters."""
    bodies = {region: _body(census, region, lang) for region in census.provinces}
    characters = "".join(sorted(set("".join(bodies.values()))))
    font = font_for(characters)
    template = Template(
        files(__package__).joinpath("province_page.html").read_text(encoding="utf-8")
    )
    return {
        f"{region.code}-{region.name_en.lower().replace(' ', '-')}.html": template.substitute(
            lang="zh-CN" if lang == "zh" else "en",
            title=escape(words.region_name(region, lang)),
            family=FAMILY,
            font=font,
            body=body,
        )
        for region, body in bodies.items()
    }


def _body(census: Census, region: Region, lang: Language) -> str:
    single = _of_region(census, region)
    loans = _loan_rows(census, region, lang)
    parts = [
        f"<h1>{escape(words.region_name(region, lang))}</h1>",
        _paragraph(words.headline(single, lang), "headline"),
        _paragraph(f"{words.summary(single, lang)} {words.draws(single, lang)}"),
        province_map(census, region, lang),
        _table(CITY_COLUMNS, _city_rows(census, region, lang), lang),
        f"<h2>{escape(text('census.page_at_once', lang))}</h2>",
        _paragraph(words.balance_sentence(region, lang)),
    ]
    if any(region.balance.short):
        parts.append(_paragraph(words.proof(region.balance, lang)))
    if loans:
        parts.append(_table(LOAN_COLUMNS, loans, lang))
    parts += [
        _paragraph(text(f"census.{key}", lang), "note")
        for key in ("rule", "shortage", "loans", "at_once")
    ]
    return "\n".join(parts)


def _of_region(census: Census, region: Region) -> Census:
    """Return the census of one province, for its words."""
    return Census(census.asked, region.rows, census.loans, (region,), census.nation)


def _paragraph(words_of_it: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{escape(words_of_it)}</p>"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], lang: Language) -> str:
    marks = [_mark(column) for column in columns]
    heads = (escape(text(f"census_column.{column}", lang)) for column in columns)
    head = "".join(f"<th{mark}>{cell}</th>" for mark, cell in zip(marks, heads, strict=True))
    lines = (
        "<tr>"
        + "".join(f"<td{mark}>{escape(cell)}</td>" for mark, cell in zip(marks, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(lines) + "\n</tbody></table>"
    )


def _mark(column: str) -> str:
    kinds = [kind for kind, those in (("words", WORDS), ("long", LONG)) if column in those]
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _city_rows(census: Census, region: Region, lang: Language) -> Iterator[Sequence[str]]:
    known = words.names(census.rows, lang)
    for row in sorted(region.rows, key=lambda row: (-words.spare_hours(row), row.code)):
        if row.failure is not None:
            blank = [words.DASH] * (len(CITY_COLUMNS) - 3)
            population = persons(row.population_persons, lang)
            yield words.city_name(row, lang), population, *blank, row.failure
            continue
        yield (
            words.city_name(row, lang),
            persons(row.population_persons, lang),
            f"{row.target_hours:g}",
            words.hours(row.sampled_hours),
            words.hours(row.resulted_hours),
            persons(row.late_persons, lang),
            words.binding(row, lang),
            words.number(row.short_teams),
            words.number(row.short_tubes_per_day),
            words.helped(census, row, lang),
            words.lenders(census.loans.get(row.code, ()), known, lang),
        )


def _loan_rows(census: Census, region: Region, lang: Language) -> list[Sequence[str]]:
    known = words.names(census.rows, lang)
    order = {row.code: number for number, row in enumerate(region.rows)}
    loans = sorted(region.balance.loans, key=lambda one: (order[one.borrower], one.drive_hours))
    return [
        (
            known[loan.borrower],
            known.get(loan.lender, loan.lender),
            words.number(loan.teams),
            words.number(loan.tubes_per_day),
            f"{loan.drive_hours:.1f}",
        )
        for loan in loans
    ]
