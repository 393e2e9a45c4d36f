"""Counts of bidders; `rule` is "bidders". How many lots there are is found in `extractor.mentions.lots`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import CountValue

_LARGEST = 500


class Counted(PatternFile):
    nouns: list[Phrase]


class Words(PatternFile):
    """`between` number and noun; `none` before a noun counts zero, `single` before or after it one."""

    between: list[Phrase]
    none: list[Phrase]
    single: list[Expression]


class CountPatterns(PatternFile):
    bidders: Counted
    words: Words


class CountFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("counts", CountPatterns)
        nouns = rf"{alternation(listed.bidders.nouns)}\b"
        between, single = alternation(listed.words.between), alternation(listed.words.single)
        self._after = re.compile(rf"\s(?:{between}\s)?{nouns}")
        self._none = re.compile(rf"\b{alternation(listed.words.none)}\s(?:{single}\s)?{nouns}")
        self._single = re.compile(rf"\b{single}\s{nouns}")

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        for number in scan.numbers:
            noun = self._after.match(text, number.end)
            if noun and number.scale == 1 and number.value == int(number.value) and 0 < number.value <= _LARGEST:
                yield Mention("count", number.start, noun.end(), CountValue(count=int(number.value)), "bidders")
        for match in self._none.finditer(text):
            yield Mention("count", *match.span(), CountValue(count=0), "bidders")
        for match in self._single.finditer(text):
            yield Mention("count", *match.span(), CountValue(count=1), "bidders")
