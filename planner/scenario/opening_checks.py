"""Rules of when sites are open and people come; each is one function."""

from collections.abc import Iterator

from planner.scenario.faults import Fault
from planner.scenario.names import SETTINGS_FILE
from planner.scenario.parts import Parts, Settings, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Arrivals, Campaign, Holidays, People, Sites
from planner.scenario.tables import District, Site

WHOLE_DAY = Phrase("for the whole day write 00:00 and 24:00")


def opening_faults(parts: Parts, settings: Settings) -> Iterator[Fault]:
    """Check opening hours, holidays and the profile of arrivals against each other."""
    holidays, people, rule = settings.holidays, settings.people, settings.sites
    if settings.campaign is not None:
        yield from starts_before_the_horizon(parts.districts, settings.campaign)
        if parts.sites is not None:
            yield from starts_before_the_horizon(parts.sites, settings.campaign)
    if parts.sites is not None:
        yield from site_opens_for_a_while(parts.sites)
    if people is not None and rule is not None:
        yield from booking_changes_something(parts.sites, people.arrivals)
    if rule is None or holidays is None:
        return
    yield from holidays_open_before_they_close(holidays, rule)
    if parts.sites is not None:
        yield from site_opens_before_it_closes(parts.sites, rule, holidays)
    if people is not None:
        yield from people_come_while_open(parts.sites, people, rule, holidays)


def opening_hours(site: Site | None, rule: Sites, holidays: Holidays | None) -> tuple[str, str]:
    """Clock times at which a site opens and closes; None for one without hours of its own.

    Parameters
    ----------
    holidays
        None on days that are no holiday.
    """
    opens, closes = rule.opens_at, rule.closes_at
    if holidays is not None:
        opens, closes = holidays.opens_at or opens, holidays.closes_at or closes
    if site is not None:
        opens, closes = site.opens_at or opens, site.closes_at or closes
    return opens, closes


def _kinds_of_day(holidays: Holidays) -> tuple[Holidays | None, ...]:
    return (None, holidays) if holidays.dates else (None,)


def starts_before_the_horizon(
    table: Table[District] | Table[Site], campaign: Campaign
) -> Iterator[Fault]:
    """Require that sampling starts before the simulation ends."""
    for entry in table.entries:
        if entry.row.from_hour >= campaign.horizon_hours:
            rule = Phrase(
                "from_hour is before campaign.horizon_hours, {horizon_hours:g}",
                horizon_hours=campaign.horizon_hours,
            )
            remedy = Phrase("lower from_hour or raise the horizon")
            yield entry.fault("from_hour", entry.row.from_hour, rule, remedy)


def site_opens_for_a_while(sites: Table[Site]) -> Iterator[Fault]:
    """Require that a site's last hour comes after its first."""
    for entry in sites.entries:
        if entry.row.from_hour >= entry.row.to_hour:
            rule = Phrase("from_hour is before to_hour, {to_hour:g}", to_hour=entry.row.to_hour)
            yield entry.fault(
                "from_hour", entry.row.from_hour, rule, Phrase("exchange or correct the two")
            )


def booking_changes_something(sites: Table[Site] | None, arrivals: Arrivals) -> Iterator[Fault]:
    """Require that there are walk-in sites where booking is switched on."""
    if arrivals.booking_from_hour is None or arrivals.mode == "walk_in":
        return
    if sites is None or not any(site.arrivals == "walk_in" for site in sites.rows):
        key = "people.arrivals.booking_from_hour"
        rule = Phrase("booking is switched on where sites are walk_in at first")
        remedy = Phrase("write mode = 'walk_in', or remove booking_from_hour")
        yield Fault(
            SETTINGS_FILE,
            key,
            f"{arrivals.booking_from_hour:g}",
            rule,
            remedy,
        )


def holidays_open_before_they_close(holidays: Holidays, rule: Sites) -> Iterator[Fault]:
    """Require that sites open before they close on holidays, blanks taken from ``[sites]``."""
    own = holidays.opens_at is not None or holidays.closes_at is not None
    opens, closes = opening_hours(None, rule, holidays)
    if own and opens >= closes:
        text = Phrase("sites open before they close, {closes}", closes=closes)
        remedy = Phrase("exchange opens_at and closes_at; {whole_day}", whole_day=WHOLE_DAY)
        yield Fault(SETTINGS_FILE, "holidays.opens_at", repr(opens), text, remedy)


def site_opens_before_it_closes(
    sites: Table[Site], rule: Sites, holidays: Holidays
) -> Iterator[Fault]:
    """Require that a site with hours of its own opens before it closes on every kind of day."""
    for entry in sites.entries:
        if entry.row.opens_at is None and entry.row.closes_at is None:
            continue
        for day in _kinds_of_day(holidays):
            opens, closes = opening_hours(entry.row, rule, day)
            if opens >= closes:
                text = (
                    Phrase("opens_at is before closes_at, {closes_at}", closes_at=closes)
                    if day is None
                    else Phrase("opens_at is before closes_at, {closes} on holidays", closes=closes)
                )
                yield entry.fault(
                    "opens_at",
                    opens,
                    text,
                    Phrase("exchange the two; {whole_day}", whole_day=WHOLE_DAY),
                )
                break


def people_come_while_open(
    sites: Table[Site] | None, people: People, rule: Sites, holidays: Holidays
) -> Iterator[Fault]:
    """Require that some hour in which a site is open has arrivals."""
    for day in _kinds_of_day(holidays):
        weights = people.arrivals.hourly_weights if day is None else day.hourly_weights
        key = "people.arrivals" if day is None else "holidays"
        hours = {opening_hours(None, rule, day)}
        hours |= {opening_hours(site, rule, day) for site in (sites.rows if sites else ())}
        for opens, closes in sorted(hours):
            last = int(closes[:2]) + (closes[3:] != "00")
            if any(weights) and opens < closes and not any(weights[int(opens[:2]) : last]):
                text = Phrase(
                    "an hour from {opens} to {closes}, when sites are open, has arrivals",
                    opens=opens,
                    closes=closes,
                )
                remedy = Phrase("give one of these hours a positive weight")
                where = f"{key}.hourly_weights"
                yield Fault(SETTINGS_FILE, where, Phrase("only zeros while open"), text, remedy)
