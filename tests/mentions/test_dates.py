import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from extractor.article import Article
from extractor.mentions.dates import DateFinder
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.record import DateValue
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = DateFinder(PATTERNS)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "dates.jsonl").read_text(encoding="utf-8").splitlines()
]


def dates(text: str, published: str | None = None) -> list[list[Any]]:
    day = None if published is None else datetime.date.fromisoformat(published)
    scan = Scan(SourceText.of(Article(text, published=day), PATTERNS))
    found = []
    for mention in FIND(scan):
        assert isinstance(mention.value, DateValue)
        words = scan.source.clean[mention.start : mention.end]
        found.append([words, str(mention.value.iso8601), mention.value.relative])
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_case(case: dict[str, Any]) -> None:
    assert dates(case["text"], case["published"]) == case["dates"]
