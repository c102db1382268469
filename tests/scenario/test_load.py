import time
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from planner.scenario import ScenarioFaults, check, load
from tests.scenario.tiny import PLAN_FLOWS, PLAN_TABLES, SITES, append, edit


def test_tiny_is_sound_and_complete(tiny: Path) -> None:
    assert check(tiny) == ()
    scenario = load(tiny)
    assert scenario.population_persons == 13_000
    assert scenario.campaign.starts_at == datetime(2021, 1, 8, 8)
    assert scenario.target_hours == 48
    assert sum(site.persons for site in scenario.sites) == scenario.population_persons
    assert scenario.laboratories[0].accession_staff == (2, 2, 1)
    assert scenario.laboratories[1].accession_staff is None
    assert scenario.laboratories[1].district is None
    assert scenario.townships[1].latitude_degrees is None
    assert scenario.variants_offered == ("within-24h", "with-province", "fitted")
    assert scenario.variants_applied == ()


def test_scenario_is_frozen(tiny: Path) -> None:
    scenario = load(tiny)
    with pytest.raises(ValidationError, match="frozen"):
        scenario.people.present_share = 1.0  # type: ignore[misc]


def test_written_sites_and_plan_are_kept(tiny: Path) -> None:
    (tiny / "sites.csv").write_text(SITES, encoding="utf-8")
    (tiny / "plan_tables.csv").write_text(PLAN_TABLES.replace("T2-r01", "A2"), encoding="utf-8")
    (tiny / "plan_flows.csv").write_text(PLAN_FLOWS, encoding="utf-8")
    scenario = load(tiny)
    assert [site.id for site in scenario.sites] == ["A1", "A2", "A3"]
    assert [row.place for row in scenario.plan.tables] == ["T1", "A2"]
    assert [row.share for row in scenario.plan.flows] == [0.6, 0.4]


def test_a_plan_may_name_generated_sites(tiny: Path) -> None:
    (tiny / "plan_tables.csv").write_text(PLAN_TABLES, encoding="utf-8")
    assert load(tiny).plan.tables[1].place == "T2-r01"


def test_bom_crlf_blank_lines_and_quotes_are_read(tiny: Path) -> None:
    text = (
        'id,name_zh,name_en,population_persons\nD1,东区,"East, old",9000\n,,,\n\nD2,西区,W,4000\n'
    )
    (tiny / "districts.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load(tiny).districts[0].name_en == "East, old"


def test_a_city_of_nobody_and_without_laboratories_loads(tiny: Path) -> None:
    edit(tiny, "districts.csv", "9000", "0")
    edit(tiny, "districts.csv", "4000", "0")
    (tiny / "townships.csv").write_text("id,district,name_zh,name_en,urban_persons,rural_persons\n")
    header = (tiny / "laboratories.csv").read_text(encoding="utf-8").splitlines()[0]
    (tiny / "laboratories.csv").write_text(header + "\n", encoding="utf-8")
    scenario = load(tiny, "within-24h")
    assert scenario.sites == ()
    assert scenario.laboratories == ()


def test_sources_name_every_setting_off_its_default(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[door]\nhomes_per_hour = 12\n")
    sources = {source.key: source.text for source in load(tiny).sources}
    assert sources["people.present_share"] == "census 2020, own count"
    assert sources["door.homes_per_hour"].startswith("assumed")
    assert "2021-1 item 5" in sources["campaign.target_hours"]
    assert "people.exempt_share" not in sources


def test_loading_raises_what_checking_lists(tiny: Path) -> None:
    edit(tiny, "teams.csv", "S1,D1,30", "S1,D1,-30")
    with pytest.raises(ScenarioFaults) as raised:
        load(tiny)
    assert raised.value.faults == check(tiny)
    assert str(raised.value) == str(check(tiny)[0])


def test_600_townships_load_in_half_a_second(tiny: Path) -> None:
    districts = "id,name_zh,name_en,population_persons\n"
    townships = "id,district,name_zh,name_en,urban_persons,rural_persons\n"
    for d in (1, 2):
        districts += f"D{d},区,District,{300 * 9000}\n"
        for t in range(300):
            townships += f"T{d}{t:03d},D{d},镇,Town,6000,3000\n"
    (tiny / "districts.csv").write_text(districts, encoding="utf-8")
    (tiny / "townships.csv").write_text(townships, encoding="utf-8")
    load(tiny)
    started = time.process_time()
    scenario = load(tiny)
    assert time.process_time() - started < 0.5
    assert len(scenario.sites) == 600 * 4


def test_people_a_day_become_tubes_of_the_city_s_pool(tiny: Path) -> None:
    edit(tiny, "laboratories.csv", "declared_tubes_per_day", "declared_persons_per_day")
    by_tubes = {row.id: row.declared_tubes_per_day for row in load(tiny).laboratories}
    assert by_tubes == {"L1": None, "L2": 300}
