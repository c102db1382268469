"""Every word of figures, tables and sentences, in both languages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
FILES = ("catalogue.toml", "desk.toml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def entries() -> dict[str, dict[str, str]]:
    """Return the catalogue: by key (``group.name``) the text in each language.

    Groups of ``desk.toml`` are seen on the desk only; no group stands in both files.
    """
    found: dict[str, dict[str, str]] = {}
    for file in FILES:
        source = (files("planner.report") / file).read_text(encoding="utf-8")
        for group, names in tomllib.loads(source).items():
            found |= {f"{group}.{name}": texts for name, texts in names.items()}
    return found


def text(key: str, lang: Language, **values: object) -> str:
    """Return the words for ``key`` with their placeholders filled in.

    Parameters
    ----------
    key
        Group and name, as in ``catalogue.toml``.
    lang
        The language asked for.
    **values
        One for each placeholder of the text.

    Raises
    ------
    KeyError
        If the key is not in the catalogue, or a placeholder is not given.
    """
    return entries()[key][lang].format(**values)
