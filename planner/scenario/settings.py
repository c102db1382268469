"""The sections of ``scenario.toml``: how the campaign runs, with the source of every default."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from planner.scenario.distribution import Constant, Distribution, Lognormal, Triangular, Uniform
from planner.scenario.sourced import sourced

Share = Annotated[float, Field(ge=0, le=1)]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Clock = Literal["sampled", "resulted", "closed"]
Preset = Literal["cn-2021-01", "cn-2021-09", "cn-2022-03"]
ArrivalMode = Literal["walk_in", "slots"]
Origin = Literal["district", "province", "nation"]
"""Another district of the city, another city of the province, another province."""
Area = Literal["high_risk", "medium_risk", "low_risk", "sealed", "controlled", "precaution"]


def _number_where_digits(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 9 else value


PoolSize = Annotated[Literal[1, 5, 10, 20, "household"], BeforeValidator(_number_where_digits)]
"""People in a tube: only sizes whose Ct shift ``[infection]`` gives, or one household."""

HANDBOOK = "assumed: handbook practice"
THIRD_EDITION = "testing guideline, third edition, 2022-03-22"
NHC_2022_05 = "National Health Commission, 2022-05-13"


class Section(BaseModel):
    """A frozen section that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Campaign(Section):
    """When the campaign starts, what it must reach and how surely."""

    starts_at: datetime
    """Local date and time of hour zero (millisecond 0 of every file)."""
    deadline_counts_from: Literal["order", "first_swab"] = sourced(
        "order", "assumed: the rule does not say; the order is the stricter reading"
    )
    target_hours: float | None = sourced(None, "the preset's rule for the population", gt=0, le=720)
    verdict_clock: Clock = sourced("resulted", "2021-1 item 5: testing is done when results are in")
    required_share: float = sourced(
        0.99, "assumed: the last person of millions is an accident", gt=0, le=1
    )
    required_probability: float = sourced(0.95, "assumed: usual confidence", gt=0, lt=1)
    horizon_hours: float = sourced(
        240, "assumed: long enough to see a late city finish", gt=0, le=720
    )


class Arrivals(Section):
    """When the people who come to a site arrive."""

    mode: ArrivalMode = sourced("walk_in", "assumed: open sites with daily peaks")
    """``walk_in`` by the clock's weights, or called in even ``slots``."""
    booking_from_hour: float | None = sourced(
        None, "assumed: no booking; Macau 2021 switched after the first day", ge=0, le=720
    )
    """Hour of the campaign from which walk-in sites too are entered by slot."""
    slot_minutes: float = sourced(30, "assumed: people are called by the half hour", ge=5, le=240)
    slot_early_minutes: float = sourced(
        15, "assumed: the earliest come so much before", ge=0, le=240
    )
    slot_late_minutes: float = sourced(30, "assumed: the latest come so much after", ge=0, le=240)
    """Within a slot people come evenly; the offset is triangular with its peak at none."""
    first_pass_hours: float = sourced(
        24, "assumed: everybody is called within a day of the sites' opening", gt=0, le=720
    )
    late_pass_hours: float = sourced(
        6,
        "assumed: make-up sampling on the next morning; chosen after a first run, in which a whole "
        "second day of late people left no laboratory the time to meet 48 h",
        gt=0,
        le=720,
    )
    hourly_weights: tuple[float, ...] = sourced(
        (1, 1, 1, 1, 1, 1, 8, 11, 11, 10, 9, 7, 5, 5, 6, 6, 6, 7, 10, 11, 9, 6, 1, 1),
        "assumed: three daily peaks (Front. Public Health 2024), 59 % by 12:00 where sites "
        "close early (Slovakia 2020), flattened",
        min_length=24,
        max_length=24,
    )
    """Relative arrivals in each clock hour, 00:00 first; closed hours do not count."""


class Holidays(Section):
    """Days on which people and laboratories keep other hours."""

    dates: tuple[date, ...] = sourced((), "assumed: no holiday", max_length=60)
    hourly_weights: tuple[float, ...] = sourced(
        (1, 1, 1, 1, 1, 1, 4, 6, 9, 11, 11, 9, 7, 7, 9, 9, 9, 8, 7, 6, 5, 4, 1, 1),
        "assumed: nobody comes before or after work",
        min_length=24,
        max_length=24,
    )
    opens_at: ClockTime | None = sourced(None, "assumed: as on other days")
    closes_at: ClockTime | None = sourced(None, "assumed: as on other days")
    """Hours of the sites without hours of their own."""
    laboratory_share: float = sourced(1.0, "assumed: laboratories work on", gt=0, le=1)
    """Factor on the effective share of laboratories."""


