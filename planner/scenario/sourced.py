"""Fields that carry their source beside their default."""

from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo

ASSUMED = "assumed"
ASSUMED_ZH = "假定"


def sourced(default: Any, source: str, **constraints: Any) -> Any:
    """Declare a model field with its default and where that default comes from.

    Parameters
    ----------
    default
        The value used where the scenario is silent.
    source
        Publication and date, or a text that starts with ``assumed``.
    **constraints
        Passed on to :func:`pydantic.Field` (``gt``, ``le`` and so on).
    """
    return Field(default, json_schema_extra={"source": source}, **constraints)


def source_of(field: FieldInfo) -> str:
    """Return the source recorded for a field's default, or an empty text."""
    extra = field.json_schema_extra
    return str(extra.get("source", "")) if isinstance(extra, dict) else ""


def is_assumed(source: str) -> bool:
    """Tell whether a source says, in either language, that nobody published the value."""
    return source.startswith((ASSUMED, ASSUMED_ZH))
