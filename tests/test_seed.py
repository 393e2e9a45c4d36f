"""One story, told by a newspaper and in five rewordings of our own, gives one record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor import ArticleRecord, Extractor
from extractor.evaluation.agreement import length
from extractor.record import LotRecord, TenderRecord

ROOT = Path(__file__).parent.parent
SEED = ROOT.parent / "shared" / "seed.txt"
REWORDINGS = sorted((ROOT / "tests" / "cases" / "seed_rewordings").glob("*.txt"))

FACTS = {
    "buyer": "Comune di Modena",
    "status": "awarded",
    "category": "services",
    "method": "open",
    "award_criteria": "best_value",
    "duration": length("P48M"),
    "start_date": "2026-04-01",
    "end_date": ("2030-03-31", "derived"),
    "incumbents": ["Mediagroup98"],
    "suppliers": {("Mediagroup98", None), ("Tracce", "lead")},
    "bidders": None,
    "lot_count": 2,
    "lots": [
        {
            "number": "1",
            "title": "Servizi di informazione, relazione e comunicazione digitale integrata verso i cittadini",
            "value": 4_700_000,
            "bidders": 2,
            "suppliers": {("Mediagroup98", None)},
        },
        {
            "number": "2",
            "title": "Realizzazione di contenuti multimediali e gestione della comunicazione social media"
            " del Comune di Modena",
            "value": 988_000,
            "bidders": 3,
            "suppliers": {("Tracce", "lead")},
        },
    ],
}
NO_COMPANIES = {"urp", "europe direct", "informa giovani", "la pressa"}


def test_there_are_five_rewordings() -> None:
    assert len(REWORDINGS) == 5


@pytest.mark.parametrize("file", REWORDINGS, ids=lambda file: file.stem)
def test_a_rewording_gives_the_record_of_the_story(file: Path, rules: Extractor) -> None:
    check(rules.extract(file.read_text(encoding="utf-8"), published="2026-03-10"))


@pytest.mark.skipif(not SEED.is_file(), reason="the story as the newspaper told it is not here")
def test_the_seed_gives_the_record_of_the_story(rules: Extractor) -> None:
    record = rules.extract(SEED.read_text(encoding="utf-8"))
    assert str(record.article.published) == "2026-03-10"
    check(record)


def check(record: ArticleRecord) -> None:
    (tender,) = record.tenders
    assert facts(tender) == FACTS
    names = {mention.value.name for mention in record.mentions if mention.kind == "company"}  # type: ignore[union-attr]
    assert not {name.lower() for name in names} & NO_COMPANIES
    assert names == {"Mediagroup98", "Tracce"}


def facts(tender: TenderRecord) -> dict[str, Any]:
    """What the record says, without evidence; duration and start wherever all lots say them."""
    end = tender.end_date or common(tender, "end_date")
    return {
        "buyer": tender.buyer and tender.buyer.name,
        **{slot: code(getattr(tender, slot)) for slot in CODES},
        "duration": length(said(tender, "duration") or ""),
        "start_date": said(tender, "start_date"),
        "end_date": end and (str(end.iso8601), "derived" if end.derived else "said"),
        "incumbents": [held.name for held in tender.incumbents],
        "suppliers": {
            (s.name, s.role) for s in [*tender.suppliers, *(s for lot in tender.lots for s in lot.suppliers)]
        },
        "bidders": tender.bidders and tender.bidders.count,
        "lot_count": tender.lot_count and tender.lot_count.count,
        "lots": [lot_facts(lot) for lot in tender.lots],
    }


CODES = ("status", "category", "method", "award_criteria")


def said(tender: TenderRecord, slot: str) -> str | None:
    held = getattr(tender, slot) or common(tender, slot)
    return held and str(held.iso8601)


def common(tender: TenderRecord, slot: str) -> Any:
    values = {str(getattr(lot, slot)): getattr(lot, slot) for lot in tender.lots}
    return next(iter(values.values())) if len(values) == 1 else None


def lot_facts(lot: LotRecord) -> dict[str, Any]:
    return {
        "number": lot.number,
        "title": lot.title and lot.title.text,
        "value": lot.awarded_value and lot.awarded_value.amount,
        "bidders": lot.bidders and lot.bidders.count,
        "suppliers": {(s.name, s.role) for s in lot.suppliers},
    }


def code(held: Any) -> str | None:
    return None if held is None else held.code
