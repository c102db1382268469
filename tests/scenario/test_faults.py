from pathlib import Path

from planner.scenario import Fault, ScenarioFaults, check
from planner.scenario.faults import shown
from planner.scenario.phrase import Phrase
from tests.scenario.tiny import append, edit


def test_five_faults_in_five_files_are_all_found(tiny: Path) -> None:
    edit(tiny, "scenario.toml", "present_share = 0.88", "present_share = 1.88")
    edit(tiny, "districts.csv", "9000", "-9000")
    edit(tiny, "townships.csv", "T3,D2", "T3,D9")
    edit(tiny, "laboratories.csv", "city,,30", "city,,soon")
    edit(tiny, "teams.csv", "swabbers", "swabers")
    append(tiny, "vehicles.csv", "V2,D1,1,1000\n")
    (tiny / "teams.csv").write_text("id,district,swabbers\nS1,D1,x\n", encoding="utf-8")
    found = [(fault.file, fault.where) for fault in check(tiny)]
    assert found == [
        ("scenario.toml", "people.present_share"),
        ("districts.csv", "line 2 (D1), population_persons"),
        ("townships.csv", "line 4 (T3), district"),
        ("laboratories.csv", "line 2 (L1), travel_minutes"),
        ("teams.csv", "line 2 (S1), swabbers"),
        ("vehicles.csv", "line 4 (V2), id"),
    ]


def test_an_unreadable_file_hides_nothing_of_the_others(tiny: Path) -> None:
    (tiny / "districts.csv").write_bytes(b"\xff\xfe")
    (tiny / "scenario.toml").write_text("[", encoding="utf-8")
    edit(tiny, "laboratories.csv", "D2,3000,", "D2,,")
    files = [fault.file for fault in check(tiny)]
    assert files == ["scenario.toml", "districts.csv", "laboratories.csv"]


def test_every_fault_stands_on_a_line_of_its_own() -> None:
    first = Fault(
        "teams.csv", "line 2 (S1), swabbers", "'-3'", Phrase("at least 0"), Phrase("write 3")
    )
    rule = Phrase("the file is required")
    second = Fault("districts.csv", "", "", rule, Phrase("add it"), "more")
    faults = ScenarioFaults([first, second])
    assert faults.faults == (first, second)
    assert str(faults) == (
        "teams.csv, line 2 (S1), swabbers: '-3'. Rule: at least 0. Remedy: write 3.\n"
        "districts.csv [variant more]: Rule: the file is required. Remedy: add it."
    )


def test_a_long_value_is_shortened_on_one_line() -> None:
    text = shown("a\nb" * 1000)
    assert len(text) == 80
    assert "\n" not in text
