"""The chain against closed forms: queues with known waits, group testing, detection.

Comparisons with chance allow three standard errors, and assert that a service time 5 % off would
have been told from the right one, so that a pass means something. Logs of both engines are equal
(the equality tests), so what needs many people is asked of the compiled engine alone.
"""

from collections.abc import Callable, Mapping
from math import factorial, sqrt

import numpy as np
import pytest

from planner.pooling.dorfman import (
    expected_tests_per_person,
    positive_pool_probability,
    variance_of_tests_per_pool,
)
from planner.pooling.sensitivity import mean_sensitivity, pool_and_single_probability
from planner.scenario.distribution import Constant, Distribution, Exponential, Lognormal
from planner.scenario.scenario import Scenario
from planner.simulation.layout import HOUR_MS, Floats, Ints
from planner.simulation.log import COLUMNS, Event
from planner.simulation.tally import DETECTION, RETESTS, TUBES
from tests.simulation.small_city import (
    ENGINES,
    column,
    compiled_events,
    laboratory,
    site,
    small_city,
    tally_of,
)

STANDARD_ERRORS = 3
SECOND = 1_000
REPLICATIONS = 20
PERSONS_PER_HOUR = 11_520
"""Arrivals of the one hour for which a queue is watched: a Poisson process given its count."""
WARM_UP_MS = HOUR_MS // 10
UTILISATION = 0.8
MISTAKE = 1.05


def erlang_c_wait(arrivals_per_second: float, service_seconds: float, servers: int) -> float:
    """Mean wait of M/M/c in seconds (A. K. Erlang, 1917)."""
    load = arrivals_per_second * service_seconds
    free = 1 - load / servers
    all_busy = load**servers / factorial(servers) / free
    others = sum(load**n / factorial(n) for n in range(servers))
    return all_busy / (others + all_busy) * service_seconds / (servers * free)


def pollaczek_khinchine_wait(
    arrivals_per_second: float, service_seconds: float, service_cv: float
) -> float:
    """Mean wait of M/G/1 in seconds (F. Pollaczek, 1930)."""
    load = arrivals_per_second * service_seconds
    return load * service_seconds * (1 + service_cv**2) / (2 * (1 - load))


def by_person(rows: Ints, kind: Event) -> Ints:
    """Return the instant at which each person meets an event, by number."""
    own = rows[rows[:, COLUMNS.index("kind")] == kind]
    instants: Ints = own[own[:, COLUMNS.index("person")].argsort(), COLUMNS.index("ms")]
    return instants


def waits_seconds(scenario: Scenario, ends_with: Event) -> Floats:
    """Return the mean wait in seconds of each replication, the warm-up left out."""
    means = []
    for replication in range(REPLICATIONS):
        rows = compiled_events(scenario, replication)
        arrived = by_person(rows, Event.ARRIVE)
        waited = by_person(rows, ends_with) - arrived
        means.append(waited[arrived >= WARM_UP_MS].mean() / SECOND)
    return np.array(means)


def queue(register: Distribution, swab: Distribution, tables: int, ahead: int) -> Scenario:
    """One queue, served by registrars or by swabbers, whoever is not quick as lightning."""
    return small_city(
        site(PERSONS_PER_HOUR, tables),
        people={"arrivals": {"first_pass_hours": 1}},
        sites_rule={
            "register_seconds": register,
            "swab_seconds": swab,
            "registered_ahead_persons": ahead,
        },
    )


AT_ONCE = Constant(value=0)


def check_mean_wait(means: Floats, theory: Callable[[float], float]) -> None:
    """Compare replications' mean waits with theory, given by the factor on the service time."""
    tolerance = STANDARD_ERRORS * means.std(ddof=1) / sqrt(len(means))
    assert abs(theory(MISTAKE) - theory(1)) > 2 * tolerance, "the test is too weak to fail"
    assert abs(means.mean() - theory(1)) < tolerance


