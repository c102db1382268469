"""What is wrong with a scenario: one record a fault, all of them in one exception."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_CHARACTERS = 80


def shown(value: object) -> str:
    """Write an offending value on one line, shortened where it is long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


@dataclass(frozen=True)
class Fault:
    """One broken rule: where it stands, what was found, what holds and what to do."""

    file: str
    where: str
    """Row and column of a table, or key of ``scenario.toml``; empty for a whole file."""
    value: str
    """The offending value as :func:`shown` writes it; empty where something is missing."""
    rule: str
    remedy: str
    variant: str | None = None
    """The variant that brings the fault in, or None where the scenario itself has it."""

    def __str__(self) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        if self.variant is not None:
            place += f" [variant {self.variant}]"
        found = f"{self.value}. " if self.value else ""
        return f"{place}: {found}Rule: {self.rule}. Remedy: {self.remedy}."


class ScenarioFaults(ValueError):
    """A scenario that cannot be used; ``faults`` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))
