"""Numbers, counts, hours and dates as they are written in each language."""

import math
from datetime import datetime, timedelta

from planner.outcome.outcome import Percentiles, Question
from planner.report.catalogue import Language, text

WAN = 10_000
YI = 100_000_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def significant(value: float, digits: int = 3) -> str:
    """Write a number to ``digits`` significant figures, thousands separated."""
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    written = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    return written.rstrip("0").rstrip(".") if decimals > 0 else written


def persons(value: float, lang: Language) -> str:
    """Write a count of people: exact in English, in 万 or 亿 with two decimals in Chinese."""
    count = round(value)
    if lang == "en" or abs(count) < WAN:
        return f"{count:,}" if lang == "en" else str(count)
    unit, name = (YI, "亿") if abs(count) >= YI else (WAN, "万")
    return f"{count / unit:.2f}".rstrip("0").rstrip(".") + name


def persons_short(value: float, lang: Language) -> str:
    """Write a count of people to three significant figures, for headlines and axes."""
    if lang == "zh":
        if abs(value) >= YI:
            return significant(value / YI) + "亿"
        return significant(value / WAN) + "万" if abs(value) >= WAN else f"{value:.0f}"
    for unit, name in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= unit:
            return significant(value / unit) + name
    return significant(value) if abs(value) >= WAN else f"{value:,.0f}"


def percent(share: float, lang: Language) -> str:
    """Write a share in per cent: whole, but never rounded up to all or down to nothing."""
    value = 100 * share
    if 0 < share < 0.0005:
        written = "<0.1"
    elif 0 < share < 0.01 or 0.99 < share < 1:
        written = f"{min(value, 99.9):.1f}".removesuffix(".0")
    else:
        written = f"{value:.0f}"
    return written + ("%" if lang == "zh" else " %")


def hours_number(value: float) -> str:
    """Write hours with one decimal, without the unit; a clock never reached is a dash."""
    return f"{value:.1f}" if math.isfinite(value) else "–"


def hours(value: float, lang: Language) -> str:
    """Write hours with one decimal and the unit, or that the hour is never reached."""
    if not math.isfinite(value):
        return text("number.never", lang)
    return text("number.hours", lang, value=hours_number(value))


def hours_interval(values: Percentiles, index: tuple[int, ...], lang: Language) -> str:
    """Write the median and the 5th to 95th percentile of hours at one index of the arrays."""
    middle, low, high = (float(part[index]) for part in (values.p50, values.p05, values.p95))
    if not math.isfinite(middle):
        return text("number.never", lang)
    end = hours_number(high) if math.isfinite(high) else text("number.never", lang)
    return text(
        "number.interval", lang, middle=hours_number(middle), low=hours_number(low), high=end
    )


def minutes(value: float, lang: Language) -> str:
    """Write whole minutes, and the unit."""
    return text("number.minutes", lang, value=f"{value:,.0f}")


def plain_hours(value: float, lang: Language) -> str:
    """Write stated hours (a target) without idle decimals, and the unit."""
    return text("number.hours", lang, value=f"{value:g}")


def moment(question: Question, campaign_hour: float, lang: Language) -> str:
    """Write the local date and time of an hour of the campaign, to the minute."""
    instant = question.starts_at + timedelta(minutes=round(campaign_hour * 60))
    return f"{date(instant, lang)}{'' if lang == 'zh' else ' '}{instant:%H:%M}"


def date(instant: datetime, lang: Language) -> str:
    """Write a day of the year."""
    if lang == "zh":
        return f"{instant.month}月{instant.day}日"
    return f"{MONTHS[instant.month - 1]} {instant.day}"


def clock_moment(question: Question, clock_hour: float, lang: Language) -> str:
    """Write the local date and time of an hour that counts from the deadline's start."""
    if not math.isfinite(clock_hour):
        return "–"
    return moment(question, question.deadline_from_hours + clock_hour, lang)
