"""What two variants set both, which forbids combining them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.scenario.faults import Fault, shown
from planner.scenario.names import SETTINGS_FILE, TABLES, has_id, setting_of
from planner.scenario.phrase import Phrase


@dataclass(frozen=True)
class _Target:
    """A value that a variant sets, and where."""

    variant: str
    key: str
    """As the variant writes it."""
    address: tuple[str, ...]
    """The parts of the setting's dotted key, or table, id and column."""
    value: object

    def enclosing(self) -> Iterator[tuple[str, ...]]:
        """Yield the address and the tables that it is inside."""
        return (self.address[:end] for end in range(1, len(self.address) + 1))


def conflicts(variants: Mapping[str, Any]) -> Iterator[Fault]:
    """Find settings and cells that more than one of the variants sets.

    Two parts of one setting, such as the mean and the spread of a time, are one value. The source
    of a row is no such value: a row that several variants change has the sources of all.
    """
    at: dict[tuple[str, ...], _Target] = {}
    inside: dict[tuple[str, ...], _Target] = {}
    for name, overrides in variants.items():
        targets = tuple(_targets(name, overrides)) if isinstance(overrides, Mapping) else ()
        for target in targets:
            outer = (at[address] for address in target.enclosing() if address in at)
            other = inside.get(target.address) or next(outer, None)
            if other is not None:
                yield _conflict(other, target)
        for target in targets:
            at.setdefault(target.address, target)
            for address in target.enclosing():
                inside.setdefault(address, target)


def _targets(name: str, overrides: Mapping[str, Any]) -> Iterator[_Target]:
    """Yield what a variant sets; what is written wrongly is another check's fault."""
    values = overrides.get("set")
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield _Target(name, f"set.{key}", tuple(setting_of(key).split(".")), value)
    for table in filter(has_id, TABLES):
        rows = overrides.get(table)
        for row in rows if isinstance(rows, list) else ():
            cells = row if isinstance(row, Mapping) else {}
            for column in cells.keys() - {"id", "source"}:
                place = str(cells.get("id", "")).strip()
                key = f"{table} {place}, {column}"
                yield _Target(name, key, (table, place, column), cells[column])


def _conflict(first: _Target, second: _Target) -> Fault:
    one, two = first.variant, second.variant
    value = Phrase(
        "{first} by {one}, {second} by {two}",
        first=shown(first.value),
        one=one,
        second=shown(second.value),
        two=two,
    )
    rule = Phrase(
        "variants that are combined set no value twice; {one} has it as {key}",
        one=one,
        key=first.key,
    )
    remedy = Phrase("choose {one} or {two}, or take the value out of one of them", one=one, two=two)
    return Fault(SETTINGS_FILE, f"variants.{two}.{second.key}", value, rule, remedy)
