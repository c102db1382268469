"""Rules between the settings of ``scenario.toml``; each is one function."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.scenario.distribution import Constant, Exponential, Lognormal, Triangular, Uniform
from planner.scenario.faults import Fault, shown
from planner.scenario.names import SECTIONS, SETTINGS_FILE
from planner.scenario.parts import Settings
from planner.scenario.phrase import Phrase
from planner.scenario.settings import (
    Campaign,
    Holidays,
    Infection,
    Laboratory,
    People,
    Section,
    Sites,
)

LARGEST_NUMBER = 1_000_000_000
LONGEST_HOURS = 720
FARTHEST_HOLIDAY_DAYS = 366
HIGHEST_WEIGHT = 1_000_000
POOL_SIZES = ("1", "5", "10", "20")
_HOURS = {"seconds": 1 / 3600, "minutes": 1 / 60, "person": 1 / 60}


def setting_faults(settings: Settings, raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Check every sound section, alone and against the others."""
    for name in SECTIONS:
        section: Section | None = getattr(settings, name)
        if section is not None:
            yield from numbers_are_plausible(name, raw.get(name, {}))
            yield from durations_are_plausible(name, section)
    if settings.campaign is not None:
        yield from start_is_local_time(settings.campaign)
        yield from horizon_reaches_target(settings.campaign)
    if settings.people is not None:
        yield from attendance_fits_in_one(settings.people)
        yield from hourly_weights_are_usable(
            "people.arrivals", settings.people.arrivals.hourly_weights
        )
    if settings.holidays is not None:
        yield from hourly_weights_are_usable("holidays", settings.holidays.hourly_weights)
        yield from holidays_stand_once(settings.holidays)
        if settings.campaign is not None:
            yield from holidays_are_near(settings.holidays, settings.campaign)
    if settings.sites is not None:
        yield from sites_open_before_they_close(settings.sites)
    if settings.laboratory is not None:
        yield from plate_holds_samples(settings.laboratory)
        yield from shifts_start_apart(settings.laboratory)
    if settings.infection is not None:
        yield from every_pool_has_a_ct_shift(settings.infection)


def _fault(key: str, value: object, rule: Phrase, remedy: Phrase) -> Fault:
    return Fault(SETTINGS_FILE, key, shown(value), rule, remedy)


