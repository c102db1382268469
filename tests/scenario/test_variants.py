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
    assert scenario.variant == "within-24h"
    assert dict(scenario.sources)["campaign.target_hours"].startswith("assumed: variant within-24h")


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
    sources = dict(load(tiny, "cited").sources)
    assert sources["people.present_share"] == "statistical bulletin 2020"


def test_plan_rows_of_a_variant_are_added(tiny: Path) -> None:
    row = '[[variants.plan.plan_tables]]\nplace = "T1"\nfrom_hour = 0\nto_hour = 9\ntables = 4\n'
    append(tiny, "scenario.toml", row)
    assert load(tiny, "plan").plan.tables[0].tables == 4


def test_an_unknown_variant_lists_the_known_ones(tiny: Path) -> None:
    with pytest.raises(ScenarioFaults, match="use one of within-24h, with-province"):
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
