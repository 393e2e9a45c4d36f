"""Percentages: discounts, shares, tax rates, in digits and words; a fraction only where a discount is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import PercentageValue


class PercentagePatterns(PatternFile):
    """`sign` follows a number, `share` stands between numbers of one sign, `fractions` need a cue just before."""

    sign: list[Expression]
    share: list[Expression]
    fraction_cues: list[Phrase]
    fractions: dict[Phrase, str]


class PercentageFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("percentages", PercentagePatterns)
        self._sign = re.compile(alternation(listed.sign))
        self._share = re.compile(alternation(listed.share))
        cues, fractions = alternation(listed.fraction_cues), alternation(listed.fractions)
        self._fraction = re.compile(
            rf"\b{cues}\s+(?:di\s+|del\s+)?(?:circa\s+|oltre\s+|quasi\s+)?(?P<fraction>{fractions})\b"
        )
        self._fractions = {word: Decimal(value) for word, value in listed.fractions.items()}

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        for index, number in enumerate(scan.numbers):
            sign = self._sign.match(text, number.end)
            if sign and number.scale == 1:
                yield from self._sharing(scan.numbers, index, text)
                yield _mention(number, sign.end(), "sign")
        for match in self._fraction.finditer(text):
            percent = self._fractions[" ".join(match["fraction"].split())]
            yield Mention(
                "percentage", match.start("fraction"), match.end(), PercentageValue(percent=percent), "fraction"
            )

    def _sharing(self, numbers: list[Number], index: int, text: str) -> Iterator[Mention]:
        """Numbers just before one with a sign that share it."""
        while index and self._share.fullmatch(text, numbers[index - 1].end, numbers[index].start):
            index -= 1
            if numbers[index].scale > 1:
                return
            yield _mention(numbers[index], numbers[index].end, "shared_sign")


def _mention(number: Number, end: int, rule: str) -> Mention:
    return Mention("percentage", number.start, end, PercentageValue(percent=number.value), rule)
