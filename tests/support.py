"""What tests of mentions share: cases as data, and the mentions of a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.record import ArticleRecord, Kind
from extractor.text import SourceText

_FIND = MentionFinder(load_patterns())
_CASES = Path(__file__).parent / "cases"
_SAMPLES = Path(__file__).parents[1] / "samples" / "articles"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _CASES.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def sample_articles() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(_SAMPLES.glob("*.txt"))]


def mentions(text: str, kind: Kind, published: str | None = None) -> list[tuple[str, Mention]]:
    """The mentions of a kind with the words they stand for, after overlaps are settled."""
    source = SourceText.of(Article.read(text, published=published), load_patterns())
    return [(source.clean[m.start : m.end], m) for m in _FIND(source) if m.kind == kind]


def check_record(record: ArticleRecord, text: str) -> None:
    """Offsets are true, evidence is there, and JSON leads back to the record."""
    assert all(text[m.start : m.end] == m.text for m in record.mentions)
    known = {m.id for m in record.mentions}
    for tender in record.tenders:
        for slot in type(tender).model_fields:
            evidence = getattr(getattr(tender, slot), "evidence", ())
            assert set(evidence) <= known
    assert ArticleRecord.model_validate_json(record.to_json()) == record
