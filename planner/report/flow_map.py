"""A map of where tubes go: from districts to laboratories."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Flows:
    """Tubes a day by district, and the lines of those that leave theirs."""

    total: Floats
    """Shape (districts,)."""
    out: Floats
    """Shape (districts,): of the total, to laboratories of other districts or outside."""
    lines: FlowLines
    missing: float
    """Tubes a day that have no line, since nobody wrote down where they go."""

    @property
    def share(self) -> Floats:
        """Share that leaves, shape (districts,)."""
        none = np.zeros(len(self.total))
        return np.divide(self.out, self.total, out=none, where=self.total > 0)

    def headline(self, lang: Language) -> str:
        """Return how many tubes there are and which share of them leaves its district."""
        total = float(self.total.sum())
        return text(
            "headline.map_flows",
            lang,
            tubes=persons_short(total, lang),
            share=percent(float(self.out.sum()) / total if total else 0.0, lang),
        )

    def missing_words(self, lang: Language) -> str:
        """Return how many tubes have no line; empty where all have."""
        if self.missing < HALF_A_TUBE:
            return ""
        return text("foot.flows_unplaced", lang, tubes=persons_short(self.missing, lang))

    def district_words(self, lang: Language) -> list[str]:
        """Return the tubes of each district and the share that leaves."""
        return [
            text(
                "label.sent",
                lang,
                tubes=persons_short(float(count), lang),
                share=percent(float(part), lang),
            )
            for count, part in zip(self.total, self.share, strict=True)
        ]


def flows_of(scenario: Scenario, outcome: Outcome, geography: Geography, tubes: Floats) -> Flows:
    """Return where the tubes of each district go, from tubes by district and laboratory."""
    home = _home_districts(scenario, outcome)
    districts = np.arange(len(outcome.districts.ids))
    out = np.where(home[None, :] != districts[:, None], tubes, 0.0)
    lines, missing = _lines(geography, home, out)
    return Flows(tubes.sum(axis=1), out.sum(axis=1), lines, missing)


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
    flows = flows_of(scenario, outcome, outcome.geography, tubes)
    fill = Fill(
        headline=flows.headline(lang),
        detail=text("detail.map_flows", lang),
        note=text("foot.map_flows", lang) + flows.missing_words(lang),
        values=flows.share,
        words=flows.district_words(lang),
        alarms=[False] * len(flows.total),
        key=(
            text("key.map_flows_from", lang, share=percent(0, lang)),
            text("key.use_to", lang, share=percent(1, lang)),
        ),
    )
    return draw_map(outcome, fill, lang, flows.lines)


def _home_districts(scenario: Scenario, outcome: Outcome) -> Ints:
    """Return the district in which each laboratory stands, ``OUTSIDE`` where in none."""
    rows = {row.id: row for row in standing_laboratories(scenario)}
    numbers = {name: number for number, name in enumerate(outcome.districts.ids)}
    return np.array(
        [numbers.get(rows[name].district or "", OUTSIDE) for name in outcome.laboratories.ids],
        dtype=np.int64,
    )


def _lines(geography: Geography, home: Ints, out: Floats) -> tuple[FlowLines, float]:
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
