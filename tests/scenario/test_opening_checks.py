"""Each edit of hours, holidays and arrivals breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check, load
from tests.scenario.tiny import append, edit

WEIGHTS = "[" + ", ".join("0" if hour < 7 else "1" for hour in range(24)) + "]"
HOLIDAY = "dates = [2021-01-10]\n"


def sites(tiny: Path, header: str, first: str) -> None:
    """Write three sites of which the first has something of its own."""
    commas = "," * (header.count(",") + 1)
    rows = [f"id,township,persons,tables,{header}", f"A1,T1,5000,7,{first}"]
    rows += [f"A2,T2,4000,5{commas}", f"A3,T3,4000,6{commas}"]
    (tiny / "sites.csv").write_text("\n".join(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ('opens_at = "23:00"', "holidays.opens_at", "sites open before they close, 22:00"),
        ('closes_at = "05:00"', "holidays.opens_at", "sites open before they close, 05:00"),
        (
            f'closes_at = "06:30"\nhourly_weights = {WEIGHTS}',
            "holidays.hourly_weights",
            "an hour from 06:00 to 06:30",
        ),
        ("hourly_weights = [1]", "holidays.hourly_weights", "a list of at least 24"),
        (
            f"hourly_weights = {WEIGHTS.replace('1]', '-1]')}",
            "holidays.hourly_weights[23]",
            "a weight is from 0",
        ),
        ("laboratory_share = 0", "holidays.laboratory_share", "a number greater than 0"),
    ],
)
def test_rule_of_holidays(tiny: Path, text: str, where: str, rule: str) -> None:
    append(tiny, "scenario.toml", f"[holidays]\n{HOLIDAY}{text}\n")
    (fault,) = check(tiny)
    assert fault.where == where
    assert fault.rule.startswith(rule)


@pytest.mark.parametrize(
    ("dates", "where", "rule"),
    [
        ("2021-01-10, 2021-01-10", "holidays.dates[1]", "a holiday stands once"),
        ("2012-01-10", "holidays.dates[0]", "a holiday within 366 days"),
        ("'10 January'", "holidays.dates[0]", "a date such as 2021-02-12"),
        ("2021-01-10T08:00:00", "holidays.dates[0]", "a date such as 2021-02-12"),
    ],
)
def test_rule_of_dates(tiny: Path, dates: str, where: str, rule: str) -> None:
    append(tiny, "scenario.toml", f"[holidays]\ndates = [{dates}]\n")
    (fault,) = check(tiny)
    assert fault.where == where
    assert fault.rule.startswith(rule)


def test_holiday_hours_do_not_count_without_holidays(tiny: Path) -> None:
    weights = f'closes_at = "06:30"\nhourly_weights = {WEIGHTS}'
    append(tiny, "scenario.toml", f"[holidays]\n{weights}\n")
    assert check(tiny) == ()


@pytest.mark.parametrize(
    ("header", "first", "where", "rule"),
    [
        ("opens_at", "23:00", "line 2 (A1), opens_at", "opens_at is before closes_at, 22:00"),
        ("from_hour,to_hour", "24,24", "line 2 (A1), from_hour", "from_hour is before to_hour, 24"),
        ("from_hour", "240", "line 2 (A1), from_hour", "from_hour is before campaign.horizon"),
        ("pool_size_persons", "household ", "", ""),
    ],
)
def test_rule_of_a_single_site(tiny: Path, header: str, first: str, where: str, rule: str) -> None:
    sites(tiny, header, first)
    faults = check(tiny)
    assert [fault.where for fault in faults] == ([where] if where else [])
    assert all(fault.rule.startswith(rule) for fault in faults)


def test_a_site_opens_before_it_closes_on_holidays_too(tiny: Path) -> None:
    sites(tiny, "opens_at", "12:00")
    append(tiny, "scenario.toml", f'[holidays]\n{HOLIDAY}closes_at = "11:00"\n')
    (fault,) = check(tiny)
    assert fault.where == "line 2 (A1), opens_at"
    assert fault.rule == "opens_at is before closes_at, 11:00 on holidays"


def test_people_come_while_a_single_site_is_open(tiny: Path) -> None:
    sites(tiny, "closes_at", "06:30")
    append(tiny, "scenario.toml", f"[people.arrivals]\nhourly_weights = {WEIGHTS}\n")
    (fault,) = check(tiny)
    assert fault.where == "people.arrivals.hourly_weights"
    assert fault.rule.startswith("an hour from 06:00 to 06:30")


def test_a_district_starts_before_the_horizon(tiny: Path) -> None:
    edit(tiny, "districts.csv", "population_persons", "population_persons,from_hour")
    edit(tiny, "districts.csv", "9000", "9000,240")
    edit(tiny, "districts.csv", "4000", "4000,")
    (fault,) = check(tiny)
    assert fault.where == "line 2 (D1), from_hour"


def test_booking_is_switched_on_where_sites_are_walk_in(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[people.arrivals]\nbooking_from_hour = 24\n")
    assert check(tiny) == ()
    append(tiny, "scenario.toml", "mode = 'slots'\n")
    (fault,) = check(tiny)
    assert (fault.where, fault.value) == ("people.arrivals.booking_from_hour", "24")
    sites(tiny, "arrivals", "walk_in")
    assert load(tiny).sites[0].arrivals == "walk_in"
