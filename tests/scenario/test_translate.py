"""Bounds of the models, met through the folder and told in plain words."""

from pathlib import Path

import pytest

from planner.scenario import check
from tests.scenario.tiny import append, edit


@pytest.mark.parametrize(
    ("text", "where", "value", "rule"),
    [
        ("[sites]\nsetup_hours = -1", "sites.setup_hours", "-1", "a number of at least 0"),
        ("[sites]\nsetup_hours = nan", "sites.setup_hours", "nan", "a finite number"),
        ("[sites]\nsetup_hours = inf", "sites.setup_hours", "inf", "a finite number"),
        ("[door]\nhomes_per_hour = inf", "door.homes_per_hour", "inf", "a finite number"),
        ("[sites]\nswab_seconds = inf", "sites.swab_seconds", "inf", "a finite number"),
        ("[sites]\nswab_seconds = -5", "sites.swab_seconds", "-5", "a number of at least 0"),
        ("[sites]\nsetup_hours = 'five'", "sites.setup_hours", "'five'", "a number"),
        ("[courier]\nbox_tubes = 1.5", "courier.box_tubes", "1.5", "a whole number"),
        (
            "[sites]\nregistered_ahead_persons = 0",
            "sites.registered_ahead_persons",
            "0",
            "a number of at least 1",
        ),
        (
            "[sites]\nregistered_ahead_persons = 101",
            "sites.registered_ahead_persons",
            "101",
            "a number of at most 100",
        ),
        (
            "[sites.pool_size_by_area]\nsealed = 3",
            "sites.pool_size_by_area.sealed",
            "3",
            "one of 1, 5, 10, 20, 'household'",
        ),
        (
            "[sites.pool_size_by_area]\nvillage = 1",
            "sites.pool_size_by_area.village",
            "'village'",
            "one of 'high_risk', 'medium_risk', 'low_risk', 'sealed'",
        ),
        (
            "[sites.pool_size_by_area]\nsealed = true",
            "sites.pool_size_by_area.sealed",
            "True",
            "",
        ),
        (
            "[sites]\npool_size_persons = 7",
            "sites.pool_size_persons",
            "7",
            "one of 1, 5, 10, 20, 'household'",
        ),
        ("[sites]\nopens_at = '6:00'", "sites.opens_at", "'6:00'", "a clock time such as 06:30"),
        ("[sites]\nswab_seconds = 'slow'", "sites.swab_seconds", "'slow'", "a number, or a table"),
        (
            "[sites]\nswab_seconds = { mean = 3 }",
            "sites.swab_seconds",
            "{'mean': 3}",
            "a number, or a table",
        ),
        (
            "[sites]\nswab_seconds = { kind = 'uniform', low = 3, high = 2 }",
            "sites.swab_seconds",
            "{'kind': 'uniform', 'low': 3, 'high': 2}",
            "low 3.0 is above high 2.0",
        ),
        (
            "[sites]\nswab_seconds = { kind = 'lognormal', mean = 3, cv = 9 }",
            "sites.swab_seconds.cv",
            "9",
            "a number of at most 5",
        ),
        (
            "[people.arrivals]\nhourly_weights = [1, 2]",
            "people.arrivals.hourly_weights",
            "[1, 2]",
            "a list of at least 24",
        ),
        ("[laboratory]\nshift_starts = 8", "laboratory.shift_starts", "8", "a list"),
        (
            "[infection]\npooled_ct_shift = { 7 = 1 }",
            "infection.pooled_ct_shift.7",
            "'7'",
            "one of '1', '5', '10', '20'",
        ),
        ("[uncertainty]\nabsence = 2", "uncertainty.absence", "2", "a table of keys"),
        ("[uncertainty.absence]\nlow = 0.5", "uncertainty.absence.high", "", "'high' is required"),
    ],
)
def test_setting_out_of_bounds(tiny: Path, text: str, where: str, value: str, rule: str) -> None:
    append(tiny, "scenario.toml", text + "\n")
    (fault,) = check(tiny)
    assert (fault.file, fault.where, fault.value) == ("scenario.toml", where, value)
    assert fault.rule.startswith(rule)
    assert fault.remedy


@pytest.mark.parametrize(
    ("text", "name", "nearest"),
    [
        ("[sites]\nopen_at = '06:00'", "sites.open_at", "opens_at"),
        ("[people.arrivals]\nfirst_pass = 3", "people.arrivals.first_pass", "first_pass_hours"),
        (
            "[uncertainty.absence]\nlow = 1\nhigh = 2\nhigth = 2",
            "uncertainty.absence.higth",
            "high",
        ),
        (
            "[sites]\nswab_seconds = { kind = 'lognormal', mean = 3, cv = 1, means = 2 }",
            "sites.swab_seconds.means",
            "mean",
        ),
        ("[labratory]\nattempts = 3", "labratory", "laboratory"),
    ],
)
def test_unknown_key_names_the_nearest(tiny: Path, text: str, name: str, nearest: str) -> None:
    append(tiny, "scenario.toml", text + "\n")
    (fault,) = check(tiny)
    assert fault.where == name
    assert fault.remedy == f"write {nearest!r}, the nearest known name"


def test_section_that_is_missing_or_no_table(tiny: Path) -> None:
    (tiny / "scenario.toml").write_text("sites = 3\n", encoding="utf-8")
    city, campaign, sites = check(tiny)
    assert city.rule == "section [city] is required"
    assert campaign.remedy == "add [campaign] with starts_at"
    assert (sites.where, sites.rule) == ("sites", "a table of keys")


@pytest.mark.parametrize("section", ["sources", "variants"])
def test_extra_section_that_is_no_table(tiny: Path, section: str) -> None:
    text = (tiny / "scenario.toml").read_text(encoding="utf-8").partition("[sources]")[0]
    (tiny / "scenario.toml").write_text(f"{section} = 3\n" + text, encoding="utf-8")
    (fault,) = check(tiny)
    assert (fault.where, fault.rule) == (section, "a table of keys")


def test_date_that_is_none(tiny: Path) -> None:
    edit(tiny, "scenario.toml", "2021-01-08T08:00:00", '"soon"')
    (fault,) = check(tiny)
    assert fault.rule == "a local date and time such as 2021-01-08T08:00:00"


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "rule"),
    [
        (
            "districts.csv",
            "9000",
            "100000001",
            "population_persons",
            "a number of at most 100,000,000",
        ),
        ("districts.csv", "9000", "-1", "population_persons", "a number of at least 0"),
        ("districts.csv", "9000", "nan", "population_persons", "a whole number"),
        ("districts.csv", "9000", "9e3", "population_persons", "a whole number"),
        ("districts.csv", "9000", "", "population_persons", "'population_persons' is required"),
        ("townships.csv", "34.1", "inf", "latitude_degrees", "a finite number"),
        ("townships.csv", "34.1", "north", "latitude_degrees", "a number"),
        ("teams.csv", "S1,", "S 1,", "id", "1 to 64 letters"),
        ("laboratories.csv", "4|4|2", "4|x|2", "transfer_cabinets", "a whole number"),
    ],
)
def test_cell_out_of_bounds(
    tiny: Path, file: str, old: str, new: str, where: str, rule: str
) -> None:
    edit(tiny, file, old, new)
    (fault,) = check(tiny)
    assert fault.file == file
    assert fault.where.startswith("line 2")
    assert fault.where.endswith(f", {where}")
    assert fault.rule.startswith(rule)
