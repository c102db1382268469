"""Each edit of ``scenario.toml`` breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check
from tests.scenario.tiny import append, edit


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("[door]\npersons_per_team = 1e300", "door.persons_per_team", "a number is at most 1,0"),
        ("[courier]\nbox_tubes = true", "courier.box_tubes", "a number, a text or a list"),
        ("[sites]\nswab_seconds = 9e8", "sites.swab_seconds", "a mean of at most 720 hours"),
        (
            "[recall]\nvisit_minutes_per_person = 50_000",
            "recall.visit_minutes_per_person",
            "a mean of at most 720 hours",
        ),
        ("[sites]\nopens_at = '22:00'", "sites.opens_at", "opens_at is before closes_at, 22:00"),
        ("[laboratory]\ncontrol_wells = 96", "laboratory.control_wells", "fewer control wells"),
        (
            "[laboratory]\nshift_starts = ['00:00', '08:00', '24:00']",
            "laboratory.shift_starts[2]",
            "shifts start at different times",
        ),
        (
            "[infection]\npooled_ct_shift = { 10 = 1.0 }",
            "infection.pooled_ct_shift",
            "a shift for every pool size",
        ),
        (
            "[people.arrivals]\nhourly_weights = [" + "0, " * 24 + "]",
            "people.arrivals.hourly_weights",
            "some hour has arrivals",
        ),
        (
            "[people.arrivals]\nhourly_weights = [" + "1, " * 23 + "-1]",
            "people.arrivals.hourly_weights[23]",
            "a weight is from 0 to 1,000,000",
        ),
        (
            "[people.arrivals]\nhourly_weights = [" + "1, " + "0, " * 23 + "]",
            "people.arrivals.hourly_weights",
            "an hour from 06:00 to 22:00",
        ),
    ],
)
def test_rule_between_settings(tiny: Path, text: str, where: str, rule: str) -> None:
    append(tiny, "scenario.toml", text + "\n")
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("scenario.toml", where)
    assert fault.rule.startswith(rule)


def test_start_has_no_zone(tiny: Path) -> None:
    edit(tiny, "scenario.toml", "08:00:00", "08:00:00+08:00")
    (fault,) = check(tiny)
    assert fault.rule == "a local date and time without a zone"


@pytest.mark.parametrize("target", ["target_hours = 48\n", ""], ids=["written", "by preset"])
def test_horizon_reaches_the_target(tiny: Path, target: str) -> None:
    edit(tiny, "scenario.toml", "[people]", f"horizon_hours = 40\n{target}[people]")
    fault = check(tiny)[0]
    assert fault.where == "campaign.horizon_hours"
    assert fault.rule == "the horizon is at least target_hours, 48"


def test_attendance_fits_in_one(tiny: Path) -> None:
    edit(
        tiny, "scenario.toml", "present_share = 0.88", "present_share = 0.88\nfirst_pass_share = 1"
    )
    (fault,) = check(tiny)
    assert fault.value == "sum 1.005"


def test_a_source_needs_a_known_key_that_is_set(tiny: Path) -> None:
    edit(tiny, "scenario.toml", '"people.present_share" =', '"people.presnt_share" =')
    (unknown,) = check(tiny)
    assert unknown.remedy == "write 'people.present_share', the nearest known name"
    edit(tiny, "scenario.toml", "people.presnt_share", "people.exempt_share")
    (unset,) = check(tiny)
    assert unset.rule == "a source belongs to a value set in this file"
    edit(tiny, "scenario.toml", '"census 2020, own count"', "3")
    (number,) = check(tiny)
    assert number.rule == "a dotted key in quotes with a text"
