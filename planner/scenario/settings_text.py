"""The settings of a scenario as the text of a ``scenario.toml``, without presets and variants."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from planner.scenario.overview import value_of
from planner.scenario.scenario import Scenario


def settings_text(scenario: Scenario) -> str:
    """Write every setting that is not a default, with its source.

    What presets and variants gave stands among them, so that the text says the same alone.
    """
    lines: defaultdict[str, list[str]] = defaultdict(list)
    sources = []
    for source in scenario.sources:
        value = value_of(scenario, source.key)
        if value is None:
            continue
        section, _, name = source.key.rpartition(".")
        lines[section].append(f"{name} = {toml_value(value)}")
        if source.text:
            sources.append(f"{toml_value(source.key)} = {toml_value(source.text)}")
    blocks = [f"[{section}]\n" + "\n".join(of) for section, of in lines.items()]
    return "\n\n".join([*blocks, "[sources]\n" + "\n".join(sources)]) + "\n"


def toml_value(value: Any) -> str:
    """Write a value on one line of TOML."""
    match value:
        case BaseModel():
            return toml_value(value.model_dump(exclude_none=True))
        case Mapping():
            pairs = [f"{toml_value(str(name))} = {toml_value(one)}" for name, one in value.items()]
            return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
        case tuple() | list():
            return "[" + ", ".join(map(toml_value, value)) + "]"
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
    # a string of JSON is one of TOML, but for the one sign that only TOML escapes
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007F")
