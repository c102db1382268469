"""The census as one table: a row a city, the same columns as CSV, Parquet and in the workbook."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pyarrow as pa
from pyarrow import parquet

from planner.allocation.balance import Loan
from planner.scenario.draft.capacities import OF_RULE
from planner.scenario.table_text import csv_text
from planner.study.census.answer import Census, Region
from planner.study.census.city import CityRow

_TYPES: Mapping[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
}
BALANCE = ("region", "lender", "borrower", "teams", "tubes_per_day", "drive_hours", "own_province")
Rows = Sequence[Mapping[str, Any]]


def city_rows(census: Census) -> Rows:
    """Return the cells of every city, in the census's order."""
    return [
        {
            **vars(row),
            "helped_by_province": census.helped(row),
            "lenders": _lenders(census.loans.get(row.code, ())),
            "source": census.asked.own.get(row.code, OF_RULE).source,
        }
        for row in census.rows
    ]


def _lenders(loans: Sequence[Loan]) -> str:
    """Write who lends what as ``code:teams:tubes_per_day`` with bars, the nearest first."""
    return "|".join(f"{loan.lender}:{loan.teams}:{loan.tubes_per_day}" for loan in loans)


def schema() -> pa.Schema:
    """Return the columns of the table."""
    kinds = get_type_hints(CityRow)
    own = [
        (field.name, _TYPES[(get_args(kinds[field.name]) or (kinds[field.name],))[0]])
        for field in fields(CityRow)
    ]
    more = [("helped_by_province", pa.bool_()), ("lenders", pa.string()), ("source", pa.string())]
    return pa.schema([*own, *more])


def as_csv(census: Census) -> str:
    """Return the table as CSV, in which no spreadsheet finds a formula."""
    columns = schema().names
    rows = ([_plain(row[name]) for name in columns] for row in city_rows(census))
    return csv_text(columns, rows)


def _plain(cell: object) -> object:
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell


def as_parquet(census: Census) -> bytes:
    """Return the table as Parquet: the same bytes for the same rows."""
    content = io.BytesIO()
    table = pa.Table.from_pylist(list(city_rows(census)), schema=schema())
    parquet.write_table(table, content, compression="zstd")
    return content.getvalue()


def balance_rows(region: Region) -> list[tuple[object, ...]]:
    """Return who sends what to whom where all cities of a region test at once."""
    inside = {row.code for row in region.rows}
    return [
        (
            region.code or "nation",
            loan.lender,
            loan.borrower,
            loan.teams,
            loan.tubes_per_day,
            loan.drive_hours,
            str(loan.lender in inside and bool(region.code)).lower(),
        )
        for loan in region.balance.loans
    ]


def balance_csv(census: Census) -> str:
    """Return all moves of all regions as CSV."""
    regions = (*census.provinces, census.nation)
    return csv_text(BALANCE, (row for region in regions for row in balance_rows(region)))
