"""A sweep file, read and checked: base scenario, axes, design and replications."""

import tomllib
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, model_validator

from planner.outcome.looks import LOOKS, Look, Verdict, single_look
from planner.scenario.faults import Fault, ScenarioFaults, shown
from planner.scenario.names import suggestion
from planner.scenario.phrase import Phrase, refusal
from planner.scenario.read import read_text
from planner.scenario.settings import Section
from planner.scenario.translate import section
from planner.study.request import MOST_REPLICATIONS
from planner.study.sweep.axes import Axis
from planner.study.sweep.columns import RESERVED

MOST_POINTS = 10_000_000
_HEAD = ("name", "description", "scenario", "variants", "design", "replications", "axes")


class Design(Section):
    """Which points are simulated."""

    kind: Literal["grid", "latin-hypercube", "sobol", "listed"] = "grid"
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    """For samples; a grid has as many as its axes make."""
    levels: tuple[tuple[Annotated[int, Field(ge=0)], ...], ...] | None = None
    """Of listed points: for each, the number of the level of every axis, counted from 0."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Names the sample."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind in ("grid", "listed")) != (self.points is None):
            rule = Phrase("samples have 'points', and grids and listed points have none")
            raise refusal(rule, Phrase("write or remove 'points'"))
        if (self.kind == "listed") != bool(self.levels):
            rule = Phrase("listed points have 'levels', and no other design has")
            raise refusal(rule, Phrase("write or remove 'levels'"))
        if self.kind == "sobol" and self.points is not None and self.points.bit_count() != 1:
            near = 1 << (self.points - 1).bit_length()
            remedy = Phrase("write {above} or {below}", above=near, below=near // 2)
            raise refusal(Phrase("Sobol points are a power of two"), remedy)
        return self


class Replications(Section):
    """How often each point is played; every point meets the same luck."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    fixed: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] | None = None
    until_decided: StrictBool = False
    """Stop at the first look that decides the verdict, as ``planner run`` does."""
    until_interval: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Stop at the first look at which the 95 % interval of the probability is no wider."""

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = (self.fixed is not None, self.until_decided, self.until_interval is not None)
        if sum(given) != 1:
            raise refusal(
                Phrase("one of fixed, until_decided and until_interval"),
                Phrase("write fixed = 1 for many points"),
            )
        return self

    @property
    def looks(self) -> tuple[Look, ...]:
        """The numbers of replications after which it may stop, fixed beforehand."""
        return LOOKS if self.fixed is None else (single_look(self.fixed),)

    def are_enough(self, verdict: Verdict) -> bool:
        """Tell whether a point can stop at this look."""
        if self.until_interval is not None:
            low, high = verdict.interval
            return high - low <= self.until_interval
        return self.fixed is not None or verdict.meets_target is not None


class Sweep(Section):
    """What a sweep file says."""

    name: Annotated[str, Field(pattern=r"^[\w\-]{1,64}$")]
    description: str = ""
    scenario: Path
    """Folder of the base scenario."""
    variants: tuple[str, ...] = ()
    """Variants that hold at every point; an axis goes before them."""
    design: Design
    replications: Replications
    axes: tuple[Axis, ...]

    @property
    def points(self) -> int:
        """The number of points."""
        if self.design.levels is not None:
            return len(self.design.levels)
        return self.design.points or prod(len(axis.levels) for axis in self.axes)


def read_sweep(path: Path) -> Sweep:
    """Read a sweep file.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with it.
    """
    faults: list[Fault] = []
    document = _document(path, faults)
    parts = dict(document)
    for name in parts.keys() - set(_HEAD):
        rule = Phrase("no such name as {key!r}", key=name)
        faults.append(Fault(path.name, name, shown(parts.pop(name)), rule, suggestion(name, _HEAD)))
    design = section("design", Design, parts.pop("design", {}), faults, path.name)
    raw = parts.pop("replications", {})
    replications = section("replications", Replications, raw, faults, path.name)
    axes = _axes(parts.pop("axes", []), path.name, faults)
    if design is not None:
        faults.extend(_design_faults(design, axes, path.name))
    head = section("", _Head, {"name": path.stem, **parts}, faults, path.name)
    if faults or design is None or replications is None or head is None:
        raise ScenarioFaults(dict.fromkeys(faults))
    return Sweep(
        name=head.name,
        description=head.description,
        scenario=path.parent / head.scenario,
        variants=head.variants,
        design=design,
        replications=replications,
        axes=axes,
    )


class _Head(Section):
    name: Annotated[str, Field(pattern=r"^[\w\-]{1,64}$")]
    description: str = ""
    scenario: str
    variants: tuple[str, ...] = ()


def _document(path: Path, faults: list[Fault]) -> Mapping[str, Any]:
    text = read_text(path, faults)
    if text is None:
        raise ScenarioFaults(faults)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        rule = Phrase("the file is written in TOML")
        remedy = Phrase("correct the line that is named (texts stand in quotes, a key stands once)")
        raise ScenarioFaults([Fault(path.name, "", shown(str(error)), rule, remedy)]) from None


def _axes(raw: object, file: str, faults: list[Fault]) -> tuple[Axis, ...]:
    if not isinstance(raw, list) or not raw:
        rule = Phrase("a sweep has one axis or more")
        remedy = Phrase("write each as a section [[axes]]")
        faults.append(Fault(file, "axes", shown(raw) if raw else "", rule, remedy))
        return ()
    read = [section(f"axes[{n}]", Axis, one, faults, file) for n, one in enumerate(raw)]
    axes = tuple(one for one in read if one is not None)
    names = [axis.name for axis in axes]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            rule, remedy = Phrase("an axis has a name of its own"), Phrase("rename all but one")
            faults.append(Fault(file, "axes", shown(name), rule, remedy))
        if name in RESERVED:
            rule = Phrase("the results have a column of this name already")
            faults.append(Fault(file, "axes", shown(name), rule, Phrase("rename the axis")))
    return axes


def _design_faults(design: Design, axes: tuple[Axis, ...], file: str) -> Iterator[Fault]:
    if design.kind not in ("grid", "listed"):
        return
    for axis in axes:
        if not axis.levels:
            rule = Phrase("an axis of a grid or of listed points has levels")
            yield Fault(file, f"axes {axis.name}", "", rule, Phrase("write a 'step' in its range"))
    if design.levels is not None:
        yield from _listed_faults(design.levels, axes, file)
        return
    points = prod(len(axis.levels) for axis in axes)
    if points > MOST_POINTS:
        rule = Phrase("a sweep has at most {most:,} points", most=MOST_POINTS)
        value = Phrase("{points:,} points", points=points)
        yield Fault(file, "axes", value, rule, Phrase("take fewer levels, or sample them"))


def _listed_faults(
    levels: tuple[tuple[int, ...], ...], axes: tuple[Axis, ...], file: str
) -> Iterator[Fault]:
    for point, row in enumerate(levels):
        where = f"design.levels[{point}]"
        if len(row) != len(axes):
            rule = Phrase("a listed point has a level for each of the {axes} axes", axes=len(axes))
            yield Fault(file, where, shown(list(row)), rule, Phrase("correct the point"))
            continue
        for axis, level in zip(axes, row, strict=True):
            if axis.levels and level >= len(axis.levels):
                last = len(axis.levels) - 1
                rule = Phrase(
                    "the levels of {axis} are numbered 0 to {last}", axis=axis.name, last=last
                )
                yield Fault(file, where, shown(level), rule, Phrase("correct the point"))