@pytest.mark.parametrize("tables", [1, 2, 5])
def test_waits_of_m_m_c_are_erlangs(tables: int) -> None:
    arrivals = PERSONS_PER_HOUR / 3600
    service = UTILISATION * tables / arrivals
    means = waits_seconds(
        queue(Exponential(mean=service), AT_ONCE, tables, ahead=100), Event.REGISTER
    )
    check_mean_wait(means, lambda factor: erlang_c_wait(arrivals, factor * service, tables))


@pytest.mark.parametrize(
    ("law", "cv"),
    [
        (lambda mean: Constant(value=mean), 0.0),
        (lambda mean: Lognormal(mean=mean, cv=0.6), 0.6),
        (lambda mean: Exponential(mean=mean), 1.0),
    ],
    ids=["constant", "lognormal", "exponential"],
)
@pytest.mark.parametrize("ahead", [1, 10])
def test_waits_of_m_g_1_are_pollaczeks_and_khinchines(
    law: Callable[[float], Distribution], cv: float, ahead: int
) -> None:
    # The swabber serves; a registrar who takes 1 ms delays nobody, however far he runs ahead.
    arrivals = PERSONS_PER_HOUR / 3600
    service = UTILISATION / arrivals
    means = waits_seconds(queue(AT_ONCE, law(service), tables=1, ahead=ahead), Event.SWAB)
    registration = 0.001
    check_mean_wait(
        means,
        lambda factor: registration + pollaczek_khinchine_wait(arrivals, factor * service, cv),
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("tables", [1, 2, 3])
def test_waits_of_d_d_c_are_exact(engine: str, tables: int) -> None:
    scenario = small_city(
        site(50, tables),
        sites_rule={
            "register_seconds": 7,
            "swab_seconds": 0,
            "registered_ahead_persons": 10,
        },
    )
    rows = ENGINES[engine](scenario)
    assert by_person(rows, Event.REGISTER).tolist() == [7_000 * (k // tables) for k in range(50)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ahead", [1, 2, 5, 10])
@pytest.mark.parametrize(("register", "swab"), [(20, 30), (30, 20), (30, 30), (1, 60)])
def test_linked_servers_follow_their_recursion(
    engine: str, ahead: int, register: int, swab: int
) -> None:
    scenario = small_city(
        site(40),
        sites_rule={
            "register_seconds": register,
            "swab_seconds": swab,
            "registered_ahead_persons": ahead,
        },
    )
    rows = ENGINES[engine](scenario)
    # A registration starts when the last has ended and the swab `ahead` people before has begun.
    starts: list[int] = []
    swabs: list[int] = []
    for k in range(40):
        free = starts[-1] + register * SECOND if k else 0
        starts.append(max(free, swabs[k - ahead] if k >= ahead else 0))
        swabbed = swabs[-1] + swab * SECOND if k else 0
        swabs.append(max(starts[-1] + register * SECOND, swabbed))
    assert by_person(rows, Event.REGISTER).tolist() == starts
    assert by_person(rows, Event.SWAB).tolist() == swabs


@pytest.mark.parametrize("engine", ENGINES)
def test_benches_of_a_laboratory_serve_a_delivery_as_d_d_c(engine: str) -> None:
    scenario = small_city(
        site(12),
        laboratories=[laboratory(accession_staff=(3,), transfer_cabinets=(2,))],
        vehicles=1,
        sites_rule={"pool_size_persons": 1, "register_seconds": 1, "swab_seconds": 1},
        laboratory={"accession_seconds": 20, "transfer_seconds": 50},
    )
    rows = ENGINES[engine](scenario)
    (delivered,) = set(column(rows, Event.DELIVERED, "ms").tolist())
    scanned = [delivered + 20_000 * (k // 3) for k in range(12)]
    # Three tubes come every 20 s and two leave every 50: the cabinets are never without work.
    opened = [delivered + 20_000 + 50_000 * (k // 2) for k in range(12)]
    assert column(rows, Event.ACCESSION, "ms").tolist() == scanned
    assert column(rows, Event.TRANSFER, "ms").tolist() == opened


def city_that_tests(
    persons: int,
    pool_size: int,
    infected_per_100k: float,
    tube_open_minutes: float = 600,
    infection: Mapping[str, float] | None = None,
) -> Scenario:
    """One table and a laboratory that is never short of anything."""
    return small_city(
        site(persons),
        laboratories=[
            laboratory(
                accession_staff=(50,),
                transfer_cabinets=(50,),
                extraction_machines=100,
                amplification_machines=100,
                reviewers=(100,),
                recall_crews=500,
            )
        ],
        vehicles=1,
        campaign={"horizon_hours": 120},
        people={"infected_per_100k": infected_per_100k},
        sites_rule={
            "pool_size_persons": pool_size,
            "tube_open_minutes": tube_open_minutes,
            "register_seconds": 1,
            "swab_seconds": 1,
        },
        laboratory={"express_seconds": 1},
        recall={"visit_minutes_per_person": 1},
        infection=infection or {},
    )


@pytest.mark.parametrize("pool_size", [5, 10, 20])
def test_tests_per_person_are_dorfmans(pool_size: int) -> None:
    prevalence, persons = 0.02, 20_000
    scenario = city_that_tests(persons, pool_size, 100_000 * prevalence)
    tallies = [tally_of(scenario, replication) for replication in range(5)]
    tubes = np.sum([tally.tubes for tally in tallies], axis=0)
    retests = np.sum([tally.retests for tally in tallies], axis=0)

    pools = len(tallies) * persons // pool_size
    assert tubes[TUBES.index("collected")] == tubes[TUBES.index("tested")] == pools
    positive = tubes[TUBES.index("positive")]
    chance = positive_pool_probability(prevalence, pool_size)
    deviation = sqrt(pools * chance * (1 - chance))
    assert abs(positive - pools * chance) < STANDARD_ERRORS * deviation

    tests = pools + retests[RETESTS.index("published")]
    assert retests[RETESTS.index("recalled_persons")] == positive * pool_size
    expected = expected_tests_per_person(prevalence, pool_size) * pools * pool_size
    deviation = sqrt(pools * variance_of_tests_per_pool(prevalence, pool_size))
    assert abs(tests - expected) < STANDARD_ERRORS * deviation
    wrong = expected_tests_per_person(1.1 * prevalence, pool_size) * pools * pool_size
    assert abs(wrong - expected) > STANDARD_ERRORS * deviation


def test_a_perfect_test_finds_every_infected_person() -> None:
    tally = tally_of(city_that_tests(20_000, 10, infected_per_100k=3_000))
    infected, sampled, in_positive_tube, confirmed = tally.detection.tolist()
    assert infected > 0
    assert infected == sampled == in_positive_tube == confirmed
    assert tally.retests[RETESTS.index("positive")] == confirmed


@pytest.mark.parametrize("pool_size", [1, 5, 10, 20])
def test_what_a_tube_detects_is_the_closed_form(pool_size: int) -> None:
    # A tube closes before the next swab, so it holds one person but dilutes as a whole pool.
    scenario = city_that_tests(
        20_000,
        pool_size,
        infected_per_100k=100_000,
        tube_open_minutes=0.001,
        infection={
            "load_log10_mean": 3.5,
            "load_log10_sd": 1.5,
            "detection_limit_copies": 500,
            "detection_log10_sd": 0.4,
        },
    )
    tally = tally_of(scenario)
    found = dict(zip(DETECTION, tally.detection.tolist(), strict=True))
    assert found["sampled"] == tally.tubes[TUBES.index("tested")] == 20_000
    for name, probability in (
        ("in_positive_tube", mean_sensitivity(scenario.infection, pool_size)),
        ("confirmed", pool_and_single_probability(scenario.infection, pool_size)),
    ):
        error = sqrt(probability * (1 - probability) / 20_000)
        assert abs(found[name] / 20_000 - probability) < STANDARD_ERRORS * error, name
