"""Our figures are those of the reference scorer, on the reference articles with records that are wrong in many ways."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.article import Article
from extractor.evaluation.agreement import Agreement
from extractor.evaluation.gold import GoldLot, GoldTender, read_gold
from extractor.evaluation.report import Evaluation
from extractor.patterns import load_patterns
from extractor.record import ArticleRecord, LotRecord, TenderRecord

SHARED = Path(__file__).parents[2].parent / "shared" / "gold"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference articles are not here")

# How the record holds the value of an annotated slot.
FORMS: dict[str, tuple[str, str]] = {
    "title": ("title", "text"),
    "buyer": ("buyer", "name"),
    "category": ("category", "code"),
    "status": ("status", "code"),
    "method": ("method", "code"),
    "award_criteria": ("award_criteria", "code"),
    "estimated_value": ("estimated_value", "amount"),
    "awarded_value": ("awarded_value", "amount"),
    "discount_percent": ("discount", "percent"),
    "duration": ("duration", "iso8601"),
    "renewal": ("renewal", "iso8601"),
    "start_date": ("start_date", "iso8601"),
    "end_date": ("end_date", "iso8601"),
    "bids_due": ("bids_due", "iso8601"),
    "bidders": ("bidders", "count"),
    "lot_count": ("lot_count", "count"),
}


class Spoiler:
    """Turns annotations into records, leaving out, changing and adding at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pool: dict[str, list[Any]] = {}

    def slots(self, gold: GoldLot) -> dict[str, Any]:
        slots: dict[str, Any] = {}
        for slot, (name, attribute) in FORMS.items():
            value = getattr(gold, slot, None)
            value = value[0] if isinstance(value, list) and value else value or None
            if value is not None:
                self.pool.setdefault(slot, []).append(value)
            chance = self.random.random()
            if chance < 0.25 and slot in self.pool and hasattr(gold, slot):
                value = self.random.choice(self.pool[slot])
            elif chance < 0.4:
                value = None
            if value is not None:
                slots[name] = {attribute: value}
                if name in ("start_date", "end_date"):
                    slots[name]["derived"] = self.random.random() < 0.3
        slots["suppliers"] = [{"name": name} for name in self.names("suppliers", [s.name for s in gold.suppliers])]
        return slots

    def names(self, slot: str, names: list[str]) -> list[str]:
        self.pool.setdefault(slot, []).extend(names)
        kept = [name for name in names if self.random.random() < 0.7]
        if self.pool[slot] and self.random.random() < 0.2:
            kept.append(self.random.choice(self.pool[slot]))
        self.random.shuffle(kept)
        return kept

    def tender(self, gold: GoldTender) -> dict[str, Any]:
        tender = self.slots(gold)
        for slot in ("incumbents", "losing_bidders"):
            tender[slot] = [{"name": name} for name in self.names(slot, getattr(gold, slot))]
        for slot in ("cig", "cup"):
            tender[slot] = [{"code": code} for code in self.names(slot, getattr(gold, slot))]
        lots = [{"number": lot.number, **self.slots(lot)} for lot in gold.lots if self.random.random() < 0.8]
        for lot in lots:
            if self.random.random() < 0.3:
                lot["number"] = self.random.choice([None, "1", "2", "3"])
        self.random.shuffle(lots)
        allowed = set(LotRecord.model_fields)
        tender["lots"] = [{key: value for key, value in lot.items() if key in allowed} for lot in lots]
        return {key: value for key, value in tender.items() if key in TenderRecord.model_fields}

    def mentions(self, gold: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for kind in ("amount", "duration", "date"):
            for held in getattr(gold, kind):
                if self.random.random() < 0.3:
                    continue
                value = (
                    held.value
                    if self.random.random() < 0.8
                    else {"amount": 7.5, "duration": "P2Y", "date": "2020"}[kind]
                )
                form = {"amount": value, "currency": held.currency} if kind == "amount" else {"iso8601": value}
                found.append({"kind": kind, "text": held.text, "value": form})
        for company in gold.company:
            for name in company.names:
                if self.random.random() < 0.7:
                    found.append(
                        {
                            "kind": "company",
                            "text": name,
                            "value": {
                                "name": self.random.choice([name, "Altra srl", company.name]),
                                "legal_form": None,
                            },
                        }
                    )
        return [{"id": f"m{i}", "start": 0, "end": 1, **mention} for i, mention in enumerate(found)]

    def record(self, article: Article, gold: Any) -> ArticleRecord:
        tenders = [self.tender(tender) for tender in gold.tenders if self.random.random() < 0.9]
        if gold.tenders and self.random.random() < 0.2:
            tenders.append(self.tender(self.random.choice(gold.tenders)))
        self.random.shuffle(tenders)
        return ArticleRecord.model_validate_json(
            json.dumps(
                {
                    "article": {"id": article.id},
                    "tenders": [{"id": f"t{i}", **tender} for i, tender in enumerate(tenders)],
                    "mentions": self.mentions(gold.mentions),
                    "pipeline": {"version": "0"},
                }
            )
        )


@pytest.mark.parametrize(("part", "seed"), [("train", 1), ("train", 2), ("dev", 3)])
def test_figures_are_those_of_the_reference_scorer(part: str, seed: int, tmp_path: Path) -> None:
    spoiler = Spoiler(seed)
    agreement = Agreement(load_patterns())
    ours = Evaluation()
    lines = []
    for article, gold in read_gold(SHARED / part):
        record = spoiler.record(article, gold)
        ours.add(article, gold, record, agreement)
        lines.append(record.to_json())
    (tmp_path / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        "score.py",
        "--gold",
        f"{part}/gold",
        "--pred",
        str(tmp_path / "records.jsonl"),
        "--json",
    ]
    reference = json.loads(subprocess.run(command, cwd=SHARED, capture_output=True, check=True).stdout)
    figures = ours.figures()
    assert ours.articles == reference["articles"]
    for mine, theirs in (("mentions", "mentions"), ("slots", "records")):
        assert {k: (f.hit, f.fp, f.miss) for k, f in figures[mine].items()} == {
            k: (f["hit"], f["fp"], f["miss"]) for k, f in reference[theirs].items()
        }
    total = figures["slots"]["all"]
    assert min(total.hit, total.fp, total.miss) > 100
    assert total.f1 == pytest.approx(reference["records"]["all"]["f1"])
