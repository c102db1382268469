import json
import shutil
from pathlib import Path

from planner.scenario import load
from planner.scenario.differences import Differences, TableDifference, differences
from tests.scenario.tiny import PLAN_FLOWS, append, edit


def other(tiny: Path) -> Path:
    """Return a copy to be changed."""
    return Path(shutil.copytree(tiny, tiny.parent / "other"))


def compared(a: Path, b: Path) -> Differences:
    return differences(load(a), load(b))


def only_table(found: Differences) -> TableDifference:
    assert found.settings == ()
    (table,) = found.tables
    return table


def test_a_scenario_equals_itself(tiny: Path) -> None:
    assert compared(tiny, tiny).equal


def test_a_source_is_no_difference(tiny: Path) -> None:
    changed = other(tiny)
    edit(changed, "scenario.toml", "census 2020, own count", "yearbook")
    edit(changed, "teams.csv", "swabbers\n", "swabbers,source\n")
    edit(changed, "teams.csv", "D1,30", "D1,30,roster")
    edit(changed, "teams.csv", "D2,12", "D2,12,")
    assert compared(tiny, changed).equal


def test_a_setting_that_differs_has_both_values_and_sources(tiny: Path) -> None:
    found = differences(load(tiny), load(tiny, "within-24h"))
    (one,) = found.settings
    assert (one.a.key, one.a.value, one.b.value) == ("campaign.target_hours", 48, 24)
    assert (one.a.by, one.b.by) == ("preset cn-2021-01", "variant within-24h")
    assert found.variants == ((), ("within-24h",))
    assert not found.equal


def test_the_preset_is_a_difference(tiny: Path) -> None:
    changed = other(tiny)
    edit(changed, "scenario.toml", "cn-2021-01", "cn-2022-03")
    assert next(one.a.key for one in compared(tiny, changed).settings) == "city.preset"


def test_rows_are_compared_by_id(tiny: Path) -> None:
    table = only_table(differences(load(tiny), load(tiny, "with-province")))
    assert table.name == "laboratories"
    assert [row.model_dump()["id"] for row in table.added] == ["L3"]
    assert (table.removed, table.same) == ((), 1)
    (row,) = table.changed
    assert (row.key, row.cells) == (("L2",), (("declared_tubes_per_day", 3000, 9000),))


def test_the_order_of_rows_is_no_difference(tiny: Path) -> None:
    changed = other(tiny)
    (changed / "teams.csv").write_text("id,district,swabbers\nS2,D2,12\nS1,D1,30\n")
    assert compared(tiny, changed).equal


def test_rows_without_id_are_compared_by_what_they_join(tiny: Path) -> None:
    (tiny / "plan_flows.csv").write_text(PLAN_FLOWS, encoding="utf-8")
    changed = other(tiny)
    edit(changed, "plan_flows.csv", "L2,0.4", "L2,0.3")
    append(changed, "plan_flows.csv", "D1,0,12,L2,0.1\n")
    table = only_table(compared(tiny, changed))
    (row,) = table.changed
    assert (row.key, row.cells) == (("D1", 0, "L2"), (("share", 0.4, 0.3),))
    assert [row.model_dump()["share"] for row in table.added] == [0.1]


def test_differences_are_plain_data(tiny: Path) -> None:
    found = differences(load(tiny), load(tiny, ["within-24h", "with-province"]))
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert document["equal"] is False
    assert document["b"]["variants"] == ["within-24h", "with-province"]
    assert document["totals"]["laboratories"] == {"a": 2, "b": 3}
    assert document["settings"][0]["b"]["value"] == 24
    assert document["tables"][0]["changed"][0]["cells"] == {
        "declared_tubes_per_day": {"a": 3000, "b": 9000}
    }
