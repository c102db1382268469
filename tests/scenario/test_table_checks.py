"""Each edit of a table breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check
from tests.scenario.tiny import PLAN_FLOWS, PLAN_TABLES, SITES, append, edit


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "rule"),
    [
        ("townships.csv", "T3,D2", "T3,D9", "line 4 (T3), district", "an id in districts.csv"),
        ("teams.csv", "S2,D2", "S2,D9", "line 3 (S2), district", "an id in districts.csv"),
        ("vehicles.csv", "V2,D2", "V2,D9", "line 3 (V2), district", "an id in districts.csv"),
        ("laboratories.csv", ",D1,city", ",D9,city", "line 2 (L1), district", "an id in districts"),
        (
            "laboratories.csv",
            ",,D2,",
            ",,D9,",
            "line 3 (L2), serves",
            "'city' or an id in districts",
        ),
        ("teams.csv", "S2,D2", "S1,D2", "line 3 (S1), id", "the id of a team stands once"),
        (
            "districts.csv",
            "9000",
            "9100",
            "line 2 (D1), population_persons",
            "the district's population is its townships' sum, 9,000 (100 fewer)",
        ),
        (
            "districts.csv",
            "4000",
            "3000",
            "line 3 (D2), population_persons",
            "the district's population is its townships' sum, 4,000 (1,000 more)",
        ),
        (
            "laboratories.csv",
            "city,,30",
            "city,800,30",
            "line 2 (L1), declared_tubes_per_day",
            "declared_tubes_per_day alone, or the stages, not both",
        ),
        (
            "laboratories.csv",
            ",2,6,2",
            ",,6,2",
            "line 2 (L1), declared_tubes_per_day",
            "declared_tubes_per_day alone, or all of accession_staff",
        ),
        (
            "laboratories.csv",
            "D2,3000,",
            "D2,,",
            "line 3 (L2), declared_tubes_per_day",
            "declared_tubes_per_day alone, or all of accession_staff",
        ),
        (
            "laboratories.csv",
            "4|4|2",
            "4|2",
            "line 2 (L1), transfer_cabinets",
            "one number, or one for each of the 3 shifts",
        ),
    ],
)
def test_rule_between_tables(
    tiny: Path, file: str, old: str, new: str, where: str, rule: str
) -> None:
    edit(tiny, file, old, new)
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == (file, where)
    assert fault.rule.startswith(rule)


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("districts.csv", "D2,西区,West,4000"),
        ("laboratories.csv", "L2,疾控,Centre,,D2,3000,45,,,,,"),
        ("vehicles.csv", "V2,D2,2,2000"),
    ],
)
def test_identifiers_stand_once(tiny: Path, file: str, row: str) -> None:
    append(tiny, file, row + "\n")
    (fault,) = check(tiny)
    assert fault.where.endswith(", id")
    assert fault.rule.endswith("stands once")


def test_city_has_a_district(tiny: Path) -> None:
    (tiny / "districts.csv").write_text("id,name_zh,name_en,population_persons\n")
    assert check(tiny)[0].rule == "a city has at least one district"


@pytest.mark.parametrize(
    ("old", "new", "file", "where", "rule"),
    [
        ("A2,T2", "A2,T9", "sites.csv", "line 3 (A2), township", "an id in townships.csv"),
        ("A2,T2", "A1,T2", "sites.csv", "line 3 (A1), id", "the id of a site stands once"),
        (
            "T2,4000",
            "T2,3990",
            "townships.csv",
            "line 3 (T2), urban_persons",
            "the township's people are its sites' sum, 3,990 (10 fewer)",
        ),
        (
            "T2,4000,5",
            "T2,4000,201",
            "sites.csv",
            "line 3 (A2), tables",
            "a number of at most 200",
        ),
    ],
)
def test_rule_of_written_sites(
    tiny: Path, old: str, new: str, file: str, where: str, rule: str
) -> None:
    (tiny / "sites.csv").write_text(SITES, encoding="utf-8")
    edit(tiny, "sites.csv", old, new)
    (fault,) = check(tiny)
    assert (fault.file, fault.where, fault.rule) == (file, where, rule)


def test_townships_named_at_length_need_written_sites(tiny: Path) -> None:
    edit(tiny, "townships.csv", "T3,", "T" * 59 + ",")
    (fault,) = check(tiny)
    assert fault.rule.startswith("an id of at most 58 characters")
    edit(tiny, "townships.csv", "T" * 59, "T" * 58)
    assert check(tiny) == ()


def test_absurd_densities_make_no_sites(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[sites]\nurban_persons_per_site = 1e-9\n")
    (fault,) = check(tiny)
    assert fault.rule == "a city has at most 100,000 sites"
    edit(tiny, "scenario.toml", "urban_persons_per_site = 1e-9", "persons_per_table = 2")
    (fault,) = check(tiny)
    assert fault.rule == "a site has at most 200 tables"


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "rule"),
    [
        ("plan_tables.csv", "T1,0", "D1,0", "line 2, place", "a township or site"),
        ("plan_tables.csv", "T2-r01", "T2-r09", "line 3, place", "a township or site"),
        (
            "plan_tables.csv",
            "6,24",
            "24,24",
            "line 3, from_hour",
            "from_hour is before to_hour, 24",
        ),
        ("plan_flows.csv", "D1,0,24,L1", "X1,0,24,L1", "line 2, place", "a district, township or"),
        ("plan_flows.csv", "L2", "L9", "line 3, laboratory", "an id in laboratories.csv"),
        ("plan_flows.csv", "D1,0,24,L2", "D1,25,24,L2", "line 3, from_hour", "from_hour is before"),
        ("plan_flows.csv", "0.4", "0.5", "line 3, share", "the shares of D1 at hour 0 sum to at"),
        (
            "plan_flows.csv",
            "D1,0,24,L2,0.4",
            "D1,23,30,L2,0.5",
            "line 3, share",
            "the shares of D1 at hour 23 sum to at most 1",
        ),
    ],
)
def test_rule_of_the_plan(tiny: Path, file: str, old: str, new: str, where: str, rule: str) -> None:
    (tiny / "plan_tables.csv").write_text(PLAN_TABLES, encoding="utf-8")
    (tiny / "plan_flows.csv").write_text(PLAN_FLOWS, encoding="utf-8")
    edit(tiny, file, old, new)
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == (file, where)
    assert fault.rule.startswith(rule)


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("T1,0,12,5\nT1,11,24,6", "line 3, from_hour"),
        ("T1,11,24,6\nT1,0,12,5", "line 2, from_hour"),
        ("T1,0,24,5\nT1,2,3,6\nT1,5,6,1", "line 3, from_hour"),
    ],
)
def test_rows_of_one_place_do_not_overlap(tiny: Path, rows: str, where: str) -> None:
    header = "place,from_hour,to_hour,tables"
    (tiny / "plan_tables.csv").write_text(f"{header}\n{rows}\n", encoding="utf-8")
    fault = check(tiny)[0]
    assert fault.where == where
    assert fault.rule.startswith("the rows of T1 follow each other")


def test_rows_of_one_place_may_follow_each_other(tiny: Path) -> None:
    rows = "place,from_hour,to_hour,tables\nT1,12,24,5\nT1,0,12,6\nT2,0,24,1\nT2-r01,6,24,2\n"
    (tiny / "plan_tables.csv").write_text(rows, encoding="utf-8")
    assert check(tiny) == ()


def test_shares_may_follow_each_other(tiny: Path) -> None:
    flows = "place,from_hour,to_hour,laboratory,share\nD1,0,24,L1,1\nD1,24,48,L2,1\nD2,0,48,L1,1\n"
    (tiny / "plan_flows.csv").write_text(flows, encoding="utf-8")
    assert check(tiny) == ()


def test_tubes_of_a_township_may_go_their_own_way(tiny: Path) -> None:
    flows = "place,from_hour,to_hour,laboratory,share\nD1,0,24,L1,1\nT1,0,24,L2,0.5\n"
    (tiny / "plan_flows.csv").write_text(flows, encoding="utf-8")
    assert check(tiny) == ()


def test_a_pool_without_stated_detection_is_a_fault(tiny: Path) -> None:
    header, row, *_ = SITES.splitlines()
    rows = [f"{header},pool_size_persons", f"{row},7", "A2,T2,4000,5,10", "A3,T3,4000,6,"]
    (tiny / "sites.csv").write_text("\n".join(rows), encoding="utf-8")
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("sites.csv", "line 2 (A1), pool_size_persons")
    assert fault.rule == "one of 1, 5, 10, 20, 'household'"


@pytest.mark.parametrize(
    ("counts", "where", "rule"),
    [
        ("sites_in_city = 3", "sites.sites_in_city", "each township has a site"),
        ("sites_in_city = 9\ntables_in_city = 8", "sites.tables_in_city", "each of the 9 sites"),
        ("sites_in_city = 4\ntables_in_city = 900", "sites.tables_in_city", "at most 200 tables"),
    ],
)
def test_counts_that_no_city_could_have(tiny: Path, counts: str, where: str, rule: str) -> None:
    append(tiny, "scenario.toml", f"[sites]\n{counts}\n")
    (fault,) = check(tiny)
    assert fault.where == where
    assert rule in fault.rule


def test_a_laboratory_declares_tubes_or_people(tiny: Path) -> None:
    edit(
        tiny,
        "laboratories.csv",
        "declared_tubes_per_day,",
        "declared_tubes_per_day,declared_persons_per_day,",
    )
    edit(tiny, "laboratories.csv", "D1,city,,", "D1,city,,,")
    edit(tiny, "laboratories.csv", "D2,3000,", "D2,3000,9000,")
    assert next(fault.rule for fault in check(tiny)) == "tubes a day or people a day, not both"