class People(Section):
    """The ledger: who is there, who comes, who is never reached."""

    present_share: float = sourced(
        0.90, "assumed: 0.86 to 0.90 of the census where many work elsewhere", ge=0, le=1.5
    )
    """People there over people registered; above 1 where visitors outnumber those away."""
    exempt_share: Share = sourced(0.0, "assumed: everybody present is to be tested")
    first_pass_share: Share = sourced(0.95, "assumed: first-pass attendance of those present")
    never_reached_share: Share = sourced(0.005, "assumed: no campaign published it")
    homebound_share: Share = sourced(0.015, "assumed: people visited at the door, practice")
    return_share: Share = sourced(
        0.95, "assumed: of those still waiting at closing, who come back at the next opening"
    )
    repeat_share: Share = sourced(
        0.0, "assumed: nobody comes twice; results that are not shown bring people back"
    )
    """Of those who come in the first pass, who come again in the late pass."""
    mean_household_persons: float = sourced(
        2.62, "7th census, 2020: mean family household of the nation", ge=1, le=8
    )
    infected_per_100k: float = sourced(
        1.0, "assumed: a few dozen in a city, as at the start of an outbreak", ge=0, le=100_000
    )
    arrivals: Arrivals = Arrivals()


class Sites(Section):
    """Sampling sites: density, hours, service and tubes."""

    urban_persons_per_site: float = sourced(3000, THIRD_EDITION + ": 2,000 to 3,000", gt=0)
    rural_persons_per_site: float = sourced(2000, THIRD_EDITION + ": 2,000 to 3,000", gt=0)
    persons_per_table: float = sourced(700, NHC_2022_05 + ": 600 to 800", gt=0)
    sites_in_city: int | None = sourced(
        None, "the density, where nobody counted the sites", ge=1, le=100_000
    )
    tables_in_city: int | None = sourced(
        None, "the density, where nobody counted the tables", ge=1, le=1_000_000
    )
    """Where these are given, so many are shared over the townships by their people."""
    opens_at: ClockTime = sourced("06:00", "assumed: practice")
    closes_at: ClockTime = sourced("22:00", "assumed: practice")
    setup_hours: float = sourced(5, "testing guideline, first edition: 4 to 6 h", ge=0, le=72)
    drain_minutes: float = sourced(
        60, "assumed: the queue at closing is served for an hour", ge=0, le=600
    )
    register_seconds: Distribution = sourced(
        Lognormal(mean=22, cv=0.5), "assumed: below the swab so that the swabber is the limit"
    )
    swab_seconds: Distribution = sourced(
        Lognormal(mean=30, cv=0.4), "Xinhua, 2020-06-29: about 30 s"
    )
    registered_ahead_persons: int | None = sourced(
        None, "Tongling Daily, 2022-03-25: groups of one tube", ge=1, le=100
    )
    """People a registrar may run ahead of the swabber; one tube's group where not given."""
    pool_size_persons: PoolSize = sourced(10, "first edition: 10:1 in a first round")
    pool_size_by_area: dict[Area, PoolSize] = sourced(
        {"high_risk": 1, "medium_risk": 5, "low_risk": 10},
        "Nanjing 2021, press: high risk 1:1, medium 5:1, low 10:1",
    )
    """Pool size by the area of a township; a site's or a group's own goes first."""
    binding_error_share: Share = sourced(0.003, "assumed: practice")
    """Tubes whose binding to their people a clerk must mend before they can go on."""
    mend_minutes: Distribution = sourced(
        Lognormal(mean=20, cv=0.5), "assumed: practice, held about 20 min"
    )
    tube_open_minutes: float = sourced(
        60, "assumed: a part-filled tube is closed after an hour", gt=0, le=600
    )
    stint_minutes: float = sourced(150, "Xinhua, 2020-06-29: 2 to 3 h in suits", gt=0, le=1440)
    relief_minutes: float = sourced(
        10, "assumed: a table rests while its crews change", ge=0, le=600
    )
    swabbers_per_table: float = sourced(
        2, "assumed: one works a stint while the other rests", ge=1, le=10
    )
    """Swabbers on a table's roster for each that swabs; with registrars alike."""
    swabbers_per_registrar: int = sourced(
        1, "Zhengzhou 2021-08: one and one; Guangzhou three a registrar", ge=1, le=4
    )


