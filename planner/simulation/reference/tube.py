"""A tube and the people in it."""

from dataclasses import dataclass, field


@dataclass
class Tube:
    """A pool tube from its first swab on."""

    site: int
    table: int
    """The swabber who fills it."""
    number: int
    """Counts the swabber's tubes."""
    shift: int
    opened_ms: int
    capacity: int
    """Swabs that fill it."""
    people: list[int] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    """Viral load of its infected people."""
    closed_ms: int = -1
    boxed_ms: int = -1
    """When it went into its site's box: closed, and mended where need be."""
    seniority: tuple[int, ...] = ()
    """(delivered, run, site, boxed, table, tube) once it is in a laboratory."""

    @property
    def is_full(self) -> bool:
        """Tell whether no further swab goes in."""
        return len(self.people) >= self.capacity

    @property
    def load(self) -> int:
        """Copies of all members together."""
        return sum(self.copies.values())
