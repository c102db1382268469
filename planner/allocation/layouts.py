"""Layouts of scenarios that differ in little, of which what is the same is built once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from planner.scenario.scenario import Plan, Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.building.couriers import build_couriers
from planner.simulation.layout import HOUR_MS, Layout

Build = Callable[[Scenario], Layout]
STATIONS = frozenset(
    {
        "laboratories",
        "mobile_laboratories",
        "vehicles",
        "travel",
        "courier",
        "laboratory",
        "recall",
        "infection",
    }
)
"""Parts of a scenario that matter after its sites."""
WORDS = frozenset({"city", "boundaries", "variants_offered", "variants_applied", "sources"})
"""Parts that a layout says nothing of."""
NOT_AT_SITES = STATIONS | WORDS | {"plan", "reinforcement", "uncertainty"}
"""Parts of a scenario that do not matter at its sites, and the plan, of which some tables do."""
PLANNED_AT_SITES = frozenset({"tables", "teams", "tours"})
KEPT = 6
"""Layouts that are remembered."""


def _same(one: Scenario | Plan, other: Scenario | Plan, names: Iterable[str]) -> bool:
    return all(
        getattr(one, name) is getattr(other, name) or getattr(one, name) == getattr(other, name)
        for name in names
    )


def _same_sites(one: Scenario, other: Scenario) -> bool:
    parts = [name for name in Scenario.model_fields if name not in NOT_AT_SITES]
    return _same(one, other, parts) and _same(one.plan, other.plan, PLANNED_AT_SITES)


def _same_stations(one: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios with the same sites differ in nothing but where tubes go."""
    return _same(one, other, STATIONS) and _same(one.plan, other.plan, ["laboratories"])


@dataclass
class Layouts:
    """The layouts that were asked for last."""

    _known: list[tuple[Scenario, Layout]] = field(default_factory=list)

    def of(self, scenario: Scenario) -> Layout:
        """Return the layout that ``build_layout`` builds."""
        alike = [one for one in self._known if _same_sites(one[0], scenario)]
        stands = [one for one in alike if _same_stations(one[0], scenario)]
        same = [one for one in stands if _same(one[0].plan, scenario.plan, Plan.model_fields)]
        if same:
            layout = same[0][1]
        elif stands:
            layout = _with_couriers(scenario, stands[0][1])
        elif alike:
            layout = build_layout(scenario, alike[0][1])
        else:
            layout = build_layout(scenario)
        others = [one for one in self._known if one[1] is not layout]
        self._known = [(scenario, layout), *others[: KEPT - 1]]
        return layout


def _with_couriers(scenario: Scenario, layout: Layout) -> Layout:
    horizon_ms = layout.horizon_hours * HOUR_MS
    return replace(layout, couriers=build_couriers(scenario, layout.sites, horizon_ms))
