"""Who runs: this project's two engines and what their users would take instead."""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Protocol, cast

from benchmarks.jobs import LaboratoryLine, LaboratoryRun, SiteLine, SiteRun

OURS, REFERENCE, TEXTBOOK, CIMBA = "compiled", "reference", "SimPy, textbook", "Cimba"
"""Engines that the results speak of by name."""


class Lines(Protocol):
    """What each file of ``benchmarks.peers`` offers."""

    def site_line(self, job: SiteLine) -> SiteRun:
        """Prepare the site line."""

    def laboratory_line(self, job: LaboratoryLine) -> LaboratoryRun:
        """Prepare the laboratory line."""


@dataclass(frozen=True)
class Engine:
    """An engine and how much it is given, so that a run takes about two seconds.

    Rates are by person and tube: a faster engine gets more sites and laboratories, not other ones.
    """

    name: str
    module: str
    package: str
    sites: int
    laboratories: int
    how: str

    @property
    def is_here(self) -> bool:
        """Tell whether its package is installed."""
        return find_spec(self.package) is not None

    @property
    def version(self) -> str:
        """Version of its package."""
        return version(self.package)

    def lines(self) -> Lines:
        """Import its file."""
        return cast("Lines", import_module(f"benchmarks.peers.{self.module}"))


ENGINES = (
    Engine(OURS, "own_compiled", "planner", 4000, 100, "this project: Numba kernels, whole chain"),
    Engine(REFERENCE, "own_reference", "planner", 4, 1, "this project: SimPy, whole chain and log"),
    Engine(TEXTBOOK, "simpy_textbook", "simpy", 16, 2, "a process per person, tube and plate"),
    Engine(
        "SimPy, tuned", "simpy_tuned", "simpy", 32, 3, "servers over a store, numbers drawn ahead"
    ),
    Engine(
        "salabim, textbook",
        "salabim_textbook",
        "salabim",
        1,
        1,
        "a component per person, tube and plate",
    ),
    Engine(
        "salabim, tuned",
        "salabim_tuned",
        "salabim",
        32,
        2,
        "servers over a deque, numbers drawn ahead",
    ),
    Engine("Ciw", "ciw_network", "ciw", 8, 1, "network of nodes; plates as a second network"),
    Engine(CIMBA, "cimba_model", "cimba", 800, 80, "processes compiled onto its C engine"),
)
