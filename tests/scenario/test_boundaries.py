"""District boundaries: read where they are sound, refused with every fault where they are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.scenario import check, load
from planner.scenario.boundary_checks import MOST_POSITIONS
from planner.scenario.names import BOUNDARIES_FILE

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SQUARE = [[113.0, 34.0], [113.5, 34.0], [113.5, 34.5], [113.0, 34.5], [113.0, 34.0]]


def feature(code: object = "D1", **geometry: Any) -> dict[str, Any]:
    area = {"type": "Polygon", "coordinates": [SQUARE]} | geometry
    return {"type": "Feature", "properties": {"code": code}, "geometry": area}


def document(*features: object, **members: object) -> dict[str, Any]:
    whole = {"type": "FeatureCollection", "attribution": "© somebody", "features": list(features)}
    return whole | members


def write(tiny: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    (tiny / BOUNDARIES_FILE).write_text(text, encoding="utf-8")
    return tiny


def faults(tiny: Path, content: object) -> list[tuple[str, str]]:
    found = check(write(tiny, content))
    assert {fault.file for fault in found} <= {BOUNDARIES_FILE}
    assert all(fault.rule and fault.remedy for fault in found)
    return [(fault.where, fault.value) for fault in found]


def test_without_the_file_there_are_no_boundaries(tiny: Path) -> None:
    assert load(tiny).boundaries is None


def test_outlines_are_read_by_district(tiny: Path) -> None:
    two = feature("D2", type="MultiPolygon", coordinates=[[SQUARE], [SQUARE, SQUARE]])
    boundaries = load(write(tiny, document(feature(), two))).boundaries
    assert boundaries is not None
    assert boundaries.attribution == "© somebody"
    assert [one.district for one in boundaries.districts] == ["D1", "D2"]
    assert [len(polygon) for polygon in boundaries.districts[1].polygons] == [1, 2]
    assert boundaries.districts[0].polygons[0][0][1] == (113.5, 34.0)


@pytest.mark.parametrize(
    "text",
    [
        "{", "null", "[]", "7", '"text"', "true", '{"type": "Feature"}', "[" * 100_000,
        '{"type": NaN}', "9" * 5000, '{"a": Infinity}',
    ],
)  # fmt: skip
def test_what_is_no_collection_of_features_is_one_fault(tiny: Path, text: str) -> None:
    assert len(faults(tiny, text)) == 1


@pytest.mark.parametrize("attribution", [None, "", "  ", 7, "x" * 201])
def test_boundaries_must_name_their_owner(tiny: Path, attribution: object) -> None:
    ((where, _),) = faults(tiny, document(feature(), attribution=attribution))
    assert where == "attribution"


@pytest.mark.parametrize("features", [None, {}, "x", 3])
def test_features_are_a_list(tiny: Path, features: object) -> None:
    assert [where for where, _ in faults(tiny, document(features=features))] == ["features"]


@pytest.mark.parametrize("code", [None, 411002, "", "D9", ["D1"], {"a": 1}, True])
def test_a_code_is_the_id_of_a_district(tiny: Path, code: object) -> None:
    assert [where for where, _ in faults(tiny, document(feature(code)))] == [
        "feature 1, properties.code"
    ]


def test_a_district_has_one_feature(tiny: Path) -> None:
    assert faults(tiny, document(feature(), feature())) == [("feature 2, properties.code", "'D1'")]


@pytest.mark.parametrize("value", [None, 5, [], "x", {}, {"properties": {"code": "D1"}}])
def test_what_is_no_feature_is_refused(tiny: Path, value: object) -> None:
    assert faults(tiny, document(value))


@pytest.mark.parametrize(
    "coordinates", [None, [], [[]], [[[]]], [5], [[5]], ["x"], {}, [[[[SQUARE]]]], [SQUARE[0]]]
)
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_coordinates_are_nested_as_their_kind_says(
    tiny: Path, kind: str, coordinates: object
) -> None:
    assert faults(tiny, document(feature(type=kind, coordinates=coordinates)))


@pytest.mark.parametrize("kind", [None, "Point", "LineString", 5, []])
def test_a_district_is_an_area(tiny: Path, kind: object) -> None:
    assert faults(tiny, document(feature(type=kind)))[0][0] == "feature 1, geometry"


@pytest.mark.parametrize(
    "position", [[181, 0], [0, 91], [1], [1, 2, 3, 4], ["113", "34"], [True, False], None, 5]
)
def test_a_position_is_a_longitude_and_a_latitude(tiny: Path, position: object) -> None:
    ring = [SQUARE[0], position, *SQUARE[2:]]
    assert faults(tiny, document(feature(coordinates=[ring])))[0][0] == (
        "feature 1, ring 1, position 2"
    )


@pytest.mark.parametrize("ring", [SQUARE[:4], SQUARE[:2], [SQUARE[0], SQUARE[1], SQUARE[0]]])
def test_a_ring_is_closed(tiny: Path, ring: list[object]) -> None:
    assert faults(tiny, document(feature(coordinates=[ring]))) == [
        ("feature 1, ring 1", f"{len(ring)} positions")
    ]


def test_an_infinite_number_is_refused(tiny: Path) -> None:
    text = json.dumps(document(feature())).replace("113.5, 34.0", "1e999, 34.0")
    assert faults(tiny, text) == [("feature 1, ring 1, position 2", "[inf, 34.0]")]


def test_too_many_positions_are_refused(tiny: Path) -> None:
    ring = [SQUARE[0], *[SQUARE[1]] * MOST_POSITIONS, SQUARE[0]]
    assert faults(tiny, document(feature(coordinates=[ring])))[0][1] == "200,002 positions"


def test_every_fault_is_told_at_once(tiny: Path) -> None:
    found = faults(tiny, document(feature("D9"), feature(type="Point"), attribution=""))
    assert [where for where, _ in found] == [
        "attribution", "feature 1, properties.code", "feature 2, geometry",
    ]  # fmt: skip


@pytest.mark.parametrize("folder", [file.parent for file in SCENARIOS.glob("*/scenario.toml")])
def test_shipped_boundaries_are_sound_and_attributed(folder: Path) -> None:
    boundaries = load(folder).boundaries
    assert boundaries is not None
    assert boundaries.attribution == "© OpenStreetMap contributors, ODbL 1.0"
