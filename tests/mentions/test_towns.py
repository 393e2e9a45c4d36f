import json
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.mentions.places import places_of
from extractor.mentions.scan import Scan
from extractor.mentions.towns import TownFinder
from extractor.patterns import load_patterns
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = TownFinder(PATTERNS)
CASES = [
    json.loads(line) for line in Path(__file__).parents[1].joinpath("cases/towns.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_cases(case: dict) -> None:
    source = SourceText.of(Article(case["text"]), PATTERNS)
    assert FIND(Scan(source, places=list(places_of(PATTERNS).find(source)))) == case["towns"]
