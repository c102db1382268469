"""A small city in which nothing is left to chance, and what either engine makes of it.

Hour zero is midnight, the sites never close, everybody comes, nobody is infected, every duration
is constant, every factor is one and every test is right. A test changes only what it is about.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from planner.scenario.scenario import City, Plan, Scenario
from planner.scenario.settings import (
    Campaign,
    Courier,
    Infection,
    Laboratory,
    People,
    Prior,
    Recall,
    Section,
    Sites,
    Uncertainty,
)
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    Site,
    Team,
    Township,
    VehiclePool,
)
from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled import engine as compiled
from planner.simulation.layout import Ints
from planner.simulation.log import COLUMNS, Event
from planner.simulation.reference import engine as reference
from planner.simulation.tally import Tally

AT_ONCE_HOURS = 1 / 3_600_000
"""A first pass of one millisecond: everybody comes at the opening."""
CERTAIN = Prior(low=1, high=1)
PLENTY = 100_000

_SECTIONS: dict[str, type[Section]] = {
    "campaign": Campaign,
    "people": People,
    "sites_rule": Sites,
    "courier": Courier,
    "laboratory": Laboratory,
    "recall": Recall,
    "infection": Infection,
    "uncertainty": Uncertainty,
}
_WITHOUT_CHANCE: dict[str, dict[str, Any]] = {
    "campaign": {"starts_at": datetime(2021, 1, 5), "target_hours": 24, "horizon_hours": 48},
    "people": {
        "present_share": 1,
        "first_pass_share": 1,
        "never_reached_share": 0,
        "homebound_share": 0,
        "return_share": 1,
        "infected_per_100k": 0,
        "arrivals": {"first_pass_hours": AT_ONCE_HOURS, "hourly_weights": (1,) * 24},
    },
    "sites_rule": {
        "opens_at": "00:00",
        "closes_at": "24:00",
        "setup_hours": 0,
        "drain_minutes": 0,
        "register_seconds": 20,
        "swab_seconds": 30,
        "tube_open_minutes": 600,
        "relief_minutes": 0,
        "binding_error_share": 0,
    },
    "courier": {"between_sites_minutes": 10, "travel_cv": 0},
    "laboratory": {
        "effective_share": 1,
        "ramp_up_hours": 0,
        "accession_seconds": 15,
        "transfer_seconds": 30,
        "express_seconds": 60,
        "inactivation_minutes": 0,
        "extraction_minutes": 25,
        "amplification_minutes": 90,
        "review_minutes": 10,
        "plate_failure_share": 0,
        "invalid_share": 0,
    },
    "recall": {"locate_minutes": 60, "visit_minutes_per_person": 6, "courier_minutes": 45},
    "infection": {"load_log10_sd": 0, "detection_limit_copies": 1, "detection_log10_sd": 0},
    "uncertainty": {
        "service_speed": CERTAIN,
        "effective_share": CERTAIN,
        "courier_time": CERTAIN,
        "absence": CERTAIN,
        "prevalence": CERTAIN,
        "ramp_up": CERTAIN,
        "service_day_cv": 0,
        "service_district_day_cv": 0,
        "laboratory_day_cv": 0,
        "courier_day_cv": 0,
    },
}


def site(persons: int, tables: int = 1, name: str = "S0", township: str = "T0") -> Site:
    """Return a site at which so many people are expected."""
    return Site(id=name, township=township, persons=persons, tables=tables)


def laboratory(**changes: Any) -> LaboratoryRow:
    """Return a laboratory 20 minutes away with one server at each stage."""
    row: dict[str, Any] = {
        "id": "L0",
        "name_zh": "实验室",
        "name_en": "Laboratory",
        "travel_minutes": 20,
        "accession_staff": (1,),
        "transfer_cabinets": (1,),
        "inactivation_machines": 1,
        "extraction_machines": 1,
        "amplification_machines": 1,
        "reviewers": (1,),
    }
    return LaboratoryRow(**row | changes)


def small_city(
    *sites: Site,
    laboratories: Sequence[LaboratoryRow] = (),
    vehicles: int = 0,
    load_tubes: int = PLENTY,
    swabbers: int = PLENTY,
    plan: Plan | None = None,
    **changes: Mapping[str, Any],
) -> Scenario:
    """Return a city of one district with these sites.

    ``changes`` are the fields that differ, by section: ``people={"return_share": 0}``.
    """
    population: dict[str, int] = {}
    for row in sites:
        population[row.township] = population.get(row.township, 0) + row.persons
    sections: dict[str, Any] = {
        name: kind(**_WITHOUT_CHANCE[name] | dict(changes.pop(name, {})))
        for name, kind in _SECTIONS.items()
    }
    assert not changes, f"no such section: {sorted(changes)}"
    return Scenario(
        city=City(name="small", city_zh="小城", city_en="Small", preset="cn-2021-01"),
        districts=(
            District(
                id="D0", name_zh="区", name_en="D0", population_persons=sum(population.values())
            ),
        ),
        townships=tuple(
            Township(
                id=name,
                district="D0",
                name_zh=name,
                name_en=name,
                urban_persons=persons,
                rural_persons=0,
            )
            for name, persons in population.items()
        ),
        sites=sites,
        laboratories=tuple(laboratories),
        teams=(Team(id="G0", district="D0", swabbers=swabbers),),
        vehicles=(VehiclePool(id="V0", district="D0", vehicles=vehicles, load_tubes=load_tubes),),
        plan=plan or Plan(),
        **sections,
    )


def reference_events(scenario: Scenario, replication: int = 0, seed: int = 1) -> Ints:
    """Return the reference engine's log of one replication."""
    layout = build_layout(scenario)
    return reference.simulate(layout, draw_conditions(scenario, layout, seed, replication))


def compiled_events(scenario: Scenario, replication: int = 0, seed: int = 1) -> Ints:
    """Return the compiled engine's log of one replication."""
    layout = build_layout(scenario)
    conditions = draw_conditions(scenario, layout, seed, replication)
    return compiled.simulate_with_log(layout, conditions)[1]


def tally_of(scenario: Scenario, replication: int = 0, seed: int = 1) -> Tally:
    """Return the compiled engine's tally of one replication."""
    layout = build_layout(scenario)
    return compiled.simulate(layout, draw_conditions(scenario, layout, seed, replication))


Engine = Callable[[Scenario], Ints]
ENGINES: dict[str, Engine] = {"reference": reference_events, "compiled": compiled_events}


def column(rows: Ints, kind: Event, name: str) -> Ints:
    """Return one column of the rows of a kind, in the order of (ms, person, tube)."""
    own = rows[rows[:, COLUMNS.index("kind")] == kind]
    keys = [own[:, COLUMNS.index(key)] for key in ("tube", "person", "ms")]
    values: Ints = own[np.lexsort(keys)][:, COLUMNS.index(name)]
    return values
