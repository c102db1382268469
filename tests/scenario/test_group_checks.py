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
        ([KEY.replace(",1,", ",7,")], "line 2 (key), pool_size_persons", "one of 1, 5, 10, 20 or"),
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
