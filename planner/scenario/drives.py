"""How far apart places are, and how long a move between two of them takes."""

from collections.abc import Iterable, Sequence
from math import nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.scenario.settings import Courier
from planner.scenario.tables import District, LaboratoryRow, Site, Township

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""
UNKNOWN_MOVE_MINUTES = 60.0
"""Assumed: packing up, driving and setting up where the position of a township is unknown."""

Km = TypeVar("Km", float, NDArray[np.float64])
Position = tuple[float, float]
"""Latitude and longitude in degrees."""
NOWHERE: Position = (nan, nan)
"""A position that nobody wrote down; every distance from it is unknown too."""


def distance_km(from_degrees: Position, to_degrees: Position) -> float:
    """Return the great-circle distance between two (latitude, longitude)."""
    return float(distances_km([from_degrees], [to_degrees])[0, 0])


def distances_km(starts: Sequence[Position], ends: Sequence[Position]) -> NDArray[np.float64]:
    """Return great-circle distances by the haversine from each start, shape (starts, ends)."""
    north, east = np.radians(np.array(starts).reshape(-1, 2)).T
    to_north, to_east = np.radians(np.array(ends).reshape(-1, 2)).T
    chord = np.sin((to_north - north[:, None]) / 2) ** 2
    chord += np.cos(north)[:, None] * np.cos(to_north) * np.sin((to_east - east[:, None]) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))


def position(row: District | Township | Site | LaboratoryRow) -> Position | None:
    """Return where a place lies, None where nobody wrote it down."""
    if row.latitude_degrees is None or row.longitude_degrees is None:
        return None
    return row.latitude_degrees, row.longitude_degrees


def drive_minutes(km: Km, courier: Courier) -> Km:
    """Return drives by road length and speed, and never less than the shortest."""
    hours = km * courier.detour_factor / courier.speed_km_per_hour
    longer: Km = np.maximum(60 * hours, courier.shortest_minutes)
    return longer


def move_minutes(start: Township, end: Township, courier: Courier) -> float:
    """Return how long a mobile team is on its way from one township to another."""
    if start.id == end.id:
        return 0.0
    from_degrees, to_degrees = position(start), position(end)
    if from_degrees is None or to_degrees is None:
        return UNKNOWN_MOVE_MINUTES
    return float(drive_minutes(distance_km(from_degrees, to_degrees), courier))


def all_moves_minutes(places: Sequence[Township], courier: Courier) -> NDArray[np.float64]:
    """Return ``move_minutes`` from each township to each, shape (townships, townships)."""
    known = [position(place) or NOWHERE for place in places]
    minutes = drive_minutes(distances_km(known, known), courier)
    minutes = np.where(np.isnan(minutes), UNKNOWN_MOVE_MINUTES, minutes)
    np.fill_diagonal(minutes, 0.0)
    return np.asarray(minutes)


def moves_between(places: Iterable[Township], courier: Courier) -> dict[tuple[str, str], float]:
    """Return ``move_minutes`` from each of the townships to each, by their identifiers."""
    distinct = {place.id: place for place in places}
    minutes = all_moves_minutes(list(distinct.values()), courier)
    return {
        (start, end): float(minutes[row, column])
        for row, start in enumerate(distinct)
        for column, end in enumerate(distinct)
    }
