"""The figures of a scenario that matter first."""

from dataclasses import dataclass

from planner.scenario.scenario import Scenario


@dataclass(frozen=True)
class Totals:
    """What a city has, and how many it must test."""

    population_persons: int
    districts: int
    townships: int
    sites: int
    tables: int
    swabbers: int
    laboratories: int
    declared_tubes_per_day: float
    """Of the laboratories given by declared capacity."""
    laboratories_by_stages: int
    """Laboratories whose capacity follows from staff and machines."""
    vehicles: int
    mobile_teams: int
    """Teams of other places that a plan may send for."""
    mobile_laboratories: int
    mobile_tubes_per_day: float
    """What these laboratories declare."""
    target_hours: float


def totals_of(scenario: Scenario) -> Totals:
    """Add up a scenario's tables."""
    declared = [row.declared_tubes_per_day for row in scenario.laboratories]
    return Totals(
        population_persons=scenario.population_persons,
        districts=len(scenario.districts),
        townships=len(scenario.townships),
        sites=len(scenario.sites),
        tables=sum(site.tables for site in scenario.sites),
        swabbers=sum(team.swabbers for team in scenario.teams),
        laboratories=len(scenario.laboratories),
        declared_tubes_per_day=sum(tubes for tubes in declared if tubes is not None),
        laboratories_by_stages=sum(tubes is None for tubes in declared),
        vehicles=sum(pool.vehicles for pool in scenario.vehicles),
        mobile_teams=sum(pool.teams for pool in scenario.mobile_teams),
        mobile_laboratories=len(scenario.mobile_laboratories),
        mobile_tubes_per_day=sum(
            row.declared_tubes_per_day for row in scenario.mobile_laboratories
        ),
        target_hours=scenario.target_hours,
    )
