"""A map of where tubes go: from districts to laboratories."""

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.outcome.places import Geography
from planner.report.catalogue import Language, text
from planner.report.flow_lines import FlowLines
from planner.report.label_places import widest_point
from planner.report.map_sheet import Fill, draw_map
from planner.report.numbers import percent, persons_short
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.simulation.layout import Floats, Ints

OUTSIDE = -1
"""District of a laboratory that stands in none of the city."""
HALF_A_TUBE = 0.5


def draw_flow_map(
    scenario: Scenario, outcome: Outcome, tubes: Floats, lang: Language
) -> Figure | None:
    """Draw where the tubes of each district go; None where the scenario has no boundaries.

    Parameters
    ----------
    scenario
        With the plan that was simulated; says where laboratories stand.
    outcome
        What came out of it.
    tubes
        Shape (districts, laboratories): tubes a day.
    lang
        Language of the words.
    """
    if outcome.geography is None:
        return None
    home = home_districts(scenario, outcome)
    districts = np.arange(len(outcome.districts.ids))
    total = tubes.sum(axis=1)
    out = np.where(home[None, :] != districts[:, None], tubes, 0.0)
    share = np.divide(out.sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)
    lines, missing = lines_of(outcome.geography, home, out)
    note = text("foot.map_flows", lang)
    if missing >= HALF_A_TUBE:
        note += text("foot.flows_unplaced", lang, tubes=persons_short(missing, lang))
    fill = Fill(
        headline=text(
            "headline.map_flows",
            lang,
            tubes=persons_short(float(tubes.sum()), lang),
            share=percent(float(out.sum() / tubes.sum()) if tubes.any() else 0.0, lang),
        ),
        detail=text("detail.map_flows", lang),
        note=note,
        values=share,
        words=[
            text(
                "label.sent",
                lang,
                tubes=persons_short(float(count), lang),
                share=percent(float(part), lang),
            )
            for count, part in zip(total, share, strict=True)
        ],
        alarms=[False] * len(total),
        key=(
            text("key.map_flows_from", lang, share=percent(0, lang)),
            text("key.use_to", lang, share=percent(1, lang)),
        ),
    )
    return draw_map(outcome, fill, lang, lines)


def home_districts(scenario: Scenario, outcome: Outcome) -> Ints:
    """Return the district in which each laboratory stands, ``OUTSIDE`` where in none."""
    rows = {row.id: row for row in standing_laboratories(scenario)}
    numbers = {name: number for number, name in enumerate(outcome.districts.ids)}
    return np.array(
        [numbers.get(rows[name].district or "", OUTSIDE) for name in outcome.laboratories.ids],
        dtype=np.int64,
    )


def lines_of(geography: Geography, home: Ints, out: Floats) -> tuple[FlowLines, float]:
    """Return a line for each district and position, and the tubes a day that have none."""
    anchors = np.array(
        [widest_point(outline) if outline else (np.nan, np.nan) for outline in geography.outlines]
    ).reshape(-1, 2)
    ends = geography.laboratory_positions.copy()
    unknown = np.isnan(ends).any(axis=1) & (home != OUTSIDE)
    ends[unknown] = anchors[home[unknown]]
    found: dict[tuple[int, float, float], float] = {}
    missing = 0.0
    for district, laboratory in np.argwhere(out > 0).tolist():
        amount = float(out[district, laboratory])
        end = ends[laboratory]
        if np.isnan(anchors[district]).any() or np.isnan(end).any():
            missing += amount
            continue
        way = (district, float(end[0]), float(end[1]))
        found[way] = found.get(way, 0.0) + amount
    starts = [anchors[district] for district, *_ in found]
    return FlowLines(
        np.array(starts, dtype=np.float64).reshape(-1, 2),
        np.array([end for _, *end in found], dtype=np.float64).reshape(-1, 2),
        np.array(list(found.values()), dtype=np.float64),
    ), missing
