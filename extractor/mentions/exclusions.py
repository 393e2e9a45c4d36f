"""What looks like a value and is none: law references, telephone numbers, streets, newspapers, scores."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extractor.mentions.scan import Number
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.text import Region, SourceText


class ExclusionPatterns(PatternFile):
    phrases: list[Phrase]


class ExclusionFinder:
    """Called with a text it gives the stretches whose numbers are no values, in order and apart."""

    def __init__(self, patterns: Patterns) -> None:
        self._phrase = re.compile(alternation(patterns.read("exclusions", ExclusionPatterns).phrases))

    def __call__(self, source: SourceText) -> list[Region]:
        return [Region(match.start(), match.end()) for match in self._phrase.finditer(source.lower)]


def outside(regions: Sequence[Region], numbers: Iterable[Number]) -> list[Number]:
    """The numbers that touch none of the regions."""
    starts = [region.start for region in regions]
    kept = []
    for number in numbers:
        index = bisect_right(starts, number.end - 1) - 1
        if index < 0 or regions[index].end <= number.start:
            kept.append(number)
    return kept
