"""Percentages: discounts, shares, tax rates, in digits and words; a fraction only where a discount is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.mentions.beginnings import Anchored
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import DecimalText, Expression, PatternFile, Patterns, Phrase, Word, alternation
from extractor.record import PercentageValue

_CONTEXT = 10  # characters before a number in which the word before a part is looked for
_REACH = 60  # characters from one part to the next
_ALL = 100


class PercentagePatterns(PatternFile):
    """`sign` follows a number, `share` stands between numbers of one sign, `fractions` need a cue before, with no
    more between than `fraction_links`;
    `part` stands before parts of one whole, `part_end` after those without a sign."""

    sign: list[Expression]
    share: list[Expression]
    part: list[Phrase]
    part_end: list[Expression]
    fraction_cues: list[Phrase]
    fraction_links: list[Phrase]
    fractions: dict[Word, DecimalText]


@dataclass(frozen=True, slots=True)
class _Whole:
    """Parts of one whole ("la Alfa al 55%, la Beta al 30"): where the last ends, and how much they are together."""

    end: int
    said: Decimal


class PercentageFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("percentages", PercentagePatterns)
        self._sign = re.compile(alternation(listed.sign))
        self._share = re.compile(alternation(listed.share))
        self._part = re.compile(rf"(?<!\w){alternation(listed.part)}\s?\Z")
        self._part_end = re.compile(alternation(listed.part_end))
        cues, fractions = alternation(listed.fraction_cues), alternation(listed.fractions)
        self._fraction = Anchored(
            rf"\b{cues}\s(?:{alternation(listed.fraction_links)}\s){{0,2}}(?P<fraction>{fractions})\b"
        )
        self._fractions = {word: Decimal(value) for word, value in listed.fractions.items()}

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        whole: _Whole | None = None
        for index, number in enumerate(scan.numbers):
            sign = self._sign.match(text, number.end) if number.scale == 1 else None
            if sign:
                yield from self._sharing(scan.numbers, index, text)
                yield _mention(number, sign.end(), "sign")
                whole = _Whole(sign.end(), number.value) if self._is_part(number, text) else None
            elif whole is not None and self._completes(whole, number, scan):
                yield _mention(number, number.end, "part")
                whole = _Whole(number.end, whole.said + number.value)
        for match in self._fraction.finditer(scan.source):
            percent = self._fractions[" ".join(match["fraction"].split())]
            yield Mention(
                "percentage", match.start("fraction"), match.end(), PercentageValue(percent=percent), "fraction"
            )

    def _is_part(self, number: Number, text: str) -> bool:
        return self._part.search(text, max(0, number.start - _CONTEXT), number.start) is not None

    def _completes(self, whole: _Whole, number: Number, scan: Scan) -> bool:
        """Whether a number without a sign is one more part: soon after the last, and not too much for one whole."""
        text = scan.source.lower
        if number.start - whole.end > _REACH or number.scale > 1 or whole.said + number.value > _ALL:
            return False
        if number.end > scan.source.sentence_at(whole.end - 1).end or not self._part_end.match(text, number.end):
            return False
        return self._is_part(number, text)

    def _sharing(self, numbers: list[Number], index: int, text: str) -> Iterator[Mention]:
        """Numbers just before one with a sign that share it."""
        while index and self._share.fullmatch(text, numbers[index - 1].end, numbers[index].start):
            index -= 1
            if numbers[index].scale > 1:
                return
            yield _mention(numbers[index], numbers[index].end, "shared_sign")


def _mention(number: Number, end: int, rule: str) -> Mention:
    return Mention("percentage", number.start, end, PercentageValue(percent=number.value), rule)
