"""Ranks and look-ups among instants of many owners, all at once."""

import numpy as np

from planner.simulation.layout import Calendar, Ints

_MS_BITS = 36
"""Two years of milliseconds; what is left of 63 bits holds 134 million owners."""


def _packed(owner: Ints, ms: Ints) -> Ints:
    return (owner << _MS_BITS) | ms


def rank_within(group: Ints, *keys: Ints) -> Ints:
    """Return each entry's place in its group, 0 first, in the order of the keys."""
    order = np.lexsort((*reversed(keys), group))
    sorted_group = group[order]
    ranks = np.empty(len(group), dtype=np.int64)
    ranks[order] = np.arange(len(group)) - np.searchsorted(sorted_group, sorted_group)
    return ranks


def last_until(owners: Ints, instants: Ints, owner: Ints, until_ms: Ints) -> Ints:
    """Return the position of each owner's last instant at or before another instant.

    Parameters
    ----------
    owners, instants
        Owner and millisecond of each entry, in any order; one entry per owner and instant.
    owner, until_ms
        What is looked up; each must have an entry.
    """
    packed = _packed(owners, instants)
    order = np.argsort(packed, kind="stable")
    found: Ints = order[np.searchsorted(packed[order], _packed(owner, until_ms), side="right") - 1]
    return found


def interval_at(calendar: Calendar, owner: Ints, ms: Ints) -> Ints:
    """Return the calendar's row of the owner's last interval that has opened at an instant."""
    owners, rows = calendar.one_by_one()
    return rows[last_until(owners, calendar.open_ms[rows], owner, ms)]
