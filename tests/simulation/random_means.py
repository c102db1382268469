"""Mobile teams and laboratories for some of the random cities, drawn apart from all else."""

from random import Random
from typing import Any

from planner.scenario.scenario import Scenario
from planner.scenario.tables import (
    MobileLaboratory,
    MobileTeams,
    PlanLaboratory,
    PlanTeams,
)


def with_mobile_means(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario, in many cases with mobile means that its plan sends somewhere."""
    rng = Random(f"mobile means {seed}")
    means: dict[str, Any] = {}
    plan: dict[str, Any] = {}
    if rng.random() < 0.4:
        pool = _pool(rng)
        means["mobile_teams"] = (pool,)
        plan["teams"] = _stays(rng, scenario, pool)
    if scenario.laboratories and rng.random() < 0.4:
        means["mobile_laboratories"] = tuple(_laboratory(rng, f"M{n}") for n in range(2))
        place = rng.choice(scenario.districts).id
        # the other one stays where it is
        plan["laboratories"] = (
            PlanLaboratory(laboratory=rng.choice(["M0", "M1"]), district=place, from_hour=3),
        )
    if not means:
        return scenario
    return scenario.model_copy(update={**means, "plan": scenario.plan.model_copy(update=plan)})


def _pool(rng: Random) -> MobileTeams:
    return MobileTeams(
        id="far",
        name_zh="far",
        name_en="far",
        origin="province",
        teams=4,
        tables_per_team=rng.choice([1, 1, 2]),
        ready_hour=rng.choice([0, 1]),
        travel_minutes=rng.choice([0, 90]),
    )


def _stays(rng: Random, scenario: Scenario, pool: MobileTeams) -> tuple[PlanTeams, ...]:
    """Return two stays that may overlap, and a third after a move from the first."""
    first, second = rng.sample([3, 6, 9], 2)
    ends = first + rng.choice([2, 6, 18])
    hours = ((first, ends), (second, second + rng.choice([4, 30])), (ends + 2, ends + 20))
    return tuple(
        PlanTeams(
            pool=pool.id,
            teams=rng.choice([1, 2]),
            place=rng.choice(scenario.townships).id,
            from_hour=from_hour,
            to_hour=to_hour,
        )
        for from_hour, to_hour in hours
    )


def _laboratory(rng: Random, name: str) -> MobileLaboratory:
    return MobileLaboratory(
        id=name,
        name_zh=name,
        name_en=name,
        origin="nation",
        declared_tubes_per_day=rng.choice([200, 3000]),
        ready_hour=0,
        travel_minutes=rng.choice([60, 180]),
        setup_hours=rng.choice([0, 2, 8]),
        drive_minutes=rng.choice([5, 40]),
        recall_crews=rng.choice([0, 1]),
    )
