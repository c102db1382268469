"""Linear and integer programs built from arrays and solved with OR-Tools' MathOpt."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.highs_pb2 import HighsOptionsProto

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

RELATIVE_GAP = 1e-4
"""At which the search of an integer program stops."""
_VALUES_ONLY = mathopt.ModelSolveParameters(
    variable_values_filter=mathopt.SparseVectorFilter(skip_zero_values=True),
    dual_values_filter=mathopt.SparseVectorFilter(filtered_items=[]),
    reduced_costs_filter=mathopt.SparseVectorFilter(filtered_items=[]),
)
"""Nothing is handed over that is not read: that takes as long as solving."""


class NoPlan(RuntimeError):
    """The solver found nothing: a defect, since every program here has a solution."""


def _interior() -> HighsOptionsProto:
    """Take what the interior point method finds, unless it is not exact: a vertex takes longer."""
    options = HighsOptionsProto()
    options.string_options["run_crossover"] = "choose"
    return options


@dataclass(frozen=True)
class Solution:
    """What the solver found."""

    values: Floats
    objective: float
    bound: float
    """No solution is better than this."""
    status: str


@dataclass
class Program:
    """Columns and rows, appended block by block; everything is minimised."""

    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    integer: list[NDArray[np.bool_]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    row_lower: list[Floats] = field(default_factory=list)
    row_upper: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    """Row, column and coefficient of what is not zero."""

    def add_columns(
        self, shape: tuple[int, ...], upper: ArrayLike = np.inf, *, integer: bool = False
    ) -> Ints:
        """Add columns from 0 to ``upper``; return their numbers in the given shape."""
        count = int(np.prod(shape))
        self.lower.append(np.zeros(count))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=float), shape).ravel().copy())
        self.integer.append(np.full(count, integer))
        first = self.columns
        self.columns += count
        return np.arange(first, self.columns, dtype=np.int64).reshape(shape)

    def add_rows(self, shape: tuple[int, ...], lower: ArrayLike, upper: ArrayLike) -> Ints:
        """Add rows between two bounds; return their numbers in the given shape."""
        count = int(np.prod(shape))
        for bounds, values in ((self.row_lower, lower), (self.row_upper, upper)):
            bounds.append(np.broadcast_to(np.asarray(values, dtype=float), shape).ravel().copy())
        first = self.rows
        self.rows += count
        return np.arange(first, self.rows, dtype=np.int64).reshape(shape)

    def add_entries(self, rows: Ints, columns: Ints, coefficients: ArrayLike) -> None:
        """Put coefficients where rows and columns, broadcast against each other, meet."""
        where = np.broadcast_arrays(rows, columns, np.asarray(coefficients, dtype=float))
        row, column, value = (array.ravel() for array in where)
        kept = value != 0
        self.entries.append((row[kept], column[kept], value[kept]))

    def cost(self, columns: Ints, coefficients: ArrayLike) -> Floats:
        """Return the cost, shape (all columns,), of which these columns have coefficients."""
        cost = np.zeros(self.columns)
        np.add.at(cost, columns, np.broadcast_to(np.asarray(coefficients), columns.shape))
        return cost

    def solve(
        self,
        cost: Floats,
        *,
        gap: float = RELATIVE_GAP,
        absolute_gap: float = 0.0,
        solver: mathopt.SolverType = mathopt.SolverType.HIGHS,
    ) -> Solution:
        """Minimise ``cost``, shape (columns,).

        Integer programs stop by one of their gaps, linear ones when proven optimal; never by the
        clock, so that the same program gives the same solution.

        Raises
        ------
        NoPlan
            If there is no optimal solution.
        """
        model = mathopt.Model.from_model_proto(self._proto(cost))
        # HiGHS refuses an algorithm for integer programs, which it chooses itself
        is_integer = any(block.any() for block in self.integer)
        parameters = mathopt.SolveParameters(
            relative_gap_tolerance=gap,
            absolute_gap_tolerance=absolute_gap,
            lp_algorithm=None if is_integer else mathopt.LPAlgorithm.BARRIER,
            highs=None if is_integer else _interior(),
        )
        result = mathopt.solve(model, solver, params=parameters, model_params=_VALUES_ONLY)
        reason = result.termination.reason
        if reason != mathopt.TerminationReason.OPTIMAL:
            raise NoPlan(f"the solver ends with {reason.name}: {result.termination.detail}")
        values = np.zeros(self.columns)
        named = result.variable_values()
        values[[variable.id for variable in named]] = list(named.values())
        bounds = result.termination.objective_bounds
        return Solution(values, bounds.primal_bound, bounds.dual_bound, reason.name.lower())

    def _proto(self, cost: Floats) -> model_pb2.ModelProto:
        proto = model_pb2.ModelProto()
        columns = proto.variables
        columns.ids.extend(range(self.columns))
        columns.lower_bounds.extend(np.concatenate(self.lower))
        columns.upper_bounds.extend(np.concatenate(self.upper))
        columns.integers.extend(np.concatenate(self.integer).tolist())
        used = np.flatnonzero(cost)
        proto.objective.linear_coefficients.ids.extend(used)
        proto.objective.linear_coefficients.values.extend(cost[used])
        proto.linear_constraints.ids.extend(range(self.rows))
        proto.linear_constraints.lower_bounds.extend(np.concatenate(self.row_lower))
        proto.linear_constraints.upper_bounds.extend(np.concatenate(self.row_upper))
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        # the matrix stands by row, then by column, each place once
        order = np.lexsort((column, row))
        row, column, value = row[order], column[order], value[order]
        is_new = np.append(True, (np.diff(row) != 0) | (np.diff(column) != 0))
        places = np.flatnonzero(is_new)
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend(row[places])
        matrix.column_ids.extend(column[places])
        matrix.coefficients.extend(np.add.reduceat(value, places))
        return proto
