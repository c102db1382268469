"""A sweep file from what is asked on a form; it is read and checked like any other."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.scenario.settings_text import toml_value

Part = Mapping[str, Any]


def sweep_text(head: Part, design: Part, replications: Part, axes: Sequence[Part]) -> str:
    """Write a sweep file: its head, its sections, and a section for each axis."""
    blocks = [_lines(head)]
    blocks += [f"[{name}]\n{_lines(part)}" for name, part in
               (("design", design), ("replications", replications))]  # fmt: skip
    blocks += [f"[[axes]]\n{_lines(axis)}" for axis in axes]
    return "\n".join(blocks)


def _lines(part: Part) -> str:
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in part.items())
