import pytest

from tests.tenders.test_lot_plans import amounts, named, plan, titles

NAMED = (
    "Il Comune ha diviso la gara in tre lotti, vale a dire il ponte (8,6 milioni), i piazzali (3 milioni) "
    "e il varco (1,2 milioni). "
)


def test_lots_named_in_a_row_are_known_by_their_numbers() -> None:
    text = NAMED + "I primi due sono andati alla Rossi srl; il terzo alla Bianchi srl."
    assert titles(text) == {"1": "ponte", "2": "piazzali", "3": "varco"}
    assert {number: [float(amount) for amount in sums] for number, sums in amounts(text).items()} == {
        "1": [8.6e6],
        "2": [3e6],
        "3": [1.2e6],
    }
    assert named(text) == {"1": {"Rossi srl"}, "2": {"Rossi srl"}, "3": {"Bianchi srl"}}


@pytest.mark.parametrize(
    "text",
    [
        "La gara ha quattro lotti, fra cui il ponte e i piazzali. I primi due sono andati alla Rossi srl.",
        "La gara ha due lotti. Il primo è andato alla Rossi srl, il secondo alla Bianchi srl: il ponte e i piazzali.",
    ],
)
def test_a_row_of_other_than_all_lots_names_none(text: str) -> None:
    assert set(titles(text).values()) <= {None, "ponte e i piazzali"}


def test_a_lot_that_has_received_no_bids_is_deserted() -> None:
    lots = plan("La gara ha due lotti. Il lotto 1 va alla Rossi srl; il lotto 2, i nidi, non ha ricevuto offerte.")[
        1
    ].lots
    assert [lot.deserted is not None for lot in lots] == [False, True]
