"""Nobody and nothing is lost or made up: event logs walked event by event."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection

import numpy as np
import pytest

from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.chance import Conditions, draw_conditions
from planner.simulation.layout import HOUSEHOLD, LARGEST_HOUSEHOLD, REPEAT, Ints, Layout
from planner.simulation.log import COLUMNS, INCONCLUSIVE, LEFT, NONE, POSITIVE, Event
from planner.simulation.recount import recount
from planner.simulation.reference.engine import simulate
from planner.simulation.tally import LEDGER
from tests.simulation.random_city import random_scenario

SCENARIOS = 40

DECISIONS = (
    Event.REGISTER,
    Event.SWAB,
    Event.TUBE_CLOSED,
    Event.CALL,
    Event.DEPART,
    Event.STOP,
    Event.RECALL,
    Event.EXPRESS,
    Event.ACCESSION,
    Event.TRANSFER,
    Event.BATCH,
    Event.LOADED,
    Event.REVIEW,
)
"""Kinds that come after all others of their instant: settle, then decide."""

Step = tuple[Collection[str], str]
"""The states from which a kind of row leads, and the state to which."""
PERSON_STEPS: dict[Event, Step] = {
    Event.ARRIVE: (["expected"], "queueing"),
    Event.RETURN: (["queueing"], "queueing"),
    Event.REGISTER: (["queueing"], "registered"),
    Event.SWAB: (["registered"], "in service"),
    Event.SWABBED: (["in service"], "swabbed"),
}
POOL_STEPS: dict[Event, Step] = {
    Event.TUBE_CLOSED: (["open"], "closed"),
    Event.MENDED: (["closed"], "in a box"),
    Event.DELIVERED: (["on the road"], "at the dock"),
    Event.ACCESSION: (["at the dock"], "scanned"),
    Event.TRANSFER: (["scanned"], "on the line"),
    Event.LOADED: (["on the line"], "on the line"),
    Event.INVALID: (["on the line"], "on the line"),
    Event.RESULT: (["on the line"], "published"),
    Event.LOCATED: (["published"], "located"),
    Event.RECALL: (["located"], "recalled"),
}
SINGLE_STEPS: dict[Event, Step] = {
    Event.RESWABBED: (["not yet"], "on the road"),
    Event.RETEST_DELIVERED: (["on the road"], "at the bench"),
    Event.EXPRESS: (["at the bench"], "on the line"),
    Event.LOADED: (["on the line"], "on the line"),
    Event.INVALID: (["on the line"], "on the line"),
    Event.RESULT: (["on the line"], "published"),
}
CAME = ("queueing", "registered", "in service", "swabbed", "left", "turned away")
IN_LABORATORY = ("at the dock", "scanned", "on the line")
PUBLISHED = ("published", "located", "recalled")

Row = dict[str, int]
Name = tuple[int, ...]
"""(site, person), (site, table, tube), or (site, table, tube, person) of a single tube."""


class Population:
    """Individuals who stand in one state each and leave it only by an allowed step."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.state: dict[Name, str] = {}
        self.standing: Counter[str] = Counter()

    def move(self, who: Name, step: Step, row: Row) -> None:
        sources, target = step
        source = self.state.get(who, self.start)
        assert source in sources, f"{who} is {source}, not {sources}, at {row}"
        self.standing[source] -= source != self.start
        self.standing[target] += 1
        self.state[who] = target

    def count(self, *states: str) -> int:
        return sum(self.standing[state] for state in states)


