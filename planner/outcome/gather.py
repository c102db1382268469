"""Replications gathered one by one, so that memory grows by little with each."""

from collections.abc import Iterable

from planner.outcome.digest import Case, Counts, Digest


class Gathered:
    """All replications so far: what is kept of each, and the sums over all.

    Parameters
    ----------
    digests
        Replications to begin with, in any order.
    """

    def __init__(self, digests: Iterable[Digest] = ()) -> None:
        self._cases: dict[int, Case] = {}
        self._counts: Counts | None = None
        for digest in digests:
            self.add(digest)

    def add(self, digest: Digest) -> None:
        """Take in one replication.

        Raises
        ------
        ValueError
            If a replication of that number is in already.
        """
        number = digest.case.replication
        if number in self._cases:
            raise ValueError(f"replication {number} came twice; count each of them once")
        self._cases[number] = digest.case
        self._counts = digest.counts if self._counts is None else self._counts + digest.counts

    def __len__(self) -> int:
        """Return the number of replications."""
        return len(self._cases)

    @property
    def successes(self) -> int:
        """Replications that met the target."""
        return sum(case.meets_target for case in self._cases.values())

    @property
    def cases(self) -> tuple[Case, ...]:
        """What is kept of each, in the order of their numbers."""
        return tuple(case for _, case in sorted(self._cases.items()))

    @property
    def counts(self) -> Counts:
        """The sums over all.

        Raises
        ------
        ValueError
            If there is no replication.
        """
        if self._counts is None:
            raise ValueError("no replication was made; make at least 1")
        return self._counts
