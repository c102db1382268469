"""From which hour a place's tubes go to another laboratory than before."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from planner.scenario.tables import PlanFlow

LEAST_SHARE = 0.01
"""Assumed: no dispatcher acts on a change of less than one tube in a hundred."""

Shares = Mapping[str, float]
"""Share of a place's tubes by laboratory."""


@dataclass(frozen=True)
class Diversion:
    """A share of a place's tubes that goes to one laboratory instead of another."""

    place: str
    share: float
    from_laboratory: str | None
    """None where nobody took the share before."""
    to_laboratory: str
    from_hour: float
    until_hour: float
    """When the place's tubes are shared in another way."""


def diversions(
    rows: Iterable[PlanFlow], habits: Mapping[str, Shares], from_hour: float
) -> list[Diversion]:
    """Return every change of the laboratories of a place, in the order of hours and places.

    Parameters
    ----------
    rows
        Of the plan.
    habits
        By place, how its tubes are shared without a plan.
    from_hour
        When there are tubes; what the plan says before then is no order.
    """
    by_place: defaultdict[str, list[PlanFlow]] = defaultdict(list)
    for row in rows:
        if row.to_hour > from_hour:
            begins = max(row.from_hour, from_hour)
            by_place[row.place].append(row.model_copy(update={"from_hour": begins}))
    found = [
        one
        for place, own in by_place.items()
        for one in _of_place(place, own, habits.get(place, {}))
    ]
    return sorted(
        found,
        key=lambda one: (
            one.from_hour,
            one.place,
            one.from_laboratory or "",
            one.to_laboratory,
        ),
    )


def _of_place(place: str, rows: list[PlanFlow], habit: Shares) -> list[Diversion]:
    steps = _steps(rows, habit)
    before = habit
    found = []
    for (hour, shares), (end, _) in pairwise([*steps, (math.inf, {})]):
        found += [
            Diversion(place, share, laboratory, other, hour, end)
            for laboratory, other, share in _paired(before, shares)
        ]
        before = shares
    return found


def _steps(rows: list[PlanFlow], habit: Shares) -> list[tuple[float, Shares]]:
    """Return when the shares change by enough to act on, and what they are from then on.

    Between two rows the habit holds; after the last the plan has nothing more to say.
    """
    hours = sorted({row.from_hour for row in rows} | {row.to_hour for row in rows})
    steps: list[tuple[float, Shares]] = []
    for hour, _ in pairwise([*hours, math.inf]):
        shares = _shares_at(rows, hour)
        if not shares and hour < hours[-1]:
            shares = dict(habit)
        before = steps[-1][1] if steps else habit
        if any(abs(change) >= LEAST_SHARE for change in _changes(before, shares).values()):
            steps.append((hour, shares))
    return steps


def _shares_at(rows: list[PlanFlow], hour: float) -> dict[str, float]:
    shares: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        if row.from_hour <= hour < row.to_hour:
            shares[row.laboratory] += row.share
    return dict(shares)


def _changes(before: Shares, shares: Shares) -> dict[str, float]:
    names = sorted({*before, *shares})
    return {name: shares.get(name, 0.0) - before.get(name, 0.0) for name in names}


def _paired(before: Shares, shares: Shares) -> list[tuple[str | None, str, float]]:
    """Pair the laboratories that lose a share with those that gain one, the largest first."""
    in_order = sorted(_changes(before, shares).items(), key=lambda item: (-abs(item[1]), item[0]))
    changes = dict(in_order)
    losses = {name: -change for name, change in changes.items() if change < 0}
    pairs: list[tuple[str | None, str, float]] = []
    for name, gain in changes.items():
        rest = gain
        for loser, loss in losses.items():
            share = min(rest, loss)
            if share >= LEAST_SHARE:
                pairs.append((loser, name, share))
                losses[loser] = loss - share
                rest -= share
        if rest >= LEAST_SHARE:
            pairs.append((None, name, rest))
    return pairs
