"""Lots without a number: the areas, services or places that an article names one after another where it tells of lots.

"Uno, fino a Borgo, da 640mila; l'altro, a Villa, da 415mila"; "quattro lotti - Lecco con 7,2, Sondrio con 4,6"; "nel
capoluogo lavorerà la Rossi, nelle frazioni la Bianchi". Every short stretch between two stops is a candidate; what
stands on both sides of it, and how many others stand alike, are its features (decision lot_area).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from extractor.mentions.lots import LotPatterns, counts_lots
from extractor.mentions.mention import Mention
from extractor.mentions.places import Place, PlacePatterns
from extractor.patterns import PatternFile, Phrase, alternation
from extractor.record import CountValue, Kind
from extractor.tenders.lot_titles import TitleFinder, TitlePatterns
from extractor.tenders.weights import log_odds
from extractor.text import Region, SourceText

_SENTENCES_BEFORE, _SENTENCES_BEHIND = 5, 10  # how far from the sentence that tells of lots their areas may stand
_LONGEST = 90
_LONGEST_WHOLE = 140  # the same of a whole row
_MOST_MERGED = 4  # stretches joined as one that are not a whole row
_BESIDE = 12  # characters between a mark and the value behind it
_VALUE_MARKS = frozenset({",", "(", ":", "-", "–", "|"})
_BULLET = 4  # characters before the first word of an item of a list
_LONGEST_ROW = 40
_FIRST_WORD = re.compile(r"[\w']+")
_ROW = frozenset({",", "and"})
_SURE = 2.0  # log odds above the least probability from which a stretch counts as sure
_OVERLOOKED = 0.9  # how much a stretch that is left out counts against a choice
_VALUES: tuple[Kind, ...] = ("amount", "company", "percentage", "duration", "count", "date")


class AreaPatterns(PatternFile):
    """`articles` stand before an area, `divisions` are words for parts of a town or of a service, `others` such as
    stand between values and name none, `between` opens the places that an area lies between, `breaks` stand beside an
    area and are no part of it."""

    articles: list[Phrase]
    divisions: list[Phrase]
    others: list[Phrase]
    between: list[Phrase]
    breaks: list[Phrase]


class AreaCandidate(NamedTuple):
    """`first` and `last` number the cuts on both sides."""

    start: int
    end: int
    words: str
    features: tuple[str, ...]
    first: int
    last: int


class _Cut(NamedTuple):
    """What ends a stretch: a mark, a word or a value."""

    start: int
    end: int
    name: str


class AreaFinder:
    """Made once per pipeline."""

    def __init__(
        self, listed: TitlePatterns, areas: AreaPatterns, words: LotPatterns, titles: TitleFinder, places: PlacePatterns
    ) -> None:
        self._titles = titles
        self._places = places
        self._division = re.compile(rf"(?<!\w){alternation(areas.divisions)}(?!\w)")
        self._other = re.compile(rf"(?<!\w){alternation(areas.others)}(?!\w)")
        self._joins = frozenset(words.joins)
        item = r"[^\s,;:.()\n][^,;:.()\n]{0,40}"
        self._between = re.compile(
            rf"(?<=\w\s){alternation(areas.between)}\s(?:{item},\s){{0,6}}{item}\s{alternation(words.joins)}\s"
        )
        self._lot = re.compile(f"{words.one}|{words.many}")
        self._cut = re.compile(
            rf"[;:()|\n«»!?•👉]|\s[–-]\s|\.(?=\s|\Z)|,|\s{alternation(words.joins)}\s"
            rf"|(?<![\w'])(?:{alternation([*listed.stops, *areas.breaks])})(?![\w'])"
        )

    def candidates(self, source: SourceText, mentions: Sequence[Mention], said: Mention) -> list[AreaCandidate]:
        """The stretches that may name a lot, from the sentence in which lots are told of."""
        told = source.sentence_index(said.start)
        first = max(0, told - _SENTENCES_BEFORE)
        last = min(told + _SENTENCES_BEHIND, len(source.sentences) - 1)
        start, end = source.sentences[first].start, source.sentences[last].end
        cuts = self._cuts(source, mentions, start, end)
        found = [
            (region, before, after, merged, self._sign(source, cuts, region, before, after))
            for index in range(len(cuts) - 1)
            if not _in_heading(source, cuts[index].end)
            for region, before, after, merged in self._stretches(source, cuts, index)
            if self._fits(cuts, before, after, merged, said)
        ]
        alike = Counter(sign for *_, sign in found)
        kin = Counter(self._kin(source, region) for region, *_, merged, _ in found if not merged)
        valued = len({self._value_at(cuts, before, after) for _, before, after, *_ in found} - {None})
        return [
            AreaCandidate(
                region.start,
                region.end,
                source.lower[region.start : region.end],
                (
                    *self._features(source, cuts, region, before, after, merged, said, alike[sign], valued),
                    f"kin={self._kind(source, region)}.{min(kin[self._kin(source, region)], 4)}",
                ),
                before,
                after,
            )
            for region, before, after, merged, sign in found
        ]

    def _cuts(self, source: SourceText, mentions: Sequence[Mention], start: int, end: int) -> list[_Cut]:
        values = [
            _Cut(mention.start, mention.end, "lots" if counts_lots(mention) else mention.kind)
            for mention in mentions
            if mention.kind in (*_VALUES, "public_body") and start <= mention.start < end
        ]
        cuts = [_Cut(start, start, "start")]
        within = [Region(*match.span()) for match in self._between.finditer(source.lower, start, end)]
        for match in self._cut.finditer(source.lower, start, end):
            if _held(values, match.start()) or (
                match[0].strip() in (",", *self._joins) and _held(within, match.start())
            ):
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
        """The stretch behind a cut, alone and with what "e" joins to it, or the whole row where one begins; with the
        indices of the cuts on both sides and the number of joins."""
        opens = cuts[index].name not in _ROW
        for merged, after in enumerate(range(index + 1, min(index + (_LONGEST_ROW if opens else 5), len(cuts)))):
            ends = cuts[after].name not in _ROW
            if merged < _MOST_MERGED or ends:
                region = self._titles.trimmed(source, cuts[index].end, cuts[after].start)
                if region is None and not merged:
                    return
                longest = _LONGEST if merged < _MOST_MERGED else _LONGEST_WHOLE
                if region is not None and region.end - region.start <= longest:
                    yield region, index, after, merged
            if ends:
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

    @staticmethod
    def _value_at(cuts: Sequence[_Cut], before: int, after: int) -> int | None:
        """The cut that is a value right beside a stretch, with no more than a mark between."""
        if cuts[before].name in _VALUES:
            return before
        if cuts[after].name in _VALUES:
            return after
        following = after + 1
        marked = following < len(cuts) and cuts[after].name in _VALUE_MARKS and cuts[following].name in _VALUES
        return following if marked and cuts[following].start - cuts[after].end <= _BESIDE else None

    def _fits(self, cuts: Sequence[_Cut], before: int, after: int, merged: int, said: Mention) -> bool:
        """Whether a stretch is one of as many alike as there are lots, or stands in no such row."""
        row = self._row(cuts, before, after, said)
        return not merged if row == "fits" else row != "part"

    def _row(self, cuts: Sequence[_Cut], before: int, after: int, said: Mention) -> str:
        """Whether as many stretches, or groups of them between commas, stand in one row as there are lots."""
        first, last = max(0, before - _LONGEST_ROW), min(len(cuts) - 1, after + _LONGEST_ROW)
        start, end = before, after
        while start > first and cuts[start].name in _ROW:
            start -= 1
        while end < last and cuts[end].name in _ROW:
            end += 1
        if isinstance(said.value, CountValue):
            if end - start == said.value.count:
                return "fits"
            commas = sum(cut.name == "," for cut in cuts[start + 1 : end])
            if commas + 1 == said.value.count:
                inside = any(cut.name == "," for cut in cuts[before + 1 : after])
                return "group" if not inside and "and" not in (cuts[before].name, cuts[after].name) else "part"
        return "alone" if end - start == 1 else "other"

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
        valued: int,
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
        between = self._between.search(source.lower, region.start + 1, region.end)
        words = source.clean[region.start : between.start() if between else region.end].split()
        yield f"words={min(len(words), 7)}"
        capital = words[0][0].isupper()
        opens = cuts[before].name in (".", "line", "start") and opening == "none"
        yield f"capital={'opens' if capital and opens else capital}"
        yield f"last_capital={words[-1][0].isupper()}"
        if any(char.isdigit() for char in source.clean[region.start : region.end]):
            yield "digit"
        yield f"alike={min(alike, 4)}"
        value = self._value_at(cuts, before, after)
        side = "none" if value is None else "left" if value <= before else "right"
        yield f"value={side}.{min(valued, 3)}"
        yield f"value={side}.{min(valued, 3)}.merged={min(merged, 2)}"
        yield from self._word_features(source, cuts, region, before, after)
        sentence = source.sentence_index(region.start) - source.sentence_index(said.start)
        yield f"sentence={max(-3, min(sentence, 6)) if sentence or region.start > said.start else 'same_before'}"

    def _word_features(
        self, source: SourceText, cuts: Sequence[_Cut], region: Region, before: int, after: int
    ) -> Iterator[str]:
        """What the stretch itself says: a place, a part of something, or neither."""
        start, end = region.start, region.end
        line = source.line_at(start)
        if start - line.start < _BULLET:
            yield f"line={cuts[after].name}"
        if self._other.search(source.lower, start, end):
            yield "other"
        if self._division.match(source.lower, start, end):
            yield "division"
        elif self._division.search(source.lower, start, end):
            yield "division_within"
        town = self._place(source, region)
        if town is not None:
            yield f"place={'whole' if town.end == end else 'opens'}"
        joins = [cut.name for cut in cuts[before + 1 : after]]
        if joins:
            yield f"joins={joins[-1]}.{len(set(joins))}"

    def _place(self, source: SourceText, region: Region) -> Place | None:
        first = _FIRST_WORD.match(source.clean, region.start, region.end)
        return self._places.at(source.clean, first.start(), first.end()) if first is not None else None

    def _kind(self, source: SourceText, region: Region) -> str:
        if self._place(source, region) is not None:
            return "place"
        if self._division.match(source.lower, region.start, region.end):
            return "division"
        return "name" if source.clean[region.start].isupper() else "words"

    def _kin(self, source: SourceText, region: Region) -> tuple[int, str]:
        """Sentence and kind of a stretch: the lots that a sentence names are of one kind."""
        return source.sentence_index(region.start), self._kind(source, region)


def _in_heading(source: SourceText, position: int) -> bool:
    """Whether a line is in capitals, or is the first of the article and no sentence: it names what is bought."""
    line = source.line_at(min(position, len(source.clean) - 1))
    words = source.clean[line.start : line.end].rstrip()
    return words.isupper() or (
        line.start <= source.body_start and line.end < len(source.clean) and words[-1:].isalnum()
    )


def _held(stretches: Sequence[_Cut] | Sequence[Region], position: int) -> bool:
    """Whether one of the stretches, which are in order, holds the position."""
    index = bisect_left(stretches, position + 1, key=attrgetter("start")) - 1
    return index >= 0 and stretches[index].end > position


def best_together(judged: Sequence[tuple[float, AreaCandidate]], least: float, most: int) -> list[AreaCandidate]:
    """The stretches that are most probable together, in order: each more probable than `least`, none overlapping
    another or saying the same, at most `most` of them, and as little as may be of what looks like a lot left out."""
    gains: dict[str, tuple[float, AreaCandidate]] = {}
    for probability, candidate in judged:
        gain = log_odds(probability) - log_odds(least)
        if gain > gains.get(candidate.words, (0.0, candidate))[0]:
            gains[candidate.words] = (gain, candidate)
    beginning: dict[int, list[tuple[float, AreaCandidate]]] = defaultdict(list)
    for gain, candidate in gains.values():
        beginning[candidate.first].append((min(gain, _SURE), candidate))
    behind = max((candidate.last for _, candidate in gains.values()), default=0)
    # For every cut and number of stretches that may still be chosen: the best score from here on and its first stretch.
    best: dict[tuple[int, int], tuple[float, AreaCandidate | None]] = {}
    for cut in range(behind, -1, -1):
        overlooked = max((gain for gain, candidate in beginning[cut] if candidate.last == cut + 1), default=0.0)
        for left in range(most + 1):
            skipped = best.get((cut + 1, left), (0.0, None))[0] - _OVERLOOKED * overlooked
            choices: list[tuple[float, AreaCandidate | None]] = [(skipped, None)]
            if left:
                choices += [(gain + best.get((c.last, left - 1), (0.0, None))[0], c) for gain, c in beginning[cut]]
            best[cut, left] = max(choices, key=lambda choice: choice[0])
    chosen: list[AreaCandidate] = []
    cut = 0
    while cut <= behind:
        following = best[cut, most - len(chosen)][1]
        if following is not None:
            chosen.append(following)
        cut = cut + 1 if following is None else following.last
    return chosen
