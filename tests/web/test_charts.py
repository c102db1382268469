"""What charts say of their own, and what a user may have written into them."""

import ast
import math
from dataclasses import replace

from planner.study.sweep_tables import Cell, Scale
from planner.web.charts.frame import data
from planner.web.charts.gains import gains_chart
from planner.web.charts.heat_map import heat_map
from planner.web.charts.loop import loop_chart
from planner.web.study_figures import Wanted
from tests.report.synthetic_allocation import allocation
from tests.report.synthetic_reinforcement import reinforcement


def test_a_gain_is_written_with_its_sign_alone() -> None:
    chart = gains_chart(reinforcement(), "en")
    datasets = chart.to_dict().get("datasets", {}).values()
    words = [row["words"] for rows in datasets for row in rows if "words" in row]
    assert words
    assert all(one[0] in "+-" for one in words), words


def test_a_name_is_no_formula() -> None:
    (row,) = data([{"name": "=1+1", "words": "+0.5 · +20"}], ours=("words",)).values
    assert row == {"name": "'=1+1", "words": "+0.5 · +20"}


def test_plans_that_are_alike_have_ticks_that_are_not() -> None:
    found = allocation()
    alike = tuple(
        replace(one, promised_persons=11_404.0, simulated_persons=11_380.0 + number)
        for number, one in enumerate(found.history)
    )
    layer = loop_chart(replace(found, history=alike), "en").to_dict()["layer"][0]["encoding"]
    labels = ast.literal_eval(layer["x"]["axis"]["labelExpr"].rpartition("[")[0])
    assert len(set(labels.values())) == len(labels) == len(layer["x"]["axis"]["values"]) > 1
    assert layer["y"]["axis"]["labelOverlap"] is False


def test_the_heavy_line_stands_between_fields_in_time_and_late() -> None:
    x, y = Scale("a", (1, 2)), Scale("b", (10, 20))
    hours = {(0, 0): 50.0, (1, 0): 47.0, (0, 1): math.inf, (1, 1): 48.0}
    found = [Cell(*place, value, 1) for place, value in hours.items()]
    chart = heat_map(found, x, y, "resulted_hours", Wanted(0.95, 0.99, 48.0), "en").to_dict()
    datasets = list(chart["datasets"].values())
    sides = next(rows for rows in datasets if rows and "to_x" in rows[0])
    assert sides == [
        {"x": 1, "to_x": 1, "y": 0, "to_y": 1},
        {"x": 1, "to_x": 1, "y": 1, "to_y": 2},
    ]
    words = {row["short"] for rows in datasets for row in rows if "short" in row}
    assert words == {"50.0", "47.0", "–", "48.0"}
    assert heat_map(found[:2], x, None, "collected_tubes", Wanted(0.95, 0.99, None), "zh").to_dict()
