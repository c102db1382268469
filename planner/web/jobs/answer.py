"""The answer of a job, handed from its process to the desk as the command line's own objects."""

import io
import pickle
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from planner.allocation.answer import Allocation
from planner.allocation.reinforcement import Reinforcement
from planner.scenario.scenario import Scenario

Found = TypeVar("Found", Allocation, Reinforcement)

PLAIN = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
}
"""Names outside the planner of which data are made."""
OURS = "planner."
DAMAGED = (
    pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError,
    ValueError, LookupError, ArithmeticError, MemoryError,
)  # fmt: skip
"""What a file raises of which bytes are wrong or missing."""


class Unreadable(RuntimeError):
    """An answer was written by another version of the planner, or by nobody of it."""


def write_answer(path: Path, scenario: Scenario, found: Allocation | Reinforcement) -> None:
    """Write what was asked and what was found; the file is there whole or not at all."""
    staged = path.with_suffix(".part")
    staged.write_bytes(pickle.dumps((scenario, found), protocol=5))
    staged.replace(path)


def read_answer(path: Path, kind: type[Found]) -> tuple[Scenario, Found]:
    """Return what was asked and what was found.

    Raises
    ------
    Unreadable
        If it is no answer of this kind that this version can read.
    """
    try:
        scenario, found = _OnlyData(io.BytesIO(path.read_bytes())).load()
    except DAMAGED as error:
        raise Unreadable(str(error)) from error
    if not isinstance(scenario, Scenario) or not isinstance(found, kind):
        raise Unreadable(f"{path.name} holds no {kind.__name__}")
    return scenario, found


class _OnlyData(pickle.Unpickler):
    """Makes the planner's own records and arrays, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return getattr(import_module(module), name)
        if module.startswith(OURS):
            found = getattr(import_module(module), name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, BaseModel)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record of the planner")
