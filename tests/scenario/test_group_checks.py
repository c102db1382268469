"""Each group breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check, load
from tests.scenario.tiny import edit

HEADER = "id,name_zh,name_en,persons_share,pool_size_persons,first_pass_share,never_reached_share"
KEY = "key,重点人群,Key groups,0.02,1,,"


def write(tiny: Path, *rows: str) -> None:
    (tiny / "groups.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")


def test_groups_are_kept(tiny: Path) -> None:
    write(tiny, KEY, "care,养老院,Care homes,0.01,household,0.9,0.1")
    key, care = load(tiny).groups
    assert (key.pool_size_persons, key.first_pass_share) == (1, None)
    assert (care.pool_size_persons, care.never_reached_share) == ("household", 0.1)


@pytest.mark.parametrize(
    ("rows", "where", "rule"),
    [
        ([KEY, KEY.replace("0.02", "0.03")], "line 3 (key), id", "the id of a group stands once"),
        ([KEY, "all,x,x,0.98,,,"], "persons_share", "the groups' persons_share sum to less than 1"),
        (
            [KEY.replace("1,,", "1,0.999,")],
            "line 2 (key), first_pass_share",
            "first_pass_share and",
        ),
        ([KEY.replace("1,,", "1,,0.2")], "line 2 (key), first_pass_share", "first_pass_share and"),
        ([KEY.replace("key", "k" * 62)], f"line 2 ({'k' * 62}), id", "the group's site in a town"),
        ([KEY.replace("key", "u01")], "line 2 (u01), id", "the group's site in a township"),
        ([KEY.replace("key", "door")], "line 2 (door), id", "the group's site in a township"),
        ([KEY.replace(",1,", ",7,")], "line 2 (key), pool_size_persons", "one of 1, 5, 10, 20, "),
    ],
)
def test_rule_of_groups(tiny: Path, rows: list[str], where: str, rule: str) -> None:
    write(tiny, *rows)
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("groups.csv", where)
    assert fault.rule.startswith(rule)


def test_sites_of_two_groups_do_not_share_a_name(tiny: Path) -> None:
    write(tiny, KEY, KEY.replace("key", "x-key"))
    edit(tiny, "townships.csv", "T2,D1", "T1-x,D1")
    (fault,) = check(tiny)
    assert fault.where == "line 3 (x-key), id"
    assert "T1-x-key" in fault.rule


def written_sites(tiny: Path, group: str) -> None:
    rows = ["id,township,group,persons,tables", "A1,T1,,5000,7", "A2,T2,,4000,5", "A3,T3,,4000,6"]
    rows.append(f"A4,T1,{group},100,1")
    (tiny / "sites.csv").write_text("\n".join(rows), encoding="utf-8")


def test_a_written_site_serves_its_group_instead(tiny: Path) -> None:
    write(tiny, KEY)
    written_sites(tiny, "key")
    sites = [site.id for site in load(tiny).sites if site.group == "key"]
    assert sites == ["A4", "T2-key", "T3-key"]


def test_the_group_of_a_site_exists(tiny: Path) -> None:
    write(tiny, KEY)
    written_sites(tiny, "keys")
    (fault,) = check(tiny)
    assert (fault.where, fault.rule) == ("line 5 (A4), group", "an id in groups.csv")


def test_a_group_of_half_a_large_township_needs_written_sites(tiny: Path) -> None:
    for file, old, new in (
        ("districts.csv", "9000", "604000"),
        ("townships.csv", "5000,0", "600000,0"),
    ):
        edit(tiny, file, old, new)
    write(tiny, KEY.replace("0.02", "0.5"))
    (fault,) = check(tiny)
    assert (fault.where, fault.value) == ("line 2 (key), persons_share", "0.5")
    assert fault.rule.endswith("at most 200 tables, not 429")


def test_absurdly_many_groups_are_refused(tiny: Path) -> None:
    write(tiny, *(KEY.replace("key", f"g{n}").replace("0.02", "0") for n in range(33_334)))
    (fault,) = check(tiny)
    assert (fault.file, fault.value) == ("groups.csv", "100,002 sites")
