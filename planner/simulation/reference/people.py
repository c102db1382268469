"""Who comes to a site and when, person by person."""

from array import array
from dataclasses import dataclass

from planner.scenario.apportion import largest_remainder
from planner.simulation.chance import Conditions
from planner.simulation.detection import load_copies
from planner.simulation.layout import REPEAT, Calendar, Ints, Layout
from planner.simulation.quantiles import part_of, quantile, share_of
from planner.simulation.streams import STREAMS, derive, high_bits, low_bits


@dataclass(frozen=True)
class Attendance:
    """The people of one site by their number in the township."""

    first_pass: list[int]
    late_pass: list[int]
    """Those who come a second time among them, by numbers with the bit ``REPEAT``."""
    copies: dict[int, int]
    """Viral load of the infected ones."""


def stream(conditions: Conditions, name: str) -> int:
    """Return the key of a named stream in this replication."""
    return int(conditions.keys[STREAMS.index(name)])


def attendance(layout: Layout, conditions: Conditions, site: int) -> Attendance:
    """Draw for each person of a site whether and in which pass they come, and whether infected."""
    sites, detection = layout.sites, layout.detection
    township = int(sites.township_key[site])
    people = derive(stream(conditions, "person"), township)
    loads = derive(stream(conditions, "load"), township)
    first_number = int(sites.first_number[site])
    never_below, late_below, repeat_below = conditions.attendance[sites.group[site]].tolist()
    first: list[int] = []
    late: list[int] = []
    copies: dict[int, int] = {}
    for number in range(first_number, first_number + int(sites.persons[site])):
        bits = derive(people, number)
        attends = high_bits(bits)
        if attends >= late_below:
            first.append(number)
            if attends < repeat_below:
                late.append(number | REPEAT)
        elif attends >= never_below:
            late.append(number)
        if low_bits(bits) < conditions.infected_below:
            copies[number] = load_copies(
                layout.tables["normal"],
                derive(loads, number),
                detection.load_log10_mean,
                detection.load_log10_sd,
            )
    return Attendance(first, late, copies)


def _instants(
    layout: Layout, key: int, people: list[int], intervals: Calendar, weights: Ints, site: int
) -> list[tuple[int, int]]:
    """Return (instant, person) of one pass: exact counts by interval, uniform order within."""
    hours = intervals.intervals(site)
    if not hours:
        return []
    own_weights = weights[intervals.first[site] : intervals.last[site]]
    counts = largest_remainder(len(people), own_weights).tolist()
    spacing = layout.tables["spacing"]
    arriving = iter(people)
    result = []
    for index, ((start, end), count) in enumerate(zip(hours, counts, strict=True)):
        own = derive(key, index)
        gaps = [int(quantile(spacing, derive(own, rank))) for rank in range(count + 1)]
        length = end - start
        share, passed = share_of(length, sum(gaps)), 0
        for rank in range(count):
            passed += gaps[rank]
            result.append((start + int(part_of(passed, share, length)), next(arriving)))
    return result


def arrivals(
    layout: Layout, conditions: Conditions, site: int, who: Attendance
) -> "tuple[array[int], array[int]]":
    """Return instant and person of everybody who comes to a site, in the order of arrival.

    Arrays, since millions of pairs would crowd everything else out of the processor's cache.
    """
    sites = layout.sites
    own = int(sites.key[site])
    first = _instants(
        layout,
        derive(stream(conditions, "first_pass"), own),
        who.first_pass,
        sites.first_pass,
        sites.first_pass_weight,
        site,
    )
    late = _instants(
        layout,
        derive(stream(conditions, "late_pass"), own),
        who.late_pass,
        sites.late_pass,
        sites.late_pass_weight,
        site,
    )
    both = sorted(first + late, key=lambda visit: (visit[0], visit[1] & ~REPEAT))
    return array("q", [at for at, _ in both]), array("q", [person for _, person in both])
