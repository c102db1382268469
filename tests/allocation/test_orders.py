import json
import math
from dataclasses import replace

import pytest

from planner.allocation.answer_json import allocation_json
from planner.allocation.orders import Order, orders
from planner.report.catalogue import Language
from planner.report.order_words import order_rows, order_sentence, scenario_names
from planner.scenario.tables import PlanStop, PlanTour
from tests.report.synthetic_allocation import allocation, scenario

NAMES = {"number", "to_whom", "what", "how_many", "from", "to", "leave", "arrive", "until", "why"}


def made() -> tuple[Order, ...]:
    return orders(scenario(), allocation())


def test_orders_are_numbered_by_the_hour_of_leaving_those_about_tubes_last() -> None:
    assert [one.number for one in made()] == list(range(1, len(made()) + 1))
    keys = [(one.what == "tubes", one.leave_hour) for one in made()]
    assert keys == sorted(keys)
    assert {one.what for one in made()} == {"teams", "laboratory", "tubes"}


def test_first_arrivals_leave_the_origin_and_later_moves_leave_where_the_teams_were() -> None:
    (arrival, *_, move) = [one for one in made() if one.to_whom == "pool-0"]
    assert (arrival.from_place, arrival.leave_hour, arrival.arrive_hour) == (None, 8.5, 10)
    assert (move.from_place, move.to_place) == ("xuchang-district-1-0", "xuchang-district-6-2")
    assert (move.leave_hour, move.arrive_hour, move.until_hour) == (33, 34, 44)
    assert (arrival.why.code, move.why.code) == ("reinforces", "moves_on")
    assert move.why.figures == {"tables": 20}


def test_a_laboratory_is_ready_after_its_setup_and_stays() -> None:
    (van,) = (one for one in made() if one.what == "laboratory")
    assert (van.from_place, van.leave_hour, van.arrive_hour) == (None, 6, 8)
    assert math.isinf(van.until_hour)
    assert van.why.figures == {"tubes_per_day": 9000, "ready_hour": 11}


def test_a_diversion_names_the_worst_backlogs_of_both_laboratories() -> None:
    diverted = next(one for one in made() if one.what == "tubes" and one.leave_hour == 20)
    backlog = allocation().outcome.stations.backlog_hours
    assert diverted.why.figures == {
        "backlog_before_hours": backlog[0, 20:240].max(),
        "backlog_after_hours": backlog[1, 20:240].max(),
    }
    assert diverted.how_many == pytest.approx(0.4)


def test_the_answer_as_json_has_the_fixed_names_and_local_times() -> None:
    document = allocation_json(scenario(), allocation(), seed=7)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {"status", "tiers", "confirmed", "history", "orders", "shortages", "plan"} <= set(
        document
    )
    assert document["seed"] == 7
    assert all({"objective", "value", "bound", "gap"} <= set(tier) for tier in document["tiers"])
    van = next(one for one in document["orders"] if one["what"] == "laboratory")
    assert set(van) == NAMES
    assert (van["leave"], van["arrive"], van["until"]) == (
        "2021-01-06T02:00",
        "2021-01-06T04:00",
        None,
    )
    assert van["why"] == {"code": "adds_laboratory", "tubes_per_day": 9000, "ready_hour": 11}
    first = document["history"][0]
    assert (first["promised_persons"], first["promised_hour"]) == (3_300_000, 70.2)
    assert document["made_by"] == "allocator"
    assert document["comparison"][0] == {
        "made_by": "by population",
        "hour": 71.4,
        "allocator_hour": 46.2,
        "difference_hours": pytest.approx(46.2 - 71.4),
        "why": None,
    }
    # never done by the rule: earlier by more than any number
    assert document["comparison"][1]["difference_hours"] is None
    assert document["plan"]["teams"][0]["pool"] == "pool-0"


def routed() -> tuple[Order, ...]:
    stops = tuple(
        PlanStop(run="xuchang-district-1-1-door", stop=n, site=site, drive_minutes=15)
        for n, site in enumerate(("xuchang-district-1-1-door", "xuchang-district-1-2-door"), 1)
    )
    stays = (("xuchang-district-1-0", 12, 20), ("xuchang-district-1-1", 21, 720))
    tours = tuple(
        PlanTour(team="t", stop=n, township=township, from_hour=first, to_hour=last)
        for n, (township, first, last) in enumerate(stays, 1)
    )
    plan = allocation().plan.model_copy(update={"stops": stops, "tours": tours})
    return orders(scenario(), replace(allocation(), plan=plan))


def test_each_stay_of_a_tour_is_an_order() -> None:
    first, second = [one for one in routed() if one.what == "tour"]
    assert (first.from_place, first.to_place, first.arrive_hour) == (
        None,
        "xuchang-district-1-0",
        12,
    )
    assert (second.from_place, second.leave_hour, second.arrive_hour) == (first.to_place, 20, 21)
    assert math.isinf(second.until_hour)
    assert second.why.figures["persons"] > 0


def test_each_run_is_an_order_of_its_own_after_all_others() -> None:
    run = routed()[-1]
    assert (run.what, run.to_whom, run.how_many) == ("run", "xuchang-district-1", 2)
    assert run.arrive_hour == pytest.approx(run.leave_hour + 0.5)
    assert run.why.places == ("xuchang-district-1-1-door", "xuchang-district-1-2-door")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tours_and_runs_are_put_into_words(lang: Language) -> None:
    question = allocation().outcome.question
    head, *rows = order_rows(routed(), scenario(), question, lang)
    assert len(rows) == len(routed())
    assert all(len(row) == len(head) and all(row) for row in rows)
    names = scenario_names(scenario(), lang)
    sentences = [order_sentence(one, scenario(), names, question, lang) for one in routed()]
    assert "xuchang-district-1-1-door, xuchang-district-1-2-door" in sentences[-1]
    assert len(set(sentences)) == len(sentences)
