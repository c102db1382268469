"""Lines on a map whose width is tubes a day."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import ArrowStyle, FancyArrowPatch

from planner.report.style import AT_RISK, INK
from planner.simulation.layout import Floats

WIDEST_PT, THINNEST_PT = 7.0, 0.8
BEND = 0.14
"""Of a line, so that both ways between two places are seen."""
HEAD_PT = 5.0
SHORT_PT = 5.0
"""A line ends so much before the middle of its laboratory's mark."""


@dataclass(frozen=True)
class FlowLines:
    """Tubes a day between positions, in degrees of longitude and latitude."""

    starts: Floats
    """Shape (lines, 2)."""
    ends: Floats
    """Shape (lines, 2)."""
    tubes_per_day: Floats
    """Shape (lines,)."""

    @property
    def most(self) -> float:
        """Tubes a day of the widest line."""
        return float(self.tubes_per_day.max(initial=0.0))


def draw_flow_lines(axes: Axes, lines: FlowLines) -> None:
    """Draw every line with a head at its laboratory, the widest first."""
    for number in np.argsort(-lines.tubes_per_day, kind="stable").tolist():
        width = max(WIDEST_PT * lines.tubes_per_day[number] / lines.most, THINNEST_PT)
        axes.add_patch(
            FancyArrowPatch(
                tuple(lines.starts[number]),
                tuple(lines.ends[number]),
                connectionstyle=f"arc3,rad={BEND}",
                arrowstyle=ArrowStyle.Simple(
                    tail_width=width, head_width=width + HEAD_PT, head_length=HEAD_PT
                ),
                mutation_scale=1,
                facecolor=AT_RISK,
                edgecolor=INK,
                linewidth=0.4,
                shrinkA=0,
                shrinkB=SHORT_PT,
                zorder=3.5,
            )
        )


def draw_key_line(axes: Axes) -> None:
    """Draw a line of the greatest width across small axes from 0 to 1."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.plot([0, 1], [0.5, 0.5], color=AT_RISK, linewidth=WIDEST_PT, solid_capstyle="butt")
