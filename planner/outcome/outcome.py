"""What came out of a scenario, over all its replications.

Arrays have the axes clock (``CLOCKS``), district, laboratory, station (``Layout.stations``), stage
(``STAGES``) and hour. Hours of a series count from hour zero of the campaign; hours of a clock
count from the instant at which the deadline starts (``Question.deadline_from_hours``). NaN is a
clock never reached and stands above every number in percentiles; percentiles over replications are
values that occurred (the smallest with at least that share of replications at or below it).
"""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from planner.outcome.looks import Verdict
from planner.outcome.places import Geography, LaboratorySeries, SiteWaits
from planner.scenario.scenario import Variant
from planner.scenario.settings import Clock
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES, Floats, Ints
from planner.simulation.tally import LEDGER

CLOCKS: tuple[Clock, Clock, Clock] = ("sampled", "resulted", "closed")
STAGES = SITE_STAGES + LABORATORY_STAGES

DEMAND = "demand"
"""Sites are open and nothing is saturated: people are too few to fill what is there."""
CLOSED = "closed"
"""Nothing is saturated and no sampling site is open."""
IN_PROCESS = "in_process"
"""Nothing is saturated and nobody arrives any more: the last tubes go through the stages."""
FINISHED = "finished"
"""Nobody is sampled, resulted or closed in this hour or later."""

POSITIONS = ("not_arrived", "at_site", "to_laboratory", "in_laboratory", "resulted")
"""Where an expected person can be at the deadline."""

NO_RESULT = tuple(cause for cause in reversed(LEDGER) if cause != "resulted")
CAUSES = ("away", "exempt", *NO_RESULT, "resulted_late", "resulted_in_time")
"""Where every registered person stands: never to be tested, without a result when nothing more can
happen, and with one after or by the deadline."""

DETECTION_FIGURES = ("infected", "sampled", "in_positive_tube", "confirmed", "missed")
"""``missed`` were sampled but not confirmed."""


@dataclass(frozen=True)
class Percentiles:
    """Percentiles over replications, three arrays of one shape."""

    p05: Floats
    p50: Floats
    p95: Floats


@dataclass(frozen=True)
class Question:
    """What was asked of the city."""

    scenario: str
    variants: tuple[Variant, ...]
    """Those applied, with what each sets."""
    city_zh: str
    city_en: str
    preset: str
    starts_at: datetime
    """Local date and time of hour zero."""
    population_persons: int
    expected_persons: int
    """Those who should be tested: present and not exempt."""
    deadline_from_hours: float
    """Hour of the campaign at which the deadline starts to count."""
    target_hours: float
    verdict_clock: Clock
    required_share: float
    required_probability: float

    @property
    def deadline_hour(self) -> float:
        """The deadline on the axis of the hourly series."""
        return self.deadline_from_hours + self.target_hours


@dataclass(frozen=True)
class Places:
    """Districts or laboratories, in the order of their axis."""

    ids: tuple[str, ...]
    names_zh: tuple[str, ...]
    names_en: tuple[str, ...]


@dataclass(frozen=True)
class Clocks:
    """Hours at which a share of those who should be tested is done.

    The last axis has one column for each of ``shares`` and one more for the last person done.
    Districts count the people expected, laboratories the people swabbed for them.
    """

    shares: tuple[float, ...]
    """The required share first."""
    city: Percentiles
    """Shape (clocks, columns)."""
    district: Percentiles
    """Shape (clocks, districts, columns)."""
    laboratory: Percentiles
    """Shape (clocks, laboratories, columns)."""
    city_by_replication: Floats
    """Shape (replications, clocks): the city at the required share."""


@dataclass(frozen=True)
class Curves:
    """People done by the end of each hour, cumulative."""

    hours: Floats
    """Shape (hours,): ends of the hours."""
    city: Percentiles
    """Shape (clocks, hours)."""
    district_p50: Floats
    """Shape (clocks, districts, hours)."""


@dataclass(frozen=True)
class StationSeries:
    """Use and queues by hour.

    Use is time taken over time on shift, all replications together, at most 1 and 0 where nothing
    is on shift. People wait at the hour's end.
    """

    use: Floats
    """Shape (stations, hours)."""
    waiting_persons: Floats
    """Shape (stations, hours): mean."""
    stage_use: Floats
    """Shape (stages, hours): all places together."""
    stage_waiting_persons: Floats
    """Shape (stages, hours): median of all places together."""
    backlog_hours: Floats
    """Shape (laboratories, hours): median of the hours that the tubes on hand would take at the
    hour's pace; where nothing works, the hours until it does and then at that pace, infinite if it
    never does."""


