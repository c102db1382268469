"""A response surface finds what is quadratic, and says how far it is off."""

import numpy as np
import pytest

from planner.study.replay.surface import fit_surface


def test_a_quadratic_response_is_found() -> None:
    shares = np.random.default_rng(1).random((200, 4))
    responses = np.array([1 + 2 * shares[:, 0] - shares[:, 1] * shares[:, 2], shares[:, 3] ** 2]).T
    surface = fit_surface(shares, responses)
    new = np.random.default_rng(2).random((50, 4))
    wanted = np.array([1 + 2 * new[:, 0] - new[:, 1] * new[:, 2], new[:, 3] ** 2]).T
    assert surface.at(new) == pytest.approx(wanted, abs=0.01)
    assert (surface.spread < 0.01).all()


def test_noise_is_not_followed() -> None:
    chance = np.random.default_rng(3)
    shares = chance.random((120, 10))
    noise = 0.2 * chance.standard_normal((120, 1))
    surface = fit_surface(shares, shares[:, :1] + noise)
    assert surface.spread == pytest.approx(0.2, rel=0.3)
