"""The answer of a run on the terminal: sentence, clocks, people, what binds, where it hurts."""

import math

import numpy as np
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.outcome.outcome import (
    CLOCKS,
    DETECTION_FIGURES,
    POSITIONS,
    Outcome,
)
from planner.outcome.places import JAMMED_MINUTES
from planner.report.catalogue import Language, text
from planner.report.losses import is_out_of_reach, losses_words
from planner.report.names import binding_place, place_names, resource_name
from planner.report.numbers import (
    clock_moment,
    hours,
    hours_number,
    moment,
    percent,
    persons,
    significant,
)
from planner.report.sentence import (
    backlog_words,
    lateness_order,
    spare_words,
    verdict_sentence,
    verdict_word,
)
from planner.report.terminal_places import causes_table, lights_table, worst_sites_words
from planner.report.terminal_table import NAME_COLUMNS, add_row, headed, new_table
from planner.report.wrapping import wrap
from planner.simulation.tally import RETESTS, TUBES

ROWS_SHOWN = 10
VERDICT_STYLES = {True: "bold green", False: "bold red", None: "bold yellow"}


def print_run(outcome: Outcome, console: Console, lang: Language) -> None:
    """Print the answer of a run.

    Parameters
    ----------
    outcome
        What came out.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words.
    """
    if outcome.question.expected_persons == 0:
        console.print(_lines(verdict_sentence(outcome, lang), console))
        return
    word = Text(verdict_word(outcome, lang), style=VERDICT_STYLES[outcome.verdict.meets_target])
    console.print(word)
    console.print(_lines(verdict_sentence(outcome, lang), console))
    console.print(_clocks(outcome, lang))
    if note := _out_of_reach(outcome, lang):
        console.print(_lines(note, console), style="dim")
    console.print(_people(outcome, lang))
    console.print(causes_table(outcome, lang))
    console.print(_binding(outcome, lang))
    console.print(lights_table(outcome, lang))
    if worst := worst_sites_words(outcome, lang):
        console.print(_lines(worst, console), style="dim")
    console.print(_districts(outcome, lang))
    console.print(_lines(text("terminal.assumed", lang), console), style="dim")


def _lines(string: str, console: Console) -> Text:
    return Text(wrap(string, console.width, cell_len) + "\n")


def _clocks(outcome: Outcome, lang: Language) -> Table:
    """Return the three clocks at the required share, then the verdict's at other shares."""
    question = outcome.question
    title = text("terminal.clocks", lang, required=percent(question.required_share, lang))
    columns = ("clock", "p05", "p50", "p95", "when", "deadline")
    table = new_table(title, *headed(columns, lang))
    verdict_clock = CLOCKS.index(question.verdict_clock)
    rows = [(text(f"clock.{name}", lang), clock, 0) for clock, name in enumerate(CLOCKS)]
    rows += [
        (text("terminal.share_done", lang, share=percent(share, lang)), verdict_clock, column)
        for column, share in enumerate(outcome.clocks.shares)
        if column
    ]
    rows.append((text("terminal.last_done", lang), verdict_clock, len(outcome.clocks.shares)))
    for name, clock, column in rows:
        city = outcome.clocks.city
        low, middle, high = (float(part[clock, column]) for part in (city.p05, city.p50, city.p95))
        add_row(
            table,
            name,
            hours_number(low),
            hours_number(middle),
            hours_number(high),
            clock_moment(question, middle, lang),
            _to_deadline(outcome, clock, column, lang),
            style="dim" if column else "",
        )
    return table


def _to_deadline(outcome: Outcome, clock: int, column: int, lang: Language) -> Text:
    """Return hours to spare or short; why there are none, where a share is never done."""
    shares = outcome.clocks.shares
    spare = outcome.question.target_hours - float(outcome.clocks.city.p50[clock, column])
    if (
        math.isnan(spare)
        and column < len(shares)
        and is_out_of_reach(outcome, clock, shares[column])
    ):
        return Text(text("label.out_of_reach", lang))
    return Text(spare_words(spare, lang), style="" if spare >= 0 else "red")


def _out_of_reach(outcome: Outcome, lang: Language) -> str:
    """Return which shares too many losses forbid, and the losses; empty where there are none."""
    clock = CLOCKS.index(outcome.question.verdict_clock)
    shares = sorted(s for s in outcome.clocks.shares if is_out_of_reach(outcome, clock, s))
    if not shares:
        return ""
    return text(
        "terminal.out_of_reach",
        lang,
        shares=("、" if lang == "zh" else ", ").join(percent(share, lang) for share in shares),
        losses=losses_words(outcome, clock, shares[0], lang),
    )


