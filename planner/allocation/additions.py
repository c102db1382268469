"""The additions of a search, line by line, with the latest hour at which asking still helps."""

from collections import Counter
from collections.abc import Iterator

from planner.allocation.means import Means, reinforced, wing_of
from planner.allocation.reinforcement import Addition
from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.layout import HOUR_MS

ANYWHERE = "anywhere"


def additions_of(scenario: Scenario, means: Means, planned: Scenario) -> tuple[Addition, ...]:
    """Return what has to be added to a scenario.

    Parameters
    ----------
    scenario
        What exists.
    means
        What is added.
    planned
        The scenario with the means and their plan, which says how many teams come and where
        laboratories stand.
    """
    latest = _latest_hour(planned)
    return (
        *_laboratories(scenario, planned, latest),
        *_teams(scenario, planned, latest),
        *_wings(scenario, means, latest),
        *_home(scenario, means, latest),
    )


def _latest_hour(scenario: Scenario) -> float:
    """Return the last hour at which a tube that is taken up has its result by the deadline."""
    deadline = scenario.target_hours + build_layout(scenario).deadline_from_ms / HOUR_MS
    settings = scenario.laboratory
    minutes = (
        settings.amplification_minutes.mean
        + settings.review_minutes.mean
        + settings.publication_minutes / 2
    )
    return deadline - minutes / 60


def _laboratories(scenario: Scenario, planned: Scenario, latest: float) -> Iterator[Addition]:
    rows = {row.id: row for row in scenario.mobile_laboratories}
    for place in planned.plan.laboratories:
        row = rows[place.laboratory]
        lead = row.arrival_hour + row.setup_hours
        yield Addition(
            resource="mobile laboratories",
            place=place.district,
            origin=row.id,
            count=1,
            weight=scenario.reinforcement.mobile_laboratory_weight,
            helps_until_hour=latest - lead,
        )


def _teams(scenario: Scenario, planned: Scenario, latest: float) -> Iterator[Addition]:
    pools = {row.id: row for row in scenario.mobile_teams}
    district = {row.id: row.district for row in scenario.townships}
    most: Counter[tuple[str, str]] = Counter()
    for start in {row.from_hour for row in planned.plan.teams}:
        here: Counter[tuple[str, str]] = Counter()
        for row in planned.plan.teams:
            if row.from_hour <= start < row.to_hour:
                here[row.pool, district[row.place]] += row.teams
        most |= here
    for (pool, place), count in sorted(most.items()):
        lead = pools[pool].arrival_hour
        yield Addition(
            resource="mobile teams",
            place=place,
            origin=pool,
            count=count,
            weight=count * scenario.reinforcement.mobile_team_weight,
            helps_until_hour=latest - lead,
        )


def _wings(scenario: Scenario, means: Means, latest: float) -> Iterator[Addition]:
    settings = scenario.reinforcement
    for district, cyclers in sorted(means.cyclers.items()):
        wing = wing_of(scenario, cyclers)
        for resource, count, weight in (
            ("cyclers", wing.cyclers, settings.cycler_weight),
            ("extractors", wing.extractors, settings.extractor_weight),
            ("laboratory staff", wing.staff, settings.laboratory_staff_weight),
        ):
            yield Addition(
                resource=resource,
                place=district,
                origin=ANYWHERE,
                count=count,
                weight=count * weight,
                helps_until_hour=latest - settings.ready_hour,
            )


def _home(scenario: Scenario, means: Means, latest: float) -> Iterator[Addition]:
    """Yield swabbers and vehicles by district; they are there when sites open."""
    added, settings = reinforced(scenario, means), scenario.reinforcement
    latest -= settings.ready_hour
    for resource, table, weight in (
        ("swabbers", "teams", settings.swabber_weight),
        ("vehicles", "vehicles", settings.vehicle_weight),
    ):
        more: Counter[str] = Counter()
        for own, row in zip(getattr(scenario, table), getattr(added, table), strict=True):
            more[own.district] += getattr(row, resource) - getattr(own, resource)
        for district, count in sorted(more.items()):
            if count:
                yield Addition(resource, district, ANYWHERE, count, count * weight, latest)
