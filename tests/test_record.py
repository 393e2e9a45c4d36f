from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.record import (
    AmountValue,
    ArticleInfo,
    ArticleRecord,
    CategorySlot,
    CompanyValue,
    CountSlot,
    CueValue,
    DateSlot,
    DateValue,
    DiscountSlot,
    DurationSlot,
    IdentifierSlot,
    IdentifierValue,
    LotRecord,
    MentionRecord,
    MoneySlot,
    NameSlot,
    PipelineInfo,
    PublicBodyValue,
    StatusSlot,
    SupplierSlot,
    TenderRecord,
    TitleSlot,
    TitleValue,
    Warning,
    json_schema,
)

FULL = ArticleRecord(
    article=ArticleInfo(id="a", published=datetime.date(2026, 3, 10), extra={"page": 3, "tags": ["gare"]}),
    tenders=(
        TenderRecord(
            id="t1",
            title=TitleSlot(text="pulizia", evidence=("m0",)),
            buyer=NameSlot(name="Comune di Carpi"),
            category=CategorySlot(code="services"),
            status=StatusSlot(code="awarded"),
            awarded_value=MoneySlot(amount=Decimal("988000.50"), qualifier="about", per="P1Y", vat="excluded"),
            discount=DiscountSlot(percent=Decimal("11.627")),
            duration=DurationSlot(iso8601="P2Y6M"),
            start_date=DateSlot(iso8601=datetime.date(2026, 4, 1)),
            end_date=DateSlot(iso8601="2028-09", derived=True),
            bids_due=DateSlot(iso8601="2026"),
            bidders=CountSlot(count=0),
            suppliers=(SupplierSlot(name="Alfa", role="lead"), SupplierSlot(name="Beta", role="member")),
            cig=(IdentifierSlot(code="A0123456BC"),),
            lots=(LotRecord(number="1", bidders=CountSlot(count=2)), LotRecord(number=None)),
        ),
    ),
    mentions=(
        MentionRecord(id="m0", kind="title", text="pulizia", start=0, end=7, value=TitleValue()),
        MentionRecord(id="m1", kind="amount", text="1 euro", start=8, end=14, value=AmountValue(amount=Decimal(1))),
        MentionRecord(
            id="m2", kind="date", text="x", start=8, end=9, value=DateValue(iso8601="2026-04", relative=True)
        ),
        MentionRecord(id="m3", kind="company", text="Alfa", start=8, end=12, value=CompanyValue(name="Alfa spa")),
        MentionRecord(id="m9", kind="public_body", text="Asl", start=0, end=3, value=PublicBodyValue(name="Asl")),
        MentionRecord(
            id="m4", kind="cue", text="vince", start=8, end=13, value=CueValue(slot="status", code="awarded")
        ),
        MentionRecord(
            id="m5", kind="identifier", text="A", start=8, end=9, value=IdentifierValue(scheme="CIG", code="A")
        ),
    ),
    warnings=(Warning(code="x", message="y", evidence=("m1",)),),
    pipeline=PipelineInfo(version="0.1.0"),
)


def test_the_schema_is_the_published_one(golden: Callable[[str, str], None]) -> None:
    golden("schema.json", json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n")


def test_every_field_is_written_and_null_where_nothing_is_said() -> None:
    written = json.loads(FULL.to_json())
    assert list(written) == ["schema_version", "article", "tenders", "mentions", "warnings", "pipeline"]
    assert set(written["tenders"][0]) == set(TenderRecord.model_fields)
    assert written["tenders"][0]["method"] is None
    assert written["tenders"][0]["losing_bidders"] == []
    assert set(written["tenders"][0]["lots"][1]) == set(LotRecord.model_fields)


def test_numbers_are_plain_and_dates_iso() -> None:
    tender = json.loads(FULL.to_json())["tenders"][0]
    assert tender["awarded_value"]["amount"] == 988000.5
    assert tender["discount"]["percent"] == 11.627
    assert [tender[slot]["iso8601"] for slot in ("start_date", "end_date", "bids_due")] == [
        "2026-04-01",
        "2028-09",
        "2026",
    ]
    assert '"amount":1,' in FULL.to_json()


def test_money_stays_decimal_and_full_dates_dates() -> None:
    tender = FULL.tenders[0]
    assert tender.awarded_value is not None
    assert tender.awarded_value.amount == Decimal("988000.50")
    assert tender.start_date is not None
    assert tender.start_date.iso8601 == datetime.date(2026, 4, 1)


def test_the_same_record_gives_the_same_bytes() -> None:
    assert FULL.to_json() == FULL.model_copy(deep=True).to_json()
    assert json.loads(FULL.to_json(indent=2)) == json.loads(FULL.to_json())


def test_a_record_comes_back_from_its_json() -> None:
    again = ArticleRecord.model_validate_json(FULL.to_json())
    assert again == FULL
    assert again.to_json() == FULL.to_json()


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_every_amount_comes_back(amount: Decimal) -> None:
    assert AmountValue.model_validate_json(AmountValue(amount=amount).model_dump_json()).amount == amount


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (AmountValue, {"amount": "1000"}),
        (AmountValue, {"amount": Decimal("NaN")}),
        (AmountValue, {"amount": Decimal(1), "currency": "euro"}),
        (AmountValue, {"amount": Decimal(1), "qualifier": "maybe"}),
        (AmountValue, {"amount": Decimal(1), "per": "year"}),
        (AmountValue, {"amount": Decimal(1), "unit": "euro"}),
        (DurationSlot, {"iso8601": "48 mesi"}),
        (DateSlot, {"iso8601": "10/03/2026"}),
        (DateSlot, {"iso8601": "26"}),
        (CountSlot, {"count": -1}),
        (CountSlot, {"count": 2.0}),
        (CategorySlot, {"code": "Services"}),
        (StatusSlot, {"code": "done"}),
        (SupplierSlot, {"name": "Alfa", "role": "leader"}),
        (NameSlot, {"name": None}),
        (NameSlot, {"name": "Alfa", "evidence": ("12",)}),
        (TenderRecord, {"id": "t1", "title": "pulizia"}),
    ],
)
def test_what_the_contract_does_not_know_is_refused(model: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model(**fields)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        FULL.tenders[0].id = "t2"  # type: ignore[misc]