@dataclass(frozen=True)
class BindingRange:
    """What held the campaign back from one hour to another."""

    resource: str
    """A stage, ``DEMAND``, ``CLOSED`` or ``IN_PROCESS``."""
    place: str | None
    """Identifier of the district or laboratory that binds most often; None without a stage."""
    from_hour: int
    to_hour: int


@dataclass(frozen=True)
class Binding:
    """The binding resource: in each replication by rule, then what most replications say."""

    resource: tuple[str, ...]
    """By hour; ``FINISHED`` at the end."""
    agreement: Floats
    """Shape (hours,): share of replications that say this resource."""
    ranges: tuple[BindingRange, ...]
    """Equal hours merged, single hours of flicker taken in, ``FINISHED`` left out."""
    main: BindingRange | None
    """The stage in ``ranges`` with most ``waiting_person_hours``, from its first to its last range,
    at the place that binds in most of their hours; None where no stage ever binds."""
    waiting_person_hours: Floats
    """Shape (stages,): mean hours that people waited for each stage, or before it in its place,
    while it was the last saturated one there."""


@dataclass(frozen=True)
class Waits:
    """Waits at sites, all replications together; rows are the districts, then the city.

    Percentiles are whole minutes, infinite beyond the last that is counted; NaN where nobody came.
    """

    p50_minutes: Floats
    p90_minutes: Floats
    p99_minutes: Floats
    mean_minutes: Floats
    over_25_share: Floats
    """People who waited 25 minutes or more."""
    over_50_share: Floats
    longest_minutes: Floats
    """Median over replications of the longest wait."""


@dataclass(frozen=True)
class Turnaround:
    """Swab to publication, all replications together; rows are the laboratories, then the city.

    Ends of bins, infinite beyond the last; NaN where nobody had a result.
    """

    p50_hours: Floats
    p95_hours: Floats


@dataclass(frozen=True)
class Lateness:
    """How each district stands against the deadline on the verdict clock; shape (districts,)."""

    hours_to_spare: Percentiles
    """Negative where the district is late; NaN where it never finishes. ``p05`` is the worst."""
    late_persons: Floats
    """Median of people not done at the deadline."""
    never_reached_persons: Floats
    laboratory: Ints
    """Index of the laboratory that gets most of the district's tubes, -1 where none does."""
    peak_backlog_hours: Floats
    """Highest backlog of that laboratory; NaN where there is none."""


@dataclass(frozen=True)
class People:
    """People done, medians over replications."""

    at_deadline: Floats
    """Shape (clocks,)."""
    at_end: Floats
    """Shape (clocks,)."""
    position_at_deadline: Floats
    """Shape (len(POSITIONS),)."""
    ledger_p50: Floats
    """Shape (districts, len(LEDGER)): medians, which need not sum exactly."""
    ledger: Ints
    """Shape (districts, len(LEDGER)): of the median replication, which sums exactly."""
    by_cause: Ints
    """Shape (districts, len(CAUSES)): of the median replication; sums to the people registered."""
    median_replication: int
    """The replication whose verdict clock is the lower median, ties to the lowest number."""


@dataclass(frozen=True)
class Tubes:
    """Tubes and breaches of the holding limit, medians over replications."""

    counts: Floats
    """Shape (len(TUBES),)."""
    fills: Floats
    """Shape (fills,): mean number of closed pool tubes by people in them, from none upwards."""
    breaches: float
    breaches_by_laboratory: Floats
    breach_share: float
    """Breaches over tubes delivered."""

    @property
    def mean_fill(self) -> float:
        """People in a closed pool tube on average; NaN where there is no tube."""
        tubes = float(self.fills.sum())
        return float(self.fills @ np.arange(self.fills.size)) / tubes if tubes else math.nan


@dataclass(frozen=True)
class Detection:
    """Infected people found and missed, and re-tests."""

    mean: Floats
    """Shape (len(DETECTION_FIGURES),)."""
    persons: Percentiles
    retests_mean: Floats
    """Shape (len(RETESTS),)."""
    retests: Percentiles


@dataclass(frozen=True)
class Outcome:
    """Everything a report needs, over all replications of one scenario."""

    question: Question
    verdict: Verdict
    districts: Places
    laboratories: Places
    district_expected_persons: Ints
    clocks: Clocks
    curves: Curves
    stations: StationSeries
    binding: Binding
    waits: Waits
    site_waits: SiteWaits
    laboratory_series: LaboratorySeries
    turnaround: Turnaround
    lateness: Lateness
    people: People
    tubes: Tubes
    detection: Detection
    geography: Geography | None
    """None where the scenario has no boundaries."""
