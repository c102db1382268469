from dataclasses import replace

import pytest

from planner.outcome.balance import BalanceError, check_balance
from planner.outcome.digest import digest_replication
from planner.simulation.tally import LEDGER
from tests.outcome.tiny_city import curve, layout, scenario, tally

CITY = layout(expected=(100, 50))
SOUND = tally(
    CITY,
    7,
    sampled=({10: 90}, {20: 50}),
    resulted=({60: 80}, {70: 50}),
    closed=({90: 70}, {70: 50}),
)


def test_people_that_balance_pass() -> None:
    check_balance(CITY, SOUND)


def test_a_person_missing_from_the_ledger_is_named_with_its_district_and_numbers() -> None:
    ledger = SOUND.ledger.copy()
    ledger[1, LEDGER.index("resulted")] -= 1
    with pytest.raises(
        BalanceError, match="replication 7, west: 49 people in the ledger but 50 expected"
    ):
        digest_replication(scenario(), CITY, replace(SOUND, ledger=ledger))


def test_a_person_in_the_wrong_column_of_the_ledger_is_caught() -> None:
    ledger = SOUND.ledger.copy()
    ledger[0, LEDGER.index("resulted")] += 1
    ledger[0, LEDGER.index("in_laboratory")] -= 1
    with pytest.raises(BalanceError, match="east: 81 people resulted in the ledger but 80"):
        check_balance(CITY, replace(SOUND, ledger=ledger))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sampled": curve(CITY, ({10: 91}, {20: 50}))}, "90 people sampled in the ledger but 91"),
        ({"arrived": curve(CITY, ({10: 89}, {20: 50}))}, "90 people sampled but 89 arrived"),
        ({"closed": curve(CITY, ({10: 81}, {20: 50}))}, "81 people closed but 80 resulted"),
        ({"persons_resulted": curve(CITY, ({10: 129},))}, "129 people resulted by laboratory"),
        ({"persons_closed": curve(CITY, ({10: 121},))}, "121 people closed by laboratory but 120"),
    ],
)
def test_a_curve_that_disagrees_is_caught(changes: dict[str, object], message: str) -> None:
    with pytest.raises(BalanceError, match=message):
        check_balance(CITY, replace(SOUND, **changes))  # type: ignore[arg-type]


def test_people_registered_who_are_neither_expected_nor_away_nor_exempt_are_caught() -> None:
    more = replace(CITY, registered_persons=CITY.registered_persons + 1)
    with pytest.raises(BalanceError, match="east: 101 people registered and neither away"):
        check_balance(more, SOUND)
