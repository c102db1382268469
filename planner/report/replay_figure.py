"""A replay as bands over real dates, with the counts that were observed."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.numbers import persons_short, significant
from planner.report.style import (
    BODY_PT,
    CLOCK_COLOURS,
    INK,
    LINE_HEIGHT,
    PAPER,
    POINTS_PER_INCH,
    QUIET,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    family,
    label,
    start_sheet,
    width_in,
)
from planner.report.terminal_replay import accuracy_lines, headline
from planner.report.time_axis import draw_clock
from planner.study.replay.comparison import Comparison
from planner.study.replay.observed import QUANTITIES

PEOPLE = tuple(name for name in QUANTITIES if name.endswith("persons"))
TUBES = tuple(name for name in QUANTITIES if "tubes" in name)
COLOURS = dict(
    zip(
        QUANTITIES,
        [CLOCK_COLOURS[c] for c in ("sampled", "closed", "resulted", "sampled", "resulted")],
        strict=True,
    )
)
MARKS = dict(zip(QUANTITIES, "o^sos", strict=True))
LINES = dict(zip(QUANTITIES, ("-", (0, (5, 2)), "-", "-", "-"), strict=True))
AXES_IN, LEFT_IN, RIGHT_IN, BELOW_IN, ABOVE_IN = 3.9, 1.0, 0.4, 0.55, 0.55
MARGIN_HOURS = 3
LABEL_GAP_IN, LEADER_IN = 0.1, 0.25
HEADROOM = 1.06


def draw_replay(compared: Comparison, lang: Language) -> Figure:
    """Draw what was simulated as bands and what was observed as marks, people above tubes."""
    observed = {point.quantity for point in compared.points}
    panels = [PEOPLE] if observed & set(PEOPLE) else []
    panels += [TUBES] if observed & set(TUBES) else []
    panel_in = BELOW_IN + AXES_IN + ABOVE_IN
    sheet = start_sheet(
        lang,
        panel_in * max(len(panels), 1),
        headline(compared, lang),
        " ".join(accuracy_lines(compared.points, lang)),
        text("foot.replay", lang, replications=compared.replications),
    )
    to_hour = max((point.hour for point in compared.points), default=0.0) + MARGIN_HOURS
    for number, names in enumerate(panels):
        bottom_in = sheet.body_top_in - (number + 1) * panel_in + BELOW_IN
        shown = [name for name in names if name in observed]
        _draw_panel(sheet, compared, shown, bottom_in, to_hour)
    return sheet.figure


def _draw_panel(
    sheet: Sheet, compared: Comparison, names: list[str], bottom_in: float, to_hour: float
) -> None:
    lang = sheet.lang
    axes_in = WIDTH_IN - LEFT_IN - RIGHT_IN
    axes = sheet.axes(LEFT_IN, bottom_in, axes_in, AXES_IN)
    words = [text(f"replay.{name}", lang) for name in names]
    room_in = max(width_in(one, BODY_PT) for one in words) + 2 * LABEL_GAP_IN + LEADER_IN
    whole = to_hour * axes_in / (axes_in - room_in)
    starts_at = compared.campaign.scenario.campaign.starts_at
    draw_clock(axes, starts_at, whole, axes_in, lang)
    shown = compared.hours <= to_hour
    rows = [QUANTITIES.index(name) for name in names]
    counts = [point.observed for point in compared.points if point.quantity in names]
    top = HEADROOM * max(float(compared.curves.p95[rows][:, shown].max()), *counts)
    axes.set_ylim(0, top)
    axes.spines["top"].set_visible(False)
    axes.spines["right"].set_visible(False)
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= top]
    is_people = names[0] in PEOPLE
    written = [persons_short(t, lang) if is_people else significant(t) for t in ticks]
    axes.set_yticks(ticks, labels=written, family=family())
    unit = text("axis.people" if is_people else "axis.tubes", lang)
    axes.set_ylabel(unit, family=family(), fontsize=SMALL_PT, color=QUIET)
    for name in names:
        _draw_band(axes, compared, name, to_hour)
    ends = [float(compared.curves.p50[row, shown][-1]) for row in rows]
    _label_ends(axes, names, words, ends, (to_hour, whole / axes_in))


def _draw_band(axes: Axes, compared: Comparison, name: str, to_hour: float) -> None:
    row, colour = QUANTITIES.index(name), COLOURS[name]
    shown = compared.hours <= to_hour
    low, middle, high = (
        part[row, shown] for part in (compared.curves.p05, compared.curves.p50, compared.curves.p95)
    )
    hours = compared.hours[shown]
    axes.fill_between(hours, low, high, color=colour, alpha=0.2, linewidth=0, zorder=2)
    axes.plot(hours, middle, color=colour, linewidth=1.8, linestyle=LINES[name], zorder=3)
    own = [point for point in compared.points if point.quantity == name]
    axes.plot(
        [point.hour for point in own],
        [point.observed for point in own],
        linestyle="none",
        color=colour,
        marker=MARKS[name],
        markersize=8,
        markeredgecolor=INK,
        markeredgewidth=1.0,
        zorder=5,
    )


def _label_ends(
    axes: Axes,
    names: list[str],
    words: list[str],
    ends: list[float],
    scale: tuple[float, float],
) -> None:
    """Write each curve's name beside its end, apart by a label's height."""
    end_hour, hours_per_inch = scale
    top = axes.get_ylim()[1]
    apart = 1.3 * BODY_PT * LINE_HEIGHT / POINTS_PER_INCH * top / AXES_IN
    levels = spread([-end for end in ends], apart, apart / 2 - top, -apart / 2)
    for name, word, end, level in zip(names, words, ends, levels, strict=True):
        elbow = end_hour + LEADER_IN * hours_per_inch
        axes.plot([end_hour, elbow], [end, -level], color=COLOURS[name], linewidth=0.9, zorder=3)
        axes.plot(
            [elbow],
            [-level],
            color=COLOURS[name],
            marker=MARKS[name],
            markeredgecolor=PAPER,
            markersize=6,
            zorder=5,
        )
        label(axes, elbow + LABEL_GAP_IN * hours_per_inch, -level, word, fontsize=BODY_PT)
