"""The points of a sweep by their numbers: full grid, a list, Latin hypercube or Sobol sequence."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.simulation.layout import Floats
from planner.study.sweep.axes import Value
from planner.study.sweep.definition import Sweep

Values = tuple[Value, ...]
"""The value of each axis at one point."""


@dataclass(frozen=True)
class Points:
    """All points of a sweep; a grid is never written out."""

    sweep: Sweep

    def values(self, first: int, last: int) -> tuple[Values, ...]:
        """Return the values of the points from ``first`` to before ``last``."""
        axes, listed = self.sweep.axes, self.sweep.design.levels
        if listed is not None:
            return tuple(
                tuple(axis.levels[place] for axis, place in zip(axes, row, strict=True))
                for row in listed[first:last]
            )
        if self._sample is None:
            shape = [len(axis.levels) for axis in axes]
            places = np.column_stack(np.unravel_index(np.arange(first, last), shape)).tolist()
            return tuple(
                tuple(axis.levels[place] for axis, place in zip(axes, row, strict=True))
                for row in places
            )
        return tuple(
            tuple(axis.at(unit) for axis, unit in zip(axes, row, strict=True))
            for row in self._sample[first:last].tolist()
        )

    @property
    def digest(self) -> str:
        """Name a sample by its numbers, which another version of SciPy may draw otherwise."""
        return "" if self._sample is None else hashlib.sha256(self._sample.tobytes()).hexdigest()

    @cached_property
    def _sample(self) -> Floats | None:
        design, axes = self.sweep.design, len(self.sweep.axes)
        if design.points is None:
            return None
        from scipy.stats import qmc  # noqa: PLC0415 (takes half a second)

        kind = qmc.Sobol if design.kind == "sobol" else qmc.LatinHypercube
        sample: Floats = kind(axes, rng=design.seed).random(design.points)
        return np.ascontiguousarray(sample)
