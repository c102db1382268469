"""A plan as a folder: its tables, to be simulated again, and the lists that people work by."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from planner.outcome.outcome import Outcome
from planner.scenario.names import table_file
from planner.scenario.scenario import Plan
from planner.scenario.table_text import csv_text, table_text
from planner.study.staging import StagedFolder

ORDERS_FILE = "orders.csv"
INFLOW_FILE = "laboratory_inflow.csv"
INFLOW_COLUMNS = (
    "laboratory",
    "name_zh",
    "name_en",
    "from_hour",
    "starts_at",
    "tubes",
    "nominal_tubes_per_hour",
    "backlog_hours",
)
DECIMALS = 1


def write_plan(
    place: Path, plan: Plan, orders: Sequence[Sequence[str]], outcome: Outcome | None
) -> Path:
    """Write a plan, whole or not at all.

    Parameters
    ----------
    place
        A folder that does not exist or is empty.
    plan
        Its tables become ``plan_tables.csv``, ``plan_teams.csv``, ``plan_laboratories.csv``,
        ``plan_flows.csv``, ``plan_stops.csv`` and ``plan_tours.csv``, a head alone where a table is
        empty.
    orders
        The orders in words, the heads of the columns first.
    outcome
        What came out of exactly this plan, for the inflow of each laboratory; None where the plan
        was not simulated.

    Raises
    ------
    planner.study.request.RequestError
        If the place is taken or cannot be written.
    """
    with StagedFolder(place, renumber=False) as folder:
        for table, rows in (
            ("plan_tables", plan.tables),
            ("plan_teams", plan.teams),
            ("plan_laboratories", plan.laboratories),
            ("plan_flows", plan.flows),
            ("plan_stops", plan.stops),
            ("plan_tours", plan.tours),
        ):
            text = table_text(table, rows)
            (folder.path / table_file(table)).write_text(text, encoding="utf-8")
        write_lists(folder.path, orders, outcome)
        return folder.publish()


def write_lists(folder: Path, orders: Sequence[Sequence[str]], outcome: Outcome | None) -> None:
    """Write the orders and, where there is an outcome, the inflow of each laboratory."""
    head, *lines = orders
    # the mark at the start makes spreadsheets read Chinese as it is written
    (folder / ORDERS_FILE).write_text(csv_text(head, lines), encoding="utf-8-sig")
    if outcome is not None:
        (folder / INFLOW_FILE).write_text(inflow_text(outcome), encoding="utf-8-sig")


def inflow_text(outcome: Outcome) -> str:
    """Write the tubes that reach each laboratory in each hour, until the last of the city.

    Tubes are the mean over replications; backlog hours are the median at the hour's end, blank
    where tubes wait and nothing works.
    """
    delivered = outcome.laboratory_series.delivered_tubes
    backlog = outcome.stations.backlog_hours
    busy = np.flatnonzero(delivered.any(axis=0))
    hours = range(int(busy[0]), int(busy[-1]) + 1) if busy.size else range(0)
    starts = outcome.question.starts_at
    places = outcome.laboratories
    rows = (
        (
            places.ids[laboratory],
            places.names_zh[laboratory],
            places.names_en[laboratory],
            hour,
            (starts + timedelta(hours=hour)).isoformat(timespec="minutes"),
            round(float(delivered[laboratory, hour]), DECIMALS),
            round(float(outcome.laboratory_series.nominal_tubes_per_hour[laboratory]), DECIMALS),
            _finite(float(backlog[laboratory, hour])),
        )
        for laboratory in range(len(places.ids))
        for hour in hours
    )
    return csv_text(INFLOW_COLUMNS, rows)


def _finite(value: float) -> float | str:
    return round(value, DECIMALS) if np.isfinite(value) else ""
