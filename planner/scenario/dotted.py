"""Read and change nested tables by dotted keys, never in place."""

from collections.abc import Mapping
from typing import Any

from planner.scenario.phrase import Phrase

Settings = Mapping[str, Any]


def has(settings: Settings, key: str) -> bool:
    """Tell whether a dotted key such as ``sites.opens_at`` is set."""
    current: Any = settings
    for part in key.split("."):
        if not isinstance(current, Mapping) or part not in current:
            return False
        current = current[part]
    return True


def with_value(settings: Settings, key: str, value: Any) -> dict[str, Any]:
    """Return a copy with one dotted key set; tables on the way are made where absent.

    Raises
    ------
    TypeError
        If a part of the way is set to something that is not a table.
    """
    first, _, rest = key.partition(".")
    if not rest:
        return {**settings, first: value}
    inner = settings.get(first, {})
    if not isinstance(inner, Mapping):
        raise TypeError(Phrase("{name!r} is not a table", name=first))
    return {**settings, first: with_value(inner, rest, value)}
