"""A laboratory from the dock to publication, and the recall of the people of positive tubes."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from simpy import Event

from planner.simulation.chance import Conditions
from planner.simulation.detection import detects
from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    EXTRACTION,
    HOUR_MS,
    INACTIVATION,
    LABORATORY_STAGES,
    REVIEW,
    TRANSFER,
    Layout,
)
from planner.simulation.log import INCONCLUSIVE, NEGATIVE, NONE, POSITIVE
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import FACTOR_BITS, duration_ms
from planner.simulation.reference.instant import Campaign, Step
from planner.simulation.reference.people import stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.stage import (
    BatchStage,
    Occupation,
    Server,
    ServerStage,
    servers_of,
)
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits

Process = Generator[Event, Any, None]
RETEST, POOL = 0, 1
EXPRESS_STAGE = len(LABORATORY_STAGES)
LOCATE, VISIT, COURIER = range(3)


@dataclass
class Sample:
    """What goes through the laboratory: a pool tube, or a recalled person's single tube."""

    tube: Tube
    person: int
    """The recalled person, or ``NONE`` for the pool tube itself."""
    priority: int
    seniority: tuple[int, ...]
    load: int
    dilution: float
    key: int
    attempts: int = 0


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
                lambda samples, number, machine: self.begin_run(stage, samples, number, machine),
                lambda samples, number: self.after_run(stage, samples, number),
            )

        def bench(stage: int, kind: Row) -> ServerStage[Sample]:
            return ServerStage(
                env,
                Step.LABORATORY + stage,
                servers(stage),
                lambda sample, number, _: self.begin_bench(stage, kind, sample, number),
                self.after_accession if stage == ACCESSION else self.join_first_batch_stage,
            )

        self.accession = bench(ACCESSION, Row.ACCESSION)
        self.transfer = bench(TRANSFER, Row.TRANSFER)
        self.batch_stages = {
            stage: batches(stage) for stage in (INACTIVATION, EXTRACTION, AMPLIFICATION)
        }
        self.review = ServerStage[Plate](
            env, Step.LABORATORY + REVIEW, servers(REVIEW), self.begin_review, self.after_review
        )
        hours = [(int(labs.ready_ms[index]), labs.close_ms)]
        hours = [(opens, closes) for opens, closes in hours if opens < closes]
        self.express = ServerStage[Sample](
            env,
            Step.EXPRESS,
            [Server(0, hours)],
            lambda sample, number, _: self.begin_bench(EXPRESS_STAGE, Row.EXPRESS, sample, number),
            self.join_first_batch_stage,
        )
        crews = [Server(n, hours) for n in range(int(labs.recall_crews[index]))]
        self.recalls = ServerStage[Sample](
            env, Step.RECALL, crews, self.begin_recall, self.after_recall
        )

    # deliveries and benches

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
                dilution=float(
                    self.layout.detection.dilution[self.layout.sites.pool_persons[site]]
                ),
                key=derive(derive(stream(self.conditions, "tube"), township), tube.people[0]),
            )
            self.accession.join(sample.seniority, sample)

    def begin_bench(self, stage: int, kind: Row, sample: Sample, number: int) -> Occupation:
        self.write(kind, sample)
        name = LABORATORY_STAGES[stage] if stage < EXPRESS_STAGE else "express"
        return self.occupation(stage, name, number)

    def after_accession(self, sample: Sample) -> None:
        self.transfer.join((self.env.now, *sample.seniority), sample)

    def join_first_batch_stage(self, sample: Sample) -> None:
        stage = self.batch_stages[self.first_batch_stage]
        stage.join(sample.priority, sample.seniority, sample)

    def occupation(self, stage: int, table: str, number: int) -> Occupation:
        """Draw a service; its server is taken longer the lower the effective share is."""
        own = derive(derive(self.stage_key, stage), number)
        service = duration_ms(self.layout.tables[table], own, 1 << FACTOR_BITS)
        base = 1 << FACTOR_BITS
        if stage < EXPRESS_STAGE:
            base = int(self.layout.laboratories.occupancy[self.index, stage])
        hour = min(self.env.now // HOUR_MS, self.layout.hours - 1)
        factor = int(self.conditions.occupancy[self.index, hour])
        taken = (((service * base) >> FACTOR_BITS) * factor) >> FACTOR_BITS
        return Occupation(service, max(service, taken))

    # batches and review

    def begin_run(self, stage: int, samples: list[Sample], number: int, machine: int) -> Occupation:
        self.recorder.write(
            self.env.now, Row.BATCH, self.index, stage, machine, number, extra=len(samples)
        )
        for sample in samples:
            self.write(Row.LOADED, sample, stage)
        return self.occupation(stage, LABORATORY_STAGES[stage], number)

    def after_run(self, stage: int, samples: list[Sample], number: int) -> None:
        if stage == AMPLIFICATION:
            priority = min(sample.priority for sample in samples)
            self.review.join((priority, self.env.now, number), Plate(number, samples))
        else:
            for sample in samples:
                self.batch_stages[stage + 1].join(sample.priority, sample.seniority, sample)

    def begin_review(self, plate: Plate, number: int, reviewer: int) -> Occupation:
        self.recorder.write(self.env.now, Row.REVIEW, self.index, tube=plate.number, extra=reviewer)
        return self.occupation(REVIEW, "review", number)

    def after_review(self, plate: Plate) -> None:
        labs = self.layout.laboratories
        failed = high_bits(derive(self.plate_key, plate.number)) < labs.failed_plate_below
        if failed:
            self.recorder.write(self.env.now, Row.PLATE_FAILED, self.index, tube=plate.number)
        for sample in plate.samples:
            bits = derive(sample.key, 2 * sample.attempts)
            if failed or high_bits(bits) < labs.invalid_below:
                self.repeat(sample)
            else:
                self.give_result(sample)

    def repeat(self, sample: Sample) -> None:
        sample.attempts += 1
        self.write(Row.INVALID, sample, sample.attempts)
        if sample.attempts < self.layout.laboratories.attempts:
            stage = self.batch_stages[EXTRACTION]
            stage.join(sample.priority, sample.seniority, sample)
        else:
            self.publish(sample, INCONCLUSIVE, self.next_upload_ms())

    def give_result(self, sample: Sample) -> None:
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
            self.publish(sample, NEGATIVE, self.next_upload_ms())
            return
        # a positive is reported at once, not with the next upload
        self.publish(sample, POSITIVE, self.env.now)
        if sample.priority == POOL:
            self.env.process(self.locate(sample))

    def next_upload_ms(self) -> int:
        every = self.layout.laboratories.publication_ms
        return -(-self.env.now // every) * every

    def publish(self, sample: Sample, outcome: int, at_ms: int) -> None:
        tube = sample.tube
        self.recorder.write(
            at_ms,
            Row.RESULT,
            self.index,
            tube.site,
            tube.table,
            tube.number,
            sample.person,
            outcome,
        )

    # recall

    def recall_length(self, sample: Sample, what: int, table: str) -> int:
        township = int(self.layout.sites.township_key[sample.tube.site])
        own = derive(derive(stream(self.conditions, "recall"), township), sample.tube.people[0])
        return duration_ms(self.layout.tables[table], derive(own, what), 1 << FACTOR_BITS)

    def locate(self, sample: Sample) -> Process:
        yield self.env.timeout(self.recall_length(sample, LOCATE, "locate"))
        self.write(Row.LOCATED, sample)
        self.recalls.join((self.env.now, *sample.seniority), sample)

    def begin_recall(self, sample: Sample, _number: int, crew: int) -> Occupation:
        self.write(Row.RECALL, sample, crew)
        length = self.recall_length(sample, VISIT, "visit") * len(sample.tube.people)
        return Occupation(length, length)

    def after_recall(self, sample: Sample) -> None:
        for person in sample.tube.people:
            self.write_person(Row.RESWABBED, sample, person)
        self.env.process(self.bring_singles(sample))

    def bring_singles(self, sample: Sample) -> Process:
        yield self.env.timeout(self.recall_length(sample, COURIER, "recall_courier"))
        township = int(self.layout.sites.township_key[sample.tube.site])
        keys = derive(stream(self.conditions, "express"), township)
        for place, person in enumerate(sample.tube.people):
            self.write_person(Row.RETEST_DELIVERED, sample, person)
            single = Sample(
                tube=sample.tube,
                person=person,
                priority=RETEST,
                seniority=(*sample.seniority, place),
                load=sample.tube.copies.get(person, 0),
                dilution=float(self.layout.detection.dilution[1]),
                key=derive(keys, person),
            )
            self.express.join((self.env.now, *single.seniority), single)

    def write(self, kind: Row, sample: Sample, extra: int = NONE) -> None:
        tube = sample.tube
        self.recorder.write(
            self.env.now, kind, self.index, tube.site, tube.table, tube.number, sample.person, extra
        )

    def write_person(self, kind: Row, sample: Sample, person: int) -> None:
        tube = sample.tube
        self.recorder.write(
            self.env.now, kind, self.index, tube.site, tube.table, tube.number, person
        )
