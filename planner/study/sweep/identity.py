"""What the rows of a sweep follow from, in short: when it differs, they may not be mixed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import planner
from planner.scenario.phrase import Phrase
from planner.scenario.read import Folder
from planner.study.code_digest import code_digest
from planner.study.sweep.definition import Sweep
from planner.study.sweep.design import Points

_DECIDING = ("allocation/draws.py", "allocation/layouts.py", "study/sweep")
"""What of planner decides what stands in a row, besides the chain."""

WORDS = {
    "scenario": Phrase("the base scenario"),
    "sweep": Phrase("axes, design or replications"),
    "sample": Phrase("the sample (another version of SciPy)"),
    "planner": Phrase("the version of planner"),
    "code": Phrase("planner's own code"),
}
Identity = Mapping[str, str]
"""By part of ``WORDS``, its digest or version."""


def identity_of(sweep: Sweep, base: Folder, points: Points) -> Identity:
    """Return what the rows follow from."""
    return {
        "scenario": _digest(_content(base)),
        "sweep": _digest(
            sweep.model_dump(mode="json", exclude={"name", "description", "scenario"})
        ),
        "sample": points.digest,
        "planner": planner.__version__,
        "code": code_digest(*_DECIDING),
    }


def key_of(identity: Identity) -> str:
    """Return one digest of all."""
    return _digest(dict(identity))


def differing(before: Identity, now: Identity) -> list[Phrase]:
    """Name the parts that differ."""
    return [words for part, words in WORDS.items() if before.get(part) != now[part]]


def _content(base: Folder) -> Mapping[str, Any]:
    """Return settings and cells as data; where a value comes from changes no row."""
    tables = {
        name: [{**row.cells, "source": ""} for row in table.rows]
        for name, table in base.tables.items()
        if table is not None
    }
    return {"settings": base.settings, "tables": tables, "variants": base.variants}


def _digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
