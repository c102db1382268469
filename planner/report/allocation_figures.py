"""The figures of an allocation, written as pictures."""

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from planner.allocation.answer import Allocation
from planner.allocation.sent_tubes import tubes_sent
from planner.report.catalogue import Language
from planner.report.figures import write_pictures
from planner.report.flow_map import draw_flow_map
from planner.report.gantt import draw_gantt
from planner.report.loop import draw_loop
from planner.scenario.scenario import Scenario


def draw_allocation_figures(
    scenario: Scenario, allocation: Allocation, lang: Language
) -> Iterator[tuple[str, Figure]]:
    """Draw the teams that are sent, the loop and, where there are boundaries, the flows of tubes.

    Yields
    ------
    tuple of str and Figure
        The name of the file and the figure.
    """
    if allocation.plan.teams:
        yield "teams", draw_gantt(scenario, allocation, lang)
    yield "loop", draw_loop(allocation, lang)
    if allocation.outcome.geography is not None:
        planned = scenario.model_copy(update={"plan": allocation.plan})
        tubes = tubes_sent(scenario, allocation)
        flows = draw_flow_map(planned, allocation.outcome, tubes, lang)
        if flows is not None:
            yield "map-flows", flows


def write_allocation_figures(
    scenario: Scenario, allocation: Allocation, folder: Path, lang: Language
) -> list[Path]:
    """Write the figures into ``folder``, which is made, as ``NAME.LANG.png``."""
    return write_pictures(draw_allocation_figures(scenario, allocation, lang), folder, lang)
