"""Plans and reinforcements of a scenario, confirmed by as many replications as that takes."""

from planner.allocation.answer import Allocation
from planner.allocation.draws import CommonDraws, Confirm
from planner.allocation.loop import Progress as PassProgress
from planner.allocation.loop import allocate as find_plan
from planner.allocation.reinforce import reinforce as find_reinforcement
from planner.allocation.reinforcement import Reinforcement
from planner.allocation.trials import Progress as TrialProgress
from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario
from planner.study.replications import simulate
from planner.study.request import Request, check_confidence


def allocate(
    scenario: Scenario,
    *,
    seed: int = 1,
    confirm: Confirm | None = None,
    progress: PassProgress | None = None,
) -> Allocation:
    """Plan who goes where when, and confirm it by simulation.

    Parameters
    ----------
    scenario
        What exists, from :func:`planner.load`; its own plan is one of the candidates.
    seed
        Names the luck, 0 to 2**63 - 1: the same seed gives the same plan.
    confirm
        Simulates the plan; :func:`planner.simulate` with this seed where None.
    progress
        Called with each entry of the history.

    Returns
    -------
    Allocation
        The plan, its objectives with bound and gap, the history of the loop, what is still short,
        and the outcome of the plan's own simulation.

    Raises
    ------
    planner.study.request.RequestError
        If the seed is out of its range.

    Examples
    --------
    >>> import planner
    >>> city = planner.load("scenarios/xuchang")
    >>> found = planner.allocate(city)
    >>> found.confirmed, found.outcome.verdict.probability
    >>> planner.simulate(city, plan=found.plan)
    """
    request = Request(seed=seed)
    return find_plan(scenario, confirm or _simulating(request), seed=seed, progress=progress)


def reinforce(
    scenario: Scenario,
    confidence: float = 0.95,
    *,
    seed: int = 1,
    confirm: Confirm | None = None,
    progress: TrialProgress | None = None,
) -> Reinforcement:
    """Find the least additions by which a scenario meets its target, and confirm them.

    Parameters
    ----------
    scenario
        What exists, from :func:`planner.load`; its own plan is set aside.
    confidence
        The probability with which the target is to be met, between 0 and 1.
    seed
        Names the luck, 0 to 2**63 - 1: the same seed gives the same additions.
    confirm
        Simulates what was found; :func:`planner.simulate` with this seed where None.
    progress
        Called with each trial.

    Returns
    -------
    Reinforcement
        The additions with their weight, what one more of each resource would gain, the frontier,
        what is to spare, and the reinforced scenario with its outcome.

    Raises
    ------
    planner.study.request.RequestError
        If the confidence or the seed is out of its range.

    Examples
    --------
    >>> import planner
    >>> found = planner.reinforce(planner.load("scenarios/xuchang"), confidence=0.9)
    >>> [(one.count, one.resource, one.place) for one in found.additions]
    >>> found.confirmed, found.outcome.verdict.interval
    """
    request = Request(seed=seed)
    check_confidence(confidence)
    return find_reinforcement(
        scenario,
        confirm or _simulating(request),
        confidence=confidence,
        seed=seed,
        progress=progress,
    )


def _simulating(request: Request) -> Confirm:
    def confirm(planned: Scenario, draws: CommonDraws) -> Outcome:
        return simulate(planned, seed=request.seed, draws=draws)

    return confirm
