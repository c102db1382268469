"""Where people are lost and wait, on the terminal."""

import numpy as np
from rich.table import Table

from planner.outcome.lights import light_shares, worst_sites
from planner.outcome.outcome import CAUSES, Outcome
from planner.outcome.places import LIGHTS
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import minutes, percent, persons
from planner.report.terminal_table import NAME_COLUMNS, add_row, headed, new_table

SITES_SHOWN = 3


def causes_table(outcome: Outcome, lang: Language) -> Table:
    """Return everybody registered by what became of them, and where each cause takes most."""
    title = text("terminal.causes", lang)
    table = new_table(title, *headed(("cause", "persons_each", "share_registered"), lang))
    table.add_column(text("column.most_in", lang), max_width=NAME_COLUMNS, overflow="fold")
    by_cause = outcome.people.by_cause
    registered = int(by_cause.sum())
    names = place_names(outcome.districts, lang)
    for cause, people in zip(CAUSES, by_cause.T, strict=True):
        if people.any():
            total = int(people.sum())
            add_row(
                table,
                text(f"cause.{cause}", lang),
                persons(total, lang),
                percent(total / registered, lang),
                names[int(people.argmax())],
            )
    add_row(table, text("cause.registered", lang), persons(registered, lang), percent(1, lang), "")
    return table


def lights_table(outcome: Outcome, lang: Language) -> Table:
    """Return people and sites by light."""
    waits = outcome.site_waits
    table = new_table(text("terminal.lights", lang), *headed(("light", "people", "sites"), lang))
    for light, name in enumerate(LIGHTS):
        share = light_shares(outcome.waits)[-1, light]
        add_row(
            table,
            text(f"light.{name}", lang),
            "–" if np.isnan(share) else percent(share, lang),
            persons(waits.by_light[-1, light], lang),
        )
    return table


def worst_sites_words(outcome: Outcome, lang: Language) -> str:
    """Return the sites with the longest waits; empty where no site swabs anybody."""
    waits = outcome.site_waits
    townships = waits.township_names_zh if lang == "zh" else waits.township_names_en
    worst = [
        text(
            "terminal.site",
            lang,
            site=waits.ids[site],
            township=townships[site] or waits.townships[site],
            longest=minutes(float(waits.longest_minutes[site]), lang),
        )
        for site in worst_sites(waits)[:SITES_SHOWN]
    ]
    joint = "；" if lang == "zh" else "; "
    return text("terminal.worst_sites", lang, sites=joint.join(worst)) if worst else ""
