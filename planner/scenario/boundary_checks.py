"""What is wrong with ``boundaries.geojson`` (RFC 7946), and what it says when nothing is."""

import math
from collections.abc import Iterator
from typing import Any, TypeGuard

from planner.scenario.boundaries import Boundaries, Boundary, Polygon
from planner.scenario.faults import Fault, shown
from planner.scenario.names import BOUNDARIES_FILE
from planner.scenario.phrase import Phrase, inside

MOST_POSITIONS = 200_000
"""Of all districts together; a city's districts have 500 to 3,000 in the files shipped."""
LONGEST_ATTRIBUTION = 200
LEAST_POSITIONS = 4
"""Of a ring: a triangle whose last position repeats the first."""


def boundary_faults(document: object, districts: frozenset[str] | None) -> Iterator[Fault]:
    """Find everything wrong with the file's content.

    Parameters
    ----------
    document
        The JSON as read.
    districts
        Identifiers of the scenario's districts; None where they cannot be known.
    """
    if not _is_object(document) or document.get("type") != "FeatureCollection":
        found = document.get("type") if _is_object(document) else document
        rule = Phrase("the file is a GeoJSON FeatureCollection")
        yield _fault("", found, rule, Phrase("export the districts as GeoJSON"))
        return
    attribution = document.get("attribution")
    if not _is_text(attribution) or len(attribution) > LONGEST_ATTRIBUTION:
        rule = Phrase(
            "a text of 1 to {longest_attribution} characters that names the data's owner",
            longest_attribution=LONGEST_ATTRIBUTION,
        )
        remedy = Phrase(
            'add a member such as "attribution": "© OpenStreetMap contributors, ODbL 1.0"'
        )
        yield _fault("attribution", attribution, rule, remedy)
    features = document.get("features")
    if not isinstance(features, list):
        yield _fault(
            "features",
            features,
            Phrase("a list of features"),
            Phrase("write one feature a district"),
        )
        return
    yield from _code_faults(features, districts)
    for number, feature in enumerate(features, 1):
        yield from _geometry_faults(Phrase("feature {number}", number=number), feature)
    positions = sum(_count_positions(feature) for feature in features)
    if positions > MOST_POSITIONS:
        rule = Phrase(
            "outlines have at most {most_positions:,} positions together",
            most_positions=MOST_POSITIONS,
        )
        yield _miscounted("features", positions, rule, Phrase("simplify the outlines"))


def read_boundaries(document: Any) -> Boundaries:
    """Return the boundaries of a document without faults."""
    return Boundaries(
        attribution=document["attribution"].strip(),
        districts=tuple(
            Boundary(district=_code(feature), polygons=_polygons(feature["geometry"]))
            for feature in document["features"]
        ),
    )


def _code(feature: Any) -> Any:
    properties = feature.get("properties") if _is_object(feature) else None
    return properties.get("code") if _is_object(properties) else None


def _code_faults(features: list[Any], districts: frozenset[str] | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, code in enumerate(map(_code, features), 1):
        where = inside(Phrase("feature {number}", number=number), "properties.code")
        if not _is_text(code):
            rule = Phrase("the identifier of the district, as text")
            yield _fault(where, code, rule, Phrase("write the id of a row of districts.csv"))
        elif code in seen:
            rule = Phrase("a district has one feature")
            yield _fault(where, code, rule, Phrase("join its parts into one MultiPolygon"))
        elif districts is not None and code not in districts:
            rule = Phrase("a district of districts.csv")
            yield _fault(where, code, rule, Phrase("remove the feature or correct its code"))
        else:
            seen.add(code)


def _geometry_faults(where: str, feature: object) -> Iterator[Fault]:
    geometry = feature.get("geometry") if _is_object(feature) else None
    kind = geometry.get("type") if _is_object(geometry) else None
    if not _is_object(geometry) or kind not in ("Polygon", "MultiPolygon"):
        rule = Phrase("the geometry is a Polygon or MultiPolygon")
        yield _fault(inside(where, "geometry"), kind, rule, Phrase("draw the district as an area"))
        return
    rings = _rings(geometry)
    if rings is None:
        rule = Phrase("coordinates are nested as in a {kind}, with a ring at least", kind=kind)
        yield _fault(
            inside(where, "coordinates"), None, rule, Phrase("export the file again as GeoJSON")
        )
        return
    for number, ring in enumerate(rings, 1):
        yield from _ring_faults(f"{where}, ring {number}", ring)


def _ring_faults(where: str, ring: list[Any]) -> Iterator[Fault]:
    for number, position in enumerate(ring, 1):
        if not _is_position(position):
            rule = Phrase("a position is [longitude, latitude] in degrees, within ±180 and ±90")
            remedy = Phrase("export the file in WGS84 (EPSG:4326)")
            yield _fault(
                inside(where, Phrase("position {number}", number=number)), position, rule, remedy
            )
            return
    if len(ring) < LEAST_POSITIONS or ring[0] != ring[-1]:
        rule = Phrase(
            "a ring has {least_positions} positions or more and ends where it begins",
            least_positions=LEAST_POSITIONS,
        )
        yield _miscounted(where, len(ring), rule, Phrase("repeat the first position at the end"))


def _rings(geometry: dict[str, Any]) -> list[list[Any]] | None:
    """Return every ring of an area, None where the lists are not nested as they must be."""
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not _is_filled_list(polygons) or not all(map(_is_filled_list, polygons)):
        return None
    rings = [ring for polygon in polygons for ring in polygon]
    return rings if all(isinstance(ring, list) for ring in rings) else None


def _count_positions(feature: object) -> int:
    geometry = feature.get("geometry") if _is_object(feature) else None
    if not _is_object(geometry) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return 0
    return sum(map(len, _rings(geometry) or ()))


def _polygons(geometry: dict[str, Any]) -> tuple[Polygon, ...]:
    is_single = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if is_single else geometry["coordinates"]
    return tuple(
        tuple(tuple((float(at[0]), float(at[1])) for at in ring) for ring in polygon)
        for polygon in polygons
    )


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _is_filled_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and bool(value)


def _is_position(value: object) -> bool:
    """Tell whether a value is a longitude and a latitude; a height after them is let pass."""
    if not isinstance(value, list) or len(value) not in (2, 3):
        return False
    return all(
        isinstance(part, int | float)
        and not isinstance(part, bool)
        and math.isfinite(part)
        and abs(part) <= limit
        for part, limit in zip(value, (180, 90), strict=False)
    )


def _fault(where: str, value: object, rule: Phrase, remedy: Phrase) -> Fault:
    return Fault(BOUNDARIES_FILE, where, "" if value is None else shown(value), rule, remedy)


def _miscounted(where: str, positions: int, rule: Phrase, remedy: Phrase) -> Fault:
    return Fault(
        BOUNDARIES_FILE, where, Phrase("{positions:,} positions", positions=positions), rule, remedy
    )
