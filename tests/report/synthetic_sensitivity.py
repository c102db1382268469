"""Sensitivity studies made by hand."""

import numpy as np

from planner.study.sensitivity.effects import RESULTS, Ends
from planner.study.sensitivity.parameters import Parameter
from planner.study.sensitivity.study import Effect, Study
from tests.report.synthetic_allocation import scenario

BASE = np.array([30.0, 44.0, 47.0, 0.8])


def parameter(number: int, assumed: bool, name: str = "") -> Parameter:
    """Return a parameter with a range from 0.5 to 1 h."""
    return Parameter(
        path=f"laboratory.value_{number}_hours",
        name=f"value_{number}",
        en=name or f"value {number}",
        zh=name or f"取值 {number}",
        unit="h",
        given="0.6",
        ends=("0.5", "1"),
        assumed=assumed,
        source="assumed" if assumed else "a paper",
        range_source="assumed",
        levels=tuple((f"{level}", {}) for level in (0.5, 0.7, 0.8, 1.0)),
    )


def effect(
    number: int, hours: float, share: float = 0.0, *, assumed: bool = True, name: str = ""
) -> Effect:
    """Return a parameter that moves all clocks and the probability by so much at its upper end."""
    change = np.array([hours, hours, hours, share])
    return Effect(
        parameter(number, assumed, name),
        Ends(BASE - change / 4, BASE + change),
        mu=change,
        mu_star=np.abs(change) * 1.2,
        sigma=np.abs(change) * (number % 5) / 2,
        mu_star_confidence=np.abs(change) / 10,
    )


def study(*effects: Effect, never: int = 0) -> Study:
    """Return a study with these effects, in this order."""
    assert len(RESULTS) == len(BASE)
    return Study(
        scenario=scenario(),
        seed=1,
        replications=20,
        base=BASE,
        effects=effects,
        left_out=("courier.oldest_minutes",),
        never=never,
    )


def usual() -> Study:
    """Return a study in which one assumed value decides and one does nothing."""
    return study(
        effect(1, -9.0, 0.19),
        effect(2, 3.0, -0.1),
        effect(3, 0.0),
        effect(4, 1.0, 0.0, assumed=False),
        never=12,
    )
