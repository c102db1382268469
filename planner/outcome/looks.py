"""The verdict: looks fixed beforehand, each decided by an exact binomial bound."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

INTERVAL_ERROR = 0.025
"""Error on each side of the two-sided 95 % interval that is shown."""

BISECTIONS = 60
"""Halvings of [0, 1]: more than a double can hold."""


@dataclass(frozen=True)
class Look:
    """A moment, fixed beforehand, at which the replications are counted and judged."""

    number: int
    """1 for the first."""
    replications: int
    yes_error: float
    """Largest probability of a false 'yes' spent at this look; 0 forbids a 'yes'."""
    no_error: float
    """Largest probability of a false 'no' spent at this look."""


LOOKS = (
    Look(1, 20, 0.0, 0.0125),
    Look(2, 72, 0.025, 0.0125),
    Look(3, 150, 0.0125, 0.0125),
    Look(4, 300, 0.0125, 0.0125),
)
"""Errors of all looks sum to 0.05 on each side, so a false answer is at most that probable."""


@dataclass(frozen=True)
class Verdict:
    """Whether the target is met with the probability asked for."""

    meets_target: bool | None
    """None where the replications cannot decide."""
    probability: float
    """Share of replications that met the target."""
    interval: tuple[float, float]
    """Exact two-sided 95 % interval of the probability."""
    replications: int
    successes: int
    decided_at_look: int | None
    """Number of the look that decided; 0 for a single look of any size; None if undecided."""


def single_look(replications: int) -> Look:
    """Return the only look of a fixed number of replications, numbered 0.

    Each side spends 0.025, so that the answer agrees with the two-sided 95 % interval shown.
    """
    return Look(0, replications, INTERVAL_ERROR, INTERVAL_ERROR)


def next_look(replications: int) -> Look | None:
    """Return the first of ``LOOKS`` that needs more than ``replications``, None after the last."""
    return next((look for look in LOOKS if look.replications > replications), None)


def decide(
    successes: int,
    replications: int,
    required_probability: float,
    look: Look | None = None,
) -> Verdict:
    """Judge how many replications met the target.

    Parameters
    ----------
    successes
        Replications that met the target.
    replications
        Replications made, at least 1.
    required_probability
        The probability that a 'yes' must show, between 0 and 1.
    look
        The look at which this happens; where None, these replications are the only look.

    Returns
    -------
    Verdict
        'Yes' if the exact lower bound at the look's error reaches the required probability, 'no'
        if the upper bound is below it, undecided otherwise.

    Raises
    ------
    ValueError
        If the counts are impossible or are not those of the look.
    """
    if not 0 <= successes <= replications or replications < 1:
        raise ValueError(
            f"{successes} successes of {replications} replications; give 0 to n of at least 1"
        )
    look = look or single_look(replications)
    if look.replications != replications:
        raise ValueError(
            f"look {look.number} is taken at {look.replications} replications, not at "
            f"{replications}; make the missing ones or judge them as a single look"
        )
    meets = _answer(successes, required_probability, look)
    return Verdict(
        meets_target=meets,
        probability=successes / replications,
        interval=(
            lower_bound(successes, replications, INTERVAL_ERROR),
            upper_bound(successes, replications, INTERVAL_ERROR),
        ),
        replications=replications,
        successes=successes,
        decided_at_look=None if meets is None else look.number,
    )


def _answer(successes: int, required_probability: float, look: Look) -> bool | None:
    if lower_bound(successes, look.replications, look.yes_error) >= required_probability:
        return True
    if upper_bound(successes, look.replications, look.no_error) < required_probability:
        return False
    return None


def lower_bound(successes: int, replications: int, error: float) -> float:
    """Return the exact one-sided lower bound of a probability (Clopper and Pearson 1934).

    Parameters
    ----------
    successes
        Number of successes.
    replications
        Number of trials.
    error
        Probability that the bound lies above the truth, at most; 0 gives the bound 0.

    Returns
    -------
    float
        The probability at which ``successes`` or more have exactly the chance ``error``.
    """
    if successes == 0 or error <= 0:
        return 0.0
    at_least = _tail(replications, successes, replications)
    return _rising_root(at_least, error)


def upper_bound(successes: int, replications: int, error: float) -> float:
    """Return the exact one-sided upper bound of a probability; see :func:`lower_bound`."""
    return 1.0 - lower_bound(replications - successes, replications, error)


def _tail(trials: int, first: int, last: int) -> Callable[[float], float]:
    """Return the binomial probability of ``first`` to ``last`` successes, as a function of p."""
    counts = np.arange(first, last + 1)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, trials + 1)))))
    log_ways = log_factorial[trials] - log_factorial[counts] - log_factorial[trials - counts]

    def probability(p: float) -> float:
        log_terms = log_ways + counts * math.log(p) + (trials - counts) * math.log1p(-p)
        return float(np.exp(log_terms).sum())

    return probability


def _rising_root(function: Callable[[float], float], value: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < value:
            low = middle
        else:
            high = middle
    return low
