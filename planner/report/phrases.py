"""Sentences about faults and wrong requests, in the reader's language."""

import tomllib
from functools import cache
from importlib.resources import files

from planner.report.catalogue import Language, text
from planner.scenario import ScenarioFaults
from planner.scenario.faults import cause
from planner.scenario.phrase import Phrase
from planner.study.request import RequestError

Mendable = ScenarioFaults | RequestError | OSError
"""What a user can mend."""


@cache
def chinese() -> dict[str, str]:
    """Return the Chinese of every phrase, by its English template."""
    source = (files("planner.report") / "faults.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(source)["phrase"])


def said(words: str, lang: Language) -> str:
    """Say a phrase and the phrases within it in a language; other texts stay as they are."""
    if lang == "en" or not isinstance(words, Phrase):
        return str(words)
    values = {
        name: said(value, lang) if isinstance(value, str) else value
        for name, value in words.values.items()
    }
    return chinese()[words.template].format(**values)


def told(error: Mendable, lang: Language) -> str:
    """Say what is wrong and what to do, every fault on a line of its own."""
    match error:
        case ScenarioFaults():
            return "\n".join(said(fault.words, lang) for fault in error.faults)
        case RequestError():
            return said(error.words, lang)
        case OSError():
            return text("fault.disk", lang, cause=said(cause(error), lang))
