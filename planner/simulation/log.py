"""The event log: what both engines must agree on, row by row.

A row is eight integers: ``(ms, kind, place, site, table, tube, person, extra)``. Rows are compared
after sorting, never in the order in which they were written.
"""

from enum import IntEnum

import numpy as np

from planner.simulation.layout import Ints

COLUMNS = ("ms", "kind", "place", "site", "table", "tube", "person", "extra")
NONE = -1
"""Stands in every column that a kind of row does not use."""


class Event(IntEnum):
    """Kinds of rows. The site is the place of the first group, the laboratory of the third."""

    ARRIVE = 1
    """``person`` joins the queue of ``site``."""
    RETURN = 2
    """``person`` joins again at an opening."""
    LEAVE = 3
    """``person`` gives up; ``extra`` is 0 for leaving the queue, 1 for being turned away."""
    REGISTER = 4
    """A registrar begins with ``person``; ``table`` is the first swabber of the registrar's table.

    Swabbers are counted through all tables of a site; in rows of a tube, ``table`` is its
    swabber. The number of a person on a second visit carries the bit ``REPEAT``."""
    SWAB = 5
    """A swabber at ``table`` begins with ``person``."""
    SWABBED = 6
    """The swab of ``person`` ends and goes into ``tube`` of ``table``."""
    TUBE_CLOSED = 7
    """``tube`` of ``table`` closes; ``person`` is the first in it, ``extra`` its swabs."""
    MENDED = 8
    """A clerk has mended the binding of ``tube`` of ``table``, which goes into the box now."""

    CALL = 10
    """Route ``place`` asks for a vehicle; ``extra`` numbers the route's runs."""
    DEPART = 11
    """Vehicle ``extra`` leaves for route ``place``."""
    STOP = 12
    """A vehicle reaches ``site`` on route ``place``; ``extra`` is the tubes that it takes."""
    VEHICLE_BACK = 13
    """Vehicle ``extra`` is back from route ``place``."""
    DELIVERED = 14
    """``tube`` of ``table`` at ``site`` reaches laboratory ``place``."""

    ACCESSION = 20
    TRANSFER = 21
    EXPRESS = 22
    """A bench begins with the single tube of ``person``."""
    BATCH = 23
    """A machine of stage ``site`` begins its ``tube``-th run with ``extra`` tubes; ``table`` is
    the machine."""
    LOADED = 24
    """A tube goes into a run; ``extra`` is the stage."""
    REVIEW = 25
    """Review of plate ``tube`` begins; ``extra`` is the reviewer."""
    PLATE_FAILED = 26
    """Plate ``tube`` fails its controls."""
    INVALID = 27
    """A tube must be repeated; ``extra`` counts its attempts."""
    RESULT = 28
    """A tube's result is published; ``extra`` is 0 negative, 1 positive, 2 inconclusive."""
    LOCATED = 29
    """The people of a positive tube are located."""
    RECALL = 30
    """A recall crew sets out; ``extra`` is the crew."""
    RESWABBED = 31
    """A recalled ``person`` has been swabbed singly."""
    RETEST_DELIVERED = 32
    """The single tube of ``person`` reaches the laboratory."""


NEGATIVE, POSITIVE, INCONCLUSIVE = 0, 1, 2
LEFT, TURNED_AWAY = 0, 1


def sorted_rows(rows: Ints) -> Ints:
    """Return the rows in their one order, by all columns from the left."""
    return rows[np.lexsort(rows.T[::-1])]


def first_difference(ours: Ints, theirs: Ints) -> str | None:
    """Return the first row in which two logs differ, in words, or None when they are equal."""
    ours, theirs = sorted_rows(ours), sorted_rows(theirs)
    shared = min(len(ours), len(theirs))
    unequal = np.flatnonzero((ours[:shared] != theirs[:shared]).any(axis=1))
    if len(unequal) == 0 and len(ours) == len(theirs):
        return None
    at = int(unequal[0]) if len(unequal) else shared
    where = f"row {at} of {len(ours)} and {len(theirs)}"
    return f"{where}: {_words(ours, at)} against {_words(theirs, at)}"


def _words(rows: Ints, at: int) -> str:
    if at >= len(rows):
        return "no row"
    values = dict(zip(COLUMNS, rows[at].tolist(), strict=True))
    kind = Event(values.pop("kind")).name
    return f"{kind} " + " ".join(f"{k}={v}" for k, v in values.items() if v != NONE)
