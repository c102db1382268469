"""The JSON Schema of ``scenario.toml``, by which an editor completes, explains and checks keys.

It is made from the models; what only a cross check can tell (references, sums, conflicts) is left
to ``planner check``. Only keywords that mean the same in every draft since 7 are used, since few
editors read the newest.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.scenario.names import (
    EXTRA_SECTIONS,
    REQUIRED_SECTIONS,
    SECTIONS,
    TABLES,
    has_id,
    known_settings,
    required_columns,
)
from planner.scenario.settings import Arrivals, Section
from planner.scenario.sourced import is_assumed, source_of
from planner.scenario.written import with_unit

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "scenario.toml of the planner"
DATE_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"
BY_SHIFT = r"^\d+( *\| *\d+)*$"
DISTRIBUTION = "Distribution"
ARRIVALS = Arrivals.__name__


def scenario_schema() -> Schema:
    """Return the schema of ``scenario.toml``, JSON Schema 2020-12."""
    definitions: Schema = {}
    definitions[ARRIVALS] = _model(Arrivals, definitions)
    for name, model in SECTIONS.items():
        definitions[name] = _model(model, definitions)
    definitions["variant"] = _variant(definitions)
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED_SECTIONS),
        "properties": {
            **{name: _reference(name, _first_line(model)) for name, model in SECTIONS.items()},
            **dict(zip(EXTRA_SECTIONS, (_sources(), _variants()), strict=True)),
        },
        "$defs": definitions,
    }


def _reference(place: str, description: str = "") -> Schema:
    """Refer to a definition, described anew; beside ``$ref`` alone, old drafts see nothing."""
    reference = {"$ref": f"#/$defs/{place}"}
    return {"description": description, "allOf": [reference]} if description else reference


def _first_line(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").partition("\n")[0]


def _model(model: type[BaseModel], definitions: Schema) -> Schema:
    """Return the schema of a section or row; models inside it become definitions."""
    made = model.model_json_schema(ref_template="#/$defs/{model}")
    for name, inner in made.get("$defs", {}).items():
        definitions.setdefault(name, _plain(inner))
    properties = {}
    described = _descriptions(model)
    for name, field in model.model_fields.items():
        if field.annotation is Arrivals:
            properties[name] = _reference(ARRIVALS, _first_line(Arrivals))
            continue
        schema = _plain(made["properties"][name])
        if "oneOf" in schema:
            definitions.setdefault(DISTRIBUTION, _distribution(schema.pop("oneOf"), definitions))
            schema["allOf"] = [_reference(DISTRIBUTION)]
        text = _description(name, field, described.get(name, ""))
        properties[name] = {"description": text, **schema} if text else schema
    return {
        "description": _first_line(model),
        "type": "object",
        "additionalProperties": False,
        "required": list(required_columns(model)),
        "properties": properties,
    }


def _plain(schema: Schema) -> Schema:
    """Return pydantic's schema without what TOML or an editor does not know."""
    left = {
        key: value
        for key, value in schema.items()
        if key not in ("title", "discriminator", "source", "default", "format", "minLength")
    }
    if "default" in schema and schema["default"] is not None:
        left["default"] = schema["default"]
    if schema.get("format") == "date-time":
        left["pattern"] = DATE_TIME
    if r"\w" in left.get("pattern", ""):
        del left["pattern"]  # letters of every script to Python, Latin ones to editors
    if "anyOf" in left:
        options = [_plain(one) for one in left.pop("anyOf") if one != {"type": "null"}]
        left |= options[0] if len(options) == 1 else {"anyOf": options}
    if "propertyNames" in left:
        names, value = left.pop("propertyNames")["enum"], left.pop("additionalProperties")
        left |= {"properties": dict.fromkeys(names, value), "additionalProperties": False}
    if "properties" in left:
        left["properties"] = {name: _plain(one) for name, one in left["properties"].items()}
    if "items" in left:
        left["items"] = _plain(left["items"])
    if "$ref" in left:
        left["allOf"] = [{"$ref": left.pop("$ref")}]
    return left


