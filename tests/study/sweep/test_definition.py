"""A sweep file is read, or refused with every fault at once."""

from pathlib import Path

import numpy as np
import pytest

from planner.scenario import ScenarioFaults
from planner.study.sweep.definition import read_sweep
from planner.study.sweep.design import Points
from planner.study.sweep.run import ask
from tests.study.sweep.tiny_sweep import HEAD, INTERVAL, ONCE, TEAMS, write_sweep

SAMPLED = (
    '[[axes]]\nname = "share"\npath = "people.present_share"\nrange = { from = 0.5, to = 0.9 }\n'
)


def faults(folder: Path, text: str) -> str:
    """Return what is said of a sweep file."""
    with pytest.raises(ScenarioFaults) as refused:
        ask(write_sweep(folder, text))
    return str(refused.value)


def test_a_grid_has_every_combination_and_the_last_axis_goes_first(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path))
    points = Points(sweep)
    assert sweep.points == 36
    assert points.values(0, 3) == ((30, 8), (30, 12), (35, 8))
    assert points.values(35, 36) == ((115, 12),)


@pytest.mark.parametrize("kind", ["latin-hypercube", "sobol"])
def test_a_sample_covers_each_axis_evenly(tmp_path: Path, kind: str) -> None:
    design = f'[design]\nkind = "{kind}"\npoints = 64\nseed = 3\n'
    text = HEAD + design + ONCE + INTERVAL + TEAMS + SAMPLED
    points = Points(read_sweep(write_sweep(tmp_path, text)))
    interval, swabbers, share = zip(*points.values(0, 64), strict=True)
    assert set(interval) == set(range(30, 120, 5))
    assert sorted(swabbers).count(8) == 32
    counts, _ = np.histogram(np.array(share, dtype=float), 16, (0.5, 0.9))
    assert set(counts) == {4}
    assert points.values(10, 12) == Points(points.sweep).values(10, 12)


def test_steps_are_as_written_in_decimal(tmp_path: Path) -> None:
    text = HEAD + ONCE + SAMPLED.replace("0.9 }", "0.9, step = 0.1 }")
    (axis,) = read_sweep(write_sweep(tmp_path, text)).axes
    assert axis.levels == (0.5, 0.6, 0.7, 0.8, 0.9)


def test_a_range_of_whole_numbers_is_sampled_in_whole_numbers(tmp_path: Path) -> None:
    text = HEAD + ONCE + INTERVAL.replace(", step = 5", "")
    text += '[design]\nkind = "latin-hypercube"\npoints = 86\n'
    points = Points(read_sweep(write_sweep(tmp_path, text)))
    assert sorted(value for (value,) in points.values(0, 86)) == list(range(30, 116))


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        """
scenario = "tiny"
colour = "red"
[design]
kind = "sobol"
points = 100
[replications]
fixed = 1
until_decided = true
[[axes]]
name = "a b"
path = "people.present_share"
values = [0.8]
[[axes]]
name = "both"
path = "people.present_share"
values = [0.8]
range = { from = 1, to = 2 }
[[axes]]
name = "down"
path = "people.present_share"
range = { from = 2, to = 1 }
[[axes]]
name = "point"
path = "people.present_share"
values = [0.8, 0.8]
""",
    )
    for words in (
        "colour",
        "write 128 or 64",
        "one of fixed, until_decided and until_interval",
        "axes[0].name",
        "axes[1]",
        "'to' is above 'from'",
        "a value stands once",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONCE + INTERVAL, "'scenario' is required"),
        (HEAD + INTERVAL, "one of fixed, until_decided and until_interval"),
        (HEAD + ONCE, "one axis or more"),
        (HEAD + ONCE + INTERVAL + INTERVAL, "a name of its own"),
        (HEAD + ONCE + INTERVAL.replace('"interval"', '"seed"'), "a column of this name already"),
        (HEAD + ONCE + SAMPLED, "write a 'step' in its range"),
        (HEAD + ONCE + TEAMS.replace("S2", "S9"), "use one of S1, S2"),
        (HEAD + ONCE + TEAMS.replace('swabbers"\nv', 'swaber"\nv'), "write 'swabbers'"),
        (HEAD + ONCE + TEAMS.replace("teams/S2", "sites/S2"), "write sites.csv"),
        (HEAD + ONCE + TEAMS.replace("teams/S2", "plan_tables/S2"), "whose rows have an id"),
        (
            HEAD + ONCE + INTERVAL.replace("interval_minutes", "intrval"),
            "write 'courier.interval_minutes'",
        ),
        (HEAD + ONCE + '[[axes]]\nname = "a"\noptions = { x = "with-provinc" }\n', "with-province"),
        (HEAD.replace('"tiny"', '"gone"') + ONCE + INTERVAL, "a scenario is a folder"),
        ("scenario = ", "written in TOML"),
        (HEAD + ONCE + INTERVAL.replace("step = 5", "step = 0.000001"), "at most"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(tmp_path, text)


def test_options_are_overrides_or_variants(tmp_path: Path) -> None:
    axis = """
[[axes]]
name = "help"
[axes.options]
alone = {}
province = "with-province"
crews = { description = "More crews", laboratories = [{ id = "L1", recall_crews = 3 }] }
"""
    asked = ask(write_sweep(tmp_path, HEAD + ONCE + axis))
    assert asked.points.values(0, 3) == (("alone",), ("province",), ("crews",))
