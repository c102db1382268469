"""Can this city test everyone in time, and if not, what is the least that makes it so?

``planner.load(directory, variants=None)`` reads a scenario, ``planner.simulate(scenario)`` answers.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.scenario import load
    from planner.study.replications import simulate

__version__ = "0.1.0"
__all__ = ["__version__", "load", "simulate"]


def __getattr__(name: str) -> object:
    """Import the public functions when they are first asked for."""
    if name == "load":
        from planner.scenario import load

        return load
    if name == "simulate":
        from planner.study.replications import simulate

        return simulate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
