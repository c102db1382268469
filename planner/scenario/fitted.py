"""The variant that every scenario offers: values as they were fitted to real campaigns.

``fitted.toml`` beside this file is written by ``planner calibrate``; a scenario that has a variant
of the same name keeps its own.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

FITTED = "fitted"
FITTED_FILE = "fitted.toml"


@cache
def fitted_variant() -> Mapping[str, Any]:
    """Return the variant by its name, as a scenario file would have it."""
    text = (files(__package__) / FITTED_FILE).read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["variants"]
    return found


def own_variants(variants: Mapping[str, Any]) -> list[str]:
    """Return the names of those that a scenario file has itself."""
    return [name for name, one in variants.items() if one is not fitted_variant()[FITTED]]


def with_fitted(variants: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the variants of a scenario file, and the one of every scenario after them."""
    return {**variants, FITTED: variants.get(FITTED, fitted_variant()[FITTED])}