def _people(outcome: Outcome, lang: Language) -> Table:
    """Return people, tubes and what was found, each figure with its words."""
    question, people, tubes = outcome.question, outcome.people, outcome.tubes
    table = new_table(text("terminal.people", lang), "", "", "")
    table.show_header = False
    add_row(table, text("terminal.expected", lang), persons(question.expected_persons, lang), "")
    for clock, name in enumerate(CLOCKS):
        at_deadline, at_end = float(people.at_deadline[clock]), float(people.at_end[clock])
        add_row(
            table,
            text("terminal.by_deadline", lang, clock=text(f"clock.{name}", lang)),
            persons(at_deadline, lang),
            text(
                "terminal.of_expected",
                lang,
                share=percent(at_deadline / question.expected_persons, lang),
                end=persons(at_end, lang),
            ),
        )
    add_row(table, text("terminal.elsewhere", lang), "", "", style="dim")
    for place, count in zip(POSITIONS[:-1], people.position_at_deadline, strict=False):
        words = text(f"position.{place}", lang)
        add_row(table, words, persons(float(count), lang), "", style="dim")
    counts = dict(zip(TUBES, tubes.counts, strict=True))
    for kind in ("collected", "tested", "positive", "inconclusive"):
        add_row(table, text(f"tubes.{kind}", lang), persons(float(counts[kind]), lang), "")
    share = text("terminal.of_tubes", lang, share=percent(tubes.breach_share, lang))
    add_row(table, text("terminal.breaches", lang), persons(tubes.breaches, lang), share)
    turnaround = outcome.turnaround
    add_row(
        table,
        text("terminal.turnaround", lang),
        hours(float(turnaround.p50_hours[-1]), lang),
        text("terminal.slow", lang, hours=hours(float(turnaround.p95_hours[-1]), lang)),
    )
    _add_detection(table, outcome, lang)
    return table


def _add_detection(table: Table, outcome: Outcome, lang: Language) -> None:
    found = dict(zip(DETECTION_FIGURES, outcome.detection.mean, strict=True))
    recalled = float(outcome.detection.retests_mean[RETESTS.index("recalled_persons")])
    add_row(
        table,
        text("terminal.infected", lang),
        significant(float(found["infected"])),
        text(
            "terminal.found",
            lang,
            confirmed=significant(float(found["confirmed"])),
            missed=significant(float(found["missed"])),
        ),
    )
    add_row(table, text("terminal.recalled", lang), significant(recalled), "")


def _binding(outcome: Outcome, lang: Language) -> Table:
    """Return what held the campaign back and when: the longest ranges, in their order."""
    ranges = outcome.binding.ranges
    longest = sorted(ranges, key=lambda item: item.from_hour - item.to_hour)[:ROWS_SHOWN]
    title = text("terminal.binding", lang)
    if len(ranges) > len(longest):
        title += text("terminal.shorter", lang, count=len(ranges) - len(longest))
    table = new_table(title, *headed(("hours", "from", "to"), lang))
    table.add_column(text("column.binds", lang))
    table.add_column(text("column.place", lang), max_width=NAME_COLUMNS, overflow="fold")
    for item in sorted(longest, key=lambda item: item.from_hour):
        add_row(
            table,
            f"{item.from_hour}–{item.to_hour}",
            moment(outcome.question, item.from_hour, lang),
            moment(outcome.question, item.to_hour, lang),
            resource_name(item.resource, lang),
            binding_place(outcome, item, lang),
        )
    return table


def _districts(outcome: Outcome, lang: Language) -> Table | Text:
    """Return the districts that are late or whose waits are jammed, the latest first."""
    spare, waits = outcome.lateness.hours_to_spare.p50, outcome.waits.p90_minutes
    trouble = [
        index
        for index in lateness_order(outcome)
        if not spare[index] >= 0 or waits[index] >= JAMMED_MINUTES
    ]
    if not trouble:
        return Text(text("terminal.no_trouble", lang) + "\n")
    title = text("terminal.trouble", lang, count=len(trouble), all=len(outcome.districts.ids))
    columns = ("district", "deadline", "left", "wait_p90", "backlog")
    table = new_table(title, *headed(columns, lang))
    names = place_names(outcome.districts, lang)
    for index in trouble[:ROWS_SHOWN]:
        add_row(
            table,
            names[index],
            Text(spare_words(float(spare[index]), lang), style="" if spare[index] >= 0 else "red"),
            persons(float(outcome.lateness.late_persons[index]), lang),
            _minutes(float(waits[index]), lang),
            backlog_words(float(outcome.lateness.peak_backlog_hours[index]), lang),
        )
    return table


def _minutes(value: float, lang: Language) -> str:
    if np.isnan(value):
        return text("label.nobody_came", lang)
    if math.isinf(value):
        return text("terminal.very_long", lang)
    return text("number.minutes", lang, value=f"{value:.0f}")
