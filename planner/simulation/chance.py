"""What differs between replications: unknown parameters, drawn once, and shocks by calendar day.

Both are functions of (seed, replication, name) alone, so that every plan meets the same luck. What
is not known and what chance does come from separate streams and stay apart.
"""

from dataclasses import dataclass, fields
from math import ceil

import numpy as np

from planner.scenario.distribution import Triangular
from planner.scenario.scenario import Scenario
from planner.scenario.settings import Prior
from planner.simulation.building.calendars import holidays
from planner.simulation.layout import DAY_MS, HOUR_MS, Floats, Ints, Layout
from planner.simulation.quantiles import (
    FACTOR_ONE,
    UNIT,
    duration_table,
    factor_table,
    quantile,
)
from planner.simulation.streams import STREAMS, derive, name_key, stream_key, threshold

LOWEST_SHARE = 0.02
"""A laboratory's effective share never falls below this, so that every run ends."""


@dataclass(frozen=True)
class Parameters:
    """One draw of what is not known; factors on the scenario's values."""

    service_speed: float
    effective_share: float
    courier_time: float
    absence: float
    prevalence: float
    ramp_up: float


@dataclass(frozen=True)
class Conditions:
    """The luck of one replication as both engines read it; factors are in 1/65536."""

    replication: int
    parameters: Parameters
    keys: Ints
    """Shape (streams,): the key of each named stream."""
    attendance: Ints
    """Shape (groups + 1, 3), rising thresholds of a person's 32 attendance bits: those below the
    first are never reached, those below the second come in the late pass, all others in the first
    pass, and those of them below the third in the late pass again."""
    infected_below: int
    """People whose 32 infection bits lie below are infected."""
    service: Ints
    """Shape (districts, days): factor on registration and swab times."""
    courier: Ints
    """Shape (depots, days): factor on drives."""
    occupancy: Ints
    """Shape (laboratories, hours): factor on how long a server is taken."""


def _prior_draw(prior: Prior, key: int, index: int) -> float:
    if prior.low == prior.high:
        return 1.0
    peak = Triangular(low=prior.low, mode=1.0, high=prior.high)
    table = duration_table(peak, FACTOR_ONE / UNIT)
    return float(quantile(table, derive(key, index))) / FACTOR_ONE


def draw_parameters(scenario: Scenario, seed: int, replication: int) -> Parameters:
    """Draw the unknown parameters of one replication from the scenario's priors."""
    key = stream_key(seed, replication, "parameters")
    draws = {
        field.name: _prior_draw(getattr(scenario.uncertainty, field.name), key, index)
        for index, field in enumerate(fields(Parameters))
    }
    return Parameters(**draws)


def _day_shocks(key: int, name: str, days: int, cv: float) -> Floats:
    """Lognormal factors of mean one for each calendar day, shape (days,)."""
    table = factor_table(cv)
    own = derive(key, name_key(name))
    return np.array([quantile(table, derive(own, day)) for day in range(days)]) / FACTOR_ONE


def _fixed(values: Floats) -> Ints:
    return np.maximum(np.rint(values * FACTOR_ONE).astype(np.int64), 1)


def _laboratory_share(
    scenario: Scenario, layout: Layout, parameters: Parameters, shocks: Floats
) -> Floats:
    """Share of nominal output by laboratory and hour: prior, day's luck and ramp-up."""
    settings = scenario.laboratory
    hours = np.arange(layout.hours)
    day = (hours * HOUR_MS - layout.midnight_ms) // DAY_MS
    worked = np.where(
        np.isin(day, list(holidays(scenario, int(day[-1]) + 1))),
        scenario.holidays.laboratory_share,
        1.0,
    )
    since_ready = hours[None, :] - layout.laboratories.ready_ms[:, None] / HOUR_MS
    ramp_hours = settings.ramp_up_hours * parameters.ramp_up
    climb = since_ready / ramp_hours if ramp_hours > 0 else np.ones_like(since_ready)
    start = settings.ramp_up_start_share
    ramp = start + (1 - start) * np.clip(climb, 0, 1)
    share = settings.effective_share * parameters.effective_share * shocks[:, day] * ramp * worked
    return np.clip(share, LOWEST_SHARE, 1)


def _attendance(scenario: Scenario, parameters: Parameters) -> Ints:
    """Return the thresholds of attendance: for people of no group, then group by group."""
    people = scenario.people
    rows = []
    for group in (None, *scenario.groups):
        first, never = people.first_pass_share, people.never_reached_share
        if group is not None and group.first_pass_share is not None:
            first = group.first_pass_share
        if group is not None and group.never_reached_share is not None:
            never = group.never_reached_share
        late = min(1 - never, max(0.0, 1 - first - never) * parameters.absence)
        repeat = (1 - never - late) * people.repeat_share
        rows.append([threshold(never), threshold(never + late), threshold(never + late + repeat)])
    return np.array(rows, dtype=np.int64)


def draw_conditions(scenario: Scenario, layout: Layout, seed: int, replication: int) -> Conditions:
    """Draw the parameters and shocks of one replication."""
    parameters = draw_parameters(scenario, seed, replication)
    spread = scenario.uncertainty
    key = stream_key(seed, replication, "shocks")
    days = ceil((layout.hours * HOUR_MS - layout.midnight_ms) / DAY_MS) + 1

    city = _day_shocks(key, "city service", days, spread.service_day_cv)
    districts = [
        _day_shocks(key, f"service {name}", days, spread.service_district_day_cv)
        for name in layout.district_ids
    ]
    depots = [
        _day_shocks(key, f"courier {name}", days, spread.courier_day_cv)
        for name in layout.couriers.depot_ids
    ]
    laboratories = [
        _day_shocks(key, f"laboratory {name}", days, spread.laboratory_day_cv)
        for name in layout.laboratories.ids
    ]
    share = _laboratory_share(
        scenario, layout, parameters, np.reshape(laboratories, (len(laboratories), days))
    )
    return Conditions(
        replication=replication,
        parameters=parameters,
        keys=np.array([stream_key(seed, replication, name) for name in STREAMS], dtype=np.int64),
        attendance=_attendance(scenario, parameters),
        infected_below=threshold(
            scenario.people.infected_per_100k * parameters.prevalence / 100_000
        ),
        service=_fixed(
            np.reshape(districts, (len(districts), days)) * city * parameters.service_speed
        ),
        courier=_fixed(np.reshape(depots, (len(depots), days)) * parameters.courier_time),
        occupancy=_fixed(1 / share),
    )


def effective_rates(layout: Layout, conditions: Conditions) -> Floats:
    """Return each laboratory's steady tubes an hour by hour, shape (laboratories, hours)."""
    hours = np.arange(layout.hours)[None, :] * HOUR_MS
    labs = layout.laboratories
    is_open = (hours >= labs.ready_ms[:, None]) & (hours < labs.close_ms)
    rates = labs.nominal_tubes_per_hour[:, None] * FACTOR_ONE / conditions.occupancy
    return np.where(is_open, rates, 0.0)
