"""A city of two districts and one laboratory, with tallies written by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

import numpy as np

from planner.scenario.scenario import City, Scenario
from planner.scenario.settings import Campaign
from planner.scenario.tables import District, LaboratoryRow, Township
from planner.simulation.layout import (
    LABORATORY_STAGES,
    SITE_STAGES,
    CourierLayout,
    Floats,
    Ints,
    LaboratoryLayout,
    Layout,
    SiteLayout,
    Stations,
)
from planner.simulation.tally import DETECTION, LEDGER, RETESTS, TUBES, WAIT_MINUTES, Tally

DISTRICTS = ("east", "west")
LABORATORY = "lab"
NAMES = [
    *(("district", place, stage) for place in DISTRICTS for stage in SITE_STAGES),
    *(("laboratory", LABORATORY, stage) for stage in LABORATORY_STAGES),
]
STATIONS = Stations(*zip(*NAMES, strict=True))
STATION_COUNT = len(NAMES)

Record = TypeVar("Record")

Minutes = Mapping[int, int]
"""People by the minute bin in which something happens to them."""


def scenario(**campaign: Any) -> Scenario:
    settings = {"starts_at": datetime(2022, 1, 5, 20), "target_hours": 2.0} | campaign
    return Scenario(
        city=City(name="tiny", city_zh="小城", city_en="Tiny", preset="cn-2022-03"),
        campaign=Campaign(**settings),
        districts=tuple(
            District(id=name, name_zh=name, name_en=name, population_persons=100)
            for name in DISTRICTS
        ),
        townships=tuple(
            Township(
                id=f"{name}-1",
                district=name,
                name_zh=name,
                name_en=f"{name} town",
                urban_persons=100,
                rural_persons=0,
            )
            for name in DISTRICTS
        ),
        sites=(),
        laboratories=(
            LaboratoryRow(
                id=LABORATORY,
                name_zh="实验室",
                name_en="Lab",
                declared_tubes_per_day=1000,
                travel_minutes=30,
            ),
        ),
        teams=(),
        vehicles=(),
    )


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def zeros(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


def station(place: str, stage: str) -> int:
    return list(zip(STATIONS.place, STATIONS.stage, strict=True)).index((place, stage))


def blank(kind: type[Record], **given: Any) -> Record:
    """Make a record in which whatever is not given is empty or 0."""
    empty: dict[Any, Any] = {
        int: 0,
        float: 0.0,
        tuple[str, ...]: (),
        dict[str, Ints]: {},
        Ints: zeros(0),
        Floats: np.zeros(0),
    }
    kinds: dict[str, Any] = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    rest = {
        name: empty[part] if part in empty else blank(part)
        for name, part in kinds.items()
        if name not in given
    }
    return kind(**given, **rest)


HORIZON_HOURS = 2
HOURS = HORIZON_HOURS + 48


def layout(
    expected: tuple[int, int] = (100, 50),
    deadline_from_ms: int = 0,
    offered_ms: Ints | None = None,
) -> Layout:
    """One site in each district, of which only the eastern has a route to the laboratory."""
    return blank(
        Layout,
        offered_ms=zeros(STATION_COUNT, HOURS) if offered_ms is None else offered_ms,
        district_ids=DISTRICTS,
        registered_persons=ints(*expected) + ints(12, 8),
        away_persons=ints(10, 8),
        exempt_persons=ints(2, 0),
        expected_persons=ints(*expected),
        sites=blank(
            SiteLayout,
            ids=tuple(f"{name}-1-s1" for name in DISTRICTS),
            district=ints(0, 1),
            township=ints(0, 1),
            persons=ints(*expected),
            is_door=ints(0, 0),
        ),
        couriers=blank(
            CourierLayout,
            route_depot=ints(0),
            stop_offset=ints(0, 1),
            stop_site=ints(0),
            route_laboratory=zeros(1, 1),
        ),
        laboratories=blank(
            LaboratoryLayout, ids=(LABORATORY,), nominal_tubes_per_hour=np.array([40.0])
        ),
        stations=STATIONS,
        horizon_hours=HORIZON_HOURS,
        deadline_from_ms=deadline_from_ms,
    )


def curve(city: Layout, rows: Sequence[Minutes]) -> Ints:
    filled = zeros(len(rows), city.minutes)
    for row, people in zip(filled, rows, strict=True):
        for minute, persons in people.items():
            row[minute] += persons
    return filled


def tally(
    city: Layout,
    replication: int = 0,
    *,
    sampled: tuple[Minutes, Minutes] = ({}, {}),
    resulted: tuple[Minutes, Minutes] = ({}, {}),
    closed: tuple[Minutes, Minutes] | None = None,
    **replaced: Any,
) -> Tally:
    """Return a tally that balances: who is not resulted lies in the laboratory or never came."""
    sampled_curve, resulted_curve = curve(city, sampled), curve(city, resulted)
    closed_curve = curve(city, resulted if closed is None else closed)
    ledger = zeros(2, len(LEDGER))
    ledger[:, LEDGER.index("resulted")] = resulted_curve.sum(axis=1)
    ledger[:, LEDGER.index("in_laboratory")] = (sampled_curve - resulted_curve).sum(axis=1)
    ledger[:, LEDGER.index("never_reached")] = city.expected_persons - sampled_curve.sum(axis=1)
    parts: dict[str, Any] = {
        "arrived": sampled_curve,
        "sampled": sampled_curve,
        "resulted": resulted_curve,
        "closed": closed_curve,
        "tubes_closed": zeros(2, city.minutes),
        "tubes_delivered": zeros(1, city.minutes),
        "tubes_published": zeros(1, city.minutes),
        "persons_delivered": sampled_curve.sum(axis=0, keepdims=True),
        "persons_sampled_for": sampled_curve.sum(axis=0, keepdims=True),
        "persons_resulted": resulted_curve.sum(axis=0, keepdims=True),
        "persons_closed": closed_curve.sum(axis=0, keepdims=True),
        "busy_ms": zeros(STATION_COUNT, city.hours),
        "offered_ms": zeros(STATION_COUNT, city.hours),
        "waiting_persons": zeros(STATION_COUNT, city.hours),
        "effective_tubes_per_hour": np.zeros((1, city.hours)),
        "waits": zeros(2, WAIT_MINUTES + 1),
        "site_wait_ms": zeros(2, 3),
        "turnaround": zeros(1, 100),
        "fills": zeros(21),
        "breaches": zeros(1),
        "ledger": ledger,
        "detection": zeros(len(DETECTION)),
        "tubes": zeros(len(TUBES)),
        "retests": zeros(len(RETESTS)),
    }
    return Tally(replication=replication, **(parts | replaced))
