from pathlib import Path

import pytest

from planner.scenario import Fault, ScenarioFaults, check, load
from tests.scenario.tiny import SITES, append, edit


def variant_faults(tiny: Path, text: str, name: str = "other") -> list[Fault]:
    append(tiny, "scenario.toml", f"\n[variants.{name}]\n{text}\n")
    faults = list(check(tiny))
    assert all(fault.variant == name for fault in faults)
    return faults


def test_a_set_key_overrides_the_file_and_the_preset(tiny: Path) -> None:
    scenario = load(tiny, "within-24h")
    assert scenario.target_hours == 24
    assert [variant.name for variant in scenario.variants_applied] == ["within-24h"]
    (source,) = [source for source in scenario.sources if source.key == "campaign.target_hours"]
    assert source.by == "variant within-24h"
    assert source.text.startswith("assumed: variant within-24h")


def test_a_known_row_is_changed_and_a_new_one_added(tiny: Path) -> None:
    before, after = load(tiny), load(tiny, "with-province")
    assert [row.id for row in after.laboratories] == ["L1", "L2", "L3"]
    assert after.laboratories[0] == before.laboratories[0]
    changed = {"declared_tubes_per_day": 9000.0}
    assert after.laboratories[1] == before.laboratories[1].model_copy(update=changed)
    assert after.laboratories[2].travel_minutes == 90


def test_a_blank_text_takes_a_cell_back_to_its_default(tiny: Path) -> None:
    text = """[[variants.staffed.laboratories]]
id = "L2"
declared_tubes_per_day = ""
accession_staff = [3, 2, 1]
transfer_cabinets = 4
extraction_machines = 2
amplification_machines = 3
reviewers = "1|1|1"
"""
    append(tiny, "scenario.toml", text)
    laboratory = load(tiny, "staffed").laboratories[1]
    assert laboratory.declared_tubes_per_day is None
    assert laboratory.accession_staff == (3, 2, 1)
    assert laboratory.transfer_cabinets == (4,)


def test_the_preset_of_a_variant_counts(tiny: Path) -> None:
    append(tiny, "scenario.toml", '[variants.third]\nset = { "city.preset" = "cn-2022-03" }\n')
    scenario = load(tiny, "third")
    assert (scenario.target_hours, scenario.sites_rule.pool_size_persons) == (24, 20)


def test_a_variant_may_cure_a_fault(tiny: Path) -> None:
    edit(tiny, "laboratories.csv", "city,,30,", "city,100,30,")
    text = '[[variants.cured.laboratories]]\nid = "L1"\ndeclared_tubes_per_day = ""\n'
    append(tiny, "scenario.toml", text)
    with pytest.raises(ScenarioFaults, match="not both"):
        load(tiny)
    assert load(tiny, "cured").laboratories[0].declared_tubes_per_day is None
    assert [fault.variant for fault in check(tiny)] == [None]


def test_a_variant_names_the_sources_of_what_it_sets(tiny: Path) -> None:
    text = """[variants.cited]
set = { "people.present_share" = 0.8 }
sources = { "people.present_share" = "statistical bulletin 2020" }
"""
    append(tiny, "scenario.toml", text)
    (source,) = [one for one in load(tiny, "cited").sources if one.key == "people.present_share"]
    assert (source.by, source.text) == ("variant cited", "statistical bulletin 2020")


def test_plan_rows_of_a_variant_are_added(tiny: Path) -> None:
    row = '[[variants.plan.plan_tables]]\nplace = "T1"\nfrom_hour = 0\nto_hour = 9\ntables = 4\n'
    append(tiny, "scenario.toml", row)
    assert load(tiny, "plan").plan.tables[0].tables == 4


def test_an_unknown_variant_lists_the_known_ones(tiny: Path) -> None:
    with pytest.raises(ScenarioFaults, match="use one of within-24h, with-province, fitted"):
        load(tiny, "zzz")
    with pytest.raises(ScenarioFaults, match="write 'within-24h'"):
        load(tiny, "within-24")


def test_faults_of_an_unselected_variant_are_found_and_marked(tiny: Path) -> None:
    (fault,) = variant_faults(tiny, 'set = { "campaign.target_hours" = -1 }')
    assert (fault.where, fault.value) == ("campaign.target_hours", "-1")
    assert "[variant other]" in str(fault)
    assert load(tiny).target_hours == 48