def numbers_are_plausible(key: str, value: object) -> Iterator[Fault]:
    """Require that no number is absurd, and none is written as true or false."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from numbers_are_plausible(f"{key}.{name}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from numbers_are_plausible(f"{key}[{index}]", inner)
    elif isinstance(value, bool):
        yield _fault(
            key, value, Phrase("a number, a text or a list"), Phrase("write the number itself")
        )
    elif isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
        remedy = Phrase("check the digits and the unit in the key's name")
        yield _fault(
            key,
            value,
            Phrase("a number is at most {largest_number:,}", largest_number=LARGEST_NUMBER),
            remedy,
        )


def durations_are_plausible(name: str, section: Section) -> Iterator[Fault]:
    """Require that a distributed length of time has a mean within the longest campaign."""
    for field, value in section:
        if not isinstance(value, Constant | Lognormal | Exponential | Uniform | Triangular):
            continue
        if value.mean * _HOURS[field.rsplit("_", 1)[-1]] > LONGEST_HOURS:
            rule = Phrase("a mean of at most {longest_hours} hours", longest_hours=LONGEST_HOURS)
            yield _fault(
                f"{name}.{field}", value.mean, rule, Phrase("check the unit in the key's name")
            )


def start_is_local_time(campaign: Campaign) -> Iterator[Fault]:
    """Require that hour zero is a local date and time, without a zone."""
    if campaign.starts_at.tzinfo is not None:
        rule = Phrase("a local date and time without a zone")
        remedy = Phrase("write it as 2021-01-08T08:00:00")
        yield _fault("campaign.starts_at", campaign.starts_at.isoformat(), rule, remedy)


def horizon_reaches_target(campaign: Campaign) -> Iterator[Fault]:
    """Require that the simulation lasts at least until the deadline."""
    target = campaign.target_hours
    if target is not None and campaign.horizon_hours < target:
        rule = Phrase("the horizon is at least target_hours, {target:g}", target=target)
        remedy = Phrase("raise horizon_hours to {target:g} or more", target=target)
        yield _fault("campaign.horizon_hours", campaign.horizon_hours, rule, remedy)


def attendance_fits_in_one(people: People) -> Iterator[Fault]:
    """Require that those who come first and those never reached are at most everybody."""
    total = people.first_pass_share + people.never_reached_share
    if total > 1:
        rule = Phrase("first_pass_share and never_reached_share sum to at most 1")
        yield _fault(
            "people.first_pass_share",
            Phrase("sum {total:g}", total=total),
            rule,
            Phrase("lower one of the two"),
        )


def holidays_stand_once(holidays: Holidays) -> Iterator[Fault]:
    """Require that no holiday is named twice."""
    for index, date in enumerate(holidays.dates):
        if date in holidays.dates[:index]:
            key = f"holidays.dates[{index}]"
            yield _fault(
                key,
                date.isoformat(),
                Phrase("a holiday stands once"),
                Phrase("remove one of the two"),
            )


def holidays_are_near(holidays: Holidays, campaign: Campaign) -> Iterator[Fault]:
    """Require that no holiday is far from the campaign, as one of a wrong year would be."""
    start = campaign.starts_at.date()
    for index, date in enumerate(holidays.dates):
        if abs((date - start).days) > FARTHEST_HOLIDAY_DAYS:
            rule = Phrase(
                "a holiday within {farthest_holiday_days} days of campaign.starts_at, {start}",
                farthest_holiday_days=FARTHEST_HOLIDAY_DAYS,
                start=start,
            )
            remedy = Phrase("correct the year of the date")
            yield _fault(f"holidays.dates[{index}]", date.isoformat(), rule, remedy)


def hourly_weights_are_usable(section: str, weights: Sequence[float]) -> Iterator[Fault]:
    """Require that hourly weights are not negative, not absurd and not all zero."""
    key = f"{section}.hourly_weights"
    for hour, weight in enumerate(weights):
        if not 0 <= weight <= HIGHEST_WEIGHT:
            rule = Phrase("a weight is from 0 to {highest_weight:,}", highest_weight=HIGHEST_WEIGHT)
            yield _fault(
                f"{key}[{hour}]", weight, rule, Phrase("write the relative arrivals of the hour")
            )
    if not any(weights):
        yield _fault(
            key,
            Phrase("24 zeros"),
            Phrase("some hour has arrivals"),
            Phrase("give one hour a positive weight"),
        )


def sites_open_before_they_close(sites: Sites) -> Iterator[Fault]:
    """Require that sites open earlier in the day than they close."""
    if sites.opens_at >= sites.closes_at:
        rule = Phrase("opens_at is before closes_at, {closes_at}", closes_at=sites.closes_at)
        remedy = Phrase("exchange the two; for the whole day write 00:00 and 24:00")
        yield _fault("sites.opens_at", sites.opens_at, rule, remedy)


def plate_holds_samples(laboratory: Laboratory) -> Iterator[Fault]:
    """Require that control wells leave room for samples on a plate."""
    if laboratory.plate_wells <= laboratory.control_wells:
        rule = Phrase(
            "fewer control wells than plate_wells, {plate_wells}",
            plate_wells=laboratory.plate_wells,
        )
        remedy = Phrase("lower control_wells")
        yield _fault("laboratory.control_wells", laboratory.control_wells, rule, remedy)


def shifts_start_apart(laboratory: Laboratory) -> Iterator[Fault]:
    """Require that no two shifts start at the same time; 24:00 is 00:00."""
    seen = set()
    for index, start in enumerate(laboratory.shift_starts):
        clock = "00:00" if start == "24:00" else start
        if clock in seen:
            rule = Phrase("shifts start at different times")
            yield _fault(
                f"laboratory.shift_starts[{index}]", start, rule, Phrase("remove or change it")
            )
        seen.add(clock)


def every_pool_has_a_ct_shift(infection: Infection) -> Iterator[Fault]:
    """Require a shift for every pool size, since a part of the table replaces the whole."""
    missing = [size for size in POOL_SIZES if size not in infection.pooled_ct_shift]
    if missing:
        rule = Phrase("a shift for every pool size, {sizes}", sizes=", ".join(POOL_SIZES))
        remedy = Phrase("add {names}", names=", ".join(missing))
        yield _fault("infection.pooled_ct_shift", dict(infection.pooled_ct_shift), rule, remedy)
