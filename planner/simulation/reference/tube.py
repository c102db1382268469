"""A tube and the people in it."""

from dataclasses import dataclass, field


@dataclass
class Tube:
    """A pool tube from its first swab on."""

    site: int
    table: int
    number: int
    """Counts the table's tubes."""
    shift: int
    opened_ms: int
    people: list[int] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    """Viral load of its infected people."""
    closed_ms: int = -1
    seniority: tuple[int, ...] = ()
    """(delivered, run, site, closed, table, tube) once it is in a laboratory."""

    @property
    def load(self) -> int:
        """Copies of all members together."""
        return sum(self.copies.values())
