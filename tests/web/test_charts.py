"""What charts say of their own, and what a user may have written into them."""

import ast
from dataclasses import replace

from planner.web.charts.frame import data
from planner.web.charts.gains import gains_chart
from planner.web.charts.loop import loop_chart
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
