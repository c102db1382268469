"""Use of each stage by hour, with the hours outlined in which it binds."""

from typing import Any

import altair as alt
import numpy as np

from planner.outcome.outcome import STAGES, Outcome
from planner.report.catalogue import Language, text
from planner.report.names import binding_place, capitalised, resource_name
from planner.report.numbers import moment, percent, persons_short
from planner.report.style import LATE
from planner.report.time_axis import last_hour
from planner.web.charts.frame import (
    data,
    dates_below,
    deadline,
    finished,
    hour_scale,
)

ROW_HEIGHT = 30
SHADES = ["#FFFFFF", "#9FB8CC", "#1F3A54"]


def stages_chart(outcome: Outcome, lang: Language) -> Any:
    """Draw use as shade, stage by hour, and outline what binds; None where nothing works."""
    to_hour = min(last_hour(outcome), outcome.stations.stage_use.shape[1])
    use = outcome.stations.stage_use[:, :to_hour]
    waiting = outcome.stations.stage_waiting_persons[:, :to_hour]
    worked = np.flatnonzero(use.any(axis=1) | waiting.any(axis=1))
    if worked.size == 0:
        return None
    names = {STAGES[row]: capitalised(resource_name(STAGES[row], lang)) for row in worked}
    rows = [
        {
            "stage": names[STAGES[row]],
            "from": hour,
            "to": hour + 1,
            "use": float(use[row, hour]),
            "percent": percent(float(use[row, hour]), lang),
            "waiting": persons_short(float(waiting[row, hour]), lang),
            "when": moment(outcome.question, hour, lang),
        }
        for row in worked
        for hour in range(to_hour)
    ]
    y = alt.Y(
        "stage:N",
        sort=list(names.values()),
        scale=alt.Scale(domain=list(names.values()), paddingInner=0.2),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=200),
    )
    x = alt.X(
        "from:Q",
        scale=hour_scale(to_hour),
        axis=dates_below(outcome.question, to_hour, lang),
    )
    shade = alt.Scale(domain=[0, 0.5, 1], range=SHADES, interpolate="rgb")
    shades = (
        alt.Chart(data(rows))
        .mark_rect(strokeWidth=0.7)
        .encode(
            x=x,
            x2="to:Q",
            y=y,
            color=alt.Color("use:Q", scale=shade, legend=None),
            stroke=alt.Stroke("use:Q", scale=shade, legend=None),
            tooltip=[
                alt.Tooltip("stage:N", title=text("column.binds", lang)),
                alt.Tooltip("when:N", title=text("column.hours", lang)),
                alt.Tooltip("percent:N", title=text("verdict_page.use", lang)),
                alt.Tooltip("waiting:N", title=text("verdict_page.people_waiting", lang)),
            ],
        )
    )
    binding = (
        alt.Chart(data(_binding(outcome, names, to_hour, lang)))
        .mark_rect(filled=False, stroke=LATE, strokeWidth=2.5)
        .encode(
            x=alt.X("from:Q", scale=hour_scale(to_hour), axis=None),
            x2="to:Q",
            y=y,
            tooltip=[alt.Tooltip("words:N", title=text("column.binds", lang))],
        )
    )
    chart = alt.layer(shades, binding, deadline(outcome.question, to_hour))
    return finished(
        chart.resolve_axis(x="independent").properties(
            height=ROW_HEIGHT * len(names), width="container"
        )
    )


def _binding(
    outcome: Outcome, names: dict[str, str], to_hour: float, lang: Language
) -> list[dict[str, Any]]:
    return [
        {
            "stage": names[one.resource],
            "from": one.from_hour,
            "to": min(one.to_hour, to_hour),
            "words": f"{names[one.resource]} {binding_place(outcome, one, lang)}",
        }
        for one in outcome.binding.ranges
        if one.resource in names and one.from_hour < to_hour
    ]
