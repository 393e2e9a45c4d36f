"""Time grows in line with the text, on the worst texts for values: compared at n and 2n, not in seconds."""

from collections.abc import Callable

import pytest

from extractor.article import Article
from extractor.mentions.amounts import AmountFinder
from extractor.mentions.counts import CountFinder
from extractor.mentions.durations import DurationFinder
from extractor.mentions.exclusions import ExclusionFinder, outside
from extractor.mentions.identifiers import IdentifierFinder
from extractor.mentions.numbers import NumberFinder
from extractor.mentions.percentages import PercentageFinder
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.text import SourceText
from tests.growth import growth

PATTERNS = load_patterns()
EXCLUDE, NUMBERS = ExclusionFinder(PATTERNS), NumberFinder(PATTERNS)
FINDERS = [
    finder(PATTERNS) for finder in (IdentifierFinder, PercentageFinder, DurationFinder, AmountFinder, CountFinder)
]
SIZE = 2_000


def find(source: SourceText) -> None:
    excluded = EXCLUDE(source)
    scan = Scan(source, excluded, outside(excluded, NUMBERS(source)))
    for finder in FINDERS:
        scan.mentions.extend(finder(scan))


@pytest.mark.parametrize(
    "repeat",
    [
        lambda n: "due e " * (n // 6),
        lambda n: "3+" * (n // 2) + "2 anni",
        lambda n: "45, " * (n // 4) + "12 milioni",
        lambda n: "3 euro e " * (n // 9),
        lambda n: "tel. " + "1 " * (n // 2),
        lambda n: "3\n" * (n // 2),
        lambda n: "miliardi di " * (n // 12),
        lambda n: "CIG 81234567F4 CUP J35E22000190001 " * (n // 35),
        lambda n: "via " + "Aa " * (n // 3),
        lambda n: "al 55%, al 30, " * (n // 15),
        lambda n: "Este (40 milioni), Adria (15), " * (n // 31),
        lambda n: "nove anni, 6+3, " * (n // 16),
        lambda n: ("3" + " " * 50) * (n // 51),
    ],
)
def test_time_is_linear(repeat: Callable[[int], str]) -> None:
    once, twice = (SourceText.of(Article(repeat(size)), PATTERNS) for size in (SIZE, 2 * SIZE))
    assert growth(lambda: find(once), lambda: find(twice), 3) < 3
