"""One replication: its luck drawn, its chain simulated, its counts kept."""

from typing import Literal

from planner.scenario.scenario import Scenario
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.engine import simulate as simulate_compiled
from planner.simulation.layout import Layout
from planner.simulation.recount import recount
from planner.simulation.reference.engine import simulate as simulate_reference
from planner.simulation.tally import Tally

Engine = Literal["compiled", "reference"]


def run_replication(
    scenario: Scenario,
    layout: Layout,
    seed: int,
    replication: int,
    engine: Engine = "compiled",
) -> Tally:
    """Simulate one replication from the first swab to the last result.

    Parameters
    ----------
    scenario
        Gives the priors and shocks of what differs between replications.
    layout
        The scenario as arrays, from :func:`planner.simulation.building.build.build_layout`.
    seed, replication
        Name the draws: the same pair gives the same people and the same luck under every plan.
    engine
        ``compiled`` for use, ``reference`` to check it; both give the same tally.

    Returns
    -------
    Tally
        Counts by minute and hour, exact.
    """
    conditions = draw_conditions(scenario, layout, seed, replication)
    if engine == "compiled":
        return simulate_compiled(layout, conditions)
    return recount(layout, conditions, simulate_reference(layout, conditions))