def test_faults_of_the_scenario_are_not_repeated_by_variants(tiny: Path) -> None:
    edit(tiny, "teams.csv", "S1,D1,30", "S1,D1,-30")
    assert [fault.variant for fault in check(tiny)] == [None]


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("sett = 3", "variants.other.sett", "no such name as 'sett'"),
        ("description = 3", "variants.other.description", "a text in quotes"),
        ("set = 3", "variants.other.set", "a table of dotted keys"),
        (
            "set = { campaign = { target_hours = 3 } }",
            "variants.other.set.campaign",
            "a dotted key",
        ),
        ('set = { "city.name.x" = 3 }', "variants.other.set.city.name.x", "a key inside tables"),
        ('set = { "sites.opens" = 3 }', "sites.opens", "no such name as 'opens'"),
        ('set = { "sitez.opens_at" = 3 }', "sitez", "no such section as 'sitez'"),
        (
            'sources = { "sites.opens_at" = "x" }',
            "variants.other.sources.sites.opens_at",
            "a source",
        ),
        ("laboratories = 3", "variants.other.laboratories", "an array of tables"),
        ("laboratories = [{ serves = 'D1' }]", "variants.other.laboratories 1", "an id"),
        (
            "teams = [{ id = 'S1', swabbers = 1 }, { id = 'S1', swabbers = 2 }]",
            "variants.other.teams 2",
            "an id",
        ),
        (
            "teams = [{ id = 'S9', district = 'D1' }]",
            "variants.other.teams 1, swabbers",
            "'swabbers'",
        ),
        ("teams = [{ id = 'S1', swaber = 1 }]", "line 2 (S1), swaber", "no such name as 'swaber'"),
        ("sites = [{ id = 'T1-u01', tables = 9 }]", "variants.other.sites", "sites are generated"),
    ],
)
def test_a_wrong_override_is_a_fault(tiny: Path, text: str, where: str, rule: str) -> None:
    (fault,) = variant_faults(tiny, text)
    assert fault.where == where
    assert fault.rule.startswith(rule)


def test_sites_written_by_hand_can_be_changed(tiny: Path) -> None:
    (tiny / "sites.csv").write_text(SITES, encoding="utf-8")
    append(tiny, "scenario.toml", '[[variants.more.sites]]\nid = "A1"\ntables = 9\n')
    assert load(tiny, "more").sites[0].tables == 9


def test_a_variant_that_is_no_table_is_a_fault(tiny: Path) -> None:
    edit(
        tiny, "scenario.toml", "[variants.within-24h]", "[variants]\nodd = 3\n[variants.within-24h]"
    )
    (fault,) = check(tiny)
    assert (fault.where, fault.value, fault.variant) == ("variants.odd", "3", "odd")


def test_a_variant_is_named_as_a_folder_can_be(tiny: Path) -> None:
    append(tiny, "scenario.toml", '[variants."../up"]\ndescription = "x"\n')
    (fault,) = check(tiny)
    assert fault.rule == "a name of 1 to 64 letters, digits, _ or -"


def test_overrides_of_an_unreadable_table_add_no_fault(tiny: Path) -> None:
    (tiny / "laboratories.csv").write_bytes(b"")
    assert [fault.file for fault in check(tiny)] == ["laboratories.csv"]


TWO_DEADLINES = """
[variants.within-36h]
set = { "campaign.target_hours" = 36, "people.present_share" = 0.8 }
"""


def combined_faults(tiny: Path, text: str, *names: str) -> tuple[Fault, ...]:
    append(tiny, "scenario.toml", text)
    assert check(tiny) == ()
    with pytest.raises(ScenarioFaults) as raised:
        load(tiny, names)
    return raised.value.faults


def test_variants_are_combined_whatever_their_order(tiny: Path) -> None:
    scenario = load(tiny, ["with-province", "within-24h"])
    assert scenario.target_hours == 24
    assert [row.id for row in scenario.laboratories] == ["L1", "L2", "L3"]
    assert scenario == load(tiny, ["within-24h", "with-province"])


def test_what_applied_variants_set_is_kept(tiny: Path) -> None:
    within, province = load(tiny, ["within-24h", "with-province"]).variants_applied
    assert (within.name, within.description) == ("within-24h", "A stricter deadline")
    assert within.settings == {"campaign.target_hours": 24}
    assert province.rows["laboratories"][0] == {"id": "L2", "declared_tubes_per_day": "9000"}