class Door(Section):
    """Touring teams that visit homebound people; their rate has the way between homes in it."""

    homes_per_hour: float = sourced(15, "assumed: practice", gt=0)
    persons_per_team: float = sourced(
        250, "assumed: about 17 h of visits, so that one team finishes within two days", gt=0
    )
    visit_cv: float = sourced(0.5, "assumed", ge=0, le=5)


class Courier(Section):
    """Runs from sites to laboratories."""

    trigger: Literal["timetable", "full_box"] = sourced(
        "timetable", "Zhengzhou, 2022-01: pick-up every 2 h"
    )
    interval_minutes: float = sourced(120, "Zhengzhou, 2022-01: pick-up every 2 h", gt=0, le=1440)
    box_tubes: int = sourced(100, "assumed: one transport box", gt=0)
    oldest_minutes: float = sourced(
        120, "Hongkou rule: pick-up to laboratory at most 2 h", gt=0, le=1440
    )
    """With ``full_box``: a run is called when the oldest tube of a route has waited this long."""
    sites_per_route: int = sourced(3, "Zhengzhou, 2022-01: one vehicle per 3 sites", gt=0, le=100)
    between_sites_minutes: Distribution = sourced(
        Lognormal(mean=15, cv=0.4), "assumed: drive and hand-over at each site"
    )
    detour_factor: float = sourced(1.4, "assumed: road length over straight distance", ge=1, le=5)
    speed_km_per_hour: float = sourced(
        30, "assumed: sample vehicle, town and country", gt=0, le=150
    )
    shortest_minutes: float = sourced(
        10, "assumed: a drive within one place, hand-over included", gt=0, le=240
    )
    """Drives from coordinates: distance, detour and speed, and never less than this."""
    travel_cv: float = sourced(0.3, "assumed: spread of the drive to the laboratory", ge=0, le=5)
    holding_limit_hours: float = sourced(
        4, "handbook (second hand): at most 4 h at room temperature", gt=0, le=72
    )


class Laboratory(Section):
    """What laboratories have in common; counts of staff and machines stand in the table."""

    effective_share: Share = sourced(
        0.6, "assumed: Shanghai 48 %, Xi'an 71 % of the first day's nominal"
    )
    staff_percent: float = sourced(100, "as the tables say", gt=0, le=1000)
    cyclers_percent: float = sourced(100, "as the tables say", gt=0, le=1000)
    """Of the staff and of the cyclers that all laboratories have by the tables."""
    ramp_up_hours: float = sourced(6, "assumed: about 6 h to full output", ge=0, le=72)
    ramp_up_start_share: float = sourced(0.3, "assumed", gt=0, le=1)
    shift_starts: tuple[ClockTime, ...] = sourced(
        ("08:00", "16:00", "00:00"), "assumed: three shifts a day", min_length=1, max_length=24
    )
    accession_seconds: Distribution = sourced(
        Lognormal(mean=14.4, cv=0.3), "assumed: a scanner takes about 250 tubes an hour"
    )
    transfer_seconds: Distribution = sourced(
        Lognormal(mean=30, cv=0.3), "assumed: a two-person cabinet does about 120 tubes an hour"
    )
    express_seconds: Distribution = sourced(
        Lognormal(mean=60, cv=0.3), "assumed: one bench does both steps for a re-test"
    )
    inactivation_minutes: Distribution = sourced(
        Constant(value=0), "assumed: inactivating medium; 30 min at 56 degrees otherwise"
    )
    extraction_minutes: Distribution = sourced(
        Uniform(low=25, high=30), "assumed: vendor practice, 96 wells"
    )
    amplification_minutes: Distribution = sourced(
        Triangular(low=82, mode=90, high=118), "PMC8662914 table 1"
    )
    review_minutes: Distribution = sourced(
        Lognormal(mean=10, cv=0.3), "assumed: one reviewer reads a plate"
    )
    plate_wells: int = sourced(96, "format of the plates", gt=0, le=1536)
    control_wells: int = sourced(4, "assumed: 1 weak positive and 3 negatives", ge=0, le=96)
    batch_wait_minutes: float = sourced(
        60, "assumed: a part-filled batch starts when its oldest tube waited this long", gt=0
    )
    priority_wait_minutes: float = sourced(15, "assumed: the same for a re-test", gt=0)
    plate_failure_share: Share = sourced(0.01, "assumed: controls out of range")
    invalid_share: Share = sourced(0.004, "Kim 2020, PMC7891066: 0.21 % to 0.66 %")
    attempts: int = sourced(3, "assumed: then the tube counts as inconclusive", ge=1, le=10)
    publication_minutes: float = sourced(
        30, "assumed: results are uploaded about every 30 min", gt=0, le=1440
    )


