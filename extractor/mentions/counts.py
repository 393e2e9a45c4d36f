"""Counts of bidders: how many took part, made an offer or answered. Lots are counted in `lots.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.mentions.beginnings import Anchored
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import CountValue
from extractor.text import SourceText

BIDDERS = "bidders"
_LARGEST = 500
_CONTEXT = 60
_CLAUSE = 250


class CountPatterns(PatternFile):
    """Words around a number of bidders, as commented in the file."""

    nouns: list[Phrase]
    bids: list[Phrase]
    adverbs: list[Phrase]
    articles: list[Phrase]
    participles: list[Phrase]
    copulas: list[Phrase]
    only: list[Phrase]
    together: list[Phrase]
    took_part: list[Phrase]
    crowd: list[Phrase]
    contests: list[Phrase]
    came: list[Phrase]
    goes_on: list[Phrase]
    each: list[Phrase]
    each_only: list[Phrase]
    asked_before: list[Phrase]
    asked_behind: list[Phrase]
    none: list[Phrase]
    barred: list[Phrase]
    none_each: list[Phrase]
    nobody: list[Phrase]
    alone: list[Phrase]
    one: list[Phrase]
    single: list[Phrase]
    arrived: list[Phrase]


class CountFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("counts", CountPatterns)
        noun, bid = alternation(listed.nouns), alternation(listed.bids)
        adverb, article, only = (alternation(words) for words in (listed.adverbs, listed.articles, listed.only))
        single, none, together = (alternation(words) for words in (listed.single, listed.none, listed.together))
        self._after = re.compile(rf"(?:[^\S\n]|')(?:{adverb}\s){{0,2}}(?:{article}\s)?(?P<noun>{noun})\b")
        self._bid = re.compile(rf"\b{bid}\b")
        self._before = re.compile(
            rf"(?<!\w){noun}\s?(?:{alternation(listed.participles)}\s?)?{alternation(listed.copulas)}\s(?:{only}\s)?\Z"
        )
        self._crowd = re.compile(
            rf"(?<!\w)(?:{alternation(listed.took_part)}\s(?:{only}\s)?{together}|{alternation(listed.contests)})\s(?:{only}\s)?\Z"
        )
        self._in_crowd = re.compile(rf"(?<!\w){together}\s\Z")
        self._crowd_after = re.compile(rf"\s{alternation(listed.crowd)}\b")
        goes_on = rf"\s{alternation(listed.goes_on)}\b"
        self._end = re.compile(rf"(?=\s?(?:[.,;:!?)»\"\n]|\Z)|{goes_on})")
        self._each = re.compile(rf"\s(?:{alternation(listed.each_only)}\s)?{alternation(listed.each)}")
        self._none = Anchored(rf"(?<!\w){none}\s?(?:{single}\s)?{noun}\b(?!\s{alternation(listed.barred)}\b)")
        self._none_each = Anchored(rf"\b{alternation(listed.none_each)}\b(?=\s{alternation(listed.each)})")
        self._single = Anchored(
            rf"\b{single}\s{noun}\b|\b{alternation(listed.one)}\s?{noun},?\s(?:{alternation(listed.one)}\s)?{single}\b"
        )
        self._asked_before = re.compile(rf"(?<!\w){alternation(listed.asked_before)}\s(?:{only}\s)?\Z")
        self._asked_behind = re.compile(rf",?\s{alternation(listed.asked_behind)}\b")
        self._came_before = re.compile(rf"(?<!\w){alternation(listed.came)}\s(?:{only}\s)?\Z")
        self._came_after = re.compile(rf"\s{alternation(listed.came)}\b")
        self._nobody = Anchored(rf"\b{alternation(listed.nobody)}\b")
        self._alone = Anchored(rf"\b{alternation(listed.alone)}\b")
        self._arrived = re.compile(rf"(?<!\w){alternation(listed.arrived)}\s\Z")

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        for number in scan.numbers:
            if number.scale > 1 or not 0 < number.value <= _LARGEST or number.value != int(number.value):
                continue
            end = self._counted(number, text)
            if end is None and self._each.match(text, number.end) and self._bid_said(number.start, scan.source):
                end = number.end
            if end is not None:
                yield _mention(number.start, end, int(number.value))
        for match in self._none.finditer(scan.source):
            yield _mention(*match.span(), 0)
        for match in self._none_each.finditer(scan.source):
            if self._bid_said(match.start(), scan.source):
                yield _mention(*match.span(), 0)
        for expression, count in ((self._nobody, 0), (self._single, 1), (self._alone, 1)):
            for match in expression.finditer(scan.source):
                yield _mention(*match.span(), count)

    def _bid_said(self, position: int, source: SourceText) -> bool:
        """Whether a bid is named before the position in its sentence."""
        start = max(source.sentence_at(position).start, position - _CLAUSE)
        return self._bid.search(source.lower, start, position) is not None

    def _counted(self, number: Number, text: str) -> int | None:
        """Where the count that begins with the number ends; None where it counts no bidders."""
        start = max(0, number.start - _CONTEXT)
        noun = self._after.match(text, number.end)
        if self._asked_before.search(text, start, number.start) or (
            noun is not None and self._asked_behind.match(text, noun.end())
        ):
            return None
        if noun is not None:
            return noun.end() if number.value > 1 or self._is_one_bid(number, noun, text) else None
        if self._crowd_after.match(text, number.end) and self._in_crowd.search(text, start, number.start):
            return number.end
        came = self._came_after.match(text, number.end)
        if came is not None and number.value > 1:
            return came.end()
        if not self._end.match(text, number.end):
            return None
        if self._before.search(text, start, number.start) or self._crowd.search(text, start, number.start):
            return number.end
        if number.value > 1 and self._came_before.search(text, start, number.start):
            return number.end
        return None

    def _is_one_bid(self, number: Number, noun: re.Match[str], text: str) -> bool:
        """Whether "una busta" is a number: after a verb of arriving or "solo", or before "soltanto"."""
        if not self._bid.fullmatch(noun["noun"]):
            return False
        return self._arrived.search(text, max(0, number.start - _CONTEXT), number.start) is not None


def _mention(start: int, end: int, count: int) -> Mention:
    return Mention("count", start, end, CountValue(count=count), BIDDERS)
