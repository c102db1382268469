import json

from planner.outcome.digest import digest_replication
from planner.outcome.gather import Gathered
from planner.outcome.summarise import summarise
from planner.outcome.summary import to_json
from tests.outcome.tiny_city import layout, scenario, tally

CITY = layout(expected=(100, 50))


def summary() -> dict[str, object]:
    asked = scenario(target_hours=2.0)
    done = tally(CITY, 0, sampled=({9: 100}, {9: 50}), resulted=({69: 100}, {69: 50}))
    never = tally(CITY, 1, sampled=({9: 60}, {9: 20}), resulted=({59: 60}, {}))
    gathered = Gathered(digest_replication(asked, CITY, one) for one in (done, never))
    return to_json(summarise(asked, CITY, gathered), seed=42)


def test_the_names_fixed_by_the_interface_are_there() -> None:
    found = summary()
    assert found["scenario"] == "tiny"
    assert found["population_persons"] == 200
    assert (found["target_hours"], found["confidence"]) == (2, 0.95)
    assert (found["seed"], found["replications"]) == (42, 2)
    assert found["verdict"] == {
        "meets_target": None,
        "probability": 0.5,
        "interval": [0.012579, 0.987421],
        "successes": 1,
        "decided_at_look": None,
    }
    assert found["people"] == {
        "expected": 150,
        "sampled": 80,
        "resulted": 60,
        "closed": 60,
        "at_end": {"sampled": 80, "resulted": 60, "closed": 60},
        "position_at_deadline": {
            "not_arrived": 0,
            "at_site": 0,
            "to_laboratory": 0,
            "in_laboratory": 0,
            "resulted": 60,
        },
    }
    assert found["breaches"] == 0
    assert {"collected", "tested", "positive"} <= set(found["tubes"])  # type: ignore[call-overload]
    assert found["binding"] == [
        {"resource": "closed", "place": None, "from_hour": 0, "to_hour": 1},
        {"resource": "in_process", "place": None, "from_hour": 1, "to_hour": 2},
    ]


def test_clocks_are_null_where_never_reached_and_rounded() -> None:
    clocks = summary()["clocks_hours"]
    assert clocks == {
        "sampled": {"p05": 0.166667, "p50": 0.166667, "p95": None},
        "resulted": {"p05": 1.166667, "p50": 1.166667, "p95": None},
        "closed": {"p05": 1.166667, "p50": 1.166667, "p95": None},
    }


def test_the_file_is_strict_json_and_the_same_every_time() -> None:
    text = json.dumps(summary(), allow_nan=False)
    assert text == json.dumps(summary(), allow_nan=False)
    shares = json.loads(text)["clocks_hours_by_share"]
    assert list(shares) == ["0.95", "0.99", "0.999", "last"]


def test_the_exact_ledger_sums_to_the_people_expected() -> None:
    ledger = summary()["ledger"]
    assert isinstance(ledger, dict)
    assert ledger["replication"] == 0
    assert sum(ledger["persons"].values()) == 150


def test_everybody_registered_is_told_by_cause() -> None:
    found = summary()
    registered = found["registered"]
    assert isinstance(registered, dict)
    assert registered["persons"] == sum(registered["by_cause"].values()) == 170
    assert isinstance(found["districts"], list)
    of_districts = [sum(one["registered_by_cause"].values()) for one in found["districts"]]
    assert of_districts == [112, 58]