def _distribution(options: list[Schema], definitions: Schema) -> Schema:
    """Return the choice between a number and a table that says its kind."""
    for option in options:
        kind = definitions[option["$ref"].rpartition("/")[2]]
        kind["required"] = list(dict.fromkeys(["kind", *kind["required"]]))
    text = "A number, always that value, or a table with kind and its parameters."
    return {"description": text, "anyOf": [{"type": "number", "minimum": 0}, *options]}


def _description(name: str, field: FieldInfo, docstring: str) -> str:
    """Return what a field means, its default and where that comes from."""
    parts = [docstring]
    if not field.is_required() and field.default not in (None, "", ()):
        parts.append(f"Default: {with_unit(field.default, name)}.")
    if source := source_of(field):
        assumed = source[:1].upper() + source[1:]
        parts.append(f"{assumed if is_assumed(source) else f'Source: {source}'}.")
    return "\n\n".join(filter(None, parts))


def _descriptions(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the texts that stand below the fields of a model."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if not issubclass(owner, Section) or owner is Section:
            continue
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for field, text in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                words = text.value if isinstance(text, ast.Expr) else None
                if isinstance(words, ast.Constant):
                    found[field.target.id] = inspect.cleandoc(str(words.value))
    return found


def _sources() -> Schema:
    text = "Where the values set in this file come from; what is not published starts with assumed."
    return {
        "description": text,
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {"type": "string"} for key in known_settings()},
    }


def _variants() -> Schema:
    return {
        "description": "Named overrides: planner run DIR --variant NAME.",
        "type": "object",
        "additionalProperties": _reference("variant"),
    }


def _variant(definitions: Schema) -> Schema:
    settings: Schema = {}
    for key in known_settings():
        section, name = _place(key)
        settings[key] = _reference(f"{section}/properties/{name}")
    tables = [key for key in settings if _is_table(key, definitions)]
    settings["people.arrivals"] = _reference(ARRIVALS)
    return {
        "description": "Changes of settings and rows under one name.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "set": {
                "description": "Value by dotted key in quotes.",
                "type": "object",
                "additionalProperties": False,
                "properties": settings,
                "patternProperties": {rf"^({'|'.join(map(re.escape, tables))})\..": {}},
            },
            "sources": {
                "description": "Source by dotted key of a value in set.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            **{table: _rows(table, definitions) for table in TABLES},
        },
    }


def _place(key: str) -> tuple[str, str]:
    """Return the definition and the property of a setting."""
    section, _, name = key.rpartition(".")
    return section if section in SECTIONS else ARRIVALS, name


def _is_table(key: str, definitions: Schema) -> bool:
    """Tell whether a setting is a table, of which a variant may set a part."""
    section, name = _place(key)
    schema = definitions[section]["properties"][name]
    return "allOf" in schema or "properties" in schema


def _rows(table: str, definitions: Schema) -> Schema:
    """Return the schema of the rows that a variant changes or adds."""
    model = TABLES[table]
    row = _model(model, definitions)
    required = ("id",) if has_id(table) else required_columns(model)
    for name, field in model.model_fields.items():
        row["properties"][name] = _cell(row["properties"][name], required=field.is_required())
    return {
        "description": row.pop("description"),
        "type": "array",
        "items": {**row, "required": list(required)},
    }


def _cell(schema: Schema, *, required: bool) -> Schema:
    """Let a cell be written as a table has it: names as numbers, staff by shift, blanks."""
    described: Schema = {k: v for k, v in schema.items() if k in ("description", "default")}
    options: list[Schema] = [{k: v for k, v in schema.items() if k not in described}]
    if schema.get("type") == "string":
        options.append({"type": "integer"})
    if schema.get("type") == "array":
        options += [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": BY_SHIFT}]
    if not required:
        options.append({"const": ""})
    return {**described, **(options[0] if len(options) == 1 else {"anyOf": options})}
