"""Titles: the words that may name what is bought ("la manutenzione del verde", "quattro elettrotreni").

A title begins at a noun or verb of procurement (a cue of category), at a thing that is built, run or bought
(`objects`), behind words that announce it (`frames`: "gara per l'affidamento di …"), at an opening quote, or it is the
catchword of a line ("• Arredi in legno: …"). It ends before punctuation, values, bodies, and words that no noun phrase
has; names of companies and bodies hold none. The mention's `rule` says how it begins ("frame frame.contract
category.services.object") and, after a semicolon, what ends it. Which candidate is the title of a tender is decided in
`extractor.tenders.titles`.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from extractor.mentions.mention import Mention
from extractor.mentions.phrases import FiledPhrase, PhraseTable, spelt
from extractor.mentions.scan import Scan
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import TitleValue

_NAMING = re.compile(r"[^\W\d_]{4}")  # a title has a word that can name something
_LONGEST = 130  # characters of a title
_BLOCKS = ("amount", "date", "percentage", "duration", "company", "public_body", "lot", "identifier")
_NAMES = ("company", "public_body")
_VALUE = TitleValue()
_QUOTED = re.compile(r"«([^«»\n]{8,130})»")
# A short stretch that opens a line and is set off from what is told of it.
_CATCHWORD = re.compile(
    r"^[^\w\n]{0,4}(?:\d{1,2}[.)]\s)?(?P<words>[^\W\d_][^.:;,!?()\n«»\"–—]{2,60}?)\s?(?:[.:–—](?=\s)|-\s)", re.MULTILINE
)


class TitlePatterns(PatternFile):
    """See the file."""

    frames: dict[str, list[FiledPhrase]]
    objects: list[FiledPhrase]
    before_head: list[Phrase]
    numerals: list[Phrase]
    joins: list[Phrase]
    stops: list[Phrase]
    tails: list[Phrase]
    openers: list[Phrase]


class TitleFinder:
    """Needs the cues and all that can end a title to be found before."""

    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("titles", TitlePatterns)
        self._frames = PhraseTable({phrase: kind for kind, phrases in listed.frames.items() for phrase in phrases})
        self._objects = PhraseTable(dict.fromkeys(listed.objects, "object"))
        self._openers = re.compile(rf"\s*(?:{_words(listed.openers)}(?:\s+|(?<=')))*")
        self._modifier = re.compile(
            rf"(?<!\w)(?:{_words(listed.before_head)}|\d[\d.]*(?:mila)?|{_words(listed.numerals)})\s+\Z"
        )
        self._stop = re.compile(
            rf"(?P<mark>[;:()|\n«»\"!?\[\]]|\s[–-]\s|[.](?=\s|\Z))|(?P<comma>,)|(?<!\w){_words(listed.stops)}(?!\w)"
        )
        short = rf"(?:{_words(listed.openers)}(?:\s|(?<=')))?[\w']+(?:\s[\w']+){{0,2}}"
        self._list_goes_on = re.compile(rf",\s{short}(?:,\s{short})?\s{_words(listed.joins)}\s")
        self._tail = re.compile(rf"[\s,–-](?:[\s,–-]|(?<=[\s,–-]){_words(listed.tails)}(?!\w))*\Z")

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        source = scan.source
        heads = self._heads(scan)
        starts = sorted(m.start for m in scan.mentions if m.kind in _BLOCKS)
        names = sorted((m.start, m.end) for m in scan.mentions if m.kind in _NAMES)
        free = 0
        begun = sorted(heads)
        for start in begun:
            if start < free and "frame" not in heads[start]:
                continue
            if _inside(start, names):
                continue
            end, reason = self._end(source.lower, start, starts)
            if _NAMING.search(source.lower, start, end):
                free = end
                yield Mention("title", start, end, _VALUE, f"{' '.join(heads[start])};{reason}")
        for quoted in _QUOTED.finditer(source.clean, source.body_start):
            yield Mention("title", quoted.start(1), quoted.end(1), _VALUE, "quoted;mark")
        for line in _CATCHWORD.finditer(source.clean, source.body_start):
            start = self._opened(source.lower, line.start("words"))
            if start < line.end("words") and bisect_left(begun, start) == bisect_left(begun, line.end("words")):
                yield Mention("title", start, line.end("words"), _VALUE, "catchword;mark")

    def _heads(self, scan: Scan) -> dict[int, list[str]]:
        """Where titles begin, with what begins them; what belongs to a frame begins none."""
        source, lower, start = scan.source, scan.source.lower, scan.source.body_start
        framed = [(begin, self._opened(lower, end), kind) for begin, end, kind in self._frames.find(source, start)]
        cues = [(m.start, m.rule) for m in scan.of_kind("cue") if m.rule.startswith("category.")]
        words = [(begin, rule) for begin, rule in cues if not rule.endswith(".around")]
        words += [(begin, "object") for begin, _, _ in self._objects.find(source, start)]
        heads: dict[int, list[str]] = {}
        frames = [(end, rule) for _, end, kind in framed for rule in ("frame", f"frame.{kind}")]
        for begin, rule in [*frames, *sorted(words)]:
            index = bisect_right(framed, (begin, len(lower))) - 1
            if index < 0 or begin >= framed[index][1]:
                heads.setdefault(self._with_modifier(lower, begin), []).append(rule)
        return heads

    def _opened(self, lower: str, position: int) -> int:
        """Behind the articles that stand at the position."""
        opened = self._openers.match(lower, position)
        return opened.end() if opened else position

    def _with_modifier(self, lower: str, start: int) -> int:
        found = self._modifier.search(lower, max(0, start - 20), start)
        return found.start() if found else start

    def _end(self, lower: str, start: int, blocks: list[int]) -> tuple[int, str]:
        limit, reason = min(len(lower), start + _LONGEST), "long"
        index = bisect_left(blocks, start + 1)
        if index < len(blocks) and blocks[index] < limit:
            limit, reason = blocks[index], "block"
        for match in self._stop.finditer(lower, start, limit):
            if match.start() == start:
                return start, "empty"
            if match["comma"] and self._list_goes_on.match(lower, match.start(), limit):
                continue
            limit, reason = match.start(), match.lastgroup or "stop"
            break
        tail = self._tail.search(lower, start, limit)
        return (tail.start() if tail else limit), reason


def _inside(position: int, regions: list[tuple[int, int]]) -> bool:
    """Whether the last region that begins up to there reaches over the position."""
    index = bisect_right(regions, (position, sys.maxsize)) - 1
    return index >= 0 and position < regions[index][1]


def _words(phrases: Iterable[str]) -> str:
    return spelt(alternation(phrases))
