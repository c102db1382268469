"""What the planner writes down: a scenario folder, read, checked and frozen."""

from planner.scenario.faults import Fault, ScenarioFaults
from planner.scenario.load import check, load
from planner.scenario.scenario import Scenario

__all__ = ["Fault", "Scenario", "ScenarioFaults", "check", "load"]
