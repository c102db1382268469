"""A city of which only one part in so many is simulated, in the same proportions.

Sites work side by side and laboratories take what comes, so a tenth of the people at a tenth of
the sites, with a tenth of the swabbers, vehicles and machines, gives a tenth of every curve. That
is what a calibration needs, which plays each campaign hundreds of times.
"""

from math import ceil

from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import District, Township


def thinned(scenario: Scenario, parts: int) -> Scenario:
    """Return one part in ``parts`` of a city, at least one site in each district.

    Each district becomes one township whose sites are every so-manieth of its sites. Plans by
    township or site cannot be kept.

    Raises
    ------
    ValueError
        If the scenario has a plan, or groups that are sampled apart.
    """
    if scenario.plan != Plan() or scenario.groups:
        raise ValueError("a city with a plan or with groups apart cannot be thinned")
    if parts == 1:
        return scenario
    district_of = {row.id: row.district for row in scenario.townships}
    townships, sites = [], []
    for district in scenario.districts:
        own = [site for site in scenario.sites if district_of[site.township] == district.id]
        kept = own[parts // 2 :: parts] or own[:1]
        persons = _part(district.population_persons, parts)
        townships.append(_township(district, persons))
        sites += [site.model_copy(update={"township": _name(district)}) for site in kept]
    return scenario.model_copy(
        update={
            "districts": tuple(
                row.model_copy(update={"population_persons": _part(row.population_persons, parts)})
                for row in scenario.districts
            ),
            "townships": tuple(townships),
            "sites": tuple(sites),
            "teams": tuple(
                row.model_copy(update={"swabbers": _part(row.swabbers, parts)})
                for row in scenario.teams
            ),
            "vehicles": tuple(
                row.model_copy(update={"vehicles": ceil(row.vehicles / parts)})
                for row in scenario.vehicles
            ),
            "laboratories": tuple(
                row.model_copy(
                    update={"declared_tubes_per_day": row.declared_tubes_per_day / parts}
                )
                if row.declared_tubes_per_day is not None
                else row
                for row in scenario.laboratories
            ),
        }
    )


def _part(count: int, parts: int) -> int:
    return max(round(count / parts), min(count, 1))


def _name(district: District) -> str:
    return f"{district.id}-thinned"


def _township(district: District, persons: int) -> Township:
    return Township(
        id=_name(district),
        district=district.id,
        name_zh=district.name_zh,
        name_en=district.name_en,
        urban_persons=persons,
        rural_persons=0,
        latitude_degrees=district.latitude_degrees,
        longitude_degrees=district.longitude_degrees,
    )
