"""A tiny city with people enough at its sites and too few laboratories."""

from planner.scenario.scenario import Scenario
from planner.scenario.settings import Reinforcement
from tests.allocation.tiny_cities import fixed, two_districts, van

PERSONS = (6000, 3000)


def lacking(vans: int, own_tubes_per_day: float = 600, *, most_cyclers: int = 0) -> Scenario:
    """Return a city whose laboratory is too small, and mobile ones that can be called."""
    city = two_districts(
        fixed("L", own_tubes_per_day, district="D0"),
        mobile=tuple(van(f"M{number}", declared_tubes_per_day=1200) for number in range(vans)),
        persons=PERSONS,
    )
    sites = tuple(site.model_copy(update={"tables": 30}) for site in city.sites)
    teams = tuple(team.model_copy(update={"swabbers": 120}) for team in city.teams)
    settings = Reinforcement(most_cyclers=most_cyclers)
    return city.model_copy(update={"sites": sites, "teams": teams, "reinforcement": settings})
