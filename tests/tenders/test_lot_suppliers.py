import pytest

from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.record import CompanyValue
from extractor.tenders.choice import Chooser
from extractor.tenders.facts import Fact, name_of
from tests.support import load_once

EXTRACTOR = load_once(model=None)


def winners(text: str) -> list[set[str]]:
    """The suppliers of each lot of the article's one tender."""
    (tender,) = EXTRACTOR.extract(text).tenders
    return [{supplier.name for supplier in lot.suppliers} for lot in tender.lots]


@pytest.mark.parametrize(
    ("won", "expected"),
    [
        ("La gara è stata aggiudicata alla Rossi srl.", {"Rossi srl"}),
        ("La gara è stata aggiudicata alla Rossi srl e alla Bianchi spa.", set()),
    ],
)
def test_who_won_all_has_won_every_lot_but_rivals_have_not(won: str, expected: set[str]) -> None:
    lots = (
        "Il Comune di Borgo ha affidato la pulizia delle scuole in due lotti: lotto 1, le elementari; lotto 2, i nidi. "
    )
    assert winners(lots + won) == [expected, expected]


def test_what_a_lot_without_bids_was_offered_for_is_its_base_price() -> None:
    text = (
        "Il Comune di Borgo ha aggiudicato la pulizia delle scuole in due lotti: il lotto 1, 90mila euro, alla "
        "Rossi srl; il lotto 2, 40mila euro, è andato deserto."
    )
    (tender,) = EXTRACTOR.extract(text).tenders
    deserted = tender.lots[1]
    assert (deserted.awarded_value, deserted.suppliers) == (None, ())
    assert deserted.estimated_value is not None
    assert deserted.estimated_value.amount == 40000


@pytest.mark.parametrize(("other", "won_all"), [(None, True), (0.3, True), (0.45, False)])
def test_a_winner_with_whom_another_contends_has_not_won_every_lot(other: float | None, won_all: bool) -> None:
    probable = {"Alfa": 0.8} | ({"Beta": other} if other is not None else {})
    facts = [
        Fact("supplier", (Mention("company", start, start + 5, CompanyValue(name=name)),), probability)
        for start, (name, probability) in enumerate(probable.items())
    ]
    chooser = Chooser(load_patterns())
    chosen = chooser.names(facts, awarded=True)
    assert [name_of(fact) for fact in chosen["supplier"]] == ["Alfa"]
    assert bool(chooser.lot_suppliers([], chosen)) is won_all
