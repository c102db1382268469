"""Questions in SQL reach the rows of a sweep and nothing else."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from pyarrow import parquet

from planner.study.request import RequestError
from planner.study.sweep.query import query


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ds.Dataset:
    monkeypatch.chdir(tmp_path)
    parquet.write_table(pa.table({"point": [0, 1, 2], "hours": [3.0, None, 5.0]}), "rows.parquet")
    return ds.dataset("rows.parquet")


def test_a_select_is_answered(rows: ds.Dataset) -> None:
    found = query(rows, "SELECT point, hours FROM sweep WHERE point > 0 ORDER BY point")
    assert found.columns == ("point", "hours")
    assert found.rows == ((1, None), (2, 5.0))
    assert query(rows, "WITH a AS (FROM sweep) SELECT sum(hours) AS s FROM a;").rows == ((8.0,),)


def test_only_as_many_rows_as_asked_for_are_fetched(rows: ds.Dataset) -> None:
    assert query(rows, "FROM range(1000000000)", most=2).rows == ((0,), (1,))


def test_a_question_that_takes_too_long_is_given_up(rows: ds.Dataset) -> None:
    endless = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"
    with pytest.raises(RequestError, match="given up after"):
        query(rows, endless, most_seconds=0.2)
    assert query(rows, "SELECT count(*) FROM sweep", most_seconds=30).rows == ((3,),)


@pytest.mark.parametrize(
    "question",
    [
        "SELECT 1; SELECT 2",
        "",
        "SELEC 1",
        "SELECT nothing FROM sweep",
        "DROP VIEW sweep",
        "DELETE FROM sweep",
        "CREATE TABLE a AS FROM sweep",
        "COPY sweep TO 'stolen.csv'",
        "COPY (FROM sweep) TO 'stolen.parquet'",
        "ATTACH 'other.db'",
        "EXPORT DATABASE 'stolen'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "SELECT * FROM 'rows.parquet'",
        "SELECT * FROM read_parquet('rows.parquet')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('*')",
        "SELECT * FROM rows",
        "SELECT * FROM query('COPY sweep TO ''stolen.csv''')",
        "SELECT getenv('HOME')",
    ],
)
def test_anything_else_is_refused(rows: ds.Dataset, question: str) -> None:
    with pytest.raises(RequestError):
        query(rows, question)
    assert os.listdir() == ["rows.parquet"]
