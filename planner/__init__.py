"""Can this city test everyone in time, and if not, what is the least that makes it so?

``planner.load(directory, variants=None)`` reads a scenario, ``planner.simulate(scenario)`` answers,
``planner.allocate(scenario)`` plans who goes where when, and ``planner.reinforce(scenario,
confidence=0.95)`` finds the least that has to be added.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.scenario import load
    from planner.study.confirmed import allocate, reinforce
    from planner.study.replications import simulate

__version__ = "0.1.0"
__all__ = ["__version__", "allocate", "load", "reinforce", "simulate"]

_MODULES = {
    "load": "planner.scenario",
    "simulate": "planner.study.replications",
    "allocate": "planner.study.confirmed",
    "reinforce": "planner.study.confirmed",
}


def __getattr__(name: str) -> object:
    """Import the public functions when they are first asked for."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
