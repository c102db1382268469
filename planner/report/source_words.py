"""Where a value comes from and its unit, in the reader's language."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from planner.report.catalogue import Language, text
from planner.scenario.sourced import ASSUMED
from planner.scenario.written import unit_of

NUMBER = re.compile(r"\d(?:[\d,.\-]*\d)?")
PREFIX = f"{ASSUMED}:"
GIVERS = ("default", "preset", "variant")


@cache
def chinese() -> dict[str, str]:
    """Return the Chinese of sources, by the English text; # stands for a number."""
    source = (files("planner.report") / "sources.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(source)["source"])


def source_words(source: str, lang: Language) -> str:
    """Say where a value comes from.

    What the program writes is translated, whole or by its parts between semicolons; titles and
    what others wrote stay as they are.
    """
    if lang == "en" or not source:
        return source
    if source == ASSUMED:
        return text("source.assumed", lang)
    said = source.removeprefix(PREFIX).strip()
    words = _known(said) or "；".join(_known(part) or part for part in said.split("; "))
    return text("source.assumed_since", lang, why=words) if source.startswith(PREFIX) else words


def given_words(by: str, lang: Language) -> str:
    """Say who gave a value: a default, a preset, a variant, or a file by its name."""
    kind, _, name = by.partition(" ")
    return text(f"given.{kind}", lang, name=name) if kind in GIVERS else by


def unit_words(name: str, lang: Language) -> str:
    """Say the unit that the name of a setting carries; empty where it has none."""
    unit = unit_of(name)
    return text(f"unit.{as_key(unit)}", lang) if unit else ""


def as_key(unit: str) -> str:
    """Return a unit as a key of the catalogue."""
    return re.sub(r"[^a-z0-9]+", "_", unit.lower())


def _known(said: str) -> str | None:
    """Return the Chinese of a text, its numbers put in; None where there is none."""
    if said in chinese():
        return chinese()[said]
    template = chinese().get(NUMBER.sub("#", said))
    return None if template is None else template.format(*NUMBER.findall(said))
