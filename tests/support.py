"""What tests share: pattern files and extractors that are loaded once, cases as data, the mentions of a text."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from extractor import Extractor
from extractor.article import MAX_LENGTH, Article
from extractor.mentions.finder import MentionFinder
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.pipeline import auto_model, load
from extractor.record import ArticleRecord, Kind
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = MentionFinder(PATTERNS)
Run = Callable[..., tuple[int, str, str]]
"""Runs a command line: exit status, stdout and stderr."""

_CASES = Path(__file__).parent / "cases"
_SAMPLES = Path(__file__).parents[1] / "samples" / "articles"


def load_once(
    model: str | Path | None = "auto", patterns: str | Path | None = None, *, max_length: int = MAX_LENGTH
) -> Extractor:
    """What `extractor.load` gives, loaded only the first time it is asked for."""
    return _loaded(auto_model() if model == "auto" else model, patterns, max_length)


@cache
def _loaded(model: str | Path | None, patterns: str | Path | None, max_length: int) -> Extractor:
    return load(model, patterns, max_length=max_length)


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _CASES.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def sample_articles() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(_SAMPLES.glob("*.txt"))]


def mentions(text: str, kind: Kind, published: str | None = None) -> list[tuple[str, Mention]]:
    """The mentions of a kind with the words they stand for, after overlaps are settled."""
    source = SourceText.of(Article.read(text, published=published), PATTERNS)
    return [(source.clean[m.start : m.end], m) for m in FIND(source) if m.kind == kind]


def check_record(record: ArticleRecord, text: str) -> None:
    """Offsets are true, evidence is there, and JSON leads back to the record."""
    assert all(text[m.start : m.end] == m.text for m in record.mentions)
    known = {m.id for m in record.mentions}
    for tender in record.tenders:
        for slot in type(tender).model_fields:
            evidence = getattr(getattr(tender, slot), "evidence", ())
            assert set(evidence) <= known
    assert ArticleRecord.model_validate_json(record.to_json()) == record
