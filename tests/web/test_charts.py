"""What charts say of their own, and what a user may have written into them."""

from planner.web.charts.frame import data
from planner.web.charts.gains import gains_chart
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
