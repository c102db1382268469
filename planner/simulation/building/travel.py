"""Drives from a place to each laboratory: measured, stated, or from coordinates."""

import numpy as np

from planner.scenario.drives import NOWHERE, distances_km, drive_minutes, position
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
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
    settings = scenario.courier
    laboratories = standing_laboratories(scenario)
    used, place = np.unique(townships, return_inverse=True)
    rows = [scenario.townships[index] for index in used.tolist()]
    districts = {row.id: position(row) for row in scenario.districts}
    starts = [position(row) or districts[row.district] or NOWHERE for row in rows]
    ends = [position(row) or NOWHERE for row in laboratories]
    driven = drive_minutes(distances_km(starts, ends), settings)
    # a drive that is unknown is of a place that the laboratory does not serve
    minutes = np.where(np.isnan(driven), settings.shortest_minutes, driven)
    for column, laboratory in enumerate(laboratories):
        if laboratory.travel_minutes is not None:
            minutes[:, column] = laboratory.travel_minutes
    columns = {row.id: column for column, row in enumerate(laboratories)}
    for name in ("district", "id"):
        of_place: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            of_place.setdefault(getattr(row, name), []).append(number)
        for drive in scenario.travel:
            if drive.laboratory in columns:
                minutes[of_place.get(drive.place, []), columns[drive.laboratory]] = drive.minutes
    lengths = np.rint(minutes * MINUTE_MS).astype(np.int64)
    return np.ascontiguousarray(lengths[place])
