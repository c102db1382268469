"""What one replication leaves behind: counts by minute and hour, never by person."""

from dataclasses import dataclass

from planner.simulation.layout import Floats, Ints

LEDGER = (
    "resulted",
    "in_laboratory",
    "on_the_road",
    "awaiting_courier",
    "inconclusive",
    "left_queue",
    "turned_away",
    "never_reached",
)
"""Where every expected person stands when nothing more can happen; the columns of ``ledger``.

``turned_away`` waited at a closing after which the site does not open again."""

DETECTION = ("infected", "sampled", "in_positive_tube", "confirmed")
TUBES = ("collected", "tested", "positive", "inconclusive", "repeated", "plates", "failed_plates")
RETESTS = ("recalled_persons", "swabbed", "published", "positive")

LARGEST_POOL = 20
WAIT_MINUTES = 720
TURNAROUND_BIN_MINUTES = 10


@dataclass(frozen=True)
class Tally:
    """Counts of one replication; all integers, so that sums are exact.

    Curves have one bin a minute of the campaign (bin ``m`` holds the instants after minute ``m``
    up to and with minute ``m + 1``; the last bin holds all later ones). Hourly series have one
    column an hour.
    """

    replication: int
    arrived: Ints
    """Shape (districts, minutes): people who joined the queue of a site or touring team, each
    counted once."""
    sampled: Ints
    """Shape (districts, minutes): people whose swab ended."""
    resulted: Ints
    """Shape (districts, minutes): people whose first result was published."""
    closed: Ints
    """Shape (districts, minutes): people whose result is final, re-test included."""
    tubes_closed: Ints
    """Shape (districts, minutes)."""
    tubes_delivered: Ints
    """Shape (laboratories, minutes)."""
    tubes_published: Ints
    """Shape (laboratories, minutes)."""
    persons_delivered: Ints
    """Shape (laboratories, minutes)."""
    persons_sampled_for: Ints
    """Shape (laboratories, minutes): swabbed people by the minute at which their tube closed, at
    the laboratory that got it."""
    persons_resulted: Ints
    """Shape (laboratories, minutes)."""
    persons_closed: Ints
    """Shape (laboratories, minutes)."""
    busy_ms: Ints
    """Shape (stations, hours): servers' time taken, summed over the station's servers. Services at
    a site are booked in the hour in which they begin, runs and drives in all that they cover."""
    offered_ms: Ints
    """Shape (stations, hours): servers' time on shift."""
    waiting_persons: Ints
    """Shape (stations, hours): people (or people of tubes) waiting at the end of the hour."""
    effective_tubes_per_hour: Floats
    """Shape (laboratories, hours): steady output under the hour's share and ramp-up."""
    waits: Ints
    """Shape (districts, WAIT_MINUTES + 1): people by whole minutes waited; the last bin holds
    those who waited longer."""
    site_wait_ms: Ints
    """Shape (sites, 3): people swabbed, summed wait, longest wait; touring teams are left 0."""
    turnaround: Ints
    """Shape (laboratories, bins): people by the time from their tube's mean swab to publication,
    TURNAROUND_BIN_MINUTES each."""
    fills: Ints
    """Shape (21,): closed pool tubes by the number of people in them."""
    breaches: Ints
    """Shape (laboratories,): tubes older than the holding limit at accession."""
    ledger: Ints
    """Shape (districts, len(LEDGER)): sums to the people expected, district by district."""
    detection: Ints
    """Shape (len(DETECTION),): infected people."""
    tubes: Ints
    """Shape (len(TUBES),): pool tubes; ``tested`` are those with a result. Repeats and plates
    include re-tests."""
    retests: Ints
    """Shape (len(RETESTS),)."""
