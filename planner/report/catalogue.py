"""Every word of figures, tables and sentences, in both languages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def entries() -> dict[str, dict[str, str]]:
    """Return the catalogue: by key (``group.name``) the text in each language."""
    source = (files("planner.report") / "catalogue.toml").read_text(encoding="utf-8")
    return {
        f"{group}.{name}": texts
        for group, names in tomllib.loads(source).items()
        for name, texts in names.items()
    }


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
