"""What the words right beside a length of time or a date say that it is: the first kind of turns of phrase that fits.

One turn counts as much as another of its kind, so that rare ones speak as loud as frequent ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Phrase, alternation
from extractor.text import SourceText

REACH = 50  # letters before and behind a mention


class Sides(PatternFile):
    """What stands right before and right behind a mention of a kind."""

    before: list[Phrase]
    behind: list[Phrase]


class BesidePatterns(PatternFile):
    """`small`: words that may stand between a mention and what tells of it; `kinds` in order."""

    small: list[Phrase]
    kinds: dict[str, Sides]


class Beside:
    """Made once per pipeline."""

    def __init__(self, kinds: Mapping[str, Sides], small: Sequence[str]) -> None:
        between = rf"\s?(?:{alternation(small)}\s?){{0,2}}\Z"
        self._kinds = {
            kind: (
                re.compile(rf"(?<!\w){alternation(sides.before)}{between}"),
                re.compile(rf",?\s?{alternation(sides.behind)}(?!\w)"),
            )
            for kind, sides in kinds.items()
        }

    def __call__(self, mention: Mention, source: SourceText) -> tuple[str, str]:
        """The first kind that is told, and on which sides: "<", ">" or both; ("untold", "") where none is."""
        text, start, end = source.lower, mention.start, mention.end
        for kind, (before, behind) in self._kinds.items():
            told = "<" if before.search(text, max(0, start - REACH), start) else ""
            told += ">" if behind.match(text, end, end + REACH) else ""
            if told:
                return kind, told
        return "untold", ""
