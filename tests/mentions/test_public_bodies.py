import json
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.mentions.places import places_of
from extractor.mentions.public_bodies import PublicBodyFinder
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.record import PublicBodyValue
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = PublicBodyFinder(PATTERNS)
CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/public_bodies.jsonl").read_text("utf-8").splitlines()
]


def names(text: str) -> list[str]:
    source = SourceText.of(Article(text), PATTERNS)
    scan = Scan(source, places=list(places_of(PATTERNS).find(source)))
    values = [mention.value for mention in FIND(scan)]
    return sorted({value.name for value in values if isinstance(value, PublicBodyValue)})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_cases(case: dict) -> None:
    assert names(case["text"]) == sorted(case["names"])