class Walk:
    """Where all people and tubes of one replication stand, event after event."""

    def __init__(self, layout: Layout, to_mend: Collection[Name] = ()) -> None:
        self.layout = layout
        self.to_mend = to_mend
        """Tubes that the clerk gets."""
        self.people = Population("expected")
        self.pools = Population("open")
        self.singles = Population("not yet")
        self.rows: Counter[Event] = Counter()
        self.members: dict[Name, list[int]] = defaultdict(list)
        self.boxes: dict[int, list[tuple[int, Name]]] = defaultdict(list)
        """(instant, tube) by site, in the order of collection."""
        self.out: Counter[int] = Counter()
        """Vehicles under way by depot."""
        self.loading = 0
        """Places of the runs begun at this instant that no tube has taken yet."""
        self.attempts: Counter[Name] = Counter()
        self.outcome: dict[Name, int] = {}

    def apply(self, row: Row) -> None:
        kind = Event(row["kind"])
        self.rows[kind] += 1
        tube = (row["site"], row["table"], row["tube"])
        is_pool = row["person"] == NONE or kind == Event.TUBE_CLOSED
        item = tube if is_pool else (*tube, row["person"])
        self.move(kind, item, row)
        match kind:
            case Event.LEAVE:
                self.give_up(row)
            case Event.SWABBED:
                self.members[tube].append(row["person"])
            case Event.TUBE_CLOSED:
                self.close_tube(tube, row)
            case Event.MENDED:
                insort(self.boxes[row["site"]], (row["ms"], tube))
            case Event.DEPART | Event.VEHICLE_BACK:
                self.drive(1 if kind == Event.DEPART else -1, row)
            case Event.STOP:
                self.take_tubes(row)
            case Event.BATCH:
                self.begin_run(row)
            case Event.LOADED:
                self.loading -= 1
            case Event.INVALID:
                self.attempts[item] += 1
                assert self.attempts[item] == row["extra"], row
            case Event.RESULT:
                spent = self.attempts[item] == self.layout.laboratories.attempts
                assert spent == (row["extra"] == INCONCLUSIVE), row
                self.outcome[item] = row["extra"]
            case Event.LOCATED | Event.RESWABBED:
                assert self.outcome[tube] == POSITIVE, row
                assert row["person"] in [NONE, *self.members[tube]], row

    def move(self, kind: Event, item: Name, row: Row) -> None:
        if kind in PERSON_STEPS:
            self.people.move((row["site"], row["person"]), PERSON_STEPS[kind], row)
        elif len(item) == 3 and kind in POOL_STEPS:
            self.pools.move(item, POOL_STEPS[kind], row)
        elif kind in SINGLE_STEPS:
            self.singles.move(item, SINGLE_STEPS[kind], row)

    def give_up(self, row: Row) -> None:
        who = (row["site"], row["person"])
        if not self.layout.sites.first_pass.intervals(row["site"]):
            self.people.move(who, (["expected"], "never called"), row)
        else:
            cause = "left" if row["extra"] == LEFT else "turned away"
            self.people.move(who, (["queueing"], cause), row)

    def close_tube(self, tube: Name, row: Row) -> None:
        members = self.members[tube]
        pool = self.layout.sites.pool_persons[row["site"]]
        largest = LARGEST_HOUSEHOLD if pool == HOUSEHOLD else pool
        assert 1 <= len(members) <= largest, row
        assert (row["person"], row["extra"]) == (members[0], len(members)), row
        if tube not in self.to_mend:
            self.pools.move(tube, (["closed"], "in a box"), row)
            insort(self.boxes[row["site"]], (row["ms"], tube))

    def drive(self, vehicles: int, row: Row) -> None:
        depot = int(self.layout.couriers.route_depot[row["place"]])
        self.out[depot] += vehicles
        assert 0 <= self.out[depot] <= self.layout.couriers.vehicles[depot], row

    def take_tubes(self, row: Row) -> None:
        box = self.boxes[row["site"]]
        assert row["extra"] <= len(box), f"{len(box)} tubes wait at {row}"
        for _ in range(row["extra"]):
            self.pools.move(box.pop(0)[1], (["in a box"], "on the road"), row)

    def begin_run(self, row: Row) -> None:
        room = self.layout.laboratories.batch_tubes[row["place"], row["site"]]
        assert 1 <= row["extra"] <= room, row
        self.loading += row["extra"]

    def check(self, row: Row) -> None:
        """Check what must hold after every event."""
        people, pools, singles = self.people, self.pools, self.singles
        assert self.rows[Event.ARRIVE] == people.count(*CAME), row
        assert self.rows[Event.SWABBED] == people.count("swabbed"), row
        in_boxes = sum(map(len, self.boxes.values()))
        assert in_boxes == pools.count("in a box"), row
        assert self.rows[Event.TUBE_CLOSED] == in_boxes + pools.count(
            "closed", "on the road", *IN_LABORATORY, *PUBLISHED
        ), row
        assert self.rows[Event.RESWABBED] == singles.count(
            "on the road", "at the bench", "on the line", "published"
        ), row
        assert self.rows[Event.RESULT] == pools.count(*PUBLISHED) + singles.count("published"), row
        for population in (people, pools, singles):
            assert min(population.standing.values(), default=0) >= 0, row
        assert self.loading >= 0, row

    def check_end(self) -> None:
        """Check what must hold when nothing more can happen."""
        assert self.people.count("queueing", "registered", "in service") == 0
        assert self.pools.count("closed", "on the road") == 0
        assert sum(self.out.values()) == 0
        assert set(self.members) == set(self.pools.state), "a tube was never closed"

    def ledger(self) -> Ints:
        """Return the people of each district by where they stand, as in ``Tally.ledger``."""
        layout = self.layout
        ledger = np.zeros((len(layout.district_ids), len(LEDGER)), dtype=np.int64)
        ledger[:, LEDGER.index("never_reached")] = layout.expected_persons

        def add(site: int, cause: str, persons: int) -> None:
            ledger[layout.sites.district[site], LEDGER.index(cause)] += persons

        names = {"left": "left_queue", "turned away": "turned_away", "never called": "turned_away"}
        for (site, person), state in self.people.state.items():
            if person >= REPEAT:
                continue
            add(site, "never_reached", -1)
            if state != "swabbed":
                add(site, names[state], 1)
        for tube, state in self.pools.state.items():
            cause = "in_laboratory" if state in IN_LABORATORY else "awaiting_courier"
            if state in PUBLISHED:
                known = self.outcome[tube] != INCONCLUSIVE
                cause = "resulted" if known else "inconclusive"
            add(tube[0], cause, sum(person < REPEAT for person in self.members[tube]))
        return ledger


