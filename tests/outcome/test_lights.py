"""Sites and people by the light of their waits."""

from dataclasses import replace

import numpy as np
import pytest

from planner.outcome.digest import digest_replication
from planner.outcome.gather import Gathered
from planner.outcome.lights import light_shares, worst_sites
from planner.outcome.outcome import Outcome
from planner.outcome.summarise import summarise
from planner.outcome.summary import to_json
from planner.simulation.layout import MINUTE_MS
from tests.outcome.tiny_city import ints, layout, scenario, tally, zeros

SITES = ("smooth", "busy", "jammed", "unused", "door")
CITY = replace(
    layout(),
    sites=replace(
        layout().sites,
        ids=SITES,
        district=ints(0, 0, 1, 1, 1),
        township=layout().sites.township[[0, 0, 1, 1, 1]],
        is_door=ints(0, 0, 0, 0, 1),
    ),
)


def outcome(*longest_minutes: tuple[float, float, float]) -> Outcome:
    """Return an outcome with one replication for each triple of longest waits."""
    asked = scenario()
    gathered = Gathered()
    for number, longest in enumerate(longest_minutes):
        site_wait_ms = zeros(5, 3)
        site_wait_ms[:3, 0] = 10
        site_wait_ms[:3, 1] = 20 * MINUTE_MS
        site_wait_ms[:3, 2] = np.array(longest) * MINUTE_MS
        waits = zeros(2, 721)
        waits[0, [3, 30]] = 15, 5
        waits[1, [30, 60]] = 4, 6
        one = tally(CITY, number, site_wait_ms=site_wait_ms, waits=waits)
        gathered.add(digest_replication(asked, CITY, one))
    return summarise(asked, CITY, gathered)


def test_a_site_has_the_light_of_its_longest_wait() -> None:
    waits = outcome((24.9, 25.0, 50.0)).site_waits
    assert waits.ids == SITES[:-1]
    np.testing.assert_array_equal(waits.light, [0, 1, 2, -1])
    np.testing.assert_array_equal(waits.by_light, [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]])
    assert waits.by_light[-1].sum() == len(waits.ids)
    np.testing.assert_array_equal(waits.mean_minutes, [2, 2, 2, np.nan])
    assert waits.townships == ("east-1", "east-1", "west-1", "west-1")


def test_the_longest_wait_is_the_median_over_replications() -> None:
    waits = outcome((1, 60, 60), (2, 30, 70), (3, 10, 80)).site_waits
    np.testing.assert_array_equal(waits.longest_minutes, [2, 30, 70, 0])
    np.testing.assert_array_equal(waits.persons, [10, 10, 10, 0])


def test_people_by_light_add_up() -> None:
    shares = light_shares(outcome((1, 30, 60)).waits)
    np.testing.assert_allclose(shares, [[0.75, 0.25, 0], [0, 0.4, 0.6], [0.5, 0.3, 0.2]])


def test_the_worst_sites_come_first_and_unused_ones_never() -> None:
    waits = outcome((20, 30, 30)).site_waits
    worst = [waits.ids[site] for site in worst_sites(waits)]
    assert worst == ["busy", "jammed", "smooth"]
    assert len(worst_sites(waits, 2)) == 2


def test_the_summary_says_lights_and_worst_sites() -> None:
    summary = to_json(outcome((1, 30, 60)), seed=1)
    assert summary["lights"]["sites"] == {"smooth": 1, "busy": 1, "jammed": 1, "unused": 1}
    assert summary["lights"]["people_share"]["jammed"] == pytest.approx(0.2)
    assert summary["districts"][1]["lights"]["sites"]["jammed"] == 1
    first = summary["worst_sites"][0]
    assert (first["id"], first["township"], first["light"]) == ("jammed", "west-1", "jammed")
    assert first["longest_minutes"] == 60
