import datetime
from decimal import Decimal

from extractor.record import DateSlot, DurationSlot, LotRecord, MoneySlot, TenderRecord
from extractor.tenders.checks import tender_warnings


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
