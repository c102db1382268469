"""The columns of a sweep's results: one row a point and replication."""

import pyarrow as pa

from planner.outcome.outcome import CLOCKS
from planner.simulation.tally import LEDGER, RETESTS, TUBES

_TEXT = pa.dictionary(pa.int32(), pa.string())

KEYS = {"point": pa.int64(), "replication": pa.int32()}
"""Points and replications count from 0. ``replication`` is null where a point failed."""

FIGURES: dict[str, pa.DataType] = {
    "meets_target": pa.bool_(),
    **{f"{clock}_hours": pa.float64() for clock in CLOCKS},
    **{f"{clock}_last_hours": pa.float64() for clock in CLOCKS},
    "expected_persons": pa.int64(),
    **{f"{clock}_at_deadline_persons": pa.int64() for clock in CLOCKS},
    **{f"{place}_persons": pa.int64() for place in LEDGER},
    **{f"{name}_tubes": pa.int64() for name in ("delivered", "breached", *TUBES[:5])},
    **{name: pa.int64() for name in TUBES[5:]},
    "infected_persons": pa.int64(),
    "confirmed_persons": pa.int64(),
    "missed_persons": pa.int64(),
    **{f"retest_{name}": pa.int64() for name in RETESTS},
    "binding_stage": _TEXT,
    "binding_place": _TEXT,
}
"""What came out. Hours count from the deadline's start to the required share, or to the last
person, and are null where never reached; the binding stage has most waiting person-hours."""

ORIGIN = {"failure": pa.string(), "seed": pa.int64(), "scenario": _TEXT, "planner": _TEXT}
"""Why the point failed, else null; the seed; digest of the base scenario; version of planner."""

RESERVED = frozenset({*KEYS, *FIGURES, *ORIGIN})
"""Names that no axis can have."""
