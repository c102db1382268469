"""The part of JSON Schema that the planner's schema uses, to check documents against it."""

import re
from collections.abc import Iterator
from typing import Any

KEYWORDS = {
    "$schema", "$defs", "$ref", "title", "description", "default", "type", "const", "enum",
    "properties", "patternProperties", "additionalProperties", "required", "items", "minItems",
    "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "anyOf",
    "allOf",
}  # fmt: skip
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
}


def errors(schema: dict[str, Any], value: Any, root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Yield the place of everything in a document that its schema forbids."""
    assert schema.keys() <= KEYWORDS, schema.keys() - KEYWORDS
    if "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from errors(target, value, root, at)
    for part in schema.get("allOf", ()):
        yield from errors(part, value, root, at)
    options = schema.get("anyOf", ())
    if options and all(list(errors(option, value, root)) for option in options):
        yield at
    if not _fits(schema, value):
        yield at
    elif isinstance(value, dict):
        yield from _object_errors(schema, value, root, at)
    elif isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            yield from errors(schema["items"], one, root, f"{at}[{index}]")


def _fits(schema: dict[str, Any], value: Any) -> bool:
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return False
    number = value if isinstance(value, int | float) else None
    length = len(value) if isinstance(value, list) else None
    return (
        value == schema.get("const", value)
        and value in schema.get("enum", [value])
        and (number is None or number >= schema.get("minimum", number))
        and (number is None or number <= schema.get("maximum", number))
        and (number is None or number > schema.get("exclusiveMinimum", number - 1))
        and (number is None or number < schema.get("exclusiveMaximum", number + 1))
        and (length is None or length >= schema.get("minItems", length))
        and (length is None or length <= schema.get("maxItems", length))
        and (not isinstance(value, str) or bool(re.search(schema.get("pattern", ""), value)))
    )


def _object_errors(
    schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    yield from (f"{at}.{name}" for name in schema.get("required", ()) if name not in value)
    for name, one in value.items():
        known = schema.get("properties", {}).get(name)
        for pattern, other in schema.get("patternProperties", {}).items():
            known = other if known is None and re.search(pattern, name) else known
        rest = schema.get("additionalProperties", {})
        if known is None and rest is False:
            yield f"{at}.{name}"
        else:
            yield from errors(rest if known is None else known, one, root, f"{at}.{name}")
