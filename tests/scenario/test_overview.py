import json
from pathlib import Path

from planner.scenario import load
from planner.scenario.names import known_settings
from planner.scenario.overview import NO_SOURCE, Overview, overview
from planner.scenario.totals import totals_of
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import append, edit


def seen(tiny: Path, *variants: str) -> Overview:
    return overview(load(tiny, variants))


def test_every_setting_is_listed_once_with_its_origin(tiny: Path) -> None:
    settings = {one.key: one for one in seen(tiny, "within-24h").settings}
    assert list(settings) == list(known_settings())
    assert settings["campaign.target_hours"].by == "variant within-24h"
    assert settings["sites.setup_hours"].by == "preset cn-2021-01"
    assert (settings["people.present_share"].by, settings["people.present_share"].source) == (
        "scenario.toml",
        "census 2020, own count",
    )
    assert settings["door.homes_per_hour"].by == "default"
    assert settings["door.homes_per_hour"].source == "assumed: practice"
    assert all(one.source for key, one in settings.items() if not key.startswith("city."))


def test_assumed_values_are_counted(tiny: Path) -> None:
    before = seen(tiny)
    assert len(before.values) == len(known_settings()) - 4
    edit(tiny, "scenario.toml", '"census 2020, own count"', '"assumed: a guess"')
    assert seen(tiny).assumed_values == before.assumed_values + 1


def test_a_part_of_a_setting_counts_for_the_whole(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[sites]\nswab_seconds = { kind = 'exponential', mean = 30 }\n")
    append(tiny, "scenario.toml", "[variants.fast]\nset = { 'sites.swab_seconds.mean' = 20 }\n")
    (setting,) = [one for one in seen(tiny, "fast").settings if one.key == "sites.swab_seconds"]
    assert (setting.by, setting.source) == ("variant fast", "assumed: variant fast names no source")


def test_tables_are_added_up(tiny: Path) -> None:
    tables = {table.name: table for table in seen(tiny, "with-province").tables}
    assert set(tables) == {
        "districts", "townships", "laboratories", "teams", "vehicles", "sites"
    }  # fmt: skip
    laboratories = tables["laboratories"]
    assert (laboratories.rows, dict(laboratories.sums)["declared_tubes_per_day"]) == (3, 29_000)
    assert laboratories.by_variant == (("with-province", 2),)
    assert laboratories.sources == ((NO_SOURCE, 3),)
    assert tables["sites"].assumed_rows == tables["sites"].rows


def test_totals_tell_declared_from_staged_laboratories(tiny: Path) -> None:
    totals = totals_of(load(tiny))
    assert (totals.laboratories, totals.laboratories_by_stages) == (2, 1)
    assert totals.declared_tubes_per_day == 3000
    assert (totals.population_persons, totals.swabbers, totals.vehicles) == (13_000, 42, 5)


def test_the_overview_is_plain_data(tiny: Path) -> None:
    document = json.loads(json.dumps(seen(tiny, "within-24h").to_json(), allow_nan=False))
    assert document["city_zh"] == "小城"
    assert document["variants"][0]["settings"] == {"campaign.target_hours": 24}
    (target,) = [one for one in document["settings"] if one["key"] == "campaign.target_hours"]
    assert (target["value"], target["unit"], target["assumed"]) == (24, "h", True)


def test_mobile_means_are_added_up_apart(tiny: Path) -> None:
    assert totals_of(load(tiny)).mobile_teams == 0
    write_mobile(tiny)
    totals = totals_of(load(tiny))
    assert (totals.mobile_teams, totals.mobile_laboratories) == (3, 2)
    assert totals.mobile_tubes_per_day == 13_000
    assert totals.laboratories == 2
    tables = {table.name: table for table in seen(tiny).tables}
    assert dict(tables["mobile_teams"].sums) == {"teams": 3}
    assert tables["plan_teams"].rows == 3