def test_two_variants_that_set_one_key_are_refused(tiny: Path) -> None:
    (fault,) = combined_faults(tiny, TWO_DEADLINES, "within-24h", "within-36h")
    assert fault.where == "variants.within-36h.set.campaign.target_hours"
    assert fault.value == "24 by within-24h, 36 by within-36h"
    assert fault.rule.startswith("variants that are combined set no value twice")
    assert fault.remedy.startswith("choose within-24h or within-36h")


def test_even_the_same_value_is_not_set_twice(tiny: Path) -> None:
    text = TWO_DEADLINES.replace("36,", "24,")
    assert len(combined_faults(tiny, text, "within-24h", "within-36h")) == 1


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        (
            'set = { "sites.swab_seconds" = { kind = "lognormal", mean = 20, cv = 1 } }',
            'set = { "sites.swab_seconds" = 25 }',
            "variants.b.set.sites.swab_seconds",
        ),
        (
            'set = { "people.arrivals" = { mode = "slots" } }',
            'set = { "people.arrivals.slot_minutes" = 20 }',
            "variants.b.set.people.arrivals.slot_minutes",
        ),
        (
            'set = { "people.arrivals.slot_minutes" = 20 }',
            'set = { "people.arrivals" = { mode = "slots" } }',
            "variants.b.set.people.arrivals",
        ),
        (
            "teams = [{ id = 'S1', swabbers = 9 }]",
            "teams = [{ id = 'S2', swabbers = 9 }, { id = 'S1', swabbers = 8 }]",
            "variants.b.teams S1, swabbers",
        ),
        (
            "teams = [{ id = 'S9', district = 'D1', swabbers = 9 }]",
            "teams = [{ id = 'S9', district = 'D1', swabbers = 8 }]",
            "variants.b.teams S9, district",
        ),
    ],
)
def test_what_two_variants_set_both(tiny: Path, first: str, second: str, where: str) -> None:
    text = f"\n[variants.a]\n{first}\n[variants.b]\n{second}\n"
    faults = combined_faults(tiny, text, "a", "b")
    assert where in [fault.where for fault in faults]
    assert all(" by a, " in fault.value for fault in faults)


def test_variants_may_change_different_cells_of_a_row(tiny: Path) -> None:
    text = """
[[variants.a.laboratories]]
id = "L2"
declared_tubes_per_day = 5000
source = "its own report"
[[variants.b.laboratories]]
id = "L2"
travel_minutes = 20
source = "road map"
"""
    append(tiny, "scenario.toml", text)
    laboratory = load(tiny, ["a", "b"]).laboratories[1]
    assert (laboratory.declared_tubes_per_day, laboratory.travel_minutes) == (5000, 20)
    assert laboratory.source == "its own report; road map"
    assert load(tiny, "b").laboratories[1].source == "road map"


def test_a_variant_is_named_once(tiny: Path) -> None:
    with pytest.raises(ScenarioFaults, match="a variant is applied once"):
        load(tiny, ["within-24h", "within-24h"])


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("districts", "id = 'D2'\nname_en = 'New'", "name_en", "New"),
        ("townships", "id = 'T3'\narea = 'sealed'", "area", "sealed"),
        ("teams", "id = 'S2'\nswabbers = 3", "swabbers", 3),
        ("vehicles", "id = 'V2'\nvehicles = 3", "vehicles", 3),
        ("sites", "id = 'A3'\ntables = 3", "tables", 3),
        (
            "groups",
            "id = 'key'\nname_zh = '重点人群'\nname_en = 'Key'\npersons_share = 0.1",
            "persons_share",
            0.1,
        ),
        ("travel", "place = 'T3'\nlaboratory = 'L1'\nminutes = 35", "minutes", 35),
        (
            "plan_flows",
            "place = 'D1'\nfrom_hour = 0\nto_hour = 24\nlaboratory = 'L1'\nshare = 1",
            "share",
            1,
        ),
    ],
)
def test_every_table_can_be_changed(
    tiny: Path, table: str, row: str, column: str, value: object
) -> None:
    (tiny / "sites.csv").write_text(SITES, encoding="utf-8")
    append(tiny, "scenario.toml", f"\n[[variants.other.{table}]]\n{row}\n")
    scenario = load(tiny, "other")
    rows = scenario.plan.flows if table == "plan_flows" else getattr(scenario, table)
    assert getattr(rows[-1], column) == value
