"""The least means by the program against every count of them."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.allocation.flows import KEEP, Model
from planner.allocation.kinds import kinds_of
from planner.allocation.least import COST_GAP, LeastMeans, cycler_weight
from planner.allocation.means import (
    HEADROOM,
    SHIFTS_PER_DAY,
    Means,
    over_districts,
    reinforced,
    wing_id,
    wing_of,
)
from planner.scenario.scenario import Scenario
from tests.allocation.lacking_city import lacking


def weight_by_hand(scenario: Scenario, margin: float) -> float | None:
    """Return the least weight by trying every number of cyclers and mobile laboratories."""
    least = LeastMeans(scenario, Means())
    room = least.problem.laboratory_room * (1 - margin)
    problem = replace(least.problem, laboratory_room=room)
    kinds = kinds_of(problem)
    wing = np.zeros(len(kinds.most), dtype=np.bool_)
    wing[kinds.call[least.is_wing]] = True
    own = [
        scenario.reinforcement.most_cyclers if one else int(n)
        for one, n in zip(wing, kinds.most, strict=True)
    ]
    weight = np.where(
        wing, cycler_weight(scenario), scenario.reinforcement.mobile_laboratory_weight
    )
    deadline = float(problem.edges_hours[problem.deadline_period])
    enough = []
    for counts in product(*(range(most + 1) for most in own)):
        model = Model(problem, replace(kinds, most=np.array(counts)), least.supply)
        resulted = -model.program.solve(model.resulted_by(deadline)).objective
        if resulted >= least.needed - KEEP * problem.people:
            enough.append(float(np.dot(counts, weight)))
    return min(enough, default=None)


@pytest.mark.parametrize("margin", [0.0, 0.3, 0.5])
@pytest.mark.parametrize(("vans", "cyclers"), [(3, 0), (0, 4), (2, 3)])
def test_agrees_with_every_count(vans: int, cyclers: int, margin: float) -> None:
    city = lacking(vans, most_cyclers=cyclers)
    solved = LeastMeans(city, Means()).solve(margin)
    by_hand = weight_by_hand(city, margin)
    if solved is None or by_hand is None:
        assert solved is None and by_hand is None
        return
    means, bound = solved
    weight = 40 * len(means.laboratories) + cycler_weight(city) * sum(means.cyclers.values())
    assert weight == pytest.approx(by_hand, rel=COST_GAP)
    assert bound <= by_hand + 1e-6


def test_a_larger_margin_weighs_no_less() -> None:
    least = LeastMeans(lacking(3, most_cyclers=6), Means())
    solved = [least.solve(margin) for margin in (-0.3, 0.0, 0.3, 0.6)]
    bounds = [one[1] for one in solved if one is not None]
    assert len(bounds) == 4 and bounds == sorted(bounds)


def test_a_wing_has_what_its_cyclers_keep_busy() -> None:
    city = lacking(0)
    settings = city.laboratory
    small, large = wing_of(city, 1), wing_of(city, 50)
    plate = settings.plate_wells - settings.control_wells
    tubes_per_hour = HEADROOM * 50 * plate * 60 / settings.amplification_minutes.mean
    assert large.cabinets >= tubes_per_hour * settings.transfer_seconds.mean / 3600
    assert large.accession >= tubes_per_hour * settings.accession_seconds.mean / 3600
    assert large.staff == SHIFTS_PER_DAY * (large.accession + 2 * large.cabinets + large.reviewers)
    assert min(small.accession, small.cabinets, small.extractors, small.reviewers) == 1


def test_means_become_rows_and_nothing_else_changes() -> None:
    city = lacking(3)
    cyclers = over_districts(city, 9)
    assert cyclers == {"D0": 6, "D1": 3}
    added = reinforced(city, Means(frozenset({"M1"}), False, cyclers, 1.5, 2.0))
    assert [row.id for row in added.laboratories] == ["L", wing_id("D0"), wing_id("D1")]
    assert [row.amplification_machines for row in added.laboratories[1:]] == [6, 3]
    assert [row.id for row in added.mobile_laboratories] == ["M1"]
    assert {row.swabbers for row in added.teams} == {180}
    assert {row.vehicles for row in added.vehicles} == {12}
    assert added.sites == city.sites and added.districts == city.districts
