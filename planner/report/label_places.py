"""Where on a map a label finds room."""

import math

import numpy as np
from matplotlib.path import Path

from planner.outcome.places import Outline
from planner.simulation.layout import Floats

GRID = 24
DIRECTIONS = 16
STEP, STEPS = 0.6, 40
"""Distances at which a free place is looked for, in label heights."""


def widest_point(outline: Outline) -> tuple[float, float]:
    """Return the point of a fine grid that lies in the outline and farthest from its border."""
    border = np.vstack([ring for polygon in outline for ring in polygon])
    polygon = max(outline, key=lambda polygon: _box_area(polygon[0]))
    low, high = polygon[0].min(axis=0), polygon[0].max(axis=0)
    x, y = (np.linspace(low[axis], high[axis], GRID + 2)[1:-1] for axis in (0, 1))
    points = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    inside = Path(polygon[0]).contains_points(points)
    for hole in polygon[1:]:
        inside &= ~Path(hole).contains_points(points)
    if not inside.any():
        middle = (low + high) / 2
        return float(middle[0]), float(middle[1])
    within = points[inside]
    distances = np.hypot(*(within[:, axis, None] - border[None, :, axis] for axis in (0, 1))).min(
        axis=1
    )
    best = within[int(distances.argmax())]
    return float(best[0]), float(best[1])


def _box_area(ring: Floats) -> float:
    wide, tall = ring.max(axis=0) - ring.min(axis=0)
    return float(wide * tall)


def free_places(wanted: Floats, box: tuple[float, float] | Floats, *, fixed: int = 1) -> Floats:
    """Move labels as little as keeps them apart, those that come first with precedence.

    Parameters
    ----------
    wanted
        Shape (labels, 2): where their middles should lie.
    box
        Width and height that each takes; of shape (labels, 2) where they differ.
    fixed
        How many of the first stay where they are, whatever they cover.

    Returns
    -------
    NDArray
        Shape (labels, 2): where they lie; a label that finds no room nearby stays as it was.
    """
    placed = np.array(wanted, dtype=np.float64)
    size = np.broadcast_to(np.asarray(box, dtype=np.float64), placed.shape)
    rings = [STEP * size[:, 1].max(initial=0.0) * ring for ring in range(1, STEPS)]
    around = [2 * math.pi * turn / DIRECTIONS for turn in range(DIRECTIONS)]
    shifts = [(0.0, 0.0)]
    shifts += [(far * math.cos(turn), far * math.sin(turn)) for far in rings for turn in around]
    for number in range(fixed, len(placed)):
        for shift in shifts:
            place = wanted[number] + shift
            apart = (size[:number] + size[number]) / 2
            if not (np.abs(placed[:number] - place) < apart).all(axis=1).any():
                placed[number] = place
                break
    return placed
