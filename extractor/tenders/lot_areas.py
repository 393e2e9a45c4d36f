"""Lots without a number: the areas, services or places that an article names one after another where it tells of lots.

"Uno, fino a Borgo, da 640mila; l'altro, a Villa, da 415mila"; "quattro lotti - Udine con 9,1, Pordenone con 5,8"; "nel
capoluogo lavorerà la Rossi, nelle frazioni la Bianchi". Every short stretch between two stops is a candidate; what
stands on both sides of it, and how many others stand alike, are its features (decision lot_area).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.mentions.lots import LotPatterns
from extractor.mentions.mention import Mention
from extractor.patterns import alternation
from extractor.record import CountValue, Kind
from extractor.tenders.lot_titles import TitleFinder, TitlePatterns
from extractor.text import Region, SourceText

_SENTENCES = 8  # how far behind the sentence that tells of lots their areas may stand
_LONGEST = 90
_LONGEST_ROW = 40
_ROW = frozenset({",", "and"})
_VALUES: tuple[Kind, ...] = ("amount", "company", "percentage", "duration", "count", "date")


@dataclass(frozen=True, slots=True)
class AreaCandidate:
    start: int
    end: int
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What ends a stretch: a mark, a word or a value."""

    start: int
    end: int
    name: str


class AreaFinder:
    """Made once per pipeline."""

    def __init__(self, listed: TitlePatterns, words: LotPatterns, titles: TitleFinder) -> None:
        self._titles = titles
        self._joins = frozenset(words.joins)
        self._lot = re.compile(f"{words.one}|{words.many}")
        self._cut = re.compile(
            rf"[;:()|\n«»!?•👉]|\s[–-]\s|\.(?=\s|\Z)|,|\s{alternation(words.joins)}\s|(?<![\w'])(?:{alternation(listed.stops)})(?![\w'])"
        )

    def candidates(self, source: SourceText, mentions: Sequence[Mention], said: Mention) -> list[AreaCandidate]:
        """The stretches that may name a lot, from the sentence in which lots are told of."""
        first = source.sentence_index(said.start)
        last = min(first + _SENTENCES, len(source.sentences) - 1)
        start, end = source.sentences[first].start, source.sentences[last].end
        cuts = self._cuts(source, mentions, start, end)
        found = [
            (region, before, after, merged)
            for index in range(len(cuts) - 1)
            for region, before, after, merged in self._stretches(source, cuts, index)
            if not merged or self._row(cuts, before, after, said) != "fits"
        ]
        alike = Counter((self._sign(source, cuts, region, before, after)) for region, before, after, _ in found)
        return [
            AreaCandidate(
                region.start,
                region.end,
                tuple(
                    self._features(
                        source,
                        cuts,
                        region,
                        before,
                        after,
                        merged,
                        said,
                        alike[self._sign(source, cuts, region, before, after)],
                    )
                ),
            )
            for region, before, after, merged in found
        ]

    def _cuts(self, source: SourceText, mentions: Sequence[Mention], start: int, end: int) -> list[_Cut]:
        values = [
            _Cut(mention.start, mention.end, "lots" if mention.rule == "lots" else mention.kind)
            for mention in mentions
            if mention.kind in (*_VALUES, "public_body") and start <= mention.start < end
        ]
        cuts = [_Cut(start, start, "start")]
        held = [cut.start for cut in values]
        for match in self._cut.finditer(source.lower, start, end):
            index = bisect_left(held, match.start() + 1) - 1
            if index >= 0 and values[index].end > match.start():
                continue
            cuts.append(_Cut(match.start(), match.end(), self._name(match[0].strip())))
        cuts += values
        cuts.append(_Cut(end, end, "end"))
        return sorted(cuts, key=lambda cut: (cut.start, cut.end))

    def _name(self, words: str) -> str:
        """The class of a cut: a mark is its own, words are joins, the word lot or others."""
        if not words:
            return "line"
        if not words.isalpha():
            return words[0]
        return "and" if words in self._joins else "lot" if self._lot.fullmatch(words) else "word"

    def _stretches(
        self, source: SourceText, cuts: Sequence[_Cut], index: int
    ) -> Iterator[tuple[Region, int, int, int]]:
        """The stretch behind a cut, alone and with what "e" joins to it; indices of the cuts on both sides."""
        for merged, after in enumerate(range(index + 1, min(index + 5, len(cuts)))):
            region = self._titles.trimmed(source, cuts[index].end, cuts[after].start)
            if region is not None and region.end - region.start <= _LONGEST:
                yield region, index, after, merged
            if cuts[after].name not in _ROW:
                return

    def _sign(
        self, source: SourceText, cuts: Sequence[_Cut], region: Region, before: int, after: int
    ) -> tuple[str, ...]:
        return (cuts[before].name, self._opening(source, cuts[before].end, region.start), self._next_value(cuts, after))

    def _opening(self, source: SourceText, start: int, end: int) -> str:
        """The class of the words that were cut off in front: the first of them, or none."""
        words = source.lower[start:end].replace("'", "' ").split()
        words = [word.strip(",.;:–-(«") for word in words if word.strip(",.;:–-(«")]
        return words[0][:3] if words else "none"

    @staticmethod
    def _next_value(cuts: Sequence[_Cut], after: int) -> str:
        for cut in cuts[after : after + 4]:
            if cut.name in _VALUES:
                return cut.name
            if cut.name in (".", ";", "line"):
                break
        return "none"

    def _row(self, cuts: Sequence[_Cut], before: int, after: int, said: Mention) -> str:
        """Whether as many stretches stand in one row with commas as there are lots."""
        first, last = max(0, before - _LONGEST_ROW), min(len(cuts) - 1, after + _LONGEST_ROW)
        while before > first and cuts[before].name in _ROW:
            before -= 1
        while after < last and cuts[after].name in _ROW:
            after += 1
        length = after - before
        if isinstance(said.value, CountValue) and length == said.value.count:
            return "fits"
        return "alone" if length == 1 else "other"

    def _features(
        self,
        source: SourceText,
        cuts: Sequence[_Cut],
        region: Region,
        before: int,
        after: int,
        merged: int,
        said: Mention,
        alike: int,
    ) -> Iterator[str]:
        left, right = cuts[before].name, cuts[after].name
        opening = self._opening(source, cuts[before].end, region.start)
        yield f"left={left}"
        yield f"right={right}"
        yield f"both={left}.{right}"
        yield f"opening={opening}"
        yield f"left={left}.{opening}"
        yield f"next={self._next_value(cuts, after)}"
        yield f"merged={merged}"
        yield f"row={self._row(cuts, before, after, said)}.{min(merged, 2)}"
        previous = cuts[before - 1].name if before else "none"
        yield f"previous={previous}.{left}"
        following = cuts[after + 1].name if after + 1 < len(cuts) else "none"
        yield f"following={right}.{following}"
        words = source.clean[region.start : region.end].split()
        yield f"words={min(len(words), 7)}"
        capital = words[0][0].isupper()
        opens = cuts[before].name in (".", "line", "start") and opening == "none"
        yield f"capital={'opens' if capital and opens else capital}"
        yield f"last_capital={words[-1][0].isupper()}"
        if any(char.isdigit() for char in source.clean[region.start : region.end]):
            yield "digit"
        yield f"alike={min(alike, 4)}"
        sentence = source.sentence_index(region.start) - source.sentence_index(said.start)
        yield f"sentence={min(sentence, 6) if sentence or region.start > said.start else 'before'}"
