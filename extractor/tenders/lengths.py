"""Lengths of time: what the words right beside one say that it is the length of.

"una garanzia di tre anni", "tre anni in meno di prima"   ruled out: never a contract's length, nor its renewal's
"la durata è di tre anni", "tre anni di gestione"         length=contract
"4 milioni di euro per tre anni"                          length=sum_before
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.tenders.beside import REACH, Beside, BesidePatterns, Sides
from extractor.text import SourceText


class SumLinks(PatternFile):
    """What stands between a sum and a length: before the length, between two of a list, behind the length."""

    before: list[Phrase]
    beside: list[Phrase]
    behind: list[Phrase]


class LengthPatterns(BesidePatterns):
    """`never`: what says that a length is neither a contract's nor its renewal's; `sums`: what joins it to a sum."""

    never: Sides
    sums: SumLinks


class LengthTable:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        read = patterns.read("lengths", LengthPatterns)
        self._never = Beside({"never": read.never}, read.small)
        self._kinds = Beside(read.kinds, read.small)
        self._sum_before, self._sum_beside, self._sum_behind = (
            re.compile(alternation(links)) for links in (read.sums.before, read.sums.beside, read.sums.behind)
        )

    def rules_out(self, mention: Mention, source: SourceText) -> bool:
        """Whether a length is said to be something else than a contract's or its renewal's."""
        return self._never(mention, source)[0] == "never"

    def features(self, mention: Mention, source: SourceText, sums: Sequence[Mention]) -> Iterator[str]:
        """What is said of a length, which may stand beside one of the sums."""
        kind, sides = self._kinds(mention, source)
        yield f"length={kind}"
        yield from (f"length={kind}{side}" for side in sides)
        for amount in sums:
            for place, link, (start, end) in (
                ("sum_before", self._sum_before, (amount.end, mention.start)),
                ("sum_beside", self._sum_beside, (amount.end, mention.start)),
                ("sum_behind", self._sum_behind, (mention.end, amount.start)),
            ):
                if start <= end <= start + REACH and link.fullmatch(source.lower, start, end):
                    yield f"length={place}"
