"""Tables and workbook: the same cells everywhere, the same bytes twice, and no formula."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
from pyarrow import parquet

from planner.report.catalogue import Language
from planner.report.census import words
from planner.report.census.document import census_json
from planner.report.census.table import as_csv, as_parquet, balance_csv, schema
from planner.report.census.workbook import workbook
from planner.scenario.table_text import unguarded
from planner.study.staging import as_text
from tests.report.census.made_up_census import FORMULA, NAMES, made_up_census

CENSUS = made_up_census()
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_csv_and_parquet_hold_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(CENSUS))))
    table = parquet.read_table(io.BytesIO(as_parquet(CENSUS))).to_pylist()
    assert list(rows[0]) == schema().names
    for row, cells in zip(rows, table, strict=True):
        assert row["code"] == cells["code"]
        assert row["resulted_hours"] == ("" if cells["resulted_hours"] is None else
                                         str(cells["resulted_hours"]))  # fmt: skip
        assert row["meets_target"] in ("true", "false", "")
        assert row["lenders"] == cells["lenders"]


def test_a_formula_stays_a_text() -> None:
    (row,) = [one for one in csv.DictReader(io.StringIO(as_csv(CENSUS))) if one["source"]]
    assert row["source"] == "'" + FORMULA
    assert unguarded(row["source"]) == FORMULA
    book = zipfile.ZipFile(io.BytesIO(workbook(CENSUS, "zh")))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4
    for name in sheets:
        tree = ElementTree.fromstring(book.read(name))
        assert not list(tree.iter(f"{SHEET}f")), "no cell is a formula"
        assert not list(tree.iter(f"{SHEET}hyperlink"))
    texts = "".join(ElementTree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
    assert FORMULA in texts
    assert all(name in texts for name in NAMES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_rows_give_the_same_bytes(lang: Language) -> None:
    again = made_up_census()
    assert workbook(CENSUS, lang) == workbook(again, lang)
    assert as_parquet(CENSUS) == as_parquet(again)
    assert as_csv(CENSUS) == as_csv(again)
    assert as_text(census_json(CENSUS)) == as_text(census_json(again))


def test_every_move_stands_in_the_table_of_moves() -> None:
    moves = list(csv.DictReader(io.StringIO(balance_csv(CENSUS))))
    regions = (*CENSUS.provinces, CENSUS.nation)
    assert len(moves) == sum(len(region.balance.loans) for region in regions)
    henan = [one for one in moves if one["region"] == "410000"]
    assert sum(int(one["tubes_per_day"]) for one in henan if one["borrower"] == "419001") == 4000
    assert {one["own_province"] for one in henan} <= {"true", "false"}


def test_the_headline_says_whose_answer_it_is() -> None:
    assert "1 of 6 cities" in words.headline(CENSUS, "en")
    assert "for the other 5 this is the rule's answer" in words.headline(CENSUS, "en")
    assert "不是它们自己的" in words.headline(CENSUS, "zh")
    assert "1 have no answer" in words.summary(CENSUS, "en")
