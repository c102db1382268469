"""The people of a positive tube: located, swabbed again one by one, and tested singly."""

from collections.abc import Callable, Sequence

from planner.simulation.chance import Conditions
from planner.simulation.layout import Layout
from planner.simulation.log import NONE
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.reference.instant import Campaign, Process, Step
from planner.simulation.reference.people import stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.sample import RETEST, Sample
from planner.simulation.reference.stage import Interval, Occupation, Server, ServerStage
from planner.simulation.streams import derive

LOCATE, VISIT, COURIER = range(3)
"""Lengths drawn for each positive tube."""


class Recall:
    """The recall crews of one laboratory."""

    def __init__(
        self,
        env: Campaign,
        layout: Layout,
        conditions: Conditions,
        laboratory: int,
        recorder: Recorder,
        hours: Sequence[Interval],
        deliver: Callable[[Sample], None],
    ) -> None:
        self.env = env
        self.layout = layout
        self.conditions = conditions
        self.laboratory = laboratory
        self.recorder = recorder
        self.deliver = deliver
        count = int(layout.laboratories.recall_crews[laboratory])
        self.crews = ServerStage[Sample](
            env,
            Step.RECALL,
            [Server(number, hours) for number in range(count)],
            self._begin_visits,
            self._after_visits,
        )

    def call_back(self, positive: Sample) -> None:
        """Begin to locate the people of a positive pool."""
        self.env.process(self._locate(positive))

    def _length_ms(self, sample: Sample, what: int, table: str) -> int:
        township = int(self.layout.sites.township_key[sample.tube.site])
        own = derive(derive(stream(self.conditions, "recall"), township), sample.tube.people[0])
        return int(duration_ms(self.layout.tables[table], derive(own, what), FACTOR_ONE))

    def _write(self, kind: Row, sample: Sample, extra: int = NONE) -> None:
        self.recorder.write_sample(self.env.now, kind, self.laboratory, sample, extra)

    def _locate(self, positive: Sample) -> Process:
        yield self.env.timeout(self._length_ms(positive, LOCATE, "locate"))
        self._write(Row.LOCATED, positive)
        self.crews.join((self.env.now, *positive.seniority), positive)

    def _begin_visits(self, positive: Sample, _number: int, crew: int) -> Occupation:
        self._write(Row.RECALL, positive, crew)
        length_ms = self._length_ms(positive, VISIT, "visit") * len(positive.tube.people)
        return Occupation(length_ms, length_ms)

    def _after_visits(self, positive: Sample) -> None:
        singles = self._single_tubes(positive)
        for single in singles:
            self._write(Row.RESWABBED, single)
        self.env.process(self._bring(positive, singles))

    def _single_tubes(self, positive: Sample) -> list[Sample]:
        tube = positive.tube
        township = int(self.layout.sites.township_key[tube.site])
        keys = derive(stream(self.conditions, "express"), township)
        return [
            Sample(
                tube=tube,
                person=person,
                priority=RETEST,
                seniority=(*positive.seniority, place),
                load=tube.copies.get(person, 0),
                dilution=float(self.layout.detection.dilution[1]),
                key=derive(keys, person),
            )
            for place, person in enumerate(tube.people)
        ]

    def _bring(self, positive: Sample, singles: list[Sample]) -> Process:
        yield self.env.timeout(self._length_ms(positive, COURIER, "recall_courier"))
        for single in singles:
            self._write(Row.RETEST_DELIVERED, single)
            self.deliver(single)
