"""What a scenario says, on the terminal: its settings and tables with where they come from."""

from collections.abc import Iterable

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language, text
from planner.report.source_words import given_words, source_words
from planner.report.wrapping import wrap
from planner.scenario.names import table_file
from planner.scenario.overview import Overview, Setting, TableOverview
from planner.scenario.scenario import Scenario
from planner.scenario.sourced import is_assumed
from planner.scenario.totals import Totals, totals_of
from planner.scenario.written import with_unit

ASSUMED_STYLE = "yellow"
SOURCES_SHOWN = 2


def print_overview(
    seen: Overview, console: Console, lang: Language, *, only_assumed: bool = False
) -> None:
    """Print a scenario at a glance.

    Parameters
    ----------
    seen
        What the scenario says.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words; keys stand as they are written.
    only_assumed
        Leave out what somebody published.
    """
    city = seen.city.city_zh if lang == "zh" else seen.city.city_en
    title = text("scenario.title", lang, city=city, preset=seen.city.preset)
    console.print(Text(title, style="bold"))
    for variant in seen.variants:
        words = text(
            "scenario.variant", lang, name=variant.name, description=variant.description or "–"
        )
        console.print(_lines(words, console))
    console.print(_lines(totals_words(seen.totals, lang), console))
    console.print(_lines(_assumed_words(seen, lang), console), style=ASSUMED_STYLE)
    settings = [one for one in seen.values if one.assumed] if only_assumed else seen.settings
    console.print(_settings(settings, lang))
    tables = [one for one in seen.tables if one.assumed_rows or not only_assumed]
    if tables:
        console.print(_tables(tables, lang))


def totals_words(totals: Totals, lang: Language) -> str:
    """Say how many people there are and with what they are tested."""
    by_stages = text("scenario.by_stages", lang, count=totals.laboratories_by_stages)
    return text(
        "scenario.totals",
        lang,
        persons=f"{totals.population_persons:,}",
        districts=f"{totals.districts:,}",
        townships=f"{totals.townships:,}",
        sites=f"{totals.sites:,}",
        tables=f"{totals.tables:,}",
        swabbers=f"{totals.swabbers:,}",
        vehicles=f"{totals.vehicles:,}",
        laboratories=f"{totals.laboratories:,}",
        tubes=f"{totals.declared_tubes_per_day:,.0f}",
        by_stages=by_stages if totals.laboratories_by_stages else "",
        mobile=_mobile_words(totals, lang),
    )


def _mobile_words(totals: Totals, lang: Language) -> str:
    """Say what could be sent for, nothing where nothing is written down."""
    if not totals.mobile_teams and not totals.mobile_laboratories:
        return ""
    return text(
        "scenario.mobile",
        lang,
        teams=f"{totals.mobile_teams:,}",
        laboratories=f"{totals.mobile_laboratories:,}",
        tubes=f"{totals.mobile_tubes_per_day:,.0f}",
    )


def sound_words(scenario: Scenario, lang: Language) -> str:
    """Say what a sound scenario holds."""
    campaign = scenario.campaign
    words = totals_words(totals_of(scenario), lang)
    people, _, means = words.partition("；" if lang == "zh" else "; ")
    sound = text(
        "scenario.sound",
        lang,
        city=scenario.city.city_zh if lang == "zh" else scenario.city.city_en,
        people=people,
        means=means,
        share=f"{100 * campaign.required_share:g} %",
        clock=text(f"clock.{campaign.verdict_clock}", lang),
        hours=text("number.hours", lang, value=f"{scenario.target_hours:g}"),
        probability=f"{100 * campaign.required_probability:g} %",
    )
    names = ", ".join(scenario.variants_offered)
    variants = text("scenario.variants", lang, names=names) if names else ""
    return f"{sound}\n{variants or text('scenario.no_variants', lang)}"


def _assumed_words(seen: Overview, lang: Language) -> str:
    return text(
        "scenario.assumed",
        lang,
        count=seen.assumed_values,
        total=len(seen.values),
        rows=f"{sum(table.assumed_rows for table in seen.tables):,}",
        all_rows=f"{sum(table.rows for table in seen.tables):,}",
    )


def _lines(string: str, console: Console) -> Text:
    return Text(wrap(string, console.width, cell_len))


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _headings(names: tuple[str, ...], lang: Language) -> list[str]:
    return [text(f"scenario.{name}", lang) for name in names]


def _settings(settings: Iterable[Setting], lang: Language) -> Table:
    """Return the settings, section by section as the file has them."""
    columns = _headings(("setting", "value", "by", "source"), lang)
    table = _table(text("scenario.settings", lang), *columns)
    table.columns[0].no_wrap = True
    section = ""
    for one in settings:
        above, _, name = one.key.rpartition(".")
        if above != section:
            section = above
            table.add_row(Text(f"[{section}]", style="bold"))
        table.add_row(
            Text(name),
            Text(with_unit(one.value, one.key)),
            Text(given_words(one.by, lang), style="dim" if one.by == "default" else ""),
            Text(source_words(one.source, lang), style=ASSUMED_STYLE if one.assumed else ""),
        )
    return table


def _tables(tables: list[TableOverview], lang: Language) -> Table:
    """Return the tables, each added up."""
    columns = _headings(("table", "rows", "sums", "assumed_rows", "source"), lang)
    shown = _table(text("scenario.tables", lang), *columns)
    for number in (1, 3):
        shown.columns[number].justify = "right"
    for one in tables:
        parts = [f"{column} {total:,.10g}" for column, total in one.sums]
        parts += [
            text("scenario.rows_by_variant", lang, name=name, rows=rows)
            for name, rows in one.by_variant
        ]
        shown.add_row(
            Text(table_file(one.name)),
            f"{one.rows:,}",
            Text("\n".join(parts)),
            f"{one.assumed_rows:,}",
            _sources(one, lang),
        )
    return shown


def _sources(table: TableOverview, lang: Language) -> Text:
    """Return the most frequent sources, and how many others there are."""
    lines = [
        Text(
            f"{rows:,}: {source_words(source, lang)}",
            style=ASSUMED_STYLE if is_assumed(source) else "",
        )
        for source, rows in table.sources[:SOURCES_SHOWN]
    ]
    others = len(table.sources) - len(lines)
    if others:
        lines.append(Text(text("scenario.other_sources", lang, count=others), style="dim"))
    return Text("\n").join(lines)
