"""The article's text as the finders read it: same words, one typography, with a way back to the given offsets.

`SourceText.clean` has composed accents, plain apostrophes, « » for typographic double quotes, single spaces for every
kind of space and one end for every kind of line; invisible characters are gone. `lower` is `clean` in lower case, of
the same length. Mentions are found in these and carried back to the given text by `original`.
"""

from __future__ import annotations

import bisect
import datetime
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from extractor.article import Article, header_end
from extractor.patterns import Expression, PatternFile, Patterns, alternation

_TYPOGRAPHY = (
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " ")
    | dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u2032\u0060", "'")
    | dict.fromkeys("\u201c\u201e\u201f\u2039\u300a", "«")
    | dict.fromkeys("\u201d\u203a\u300b", "»")
    | dict.fromkeys("\u2010\u2011\u2212", "-")
    | dict.fromkeys("\u2014\u2012\u2015", "\u2013")
    | dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
)
_SIGN = re.compile(f"[{''.join(_TYPOGRAPHY)}]")
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_CLUSTER = re.compile(f"[{_INVISIBLE}]+|[^{_INVISIBLE}][\u0300-\u036f]*")
_NEEDS_ALIGNMENT = re.compile(f"[{_INVISIBLE}\u0300-\u036f]")


BEGINNING = 5
"""How many first letters `SourceText.beginnings` tells words by."""
NUMBER = "0"
"""What stands for words that begin with a digit."""
_WORD = re.compile(r"([^\W\d_]+|(?=\d))[^\W_]*")


class SegmentationPatterns(PatternFile):
    """`abbreviations`: words whose full stop does not end a sentence, without the stop, lower case."""

    abbreviations: list[Expression]


class Region(NamedTuple):
    """A half-open stretch of the clean text."""

    start: int
    end: int


@dataclass
class SourceText:
    """The clean text with its sentences and lines; all offsets are into `clean` unless a name says original."""

    clean: str
    lower: str
    published: datetime.date | None = None
    body_start: int = 0
    abbreviations: re.Pattern[str] = field(default=re.compile("(?!)"), repr=False)
    _origins: list[int] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, article: Article, patterns: Patterns) -> SourceText:
        clean, origins = _clean(article.text)
        start = header_end(article.text)
        if origins is not None:
            start = bisect.bisect_left(origins, start)
        listed = patterns.read("segmentation", SegmentationPatterns).abbreviations
        return cls(clean, _lower(clean), article.published, start, _abbreviations(tuple(listed)), origins)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open offsets in the given text of a half-open stretch of the clean text."""
        if self._origins is None:
            return start, end
        return self._origins[start], self._origins[end]

    def cleaned(self, start: int, end: int) -> tuple[int, int]:
        """The half-open offsets in the clean text of a half-open stretch of the given text."""
        if self._origins is None:
            return start, end
        return bisect.bisect_left(self._origins, start), bisect.bisect_left(self._origins, end)

    @cached_property
    def words(self) -> list[tuple[int, str]]:
        """Where each word of `lower` begins, and the word: of one with digits the letters before the first."""
        return [(match.start(), match[1] or NUMBER) for match in _WORD.finditer(self.lower)]

    @cached_property
    def beginnings(self) -> dict[str, list[int]]:
        """Where words begin, by their first letters."""
        filed: dict[str, list[int]] = defaultdict(list)
        for start, word in self.words:
            filed[word[:BEGINNING]].append(start)
        return filed

    @cached_property
    def sentences(self) -> list[Region]:
        """Sentences in order, without the header; a line end closes one unless the next line goes on in lower case."""
        return [trimmed for line in self.lines for trimmed in _split_sentences(self.clean, line, self.abbreviations)]

    @cached_property
    def lines(self) -> list[Region]:
        """Lines in order, hard-wrapped ones joined, blank ones left out."""
        regions: list[Region] = []
        position = self.body_start
        for part in self.clean[self.body_start :].splitlines(keepends=True):
            start, end = position, position + len(part)
            position = end
            region = _trim(self.clean, start, end)
            if region is None:
                continue
            if regions and _goes_on(self.clean, regions[-1].end, region.start):
                regions[-1] = Region(regions[-1].start, region.end)
            else:
                regions.append(region)
        return regions

    def line_at(self, position: int) -> Region:
        """The line that holds the position, or the last one before it."""
        if not self.lines:
            return Region(0, len(self.clean))
        return self.lines[max(0, bisect.bisect_right(self._line_starts, position) - 1)]

    def sentence_at(self, position: int) -> Region:
        """The sentence that holds the position, or the last one before it."""
        return self.sentences[self.sentence_index(position)] if self.sentences else Region(0, len(self.clean))

    def sentence_index(self, position: int) -> int:
        return bisect.bisect_right(self._sentence_starts, position, 1) - 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]


@lru_cache(maxsize=8)
def _abbreviations(listed: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s('«\"]){alternation(listed)}\.$")


def _clean(text: str) -> tuple[str, list[int] | None]:
    if not _NEEDS_ALIGNMENT.search(text):
        return _plain(text), None
    pieces: list[str] = []
    origins: list[int] = []
    for match in _CLUSTER.finditer(text):
        if _NEEDS_ALIGNMENT.match(match[0]) and not unicodedata.combining(match[0][0]):
            continue
        composed = unicodedata.normalize("NFC", match[0]) if len(match[0]) > 1 else match[0]
        pieces.append(composed)
        origins.extend([match.start()] * len(composed))
    origins.append(len(text))
    return _plain("".join(pieces)), origins


def _plain(text: str) -> str:
    """The text in one typography, of the same length."""
    return _SIGN.sub(lambda sign: _TYPOGRAPHY[sign[0]], text.replace("\r\n", " \n"))


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _trim(text: str, start: int, end: int) -> Region | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Region(start, end) if start < end else None


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether a line that ends at `end` is only wrapped and goes on at `start`."""
    gap = text[end:start]
    return (
        gap.count("\n") <= 1
        and text[end - 1] not in '.!?:;»"'
        and text[start].islower()
        and text[start : start + 2] != "- "
    )


# Possessive, and never tried inside a run of stops: a thousand full stops cost no more than a thousand letters.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[»\")\]']*+(?=\s++['-]*+\s*+[A-ZÀ-ÖØ-Þ0-9«\"(\[–👉])")


def _split_sentences(text: str, line: Region, abbreviations: re.Pattern[str]) -> list[Region]:
    found: list[Region] = []
    start = line.start
    for match in _SENTENCE_END.finditer(text, line.start, line.end):
        stop = match.start() + 1
        if match[0] == "." and abbreviations.search(text[max(start, stop - 15) : stop].lower()):
            continue
        region = _trim(text, start, match.end())
        if region is not None:
            found.append(region)
        start = match.end()
    tail = _trim(text, start, line.end)
    return [*found, tail] if tail is not None else found
