"""Planned runs and tours for some of the random cities, drawn apart from all else."""

from collections.abc import Iterator
from random import Random

from planner.scenario.generate import door_site_id
from planner.scenario.scenario import Scenario
from planner.scenario.tables import PlanStop, PlanTour


def with_routes(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario, in many cases with runs and tours that its plan names."""
    rng = Random(f"routes {seed}")
    routes = {
        "stops": tuple(_stops(rng, scenario)) if rng.random() < 0.6 else (),
        "tours": tuple(_tours(rng, scenario)) if rng.random() < 0.5 else (),
    }
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update=routes)})


def _stops(rng: Random, scenario: Scenario) -> Iterator[PlanStop]:
    """Yield the stops of up to two runs of each district, in any order."""
    rows = []
    for district in scenario.districts:
        townships = {row.id for row in scenario.townships if row.district == district.id}
        names = [site.id for site in scenario.sites if site.township in townships]
        names += [door_site_id(township) for township in sorted(townships)]
        named = rng.sample(names, rng.randint(len(names) // 2, len(names)))
        runs = rng.choice([1, 1, 2])
        for number, name in enumerate(named):
            run = f"{district.id}-{number % runs}"
            minutes = rng.choice([5, 20, 20])
            rows.append(PlanStop(run=run, stop=number + 1, site=name, drive_minutes=minutes))
    rng.shuffle(rows)
    yield from rows


def _tours(rng: Random, scenario: Scenario) -> Iterator[PlanTour]:
    """Yield the stays of up to three teams, each in two townships one after the other."""
    for team in range(rng.randint(1, 3)):
        hour = float(rng.choice([0, 6, 9]))
        for stop in (1, 2):
            until = hour + rng.choice([2, 6, 14])
            township = rng.choice(scenario.townships).id
            yield PlanTour(
                team=f"R{team}", stop=stop, township=township, from_hour=hour, to_hour=until
            )
            hour = until + rng.choice([0, 1])
