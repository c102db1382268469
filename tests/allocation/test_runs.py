import numpy as np
import pytest

from planner.allocation.ground import grounds, polygon_km2
from planner.allocation.runs import courier_runs
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import Site, Township
from planner.simulation.building.build import build_layout
from planner.simulation.layout import MINUTE_MS
from tests.simulation.small_city import laboratory, site, small_city

CENTRE = (38.0, 77.0)


def placed(*places: tuple[float, float] | None, located: bool = True, **courier: float) -> Scenario:
    """Return a city of one district with a site at each of these positions."""
    sites = [
        site(60, name=f"S{n}").model_copy(
            update={} if at is None else {"latitude_degrees": at[0], "longitude_degrees": at[1]}
        )
        for n, at in enumerate(places)
    ]
    city = small_city(*sites, laboratories=[laboratory()], vehicles=9, courier=courier)
    (district,) = city.districts
    if located:
        at = {"latitude_degrees": CENTRE[0], "longitude_degrees": CENTRE[1]}
        district = district.model_copy(update=at)
    return city.model_copy(update={"districts": (district,)})


def zigzag(count: int) -> list[tuple[float, float]]:
    """Neighbours in the table stand by turns at one end of the district and at the other."""
    return [(CENTRE[0] + 0.01 * n, CENTRE[1] + (0.3 if n % 2 else -0.3)) for n in range(count)]


def members(scenario: Scenario) -> set[frozenset[str]]:
    runs: dict[str, set[str]] = {}
    for row in courier_runs(scenario).stops:
        runs.setdefault(row.run, set()).add(row.site)
    return {frozenset(names) for names in runs.values()}


def test_sites_that_lie_together_are_collected_together() -> None:
    scenario = placed(*zigzag(6), sites_per_route=3)
    assert members(scenario) == {frozenset({"S0", "S2", "S4"}), frozenset({"S1", "S3", "S5"})}
    found = courier_runs(scenario)
    assert found.planned_minutes < found.table_minutes
    assert found == courier_runs(scenario)
    with_plan(scenario, Plan(stops=found.stops))


def test_every_site_is_collected_from_once_by_no_more_vehicles_than_in_the_table() -> None:
    scenario = placed(*zigzag(70), sites_per_route=4)
    found = courier_runs(scenario)
    assert sorted(row.site for row in found.stops) == sorted(row.id for row in scenario.sites)
    assert len({row.run for row in found.stops}) == 18
    routes = build_layout(with_plan(scenario, Plan(stops=found.stops))).couriers
    assert len(routes.route_key) == 18


def test_the_stated_mean_stays_the_mean_of_the_order_of_the_table() -> None:
    # one site a run: both orders are the same, and each leg begins at the depot
    found = courier_runs(placed(*zigzag(5), sites_per_route=1, between_sites_minutes=14))
    assert np.mean([row.drive_minutes for row in found.stops]) == pytest.approx(14, abs=0.05)
    assert found.planned_minutes == found.table_minutes


def test_a_run_is_no_longer_than_the_holding_limit_leaves() -> None:
    long = placed(*zigzag(4), sites_per_route=4, holding_limit_hours=9)
    short = long.model_copy(
        update={"courier": long.courier.model_copy(update={"holding_limit_hours": 2.6})}
    )
    assert len(members(long)) == 1
    assert len(members(short)) > 1
    limit = 2.6 * 60 - short.courier.interval_minutes
    runs: dict[str, float] = {}
    for row in courier_runs(short).stops:
        runs[row.run] = runs.get(row.run, 20.0) + row.drive_minutes
    assert max(runs.values()) <= limit + 0.5


def test_a_vehicle_is_not_loaded_with_more_than_it_holds() -> None:
    # sixty people and six tubes a site, all within the first hours
    city = placed(*zigzag(6), sites_per_route=6)
    (pool,) = city.vehicles
    small = city.model_copy(update={"vehicles": (pool.model_copy(update={"load_tubes": 7}),)})
    assert len(members(city)) == 1
    assert len(members(small)) > 1


def test_where_nobody_wrote_a_position_down_the_order_of_the_table_stays() -> None:
    found = courier_runs(placed(None, None, located=False))
    assert found.stops == ()
    assert found.without_position == ("D0",)


def test_a_township_s_sites_stand_around_it_neighbours_together() -> None:
    city = placed(*[None] * 30)
    layout = build_layout(city)
    ground = grounds(city, layout.sites)[0]
    apart = ground.distances(np.arange(30))
    radius = np.sqrt(249 / np.pi)
    assert apart[0].max() <= radius
    neighbours = np.diagonal(apart[1:, 1:], 1)
    assert neighbours.mean() < 0.5 * apart[1:, 1:].mean()
    assert neighbours.min() > 0


def test_between_townships_without_position_the_mean_distance_of_the_district_counts() -> None:
    city = placed(None, None)
    other = Township(
        id="T1", district="D0", name_zh="x", name_en="x", urban_persons=60, rural_persons=0
    )
    (district,) = city.districts
    city = city.model_copy(
        update={
            "townships": (*city.townships, other),
            "sites": (*city.sites, Site(id="S2", township="T1", persons=60, tables=1)),
            "districts": (district.model_copy(update={"population_persons": 180}),),
        }
    )
    ground = grounds(city, build_layout(city).sites)[0]
    radius = np.sqrt(2 * 249 / np.pi)
    apart = ground.distances(np.arange(3))
    assert apart[3, 1:3].tolist() == pytest.approx([128 / (45 * np.pi) * radius] * 2)
    assert apart[0, 1:].tolist() == pytest.approx([2 / 3 * radius] * 3)


def test_area_of_a_polygon_with_a_hole() -> None:
    def square(side: float) -> tuple[tuple[float, float], ...]:
        return (0, -side), (2 * side, -side), (2 * side, side), (0, side), (0, -side)

    degree = 111.195
    assert polygon_km2((square(0.2), square(0.1))) == pytest.approx(0.12 * degree**2, rel=1e-3)


def test_planned_drives_reach_the_simulator() -> None:
    scenario = placed(*zigzag(6), sites_per_route=3)
    found = courier_runs(scenario)
    couriers = build_layout(with_plan(scenario, Plan(stops=found.stops))).couriers
    minutes = {row.site: row.drive_minutes for row in found.stops}
    names = [scenario.sites[index].id for index in couriers.stop_site]
    assert (couriers.leg_ms / MINUTE_MS).tolist() == [minutes[name] for name in names]