class Recall(Section):
    """Re-testing the people of a positive tube."""

    locate_minutes: Distribution = sourced(Uniform(low=60, high=120), "1 to 2 h: practice")
    visit_minutes_per_person: Distribution = sourced(
        Lognormal(mean=6, cv=0.4), "assumed: reach, isolate and swab one person"
    )
    courier_minutes: Distribution = sourced(
        Lognormal(mean=45, cv=0.4), "assumed: an express vehicle"
    )


class Infection(Section):
    """Viral load and what a tube can detect."""

    load_log10_mean: float = sourced(5.5, "assumed: copies per mL of medium", ge=0, le=10)
    load_log10_sd: float = sourced(1.7, "assumed", ge=0, le=4)
    detection_limit_copies: float = sourced(
        500, "PMC8662914, PMC10478715: 200 to 1,000 copies/mL", gt=0
    )
    detection_log10_sd: float = sourced(0.3, "assumed: run-to-run spread of the limit", ge=0, le=2)
    pooled_ct_shift: dict[Literal["1", "5", "10", "20"], Annotated[float, Field(ge=0, le=10)]] = (
        sourced(
            {"1": 0.0, "5": 0.6, "10": 1.1, "20": 1.8},
            "PLoS ONE 0246544: 0.1 to 2.1 for ten swabs in one tube; others assumed",
        )
    )
    """Cycles by which a positive appears later in a pool; one cycle halves the load."""


class Reinforcement(Section):
    """Whose help can be asked for, what else than it, and what one of each weighs."""

    origins: tuple[Origin, ...] = sourced(
        ("district", "province", "nation"),
        "2021-1 item 5: the province's help, and the nation's for larger cities",
        max_length=3,
    )
    """Pools of ``mobile_teams.csv`` and ``mobile_laboratories.csv`` that may be called."""
    ready_hour: float = sourced(
        14, "press, 2022: outside teams at work 14 h after the order", ge=0, le=720
    )
    """From when on machines and staff work that strengthen the laboratories of a district."""
    travel_minutes: float = sourced(
        30, "assumed: where a district has no laboratory of its own", gt=0, le=1440
    )
    most_cyclers: int = sourced(2000, "assumed: more would be a city of cyclers", ge=0, le=100_000)
    mobile_team_weight: float = sourced(10, "assumed: its people", gt=0)
    mobile_laboratory_weight: float = sourced(40, "assumed: its people, all shifts", gt=0)
    swabber_weight: float = sourced(2, "assumed: one swabber and one registrar", gt=0)
    vehicle_weight: float = sourced(2, "assumed: two drivers", gt=0)
    cycler_weight: float = sourced(2, "assumed: dearer to find than a person", gt=0)
    extractor_weight: float = sourced(1, "assumed: as dear as a person", gt=0)
    laboratory_staff_weight: float = sourced(1, "assumed: one person", gt=0)


class Prior(Section):
    """An unknown factor with mean one: triangular between ``low`` and ``high``, peak at one."""

    low: float = Field(gt=0, le=1)
    high: float = Field(ge=1, le=10)


class Uncertainty(Section):
    """What is not known (priors, once a replication) and what chance does (shocks, by day)."""

    service_speed: Prior = sourced(Prior(low=0.8, high=1.25), "assumed: swab and registration time")
    effective_share: Prior = sourced(Prior(low=0.8, high=1.2), "assumed: 0.48 to 0.71 seen")
    courier_time: Prior = sourced(Prior(low=0.8, high=1.4), "assumed")
    absence: Prior = sourced(Prior(low=0.5, high=2.0), "assumed: share not coming first")
    prevalence: Prior = sourced(Prior(low=0.2, high=5.0), "assumed")
    ramp_up: Prior = sourced(Prior(low=0.5, high=2.0), "assumed")
    service_day_cv: float = sourced(0.05, "assumed: city, each day", ge=0, le=1)
    service_district_day_cv: float = sourced(0.05, "assumed: district, each day", ge=0, le=1)
    laboratory_day_cv: float = sourced(0.10, "assumed: laboratory, each day", ge=0, le=1)
    courier_day_cv: float = sourced(0.15, "assumed: vehicle pool, each day", ge=0, le=1)
