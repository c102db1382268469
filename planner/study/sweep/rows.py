"""From replications to rows, and from rows to the bytes of a piece."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from planner.outcome.digest import Digest
from planner.outcome.outcome import CLOCKS, DETECTION_FIGURES
from planner.scenario.written import written
from planner.simulation.layout import Layout
from planner.simulation.tally import DETECTION, LEDGER, RETESTS, TUBES
from planner.study.sweep.axes import Axis, Value
from planner.study.sweep.columns import FIGURES, KEYS, ORIGIN

Row = Mapping[str, Any]


def schema_of(axes: Iterable[Axis]) -> pa.Schema:
    """Return the columns of a sweep: keys, axes, figures and origin."""
    columns = {axis.name: _type_of(axis) for axis in axes}
    return pa.schema(list((KEYS | columns | FIGURES | ORIGIN).items()))


def _type_of(axis: Axis) -> pa.DataType:
    if axis.range is not None:
        return pa.int64() if axis.range.is_whole else pa.float64()
    kinds = {type(value) for value in axis.levels}
    for known, column in (({bool}, pa.bool_()), ({int}, pa.int64()), ({int, float}, pa.float64())):
        if kinds <= known:
            return column
    return pa.dictionary(pa.int32(), pa.string())


def axis_cells(axes: Iterable[Axis], values: Iterable[Value]) -> Row:
    """Return the values of a point as its row has them."""
    return {
        axis.name: written(value) if pa.types.is_dictionary(_type_of(axis)) else value
        for axis, value in zip(axes, values, strict=True)
    }


def figures_of(layout: Layout, digest: Digest) -> Row:
    """Return what came out of one replication."""
    case = digest.case
    detected = dict(zip(DETECTION, case.detection.tolist(), strict=True))
    detected["missed"] = detected["sampled"] - detected["confirmed"]
    assert set(DETECTION_FIGURES) == set(detected)
    binding = int(np.argmax(digest.counts.binding_person_hours))
    return {
        "replication": case.replication,
        "meets_target": case.meets_target,
        **{f"{name}_hours": _hours(case.city_clock_hours[n, 0]) for n, name in enumerate(CLOCKS)},
        **{
            f"{name}_last_hours": _hours(case.city_clock_hours[n, -1])
            for n, name in enumerate(CLOCKS)
        },
        "expected_persons": int(layout.expected_persons.sum()),
        **{
            f"{name}_at_deadline_persons": int(case.done_at_deadline[n].sum())
            for n, name in enumerate(CLOCKS)
        },
        **{
            f"{name}_persons": count
            for name, count in zip(LEDGER, case.ledger.sum(axis=0).tolist(), strict=True)
        },
        "delivered_tubes": case.tubes_delivered,
        "breached_tubes": int(case.breaches.sum()),
        **{
            name if name.endswith("plates") else f"{name}_tubes": count
            for name, count in zip(TUBES, case.tubes.tolist(), strict=True)
        },
        **{f"{name}_persons": detected[name] for name in ("infected", "confirmed", "missed")},
        **{
            f"retest_{name}": count
            for name, count in zip(RETESTS, case.retests.tolist(), strict=True)
        },
        **_binding(layout, digest, binding),
    }


def _hours(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _binding(layout: Layout, digest: Digest, station: int) -> Row:
    """Name the stage and place for which most people waited; neither where nothing bound."""
    if not digest.counts.binding_person_hours.any():
        return {"binding_stage": None, "binding_place": None}
    stations = layout.stations
    return {"binding_stage": stations.stage[station], "binding_place": stations.place[station]}


def as_parquet(rows: list[Row], schema: pa.Schema) -> bytes:
    """Return the bytes of a piece: the same for the same rows."""
    content = io.BytesIO()
    table = pa.Table.from_pylist(rows, schema=schema)
    parquet.write_table(table, content, compression="zstd")
    return content.getvalue()
