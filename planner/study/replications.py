"""One scenario, as many replications as its verdict needs."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from planner.allocation.draws import CommonDraws
from planner.outcome.digest import Digest, digest_replication
from planner.outcome.gather import Gathered
from planner.outcome.looks import LOOKS, Look, decide, single_look
from planner.outcome.outcome import Outcome
from planner.outcome.summarise import summarise
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.ahead import compile_ahead
from planner.simulation.replication import run_replication
from planner.simulation.tally import Tally
from planner.study.request import Engine, Request

Progress = Callable[[int, int], None]
"""Called with the replications done and those that the present look needs."""


def simulate(
    scenario: Scenario,
    plan: Plan | None = None,
    *,
    replications: int | None = None,
    seed: int = 1,
    threads: int | None = None,
    engine: Engine = "compiled",
    progress: Progress | None = None,
    draws: CommonDraws | None = None,
) -> Outcome:
    """Simulate a city's round of testing and answer whether everyone is tested in time.

    Parameters
    ----------
    scenario
        What exists and happens, from :func:`planner.load`.
    plan
        Who does what; the scenario's own plan where None.
    replications
        How many times the campaign is played, 1 to 10,000. Where None, the verdict is looked at
        after 20, 72, 150 and 300 replications and the first look that decides it is the last.
    seed
        Names the luck, 0 to 2**63 - 1: the same seed gives the same outcome, bit by bit, and two
        plans meet the same people and the same days.
    threads
        Replications made at once; changes the time it takes and nothing else. One a processor, at
        most 8, where None.
    engine
        ``compiled``, or ``reference`` for the readable definition of the chain: equal and hundreds
        of times slower.
    progress
        Called with (replications done, replications of the present look) after each.
    draws
        Of the same seed: what they have swabbed is taken over by the compiled engine.

    Returns
    -------
    Outcome
        The verdict with its interval, clocks in hours from the start of the deadline, cumulative
        people by hour with shape (clocks, hours), use and queues of every station by hour, waits in
        minutes, tubes and people; each array's unit and shape stand beside its field.

    Raises
    ------
    planner.study.request.RequestError
        If replications, seed, threads or engine are out of their range.
    planner.scenario.ScenarioFaults
        With everything that is wrong with ``plan``.

    Examples
    --------
    >>> import planner
    >>> city = planner.load("scenarios/xuchang", "with-province")
    >>> outcome = planner.simulate(city, replications=20, seed=1)
    >>> outcome.verdict.probability, outcome.verdict.interval
    """
    request = Request(replications, seed, threads, engine)
    if plan is not None:
        scenario = with_plan(scenario, plan)
    study = Replications(scenario, seed=seed, engine=engine, draws=draws)
    looks = LOOKS if request.replications is None else (single_look(request.replications),)
    for look in looks:
        study.make(look.replications, threads=request.workers, progress=progress)
        if study.decided_by(look):
            break
    return study.outcome(look)


class Replications:
    """The replications of one scenario, made as far as they are asked for.

    Parameters
    ----------
    scenario
        What exists and happens.
    seed
        Names the luck.
    engine
        ``compiled`` or ``reference``.
    draws
        Of the same seed: the compiled engine then takes over what it swabbed for earlier
        scenarios where the sites are the same. None to begin anew.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 1,
        engine: Engine = "compiled",
        draws: CommonDraws | None = None,
    ) -> None:
        self._scenario, self._seed, self._engine = scenario, seed, engine
        self._layout = build_layout(scenario) if draws is None else draws.layouts.of(scenario)
        self._gathered = Gathered()
        if engine == "compiled":
            compile_ahead(self._layout, draw_conditions(scenario, self._layout, seed, 0))
        self._tally: Callable[[int], Tally] = self._anew
        if draws is not None and engine == "compiled":
            self._tally = draws.replications(scenario)

    def __len__(self) -> int:
        """Return how many are made."""
        return len(self._gathered)

    def make(self, until: int, *, threads: int = 1, progress: Progress | None = None) -> None:
        """Make those that are missing up to a number; an error of ``progress`` ends it.

        Those that were taken in stay, so that it can be called again.
        """
        with _in_order(self._replicate, threads) as replicated:
            for digest in replicated(range(len(self), until)):
                self._gathered.add(digest)
                if progress is not None:
                    progress(len(self), until)

    def decided_by(self, look: Look) -> bool:
        """Tell whether the replications made decide the verdict at this look."""
        required = self._scenario.campaign.required_probability
        verdict = decide(self._gathered.successes, len(self), required, look)
        return verdict.meets_target is not None

    def outcome(self, look: Look) -> Outcome:
        """Return what came out, judged at a look of as many replications as are made."""
        return summarise(self._scenario, self._layout, self._gathered, look)

    def _replicate(self, number: int) -> Digest:
        return digest_replication(self._scenario, self._layout, self._tally(number))

    def _anew(self, number: int) -> Tally:
        return run_replication(
            self._scenario, self._layout, self._seed, number, engine=self._engine
        )


@contextmanager
def _in_order(
    replicate: Callable[[int], Digest], workers: int
) -> Iterator[Callable[[range], Iterator[Digest]]]:
    """Give a ``map`` over replications; on leaving, those that have not begun are dropped."""
    if workers == 1:
        yield lambda numbers: map(replicate, numbers)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="replication")
    try:
        yield lambda numbers: pool.map(replicate, numbers)
    finally:
        pool.shutdown(cancel_futures=True)
