"""JSON as every file of the planner has it."""

import json
from typing import Any


def as_text(document: dict[str, Any]) -> str:
    """Write a JSON document, readable and with its Chinese as it is."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
