"""What looks like a value and is none: law references, telephone numbers, streets, newspapers, scores."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extractor.mentions.beginnings import Anchored
from extractor.mentions.scan import Number
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.text import Region, SourceText


class ExclusionPatterns(PatternFile):
    """`phrases` over the text in lower case, `cased` over the text with its capitals."""

    phrases: list[Phrase]
    cased: list[Phrase]


class ExclusionFinder:
    """Called with a text it gives the stretches whose numbers are no values, in order and apart."""

    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("exclusions", ExclusionPatterns)
        self._phrase = Anchored(rf"(?<!\w){alternation(listed.phrases)}")
        self._cased = Anchored(rf"(?<!\w){alternation(listed.cased)}")

    def __call__(self, source: SourceText) -> list[Region]:
        matches = [*self._phrase.finditer(source), *self._cased.finditer(source, cased=True)]
        regions: list[Region] = []
        for start, end in sorted(match.span() for match in matches):
            if regions and start < regions[-1].end:
                regions[-1] = Region(regions[-1].start, max(end, regions[-1].end))
            else:
                regions.append(Region(start, end))
        return regions


def outside(regions: Sequence[Region], numbers: Iterable[Number]) -> list[Number]:
    """The numbers that touch none of the regions."""
    starts = [region.start for region in regions]
    kept = []
    for number in numbers:
        index = bisect_right(starts, number.end - 1) - 1
        if index < 0 or regions[index].end <= number.start:
            kept.append(number)
    return kept
