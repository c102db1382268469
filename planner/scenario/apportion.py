"""Whole numbers in proportion to weights, with an exact sum."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_INT64_MAX = 2**63 - 1


def largest_remainder(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Divide a whole number by the method of the largest remainder.

    Parameters
    ----------
    total
        What is divided, not negative.
    weights
        Whole numbers, not negative, shape (n,).

    Returns
    -------
    NDArray[np.int64]
        Shape (n,). The parts sum to ``total``; each is the exact quota rounded down or up, the
        largest remainders up, equal remainders by lowest index.

    Raises
    ------
    ValueError
        If ``total`` or a weight is negative, a weight is not whole, or no weight is positive
        while ``total`` is.
    """
    exact = np.asarray(weights)
    if exact.size == 0:
        exact = exact.astype(np.int64)
    if exact.ndim != 1 or exact.dtype.kind not in "iu":
        raise ValueError(f"weights must be whole numbers in one dimension, not {exact.dtype}")
    if total < 0 or (exact < 0).any():
        raise ValueError(f"total {total} and weights must not be negative")
    whole = sum(exact.tolist())
    if whole == 0:
        if total:
            raise ValueError(f"cannot divide {total} by weights that are all zero; give one weight")
        return np.zeros(exact.shape, dtype=np.int64)
    # Products beyond 64 bits are rare; Python's integers keep them exact.
    kind = np.int64 if max(total, 1) * whole <= _INT64_MAX else object
    quota = exact.astype(kind) * total
    parts: NDArray[np.int64] = (quota // whole).astype(np.int64)
    remainder = quota % whole
    left = total - int(parts.sum())
    parts[np.argsort(-remainder, kind="stable")[:left]] += 1
    return parts
