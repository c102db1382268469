"""Viral load of an infected person and whether a tube shows it; draws shared by both engines."""

from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.quantiles import quantile

_NORMAL_ONE = 2.0**20
_MOST_COPIES = 1e15


@kernel("int64(int64[::1], int64, float64, float64)")
def load_copies(normal: Ints, bits: int, log10_mean: float, log10_sd: float) -> int:
    """Return copies per mL that one infected swab brings, lognormal, whole and at least one."""
    copies = 10.0 ** (log10_mean + log10_sd * (quantile(normal, bits) / _NORMAL_ONE))
    return int(max(1.0, min(copies, _MOST_COPIES)))


@kernel("boolean(int64[::1], int64, int64, float64, float64, float64)")
def detects(
    normal: Ints, bits: int, copies: int, dilution: float, limit_copies: float, log10_sd: float
) -> bool:
    """Tell whether the members' summed copies reach the limit drawn for this attempt."""
    limit = limit_copies * 10.0 ** (log10_sd * (quantile(normal, bits) / _NORMAL_ONE))
    return bool(copies * dilution >= limit)