def prepare(scenario: Scenario, replication: int) -> tuple[Layout, Conditions]:
    layout = build_layout(scenario)
    return layout, draw_conditions(scenario, layout, 1, replication)


def walk(layout: Layout, rows: Ints) -> Walk:
    """Walk through a log in the order of its instants, decisions after all else."""
    decides = np.isin(rows[:, 1], DECISIONS)
    columns = rows.T[::-1]
    order = np.lexsort((*columns[:-1], decides, columns[-1]))
    mended = rows[rows[:, COLUMNS.index("kind")] == Event.MENDED]
    tube_columns = [COLUMNS.index(name) for name in ("site", "table", "tube")]
    here = Walk(layout, {tuple(cells) for cells in mended[:, tube_columns].tolist()})
    now = 0
    for cells in rows[order].tolist():
        row = dict(zip(COLUMNS, cells, strict=True))
        assert row["ms"] == now or here.loading == 0, f"a run lacks tubes before {row}"
        now = row["ms"]
        here.apply(row)
        here.check(row)
    here.check_end()
    return here


@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_people_and_tubes_balance_after_every_event(seed: int) -> None:
    layout, conditions = prepare(random_scenario(seed), seed)
    rows = simulate(layout, conditions)
    ledger = walk(layout, rows).ledger()
    assert (ledger >= 0).all()
    assert ledger.sum(axis=1).tolist() == layout.expected_persons.tolist()
    np.testing.assert_array_equal(ledger, recount(layout, conditions, rows).ledger)


@pytest.fixture(scope="module")
def eventful() -> tuple[Layout, Ints]:
    """A random scenario in which every kind of row occurs."""
    for seed in range(1000):
        layout, conditions = prepare(random_scenario(seed), seed)
        rows = simulate(layout, conditions)
        if set(COUNTED) <= set(rows[:, 1].tolist()):
            return layout, rows
    pytest.fail("no random scenario in 1,000 has every kind of row")


COUNTED = (*PERSON_STEPS, *POOL_STEPS, *SINGLE_STEPS, Event.LEAVE, Event.DEPART, Event.BATCH)
"""Kinds of which one row more or less upsets a balance."""


@pytest.mark.parametrize("kind", sorted(set(COUNTED) - {Event.RETURN}))
def test_a_row_twice_is_noticed(eventful: tuple[Layout, Ints], kind: Event) -> None:
    layout, rows = eventful
    walk(layout, rows)
    doubled = rows[rows[:, 1] == kind][:1]
    with pytest.raises(AssertionError):
        walk(layout, np.concatenate([rows, doubled]))


@pytest.mark.parametrize(
    "kind", [Event.ARRIVE, Event.SWAB, Event.SWABBED, Event.TUBE_CLOSED, Event.STOP, Event.BATCH]
)
def test_a_missing_row_is_noticed(eventful: tuple[Layout, Ints], kind: Event) -> None:
    layout, rows = eventful
    first = np.flatnonzero(rows[:, 1] == kind)[0]
    with pytest.raises(AssertionError):
        walk(layout, np.delete(rows, first, axis=0))
