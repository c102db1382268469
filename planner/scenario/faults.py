"""What is wrong with a scenario: one record a fault, all of them in one exception."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass

from planner.scenario.phrase import Phrase, inside

SHOWN_CHARACTERS = 80


def shown(value: object) -> str:
    """Write an offending value on one line, shortened where it is long; a phrase stays as it is."""
    if isinstance(value, Phrase):
        return value
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


_CAUSES = {
    errno.ENOSPC: Phrase("no space left on the disk"),
    errno.EDQUOT: Phrase("the quota of the disk is used up"),
    errno.EACCES: Phrase("permission denied"),
    errno.EPERM: Phrase("permission denied"),
    errno.EROFS: Phrase("the disk is read-only"),
    errno.ENOENT: Phrase("no such file or folder"),
    errno.EEXIST: Phrase("it exists already"),
    errno.ENOTDIR: Phrase("not a folder"),
    errno.EISDIR: Phrase("a folder"),
    errno.ENAMETOOLONG: Phrase("the name is too long"),
    errno.EIO: Phrase("the disk reports an error"),
}


def cause(error: OSError) -> str:
    """Say why the system refused, in its own words where it is a rare cause."""
    words: str = _CAUSES.get(error.errno or 0, error.strerror or str(error))
    return inside(words, str(error.filename)) if error.filename is not None else words


@dataclass(frozen=True)
class Fault:
    """One broken rule: where it stands, what was found, what holds and what to do."""

    file: str
    where: str
    """Row and column of a table, or key of ``scenario.toml``; empty for a whole file.

    This and ``value`` are phrases where they have words of our own.
    """
    value: str
    """The offending value as :func:`shown` writes it; empty where something is missing."""
    rule: Phrase
    remedy: Phrase
    variant: str | None = None
    """The variant that brings the fault in, or None where the scenario itself has it."""

    @property
    def words(self) -> Phrase:
        """The whole fault as one sentence."""
        place = inside(self.file, self.where) if self.where else self.file
        if self.variant is not None:
            place = Phrase("{place} [variant {name}]", place=place, name=self.variant)
        if not self.value:
            return Phrase(
                "{place}: Rule: {rule}. Remedy: {remedy}.",
                place=place,
                rule=self.rule,
                remedy=self.remedy,
            )
        return Phrase(
            "{place}: {value}. Rule: {rule}. Remedy: {remedy}.",
            place=place,
            value=self.value,
            rule=self.rule,
            remedy=self.remedy,
        )

    def __str__(self) -> str:
        return str(self.words)


class ScenarioFaults(ValueError):
    """A scenario that cannot be used; ``faults`` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))
