"""The figures of ``RESULTS.md``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.engines import OURS, REFERENCE, TEXTBOOK
from benchmarks.lines import LaboratoryRace, SiteRace
from benchmarks.race import Timing
from benchmarks.results import Growth
from planner.report.style import (
    BODY_PT,
    LATE,
    MARGIN_IN,
    QUIET,
    RESULTED,
    RULE,
    SAMPLED,
    SMALL_PT,
    WIDTH_IN,
    family,
    label,
    start_sheet,
)

ROW_IN, BELOW_IN, ABOVE_IN = 0.36, 0.55, 0.35
NAMES_IN, GAP_IN = 1.5, 0.35
LOWEST_RATE = 1e2
DECADES_ABOVE = 1.0
"""Room on the right for a number beside the longest bar."""
CURVE_IN = 4.2
ROOM = 2.5
"""Factor by which the axes go beyond the first and the last point."""
WANTED = 1.05


def _plain(value: float, _: object = None) -> str:
    for unit, name in ((1e6, " M"), (1e3, ",000")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def _rounded(rate: float) -> str:
    return f"{rate / 1e6:.1f} M" if rate >= 1e6 else f"{float(f'{rate:.2g}'):,.0f}"


def _style(axes: Axes, title: str) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(title, family=family(), fontsize=SMALL_PT, color=QUIET)
    axes.grid(color=RULE, linewidth=0.5, axis="x")
    axes.set_axisbelow(True)


def draw_engines(sites: SiteRace, laboratories: LaboratoryRace) -> Figure:
    """Draw people and tubes a second by engine, on a logarithmic scale, fastest first."""
    names = sorted(sites.timings, key=lambda name: sites.timings[name].rate)
    ours = sites.timings[OURS].rate
    times = ours / sites.timings[TEXTBOOK].rate
    height_in = ROW_IN * len(names)
    sheet = start_sheet(
        "en",
        ABOVE_IN + height_in + BELOW_IN,
        f"On the site line the compiled engine serves {ours / 1e6:.1f} million people a second "
        f"and core, {times:,.0f} times SimPy's textbook style",
        "The same jobs in one alternating run; every engine gave the same waits, tubes and "
        "makespan within chance.",
        "Median of the rounds; a line from the lowest to the highest. One core, processor time.",
    )
    each_in = (WIDTH_IN - 2 * MARGIN_IN - NAMES_IN - GAP_IN) / 2
    bottom_in = sheet.body_top_in - ABOVE_IN - height_in
    left = sheet.axes(MARGIN_IN + NAMES_IN, bottom_in, each_in, height_in)
    right = sheet.axes(WIDTH_IN - MARGIN_IN - each_in, bottom_in, each_in, height_in)
    _bars(left, sites.timings, names, "site line: people a second")
    _bars(right, laboratories.timings, names, "laboratory line: tubes a second")
    left.set_yticks(range(len(names)), labels=names, family=family(), fontsize=BODY_PT)
    right.set_yticks(range(len(names)), labels=[""] * len(names))
    return sheet.figure


def _bars(axes: Axes, timings: Mapping[str, Timing[Any]], names: Sequence[str], title: str) -> None:
    """Draw a bar for each engine, from below."""
    _style(axes, title)
    for place, name in enumerate(names):
        rates = timings[name].rates
        colour = RESULTED if name == OURS else SAMPLED if name == REFERENCE else QUIET
        axes.barh(place, timings[name].rate, color=colour, height=0.62)
        axes.plot([min(rates), max(rates)], [place, place], color=LATE, linewidth=1.6)
        label(axes, 1.15 * max(rates), place, _rounded(timings[name].rate), fontsize=BODY_PT)
    axes.set_xscale("log")
    highest = max(max(timing.rates) for timing in timings.values())
    axes.set_xlim(LOWEST_RATE, highest * 10**DECADES_ABOVE)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.xaxis.set_major_formatter(FuncFormatter(_plain))
    axes.tick_params(axis="y", length=0)
    axes.minorticks_off()


def draw_growth(growth: Growth) -> Figure:
    """Draw time against people on logarithmic scales, with the line of its exponent."""
    people = [one.built.persons for one in growth.people]
    seconds = [one.timing.seconds for one in growth.people]
    power = growth.exponent
    largest = growth.people[-1]
    sheet = start_sheet(
        "en",
        ABOVE_IN + CURVE_IN + BELOW_IN,
        f"Time grows with the people to the power of {power:.2f}",
        f"The whole chain, one replication on one core: {largest.size.persons:,} people in "
        f"{largest.timing.seconds:.2f} s. At most {WANTED:g} is wanted.",
        "2,500 people a site, 250,000 a laboratory, 10:1 pools. Dots are medians of the rounds, "
        "lines go from the lowest to the highest.",
    )
    axes = sheet.axes(
        MARGIN_IN + 0.7,
        sheet.body_top_in - ABOVE_IN - CURVE_IN,
        WIDTH_IN - 2 * MARGIN_IN - 1.6,
        CURVE_IN,
    )
    _style(axes, "people")
    axes.set_ylabel("seconds", family=family(), fontsize=SMALL_PT, color=QUIET)
    axes.grid(color=RULE, linewidth=0.5)
    middle = (people[0] * people[-1]) ** 0.5, (seconds[0] * seconds[-1]) ** 0.5
    fitted = [middle[1] * (count / middle[0]) ** power for count in people]
    axes.plot(people, fitted, color=QUIET, linewidth=1.0, linestyle=(0, (4, 2)))
    for one in growth.people:
        spread = [run.processor_seconds for run in one.timing.runs]
        count, median = one.built.persons, one.timing.seconds
        axes.plot([count, count], [min(spread), max(spread)], color=RESULTED, linewidth=2.2)
        axes.plot([count], [median], color=RESULTED, marker="o", markersize=8)
        label(axes, 1.12 * count, median / 1.18, f"{median:.3g} s", fontsize=BODY_PT)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(people[0] / ROOM, people[-1] * ROOM)
    axes.set_ylim(min(seconds) / ROOM, max(seconds) * ROOM)
    axes.xaxis.set_major_formatter(FuncFormatter(_plain))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.minorticks_off()
    return sheet.figure
