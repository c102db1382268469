"""The reference engine's event log, written row by row."""

from array import array

import numpy as np

from planner.simulation.layout import Ints
from planner.simulation.log import COLUMNS, NONE, Event
from planner.simulation.reference.sample import Sample


class Recorder:
    """Collects rows of the event log."""

    def __init__(self) -> None:
        self._cells = array("q")

    def write(
        self,
        ms: int,
        kind: Event,
        place: int = NONE,
        site: int = NONE,
        table: int = NONE,
        tube: int = NONE,
        person: int = NONE,
        extra: int = NONE,
    ) -> None:
        """Add one row; columns that the kind does not use stay ``NONE``."""
        self._cells.extend((ms, kind, place, site, table, tube, person, extra))

    def write_sample(
        self, ms: int, kind: Event, laboratory: int, sample: Sample, extra: int = NONE
    ) -> None:
        """Add one row about a sample in a laboratory."""
        tube = sample.tube
        self.write(ms, kind, laboratory, tube.site, tube.table, tube.number, sample.person, extra)

    def rows(self) -> Ints:
        """Return all rows, shape (rows, 8), in the order of writing."""
        return np.frombuffer(self._cells, dtype=np.int64).reshape(-1, len(COLUMNS))
