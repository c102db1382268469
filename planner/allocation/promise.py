"""What a plan promises, whoever made it: its people and tubes followed without any chance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.flows import hour_of, shifted, value_at
from planner.allocation.problem import Problem, build_problem, swabbed_at
from planner.allocation.program import Floats
from planner.allocation.tiers import swabbed
from planner.scenario.scenario import Scenario
from planner.simulation.layout import HOUR_MS, Layout


@dataclass(frozen=True)
class Promise:
    """What comes out if everything takes what it takes on average."""

    resulted: float
    """People with a result at the deadline."""
    hour: float
    """When the required share has a result; infinite if never."""
    by_laboratory: Floats
    """Shape (laboratories,): people with a result at the deadline."""
    room: Floats
    """Shape (laboratories,): people whom it could have given one."""


def promise(scenario: Scenario, layout: Layout, factors: Mapping[str, float]) -> Promise:
    """Follow the people and tubes of a scenario with its plan.

    Parameters
    ----------
    layout
        That of the scenario.
    factors
        By laboratory, what it achieves of its nominal rate; one where not named.
    """
    problem = build_problem(scenario, layout)
    problem = replace(problem, travel_hours=planned_drives(problem, layout))
    factor = np.array([factors.get(name, 1.0) for name in problem.laboratory_ids])
    room = problem.laboratory_room * factor[:, None]
    fetched = problem.edges_hours[1:] - problem.collect_hours
    collected = np.diff(
        value_at(problem.edges_hours, swabbed(problem), fetched), axis=1, prepend=0.0
    )
    sent = collected[:, None, :] * planned_shares(problem, layout)
    taken = swabbed_at(np.cumsum(_arriving(problem, sent), axis=1), room)
    needed = scenario.campaign.required_share * float(layout.expected_persons.sum())
    instant = np.array([problem.edges_hours[problem.deadline_period] - problem.result_hours])
    by_laboratory = value_at(problem.edges_hours, taken, instant)[:, 0]
    from_hour = layout.deadline_from_ms / HOUR_MS
    return Promise(
        resulted=float(by_laboratory.sum()),
        hour=hour_of(problem, taken.sum(axis=0), needed) - from_hour,
        by_laboratory=by_laboratory,
        room=value_at(problem.edges_hours, np.cumsum(room, axis=1), instant)[:, 0],
    )


def _route_persons(layout: Layout) -> Floats:
    """Return the people of each route's sites."""
    couriers = layout.couriers
    route_of_stop = np.repeat(np.arange(len(couriers.route_depot)), np.diff(couriers.stop_offset))
    persons = layout.sites.persons[couriers.stop_site]
    return np.bincount(route_of_stop, persons, len(couriers.route_depot)).astype(float)


def planned_drives(problem: Problem, layout: Layout) -> Floats:
    """Return the drives of those routes that go there, shape (districts, laboratories), in hours.

    Where none goes, those of all routes of the district.
    """
    couriers = layout.couriers
    persons, district = _route_persons(layout), couriers.depot_district[couriers.route_depot]
    weight = np.zeros_like(problem.travel_hours)
    driven = np.zeros_like(weight)
    hours = couriers.travel_ms / HOUR_MS
    for laboratory in couriers.route_laboratory:
        goes = np.flatnonzero(laboratory >= 0)
        to = (district[goes], laboratory[goes])
        np.add.at(weight, to, persons[goes])
        np.add.at(driven, to, persons[goes] * hours[goes, laboratory[goes]])
    return np.divide(driven, weight, out=problem.travel_hours.copy(), where=weight > 0)


def planned_shares(problem: Problem, layout: Layout) -> Floats:
    """Return where each district's tubes go, shape (districts, laboratories, periods)."""
    couriers = layout.couriers
    persons = _route_persons(layout)
    district = couriers.depot_district[couriers.route_depot]
    middle = (problem.edges_hours[:-1] + problem.edges_hours[1:]) / 2 * HOUR_MS
    plan_period = np.searchsorted(couriers.period_start_ms, middle, side="right") - 1
    shares = np.zeros((*problem.serves.shape, problem.periods))
    for period, chosen in enumerate(plan_period.tolist()):
        laboratory = couriers.route_laboratory[chosen]
        goes = laboratory >= 0
        np.add.at(shares[:, :, period], (district[goes], laboratory[goes]), persons[goes])
    total = np.bincount(district, persons, len(problem.district_ids))
    return np.asarray(shares / np.maximum(total, 1)[:, None, None])


def _arriving(problem: Problem, sent: Floats) -> Floats:
    """Return the people whose tubes reach each laboratory, shape (laboratories, periods)."""
    edges = problem.edges_hours
    come = np.zeros(problem.laboratory_room.shape)
    drives, kind = np.unique(problem.travel_hours.round(3), return_inverse=True)
    kind = kind.reshape(problem.travel_hours.shape)
    for number, drive in enumerate(drives.tolist()):
        come += (sent * (kind == number)[:, :, None]).sum(axis=0) @ shifted(edges, drive)
    return come
