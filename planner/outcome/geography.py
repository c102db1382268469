"""Where the places of a scenario lie, as arrays to draw."""

from collections.abc import Sequence

import numpy as np

from planner.outcome.places import Geography, Outline
from planner.scenario.boundaries import Boundary
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import LaboratoryRow, Township
from planner.simulation.layout import Floats, Layout


def geography(scenario: Scenario, layout: Layout) -> Geography | None:
    """Return where everything lies, None where the scenario has no boundaries."""
    boundaries = scenario.boundaries
    if boundaries is None:
        return None
    outlines = {boundary.district: _outline(boundary) for boundary in boundaries.districts}
    laboratories = {row.id: row for row in standing_laboratories(scenario)}
    return Geography(
        attribution=boundaries.attribution,
        outlines=tuple(outlines.get(district, ()) for district in layout.district_ids),
        township_positions=_positions(scenario.townships),
        laboratory_positions=_positions([laboratories[i] for i in layout.laboratories.ids]),
    )


def _outline(boundary: Boundary) -> Outline:
    return tuple(
        tuple(np.array(ring, dtype=np.float64) for ring in polygon) for polygon in boundary.polygons
    )


def _positions(rows: Sequence[Township | LaboratoryRow]) -> Floats:
    degrees = [(row.longitude_degrees, row.latitude_degrees) for row in rows]
    return np.array(degrees, dtype=np.float64).reshape(len(rows), 2)
