"""An outcome's series as tables, one row for each combination of place, clock and hour."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from planner.outcome.outcome import CLOCKS, Outcome
from planner.outcome.places import LIGHTS
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES


def tables(outcome: Outcome) -> dict[str, pa.Table]:
    """Return the series of an outcome by the name of their file.

    ``end_hour`` counts whole hours from hour zero of the campaign. People are cumulative at that
    hour, tubes are those of the hour before it, mean over replications. A clock never reached is
    null; backlog hours are infinite where tubes wait and nothing works.
    """
    curves, series, clocks = outcome.curves, outcome.stations, outcome.clocks
    hours = _whole(curves.hours).tolist()
    replications = range(len(clocks.city_by_replication))
    districts, laboratories = outcome.districts.ids, outcome.laboratories.ids
    return {
        "city": _long(
            {"clock": CLOCKS, "end_hour": hours},
            {
                "p05_persons": _whole(curves.city.p05),
                "p50_persons": _whole(curves.city.p50),
                "p95_persons": _whole(curves.city.p95),
            },
        ),
        "districts": _long(
            {"clock": CLOCKS, "district": districts, "end_hour": hours},
            {"p50_persons": _whole(curves.district_p50)},
        ),
        "stations": _stations(
            districts,
            laboratories,
            _long(
                {"station": range(len(series.use)), "end_hour": hours},
                {"use": series.use, "waiting_persons": _whole(series.waiting_persons)},
            ),
        ),
        "laboratories": _long(
            {"laboratory": laboratories, "end_hour": hours},
            {
                "delivered_tubes": outcome.laboratory_series.delivered_tubes,
                "published_tubes": outcome.laboratory_series.published_tubes,
                "backlog_hours": series.backlog_hours,
            },
        ),
        "sites": _sites(outcome),
        "clocks": _long(
            {"replication": replications, "clock": CLOCKS}, {"hours": clocks.city_by_replication}
        ),
    }


def _stations(
    districts: Sequence[str], laboratories: Sequence[str], by_number: pa.Table
) -> pa.Table:
    """Name the stations, which come district by district and then laboratory by laboratory."""
    named = [("district", place, stage) for place in districts for stage in SITE_STAGES]
    named += [("laboratory", place, stage) for place in laboratories for stage in LABORATORY_STAGES]
    names = pa.table(list(zip(*named, strict=True)), names=["kind", "place", "stage"])
    columns = names.take(by_number["station"])
    for name in by_number.column_names[1:]:
        columns = columns.append_column(name, by_number[name])
    return columns


def _sites(outcome: Outcome) -> pa.Table:
    """Return one row a site to which people come."""
    waits, districts = outcome.site_waits, pa.array(outcome.districts.ids, pa.string())
    return pa.table(
        {
            "site": waits.ids,
            "township": waits.townships,
            "district": districts.take(pa.array(waits.district)),
            "light": pa.array(
                [LIGHTS[light] if light >= 0 else None for light in waits.light], pa.string()
            ),
            "persons": waits.persons,
            "mean_minutes": pa.array(waits.mean_minutes, from_pandas=True),
            "longest_minutes": waits.longest_minutes,
        }
    )


def _long(
    axes: Mapping[str, Sequence[str] | Sequence[int]],
    values: Mapping[str, NDArray[np.float64] | NDArray[np.int64]],
) -> pa.Table:
    """Write arrays that share their axes as rows, the last axis running fastest."""
    shape = tuple(len(labels) for labels in axes.values())
    columns = {
        name: pa.array(labels).take(pa.array(index.ravel()))
        for (name, labels), index in zip(axes.items(), np.indices(shape), strict=True)
    }
    for name, array in values.items():
        columns[name] = pa.array(array.reshape(shape).ravel(), from_pandas=True)
    return pa.table(columns)


def _whole(persons: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(persons).astype(np.int64)
