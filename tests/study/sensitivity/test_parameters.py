"""Ranges become levels of what a scenario says, or are left out where they mean nothing."""

from pathlib import Path

import pytest

from planner.scenario import ScenarioFaults
from planner.scenario.overridden import overridden, read_base
from planner.study.sensitivity.parameters import Parameters, parameters_of
from planner.study.sensitivity.ranges import Range, read_ranges
from tests.scenario.tiny import edit, write_tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny")


def parameters(
    tiny: Path, *ranges: dict[str, object], variants: tuple[str, ...] = ()
) -> Parameters:
    base = read_base(tiny, variants)
    given = tuple(Range.model_validate({"source": "assumed", **one}) for one in ranges)
    return parameters_of(given, base, overridden(base, {}), "own.toml")


def test_a_range_has_four_levels_and_holds_what_is_given(tiny: Path) -> None:
    found = parameters(
        tiny,
        {"path": "courier.interval_minutes", "low": 60, "high": 180},
        {"path": "people.present_share", "low": 0.9, "high": 0.95},
        {"path": "laboratory.attempts", "low": 3, "high": 4},
        {"path": "sites.opens_at", "low": "06:00", "high": "08:00"},
    )
    interval, share, attempts, opens = found.varied
    assert [label for label, _ in interval.levels] == ["60", "100", "140", "180"]
    assert interval.axis.levels == ("120", "60", "100", "140", "180")
    assert (interval.given, interval.unit, interval.assumed) == ("120", "min", False)
    # stretched to the scenario's value, which is the lower end then and sets nothing
    assert share.ends == ("0.88", "0.95")
    assert (share.numbers, share.axis.overrides("0.88", {})) == ((0, 1, 2, 3), {})
    # two levels round alike
    assert attempts.numbers == (0, 0, 1, 1)
    assert [label for label, _ in opens.levels] == ["06:00", "06:40", "07:20", "08:00"]
    assert opens.levels[1][1] == {"set": {"sites.opens_at": "06:40"}}


def test_parts_of_distributions_and_whole_ones(tiny: Path) -> None:
    found = parameters(
        tiny,
        {"path": "sites.swab_seconds.mean", "low": 24, "high": 42},
        {"path": "recall.locate_minutes", "low_percent": 50, "high_percent": 200},
        {"path": "recall.courier_minutes.low", "low": 1, "high": 2},
    )
    swab, locate = found.varied
    assert found.left_out == ("recall.courier_minutes.low",)
    last = {"kind": "lognormal", "mean": 42.0, "cv": 0.4}
    assert swab.levels[-1][1] == {"set": {"sites.swab_seconds": last}}
    first = {"kind": "uniform", "low": 30.0, "high": 60.0}
    assert locate.levels[0][1] == {"set": {"recall.locate_minutes": first}}
    assert (locate.given, locate.ends, locate.unit) == ("100 %", ("50 %", "200 %"), "%")


def test_rows_are_scaled_but_for_those_with_a_range_of_their_own(tiny: Path) -> None:
    found = parameters(
        tiny,
        {"path": "laboratories/*/declared_tubes_per_day", "low_percent": 80, "high_percent": 120},
        {"path": "laboratories/L3/declared_tubes_per_day", "low": 10_000, "high": 40_000},
        {"path": "laboratories/*/accession_staff", "low_percent": 40, "high_percent": 200},
        variants=("with-province",),
    )
    every, one, staff = found.varied
    (rows,) = every.levels[0][1].values()
    assert rows == [{"id": "L2", "declared_tubes_per_day": "7200"}]
    assert one.given == "20,000"
    (rows,) = one.levels[-1][1].values()
    assert rows == [{"id": "L3", "declared_tubes_per_day": "40000"}]
    # counts by shift keep one at least
    (rows,) = staff.levels[0][1].values()
    assert rows == [{"id": "L1", "accession_staff": "1|1|1"}]


def test_ranges_without_a_meaning_here_are_left_out(tiny: Path) -> None:
    base = read_base(tiny)
    found = parameters_of(read_ranges(None).ranges, base, overridden(base, {}), "ranges.toml")
    assert "people.arrivals.slot_minutes" in found.left_out
    assert "courier.oldest_minutes" in found.left_out
    varied = {one.path: one for one in found.varied}
    assert "sites.urban_persons_per_site" in varied
    assert "laboratory.amplification_minutes" in varied
    assert not varied["people.present_share"].assumed
    assert varied["laboratory.effective_share"].assumed
    edit(tiny, "laboratories.csv", "2|2|1,4|4|2,2,6,2", ",,,,")
    edit(tiny, "laboratories.csv", ",D1,city,,30", ",D1,city,5000,30")
    base = read_base(tiny)
    found = parameters_of(read_ranges(None).ranges, base, overridden(base, {}), "ranges.toml")
    assert "laboratory.amplification_minutes" in found.left_out


def test_ranges_that_cannot_be_of_this_scenario_are_told_at_once(tiny: Path) -> None:
    with pytest.raises(ScenarioFaults) as refused:
        parameters(
            tiny,
            {"path": "courier.trigger", "low": 1, "high": 2},
            {"path": "sites.swab_seconds", "low": 1, "high": 2},
            {"path": "sites.opens_at", "low": 1, "high": 2},
            {"path": "sites.closes_at", "low_percent": 1, "high_percent": 2},
            {"path": "teams/S9/swabbers", "low": 1, "high": 2},
            {"path": "laboratories/L1/name_en", "low": 1, "high": 2},
        )
    said = str(refused.value)
    assert said.count("\n") == 5
    assert "name a part of it, such as .mean" in said
    assert "the ends of a range are like the value, 06:00" in said
    assert "use one of S1, S2" in said
    with pytest.raises(ScenarioFaults, match="a range of the file has a meaning"):
        parameters(tiny, {"path": "people.arrivals.booking_from_hour", "low": 1, "high": 2})
