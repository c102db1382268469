"""Drives from a place to each laboratory: measured, stated, or from coordinates."""

import numpy as np

from planner.scenario.drives import drive_minutes, position
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import LaboratoryRow, Township
from planner.simulation.building.calendars import milliseconds
from planner.simulation.layout import MINUTE_MS, Ints


def travel_ms(scenario: Scenario, townships: Ints) -> Ints:
    """Return the mean drive from each place to each laboratory, shape (places, laboratories).

    A row of ``travel.csv`` for the township goes before one for its district, that before the
    laboratory's own ``travel_minutes``, and that before the coordinates.

    Parameters
    ----------
    scenario
        Gives laboratories, measured drives, coordinates and the speed.
    townships
        Shape (places,): index of each place's township.
    """
    stated = {(row.place, row.laboratory): row.minutes for row in scenario.travel}
    districts = {row.id: row for row in scenario.districts}

    def minutes(township: Township, laboratory: LaboratoryRow) -> float:
        for place in (township.id, township.district):
            if (place, laboratory.id) in stated:
                return stated[place, laboratory.id]
        if laboratory.travel_minutes is not None:
            return laboratory.travel_minutes
        start = position(township) or position(districts[township.district])
        end = position(laboratory)
        if start is None or end is None:
            # a place that the laboratory does not serve: no run ever goes there
            return scenario.courier.shortest_minutes
        return drive_minutes(start, end, scenario.courier)

    laboratories = standing_laboratories(scenario)
    used, place = np.unique(townships, return_inverse=True)
    lengths = [
        milliseconds(minutes(scenario.townships[index], row), MINUTE_MS)
        for index in used.tolist()
        for row in laboratories
    ]
    shape = (len(used), len(laboratories))
    return np.ascontiguousarray(np.array(lengths, dtype=np.int64).reshape(shape)[place])
