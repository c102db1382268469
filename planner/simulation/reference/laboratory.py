"""A laboratory from the dock to publication."""

from dataclasses import dataclass

from planner.simulation.chance import Conditions
from planner.simulation.detection import detects
from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    EXTRACTION,
    HOUR_MS,
    HOUSEHOLD,
    INACTIVATION,
    LABORATORY_STAGES,
    REVIEW,
    TRANSFER,
    Layout,
)
from planner.simulation.log import INCONCLUSIVE, NEGATIVE, NONE, POSITIVE
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import FACTOR_BITS, FACTOR_ONE, duration_ms
from planner.simulation.reference.instant import Campaign, Step
from planner.simulation.reference.people import stream
from planner.simulation.reference.recall import Recall
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.sample import POOL, Sample
from planner.simulation.reference.stage import (
    BatchStage,
    Occupation,
    Server,
    ServerStage,
    servers_of,
)
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits

EXPRESS_STAGE = len(LABORATORY_STAGES)
"""The bench that takes in single tubes, in place of accession and transfer."""


@dataclass
class Plate:
    """One amplification run on its way through review."""

    number: int
    samples: list[Sample]


class Laboratory:
    """Stages in a row; what fails is repeated from the first batch stage on."""

    def __init__(
        self, env: Campaign, layout: Layout, conditions: Conditions, index: int, recorder: Recorder
    ) -> None:
        labs = layout.laboratories
        self.env = env
        self.layout = layout
        self.conditions = conditions
        self.index = index
        self.recorder = recorder
        self.stage_key = derive(stream(conditions, "stage"), int(labs.key[index]))
        self.plate_key = derive(stream(conditions, "plate"), int(labs.key[index]))
        self.first_batch_stage = int(labs.first_batch_stage[index])

        def servers(stage: int) -> list[Server]:
            first, count = labs.server_offset[index, stage], labs.server_count[index, stage]
            return servers_of(labs.servers, int(first), int(count))

        def batches(stage: int) -> BatchStage[Sample]:
            return BatchStage(
                env,
                Step.LABORATORY + stage,
                servers(stage),
                int(labs.batch_tubes[index, stage]),
                (labs.priority_wait_ms, labs.batch_wait_ms),
                lambda samples, number, machine: self._begin_run(stage, samples, number, machine),
                lambda samples, number: self._after_run(stage, samples, number),
            )

        def bench(stage: int, kind: Row) -> ServerStage[Sample]:
            return ServerStage(
                env,
                Step.LABORATORY + stage,
                servers(stage),
                lambda sample, number, _: self._begin_bench(stage, kind, sample, number),
                self._after_accession if stage == ACCESSION else self._join_first_batch_stage,
            )

        self.accession = bench(ACCESSION, Row.ACCESSION)
        self.transfer = bench(TRANSFER, Row.TRANSFER)
        self.batch_stages = {
            stage: batches(stage) for stage in (INACTIVATION, EXTRACTION, AMPLIFICATION)
        }
        self.review = ServerStage[Plate](
            env, Step.LABORATORY + REVIEW, servers(REVIEW), self._begin_review, self.after_review
        )
        ready_ms = int(labs.ready_ms[index])
        hours = [(ready_ms, labs.close_ms)] if ready_ms < labs.close_ms else []
        self.express = ServerStage[Sample](
            env,
            Step.EXPRESS,
            [Server(0, hours)],
            lambda sample, number, _: self._begin_bench(EXPRESS_STAGE, Row.EXPRESS, sample, number),
            self._join_first_batch_stage,
        )
        self.recall = Recall(env, layout, conditions, index, recorder, hours, self.receive_single)

    def receive(self, tubes: list[Tube]) -> None:
        """Take in the tubes of a run at the dock."""
        for tube in tubes:
            site = tube.site
            township = int(self.layout.sites.township_key[site])
            sample = Sample(
                tube=tube,
                person=NONE,
                priority=POOL,
                seniority=tube.seniority,
                load=tube.load,
                dilution=self._dilution(tube),
                key=derive(derive(stream(self.conditions, "tube"), township), tube.people[0]),
            )
            self.accession.join(sample.seniority, sample)

    def _dilution(self, tube: Tube) -> float:
        """Return what a tube shows of a load: by its pool size, or the household that is in it."""
        pool = int(self.layout.sites.pool_persons[tube.site])
        return float(
            self.layout.detection.dilution[len(tube.people) if pool == HOUSEHOLD else pool]
        )

    def receive_single(self, single: Sample) -> None:
        """Take in a recalled person's tube at the express bench."""
        self.express.join((self.env.now, *single.seniority), single)

    def _begin_bench(self, stage: int, kind: Row, sample: Sample, number: int) -> Occupation:
        self._write(kind, sample)
        name = LABORATORY_STAGES[stage] if stage < EXPRESS_STAGE else "express"
        return self._occupation(stage, name, number)

    def _after_accession(self, sample: Sample) -> None:
        self.transfer.join((self.env.now, *sample.seniority), sample)

    def _join_first_batch_stage(self, sample: Sample) -> None:
        stage = self.batch_stages[self.first_batch_stage]
        stage.join(sample.priority, sample.seniority, sample)

    def _occupation(self, stage: int, table: str, number: int) -> Occupation:
        """Draw a service; its server is taken longer the lower the effective share is."""
        own = derive(derive(self.stage_key, stage), number)
        service = duration_ms(self.layout.tables[table], own, FACTOR_ONE)
        base = FACTOR_ONE
        if stage < EXPRESS_STAGE:
            base = int(self.layout.laboratories.occupancy[self.index, stage])
        hour = min(self.env.now // HOUR_MS, self.layout.hours - 1)
        factor = int(self.conditions.occupancy[self.index, hour])
        taken = (((service * base) >> FACTOR_BITS) * factor) >> FACTOR_BITS
        return Occupation(service, max(service, taken))

    def _begin_run(
        self, stage: int, samples: list[Sample], number: int, machine: int
    ) -> Occupation:
        self.recorder.write(
            self.env.now, Row.BATCH, self.index, stage, machine, number, extra=len(samples)
        )
        for sample in samples:
            self._write(Row.LOADED, sample, stage)
        return self._occupation(stage, LABORATORY_STAGES[stage], number)

    def _after_run(self, stage: int, samples: list[Sample], number: int) -> None:
        if stage == AMPLIFICATION:
            priority = min(sample.priority for sample in samples)
            self.review.join((priority, self.env.now, number), Plate(number, samples))
        else:
            for sample in samples:
                self.batch_stages[stage + 1].join(sample.priority, sample.seniority, sample)

    def _begin_review(self, plate: Plate, number: int, reviewer: int) -> Occupation:
        self.recorder.write(self.env.now, Row.REVIEW, self.index, tube=plate.number, extra=reviewer)
        return self._occupation(REVIEW, "review", number)

    def after_review(self, plate: Plate) -> None:
        """Repeat what a failed plate or an invalid tube leaves open; give results to the rest."""
        labs = self.layout.laboratories
        failed = high_bits(derive(self.plate_key, plate.number)) < labs.failed_plate_below
        if failed:
            self.recorder.write(self.env.now, Row.PLATE_FAILED, self.index, tube=plate.number)
        for sample in plate.samples:
            bits = derive(sample.key, 2 * sample.attempts)
            if failed or high_bits(bits) < labs.invalid_below:
                self._repeat(sample)
            else:
                self._give_result(sample)

    def _repeat(self, sample: Sample) -> None:
        sample.attempts += 1
        self._write(Row.INVALID, sample, sample.attempts)
        if sample.attempts < self.layout.laboratories.attempts:
            stage = self.batch_stages[EXTRACTION]
            stage.join(sample.priority, sample.seniority, sample)
        else:
            self.publish(sample, INCONCLUSIVE, self._next_upload_ms())

    def _give_result(self, sample: Sample) -> None:
        detection = self.layout.detection
        positive = sample.load > 0 and detects(
            self.layout.tables["normal"],
            derive(sample.key, 2 * sample.attempts + 1),
            sample.load,
            sample.dilution,
            detection.limit_copies,
            detection.limit_log10_sd,
        )
        if not positive:
            self.publish(sample, NEGATIVE, self._next_upload_ms())
            return
        # a positive is reported at once, not with the next upload
        self.publish(sample, POSITIVE, self.env.now)
        if sample.priority == POOL:
            self.recall.call_back(sample)

    def _next_upload_ms(self) -> int:
        every = self.layout.laboratories.publication_ms
        return -(-self.env.now // every) * every

    def publish(self, sample: Sample, outcome: int, at_ms: int) -> None:
        """Make a result known at the given instant, now or at the next upload."""
        self.recorder.write_sample(at_ms, Row.RESULT, self.index, sample, outcome)

    def _write(self, kind: Row, sample: Sample, extra: int = NONE) -> None:
        self.recorder.write_sample(self.env.now, kind, self.index, sample, extra)
