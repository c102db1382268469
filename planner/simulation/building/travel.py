"""Drives from a place to each laboratory: measured, stated, or from coordinates."""

from math import asin, cos, radians, sin, sqrt

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, LaboratoryRow, Township
from planner.simulation.building.calendars import milliseconds
from planner.simulation.layout import MINUTE_MS, Ints

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""


def distance_km(from_degrees: tuple[float, float], to_degrees: tuple[float, float]) -> float:
    """Return the great-circle distance between two (latitude, longitude) by the haversine."""
    (north, east), (to_north, to_east) = (
        (radians(latitude), radians(longitude))
        for latitude, longitude in (from_degrees, to_degrees)
    )
    chord = sin((to_north - north) / 2) ** 2
    chord += cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def _coordinates(row: District | Township | LaboratoryRow) -> tuple[float, float] | None:
    if row.latitude_degrees is None or row.longitude_degrees is None:
        return None
    return row.latitude_degrees, row.longitude_degrees


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
        start = _coordinates(township) or _coordinates(districts[township.district])
        end = _coordinates(laboratory)
        if start is None or end is None:
            # a place that the laboratory does not serve: no run ever goes there
            return scenario.courier.shortest_minutes
        hours = (
            distance_km(start, end)
            * scenario.courier.detour_factor
            / scenario.courier.speed_km_per_hour
        )
        return max(60 * hours, scenario.courier.shortest_minutes)

    used, place = np.unique(townships, return_inverse=True)
    lengths = [
        milliseconds(minutes(scenario.townships[index], row), MINUTE_MS)
        for index in used.tolist()
        for row in scenario.laboratories
    ]
    shape = (len(used), len(scenario.laboratories))
    return np.ascontiguousarray(np.array(lengths, dtype=np.int64).reshape(shape)[place])
