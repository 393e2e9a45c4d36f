import datetime
from decimal import Decimal

import pytest

from extractor.article import Article
from extractor.record import AmountValue, DateSlot, DurationSlot, LotRecord, MoneySlot, TenderRecord
from extractor.tenders.checks import tender_warnings, yearly_warnings
from extractor.text import SourceText
from tests.support import FIND, PATTERNS


def money(amount: int, mention: str) -> MoneySlot:
    return MoneySlot(amount=Decimal(amount), evidence=(mention,))


def codes(**slots: object) -> list[str]:
    return [warning.code for warning in tender_warnings(TenderRecord(id="t1", **slots))]  # type: ignore[arg-type]


def test_lots_that_add_up_to_more_than_the_whole() -> None:
    lots = (LotRecord(number="1", awarded_value=money(60, "m1")), LotRecord(number="2", awarded_value=money(50, "m2")))
    [warning] = tender_warnings(TenderRecord(id="t1", awarded_value=money(100, "m0"), lots=lots))
    assert warning.code == "lot_values_exceed_total"
    assert warning.evidence == ("m0", "m1", "m2")


def test_lots_that_add_up_to_the_rounded_whole() -> None:
    assert codes(awarded_value=money(1000, "m0"), lots=(LotRecord(awarded_value=money(1004, "m1")),)) == []


def test_award_above_base() -> None:
    assert codes(estimated_value=money(100, "m0"), awarded_value=money(130, "m1")) == ["award_exceeds_base"]


def test_start_before_the_bids_are_due() -> None:
    start, due = DateSlot(iso8601="2025-03"), DateSlot(iso8601=datetime.date(2025, 4, 2))
    assert codes(start_date=start, bids_due=due) == ["dates_out_of_order"]


def test_dates_of_unequal_precision_are_compared_as_far_as_they_go() -> None:
    assert codes(start_date=DateSlot(iso8601="2025"), bids_due=DateSlot(iso8601=datetime.date(2025, 4, 2))) == []


def test_duration_that_disagrees_with_start_and_end() -> None:
    start, end = DateSlot(iso8601=datetime.date(2025, 1, 1)), DateSlot(iso8601=datetime.date(2026, 12, 31))
    assert codes(start_date=start, end_date=end, duration=DurationSlot(iso8601="P3Y")) == [
        "duration_disagrees_with_dates"
    ]
    assert codes(start_date=start, end_date=end, duration=DurationSlot(iso8601="P24M")) == []


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Il servizio vale un milione di euro all'anno, tre milioni in due anni", True),
        ("Il servizio vale un milione di euro all'anno, due milioni in due anni", False),
        ("Il servizio vale due milioni in due anni, 9.000 euro all'anno per il depuratore", False),
    ],
)
def test_yearly_sum_and_years_beside_the_total(text: str, warned: bool) -> None:
    source = SourceText.of(Article(text), PATTERNS)
    mentions = FIND(source)
    total = next(i for i, m in enumerate(mentions) if isinstance(m.value, AmountValue) and m.value.per is None)
    tender = TenderRecord(
        id="t1",
        estimated_value=money(int(mentions[total].value.amount), f"m{total}"),  # type: ignore[union-attr]
        duration=DurationSlot(iso8601="P2Y"),
    )
    codes = [warning.code for warning in yearly_warnings(tender, mentions, source)]
    assert codes == (["yearly_sum_disagrees_with_total"] if warned else [])
