"""The sample articles and their annotations belong together and quote the articles word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor import Extractor
from extractor.article import Article
from extractor.evaluation.gold import GoldArticle, read_gold

SAMPLES = Path(__file__).parent.parent / "samples"
ANNOTATED = {article.id: (article, gold) for article, gold in read_gold(SAMPLES)}
FURTHER = [pair for name in ("training", "further", "unseen") for pair in read_gold(SAMPLES / name)]
EVERY = [pytest.param(article, gold, id=article.id) for article, gold in [*ANNOTATED.values(), *FURTHER]]


def test_every_article_is_annotated() -> None:
    assert {file.stem for file in (SAMPLES / "articles").iterdir()} == set(ANNOTATED)
    assert len(ANNOTATED) == 10


def test_they_cover_what_articles_tell() -> None:
    tenders = [gold.tenders for _, gold in ANNOTATED.values()]
    all_tenders = [tender for some in tenders for tender in some]
    assert any(not some for some in tenders), "no tender at all"
    assert any(len(some) > 1 for some in tenders), "several tenders in one article"
    assert any(len(tender.lots) > 1 for tender in all_tenders), "several lots"
    assert any(tender.lot_count == 1 for tender in all_tenders), "a single lot"
    assert any(supplier.role == "lead" for tender in all_tenders for supplier in tender.suppliers), "a consortium"
    assert any(set(t.incumbents) & {s.name for s in t.suppliers} for t in all_tenders), "an extension"
    assert {"planned", "active", "awarded", "unsuccessful", "suspended", "cancelled"} <= {t.status for t in all_tenders}
    assert {"open", "limited", "direct"} <= {tender.method for tender in all_tenders}
    assert {"services", "works", "goods"} == {tender.category for tender in all_tenders}


@pytest.mark.parametrize(("article", "gold"), EVERY)
def test_annotations_quote_the_article(article: Article, gold: GoldArticle) -> None:
    mentions = gold.mentions
    quoted = [held.text for held in [*mentions.amount, *mentions.duration, *mentions.date]]
    quoted += [name for company in mentions.company for name in company.names]
    quoted += [wording for part in _parts(gold) for wording in part.title or []]
    assert [quote for quote in quoted if quote not in article.text] == []


@pytest.mark.parametrize(("article", "gold"), EVERY)
def test_companies_in_slots_are_annotated_as_companies(article: Article, gold: GoldArticle) -> None:
    known = {company.name for company in gold.mentions.company}
    named = {supplier.name for part in _parts(gold) for supplier in part.suppliers}
    named |= {name for tender in gold.tenders for name in [*tender.incumbents, *tender.losing_bidders]}
    assert named <= known


@pytest.mark.parametrize(("article", "gold"), EVERY)
def test_values_in_slots_are_annotated_as_mentions(article: Article, gold: GoldArticle) -> None:
    amounts = {held.value for held in gold.mentions.amount}
    named = {
        value for part in _parts(gold) for value in (part.estimated_value, part.awarded_value) if value is not None
    }
    assert named <= amounts
    dates = {held.value for held in gold.mentions.date}
    assert {date for part in _parts(gold) for date in (part.start_date, part.end_date, part.bids_due) if date} <= dates
    lengths = {held.value for held in gold.mentions.duration}
    assert {length for part in _parts(gold) for length in (part.duration, part.renewal) if length} <= lengths


@pytest.mark.parametrize("id", sorted(ANNOTATED))
def test_whole_records_are_the_expected_ones(
    id: str, rules: Extractor, golden: Callable[[str | Path, str], None]
) -> None:
    record = rules.extract_article(ANNOTATED[id][0])
    golden(SAMPLES / "records" / f"{id}.json", record.to_json(indent=1) + "\n")


def test_articles_are_as_long_as_articles_are() -> None:
    assert all(100 <= len(re.findall(r"\w+", article.text)) <= 300 for article, _ in ANNOTATED.values())


def _parts(gold: GoldArticle):  # type: ignore[no-untyped-def]
    return [part for tender in gold.tenders for part in [tender, *tender.lots]]
