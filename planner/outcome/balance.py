"""People balance: everybody expected is somewhere, and every curve agrees with the ledger."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.simulation.layout import Ints, Layout
from planner.simulation.tally import LEDGER, Tally

SAMPLED_CAUSES = ("resulted", "in_laboratory", "on_the_road", "awaiting_courier", "inconclusive")
"""Columns of the ledger that hold people who were swabbed."""

Count = tuple[str, Ints]
"""What is counted, and the people at each place."""


class BalanceError(RuntimeError):
    """People were lost or made up in a replication: a fault of the simulation, not of the input."""


def check_balance(layout: Layout, tally: Tally) -> None:
    """Check that the people of one replication balance exactly.

    Raises
    ------
    BalanceError
        With the replication, the place and the two numbers that disagree.
    """
    _check_districts(layout, tally)
    _check_laboratories(tally)


def _check_districts(layout: Layout, tally: Tally) -> None:
    to_be_tested = layout.registered_persons - layout.away_persons - layout.exempt_persons
    in_ledger = dict(zip(LEDGER, tally.ledger.T, strict=True))
    is_sampled = [LEDGER.index(cause) for cause in SAMPLED_CAUSES]
    sampled_in_ledger = tally.ledger[:, is_sampled].sum(axis=1)
    arrived, sampled, resulted, closed = (
        curve.sum(axis=1) for curve in (tally.arrived, tally.sampled, tally.resulted, tally.closed)
    )
    places = [f"replication {tally.replication}, {place}" for place in layout.district_ids]
    _equal(
        places, ("in the ledger", tally.ledger.sum(axis=1)), ("expected", layout.expected_persons)
    )
    _equal(
        places,
        ("registered and neither away nor exempt", to_be_tested),
        ("expected", layout.expected_persons),
    )
    _equal(places, ("sampled in the ledger", sampled_in_ledger), ("sampled", sampled))
    _equal(places, ("resulted in the ledger", in_ledger["resulted"]), ("resulted", resulted))
    _at_most(places, ("sampled", sampled), ("arrived", arrived))
    _at_most(places, ("closed", closed), ("resulted", resulted))


def _check_laboratories(tally: Tally) -> None:
    for name, by_laboratory, by_district in (
        ("resulted", tally.persons_resulted, tally.resulted),
        ("closed", tally.persons_closed, tally.closed),
    ):
        _equal(
            [f"replication {tally.replication}, the city"],
            (f"{name} by laboratory", np.atleast_1d(by_laboratory.sum())),
            (f"{name} by district", np.atleast_1d(by_district.sum())),
        )


def _equal(places: Sequence[str], left: Count, right: Count) -> None:
    _refuse(places, left, right, left[1] != right[1])


def _at_most(places: Sequence[str], left: Count, right: Count) -> None:
    _refuse(places, left, right, left[1] > right[1])


def _refuse(places: Sequence[str], left: Count, right: Count, wrong: NDArray[np.bool_]) -> None:
    for place, left_persons, right_persons, is_wrong in zip(
        places, left[1], right[1], wrong, strict=True
    ):
        if is_wrong:
            raise BalanceError(
                f"{place}: {left_persons} people {left[0]} but {right_persons} {right[0]}; the "
                "people of a replication must balance, so report this with the scenario and seed"
            )
