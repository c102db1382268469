"""A sentence that remembers how it was made, so that it can be said in another language."""

from collections.abc import Mapping
from typing import Any, Self


class Phrase(str):
    """An English sentence with its template, which is the key to the sentence's translations.

    Parameters
    ----------
    template
        The sentence with placeholders as :meth:`str.format` has them.
    **values
        One for each placeholder; may be phrases themselves.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Say it in English."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[Any, ...]:
        """Keep the template when copied or sent to another process."""
        return (self.template,), self.values


def refusal(rule: Phrase, remedy: Phrase) -> ValueError:
    """Return what a validator raises; the fault that is made of it takes both apart again."""
    return ValueError(Phrase("{rule}; {remedy}", rule=rule, remedy=remedy))


def inside(where: str, part: str) -> Phrase:
    """Say where a part of a place is."""
    return Phrase("{where}, {part}", where=where, part=part)
