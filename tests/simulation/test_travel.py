"""Drives from coordinates, and what goes before them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from planner.scenario.drives import distance_km
from planner.scenario.tables import Travel
from planner.simulation.building.travel import travel_ms
from tests.simulation.small_city import laboratory, site, small_city

MINUTE = 60_000
BEIJING, SHANGHAI = (39.9042, 116.4074), (31.2304, 121.4737)


def minutes(
    travel: Sequence[Travel] = (), lab: dict[str, Any] | None = None, **township: Any
) -> float:
    row = {"travel_minutes": None, "latitude_degrees": 35.0, "longitude_degrees": 114.0}
    city = small_city(
        site(1),
        laboratories=[laboratory(**row | (lab or {}))],
        courier={"detour_factor": 1.5, "speed_km_per_hour": 60, "shortest_minutes": 7},
    )
    place = {"latitude_degrees": 34.0, "longitude_degrees": 114.0} | township
    city = city.model_copy(
        update={
            "townships": tuple(t.model_copy(update=place) for t in city.townships),
            "travel": tuple(travel),
        }
    )
    return float(travel_ms(city, np.array([0]))[0, 0]) / MINUTE


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_km((34, 114), (35, 114)) == pytest.approx(111.195, abs=0.001)


def test_a_known_distance() -> None:
    assert distance_km(BEIJING, SHANGHAI) == pytest.approx(1067, abs=2)
    assert distance_km(SHANGHAI, BEIJING) == distance_km(BEIJING, SHANGHAI)


def test_a_drive_is_distance_times_detour_over_speed() -> None:
    assert minutes() == pytest.approx(111.195 * 1.5, abs=0.01)


def test_no_drive_is_shorter_than_the_shortest() -> None:
    assert minutes(latitude_degrees=35.0) == 7


def test_a_stated_drive_goes_before_coordinates() -> None:
    assert minutes(lab={"travel_minutes": 33}) == 33


def test_a_measured_drive_goes_before_a_stated_one_the_township_before_its_district() -> None:
    of_district = Travel(place="D0", laboratory="L0", minutes=50)
    of_township = Travel(place="T0", laboratory="L0", minutes=40)
    stated = {"travel_minutes": 33}
    assert minutes([of_district], lab=stated) == 50
    assert minutes([of_district, of_township], lab=stated) == 40
