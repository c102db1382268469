"""When touring teams are in a township: those that the plan sends round, or standing ones."""

from math import ceil

from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import Interval, common, merged, milliseconds
from planner.simulation.layout import HOUR_MS

TeamHours = tuple[tuple[Interval, ...], ...]
"""By team, when it works."""


def planned_hours(scenario: Scenario) -> dict[str, TeamHours]:
    """Return by township when each team of the plan's tours is there, in the order of the rows."""
    stays: dict[str, dict[str, list[Interval]]] = {}
    for row in scenario.plan.tours:
        span = (milliseconds(row.from_hour, HOUR_MS), milliseconds(row.to_hour, HOUR_MS))
        stays.setdefault(row.township, {}).setdefault(row.team, []).append(span)
    return {
        township: tuple(merged(hours) for hours in teams.values())
        for township, teams in stays.items()
    }


def team_shifts(
    scenario: Scenario,
    persons: int,
    windows: tuple[Interval, ...],
    planned: TeamHours | None,
) -> list[tuple[Interval, ...]]:
    """Return the shifts of a township's teams, within the hours in which people are visited.

    Where the plan sends no team, the township has its own, enough of them for its people.
    """
    if planned is None:
        return [windows] * ceil(persons / scenario.door.persons_per_team)
    return [common(windows, hours) for hours in planned]
