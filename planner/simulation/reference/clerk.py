"""The clerk of a site, who mends the binding of tubes to their people."""

from bisect import insort
from collections.abc import Callable

from planner.simulation.chance import Conditions
from planner.simulation.layout import Layout
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.reference.instant import Campaign, Decision, Step
from planner.simulation.reference.people import stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits


class Clerk:
    """Mends one tube after the other, by (closed, table, tube); sound tubes go past."""

    def __init__(
        self,
        env: Campaign,
        layout: Layout,
        conditions: Conditions,
        site: int,
        recorder: Recorder,
        put_into_box: Callable[[Tube], None],
    ) -> None:
        self.env = env
        self.layout = layout
        self.recorder = recorder
        self.put_into_box = put_into_box
        self.key = derive(stream(conditions, "binding"), int(layout.sites.key[site]))
        self.waiting: list[tuple[tuple[int, int, int], Tube]] = []
        self.is_mending = False
        self.deciding = Decision(env, Step.CLERK, self.mend_next)

    def receive(self, tube: Tube) -> None:
        """Take a closed tube; most are sound."""
        if high_bits(self._bits(tube)) < self.layout.sites.binding_error_below:
            insort(self.waiting, ((tube.closed_ms, tube.table, tube.number), tube))
            self.deciding.wake()
        else:
            self._release(tube)

    def _bits(self, tube: Tube) -> int:
        return int(derive(derive(self.key, tube.table), tube.number))

    def _release(self, tube: Tube) -> None:
        tube.boxed_ms = self.env.now
        self.put_into_box(tube)

    def mend_next(self) -> None:
        """Begin with the tube closed first, if the clerk is free."""
        if self.is_mending or not self.waiting:
            return
        _, tube = self.waiting.pop(0)
        self.is_mending = True
        bits = derive(self._bits(tube), 0)
        self.env.after(
            duration_ms(self.layout.tables["mend"], bits, FACTOR_ONE), self._after_mending, tube
        )

    def _after_mending(self, tube: Tube) -> None:
        self.is_mending = False
        self.recorder.write(
            self.env.now, Row.MENDED, site=tube.site, table=tube.table, tube=tube.number
        )
        self._release(tube)
        self.deciding.wake()
