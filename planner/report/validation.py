"""The validation report: every residual, and where to stop trusting the model."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from string import Template

from planner.report.numbers import significant
from planner.study.replay.calibrated import Calibration, LeftOut
from planner.study.replay.comparison import Point, accuracy_of
from planner.study.replay.fitted import KINDS, SAMPLING, TESTING
from planner.study.replay.priors import Prior, common_priors

TARGETS = {
    "cum_sampled_persons": 7,
    "cum_resulted_persons": 12,
}
"""Median absolute error in per cent that was asked for, each campaign left out in turn."""
COVERAGE_TARGET = 80


def validation_report(found: Calibration) -> str:
    """Return the report in Markdown; nothing in it depends on the time or the machine."""
    template = files(__package__).joinpath("validation.md").read_text(encoding="utf-8")
    inside = sum(point.inside for point in found.points)
    return Template(template).substitute(
        draws_option=found.draws,
        draws=f"{found.draws:,}",
        seed=found.seed,
        effective=f"{found.found.effective_draws:.0f}",
        campaigns="\n".join(_campaign_rows(found.left_out)),
        accuracy=_table(
            ("quantity", "points", "inside", "median error", "asked"), _accuracy(found)
        ),
        inside=inside,
        points=len(found.points),
        coverage=f"{100 * inside / len(found.points):.0f}",
        coverage_target=COVERAGE_TARGET,
        residuals="\n\n".join(_residuals(one) for one in found.left_out),
        ranges=_table(("prior", "stated range", "fitted: 5 %", "50 %", "95 %"), _ranges(found)),
        spread=_table(("kind", "5 %", "50 %", "95 %"), _spread(found)),
        sensitivity=_table(("prior", "sampling", "testing"), _sensitivity(found)),
        sources="\n".join(f"- `{one.name}`: {one.source}." for one in common_priors()),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _campaign_rows(left_out: Sequence[LeftOut]) -> list[str]:
    return [
        f"- `{one.campaign.scenario.city.name}`: {len(one.points)} counts; people expected "
        f"{one.campaign.scenario.population_persons:,} in {len(one.campaign.scenario.districts)} "
        f"districts; {len(one.campaign.scenario.sites):,} sites; from "
        f"{one.campaign.scenario.campaign.starts_at:%Y-%m-%d %H:%M}."
        for one in left_out
    ]


def _accuracy(found: Calibration) -> Iterable[tuple[str, ...]]:
    for one in accuracy_of(found.points):
        asked = f"{TARGETS[one.quantity]} %" if one.quantity in TARGETS else ""
        yield (
            one.quantity,
            str(one.points),
            str(one.inside),
            f"{one.median_absolute_percent:.1f} %",
            asked,
        )


def _residuals(one: LeftOut) -> str:
    head = ("local time", "quantity", "observed", "predicted", "90 % band", "error", "inside")
    table = _table(head, map(_residual, one.points))
    name = one.campaign.scenario.city.name
    return f"**{name}**, {one.effective_draws:.0f} effective draws of the others\n\n{table}"


def _residual(point: Point) -> tuple[str, ...]:
    return (
        f"{point.clock_local:%Y-%m-%d %H:%M}",
        point.quantity.removeprefix("cum_"),
        f"{point.observed:,}",
        f"{point.p50:,.0f}",
        f"{point.p05:,.0f} to {point.p95:,.0f}",
        f"{point.error_percent:+.1f} %",
        "yes" if point.inside else "**no**",
    )


def _ranges(found: Calibration) -> Iterable[tuple[str, ...]]:
    for prior in common_priors():
        low, middle, high = found.ranges[prior.name]
        values = (significant(low), significant(middle), significant(high))
        yield (f"`{prior.name}`", _stated(prior), *values)


def _stated(prior: Prior) -> str:
    sign = "×" if prior.how == "times" else ""
    shape = ", by logarithm" if prior.shape == "log" else ""
    return f"{sign}{significant(prior.low)} to {sign}{significant(prior.high)}{shape}"


def _spread(found: Calibration) -> Iterable[tuple[str, ...]]:
    for kind in KINDS:
        values = sorted(joint.spread[kind] for joint in found.found.fitted.draws)
        places = [round(share * (len(values) - 1)) for share in (0.05, 0.5, 0.95)]
        yield (kind, *(f"{100 * values[place]:.0f} %" for place in places))


def _sensitivity(found: Calibration) -> Iterable[tuple[str, ...]]:
    by_size = sorted(
        found.sensitivity.items(), key=lambda pair: -max(abs(value) for value in pair[1].values())
    )
    for name, by_kind in by_size:
        yield (f"`{name}`", f"{by_kind[SAMPLING]:+.2f}", f"{by_kind[TESTING]:+.2f}")
