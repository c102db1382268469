"""Counting by minute and by hour; the last bin takes all that comes later."""

from dataclasses import dataclass

import numpy as np

from planner.simulation.layout import HOUR_MS, MINUTE_MS, Ints, Layout


def counts(shape: tuple[int, ...], index: tuple[Ints, ...], amount: int | Ints = 1) -> Ints:
    """Return an array of zeros to which ``amount`` is added at every index."""
    total = np.zeros(shape, dtype=np.int64)
    np.add.at(total, index, amount)
    return total


def by_minute(layout: Layout, places: int, place: Ints, ms: Ints, amount: int | Ints = 1) -> Ints:
    """Count by place and minute, shape (places, minutes); a minute's end belongs to it."""
    minute = np.minimum(np.maximum(ms - 1, 0) // MINUTE_MS, layout.minutes - 1)
    return counts((places, layout.minutes), (place, minute), amount)


@dataclass(frozen=True)
class StationHours:
    """Use of the stations and changes of their queues by hour, added to in place."""

    busy_ms: Ints
    """Shape (stations, hours)."""
    joined: Ints
    """Shape (stations, hours): people who began to wait in the hour less those who ceased."""

    @classmethod
    def none(cls, layout: Layout) -> "StationHours":
        """Return the hours of stations at which nothing has happened."""
        shape = (len(layout.stations.place), layout.hours)
        return cls(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))

    @property
    def waiting_persons(self) -> Ints:
        """People who wait at the end of each hour, shape (stations, hours)."""
        return np.cumsum(self.joined, axis=1)

    def _hour(self, ms: Ints) -> Ints:
        hour: Ints = np.minimum(ms // HOUR_MS, self.busy_ms.shape[1] - 1)
        return hour

    def join(self, station: Ints, ms: Ints, persons: int | Ints = 1) -> None:
        """Add people to the queues."""
        np.add.at(self.joined, (station, self._hour(ms)), persons)

    def leave(self, station: Ints, ms: Ints, persons: int | Ints = 1) -> None:
        """Take people from the queues."""
        np.subtract.at(self.joined, (station, self._hour(ms)), persons)

    def work_from(self, station: Ints, ms: Ints, lasts_ms: Ints) -> None:
        """Book short services, each whole in the hour in which it starts."""
        np.add.at(self.busy_ms, (station, self._hour(ms)), lasts_ms)

    def work_between(self, station: Ints, start_ms: Ints, end_ms: Ints) -> None:
        """Book long services, each in all hours that it covers; none may be empty."""
        first, last = self._hour(start_ms), self._hour(end_ms - 1)
        spans = last - first + 1
        part = np.repeat(np.arange(len(spans)), spans)
        hour = np.arange(len(part)) - np.repeat(np.cumsum(spans) - spans, spans) + first[part]
        begins = np.where(hour == first[part], start_ms[part], hour * HOUR_MS)
        ends = np.where(hour == last[part], end_ms[part], (hour + 1) * HOUR_MS)
        np.add.at(self.busy_ms, (station[part], hour), ends - begins)
