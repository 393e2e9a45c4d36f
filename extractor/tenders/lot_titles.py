"""Titles of lots: the words beside a reference to a lot that may name it ("lotto 1 (Est)", "gli arredi, lotto 2").

Finding them and choosing among them are two steps: `candidates` gives every stretch that stands where a title stands,
with named features of how it stands there; `patterns/weights.toml` (decision lot_title) says how much each counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.mentions.lots import LotPatterns
from extractor.patterns import PatternFile, Phrase, alternation
from extractor.text import Region, SourceText

_LONGEST = 110  # characters of a title
_REACH = 60  # characters between a reference and its title
_NAME = r"[A-ZÀ-Þ][\w'-]*(?:\s(?:\w')?[A-ZÀ-Þ][\w'-]*){0,3}"
_NAME_BEFORE = re.compile(rf"(?<!\w){_NAME}\Z")
_QUOTED = re.compile(rf"""(?:\s?[(:]|\?»\s?\n\s?«)?[^«»"\n.;:()]{{0,{_REACH}}}[«"](?P<title>[^«»"\n]{{3,200}})[»"]""")


class TitlePatterns(PatternFile):
    """`connectors` stand between a reference and its title, `openers` and `closers` at the title's ends without being
    part of it, `stops` end it; words that are all `empty` are no title."""

    empty: list[Phrase]
    connectors: list[Phrase]
    openers: list[Phrase]
    closers: list[Phrase]
    stops: list[Phrase]


class TitleCandidate(NamedTuple):
    start: int
    end: int
    features: tuple[str, ...]
    quoted: bool = False


class TitleFinder:
    """Made once per pipeline."""

    def __init__(self, listed: TitlePatterns, words: LotPatterns) -> None:
        articles = rf"(?:{alternation(words.articles)}|{alternation(words.elided_articles)}\s?)"
        articles = rf"(?:{articles}|{alternation(words.number_signs)}\s?)"
        connectors = alternation(listed.connectors)
        self._after = re.compile(
            r"\)?(?P<gap>\s?\(|\s?[:|]\s*|\s?[–-]\s|[.)]\s*|,\s|\s)" rf"(?:(?P<connector>{connectors})(?:\s|(?<=')))?"
        )
        self._before = re.compile(rf"(?P<gap>\s?\(|,\s|\s)(?:(?P<connector>{connectors})\s)?(?P<article>{articles})?\Z")
        self._stop = re.compile(
            rf"(?P<mark>[;:()|\n«»!?]|\s[–-]\s|\.(?=\s|\Z))|(?P<comma>,)|(?<![\w'])(?P<word>{alternation(listed.stops)})(?![\w'])"
        )
        opener = rf"{alternation(listed.openers)}(?:\s|(?<='))"
        self._openers = re.compile(rf"(?:\d[\d.,]*\s(?={opener})|{opener})+")
        self._closers = re.compile(
            rf"(?:[\s,.:;–-]|[\s']{alternation(listed.closers)}(?=[\s,.:;–-]*\Z)|,\s\d[\d.,]*(?=[\s,.:;–-]*\Z))+\Z"
        )
        numbers = alternation([*words.cardinals, *words.ordinals])
        empty = rf"(?:{alternation(listed.empty)}|\d+|{numbers}|{alternation(listed.openers)})"
        self._empty = re.compile(rf"{empty}(?:(?:,?\s|(?<=')){empty})*")
        self._rest_of_row = re.compile(rf"(?:,\s{_NAME})+\s{alternation(words.joins)}\s{_NAME}\Z")
        self._join = re.compile(rf"\s{alternation(words.joins)}\s")

    def candidates(
        self, source: SourceText, start: int, end: int, blocks: Sequence[Region]
    ) -> Iterator[TitleCandidate]:
        """The stretches before and after a reference that may name its lot. No title reaches into one of `blocks`,
        which are in order: values, names and other references."""
        yield from self._quoted_after(source, end)
        yield from self._candidates_after(source, end, blocks)
        yield from self._candidates_before(source, start, blocks)

    def _quoted_after(self, source: SourceText, end: int) -> Iterator[TitleCandidate]:
        """A title in quotation marks within reach behind the reference, whole."""
        quoted = _QUOTED.match(source.clean, end)
        if quoted is not None:
            words = min(len(quoted["title"].split()), 8)
            yield TitleCandidate(quoted.start("title"), quoted.end("title"), ("quoted", f"words={words}"), quoted=True)

    def _candidates_after(self, source: SourceText, end: int, blocks: Sequence[Region]) -> Iterator[TitleCandidate]:
        lead = self._after.match(source.lower, end)
        if lead is None:
            return
        gap = lead["gap"].strip() or "space"
        begin = lead.end()
        following = bisect_left(blocks, begin, key=lambda block: block.start)
        limit = min(begin + _LONGEST, len(source.clean))
        stopped = "far"
        if following < len(blocks) and blocks[following].start < limit:
            limit, stopped = blocks[following].start, "value"
        commas = 0
        for stop in self._stop.finditer(source.lower, begin, limit):
            if stop.lastgroup == "comma":
                yield from self._candidate(
                    source, begin, stop.start(), ("after", gap, lead["connector"], "comma", commas)
                )
                commas += 1
                continue
            limit = stop.start()
            stopped = stop[0].strip() or "line" if stop.lastgroup == "mark" else "word"
            break
        yield from self._candidate(source, begin, limit, ("after", gap, lead["connector"], stopped, commas))

    def _candidates_before(self, source: SourceText, start: int, blocks: Sequence[Region]) -> Iterator[TitleCandidate]:
        lead = self._before.search(source.lower, max(0, start - 40), start)
        if lead is None:
            return
        gap = lead["gap"].strip() or "space"
        end = lead.start()
        preceding = bisect_right(blocks, end, key=lambda block: block.end) - 1
        limit, stopped = max(0, end - _LONGEST), "far"
        if preceding >= 0 and blocks[preceding].end > limit:
            limit, stopped = blocks[preceding].end, "value"
        stops = list(self._stop.finditer(source.lower, limit, end))
        commas = 0
        for stop in reversed(stops):
            if stop.lastgroup == "comma":
                if self._cuts_row(source.clean, stop.start(), end):
                    continue
                yield from self._candidate(source, stop.end(), end, ("before", gap, lead["connector"], "comma", commas))
                commas += 1
                continue
            limit = stop.end()
            stopped = stop[0].strip() or "line" if stop.lastgroup == "mark" else "word"
            break
        yield from self._candidate(source, limit, end, ("before", gap, lead["connector"], stopped, commas))

    def _cuts_row(self, text: str, comma: int, end: int) -> bool:
        """Whether a title from the comma on would be the rest of a row of names ("Piemonte", ", Veneto e Friuli")."""
        rest = self._rest_of_row.match(text, comma, end)
        return rest is not None and _NAME_BEFORE.search(text, max(0, comma - _REACH), comma) is not None

    def _candidate(
        self, source: SourceText, start: int, end: int, place: tuple[str, str, str | None, str, int]
    ) -> Iterator[TitleCandidate]:
        region = self.trimmed(source, start, end)
        if region is None:
            return
        side, gap, connector, stopped, commas = place
        words = source.clean[region.start : region.end].split()
        features = [
            f"{side}={gap}",
            f"{side}={gap}.stop={stopped}",
            f"{side}.connector={connector or 'none'}",
            f"{side}.stop={stopped}",
            f"{side}.commas={min(commas, 3)}",
            f"words={min(len(words), 8)}",
            f"{side}.capital={words[0][0].isupper()}",
        ]
        if commas:
            features.append(f"joined={bool(self._join.search(source.lower, region.start, region.end))}")
        if any(char.isdigit() for char in words[0]):
            features.append("digit")
        if start > 0 and source.clean[start - 1 : start + 1].strip() in ("", "."):
            features.append("open")
        yield TitleCandidate(region.start, region.end, tuple(features))

    def trimmed(self, source: SourceText, start: int, end: int) -> Region | None:
        """The stretch without the words at its ends that are no part of a title; None when nothing is left."""
        while start < end and (source.clean[start].isspace() or source.clean[start] in ',.:;–-|•*(«"'):
            start += 1
        opener = self._openers.match(source.lower, start, end)
        if opener is not None:
            start = opener.end()
        closer = self._closers.search(source.lower, start, end)
        if closer is not None:
            end = closer.start()
        if start >= end or not any(char.isalpha() for char in source.clean[start:end]):
            return None
        if self._empty.fullmatch(source.lower, start, end):
            return None
        return Region(start, end)
