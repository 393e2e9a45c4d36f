"""Which lot a value or a name is said of: the reference before it or the one behind it, or none.

"9,8 per il primo lotto, 12,4 per il secondo" and "il primo lotto vale 9,8, il secondo 12,4" differ in nothing but
order, so no single clue decides: distance, marks, sentence, what else stands between and the words beside the value are
features of the decision lot_link in `patterns/weights.toml`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from extractor.mentions.lots import counts_lots
from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import CueValue, Kind
from extractor.tenders.lot_areas import AreaPatterns
from extractor.tenders.lot_titles import TitlePatterns
from extractor.tenders.weights import LinearModel, log_odds
from extractor.text import Region, SourceText

LINKED: tuple[Kind, ...] = ("amount", "company", "percentage", "count", "duration", "date")
_GAPS = (3, 14, 39, 99, 249)  # characters between a mention and a reference: classes of distance
_REACH = 1500  # characters beyond which no reference reaches
_NEAR = 40
_CLOSE = 60
_LEAST = 0.45  # probability from which a mention belongs to a reference
_GOES_ON = 0.3  # the same in a sentence of which another mention belongs to it
_ONE_WAY = 0.8  # log odds that a mention gains whose reference lies on the same side as that of the one before
_ECHO_REACH = 200  # characters within which a reference is looked for past an echo
_AROUND = 3  # references on both sides that are looked at
START = attrgetter("start")
_SPEECH = "«"
_BETWEEN_LINES = 4  # characters at most between two lines without a gap
_LINE_OPENING = 12  # characters before the first reference of a line that is about its lot


class StructurePatterns(PatternFile):
    """Classes of words that say which lots are meant; see the file."""

    earlier: list[Phrase]
    phase: list[Phrase]
    batch: list[Phrase]
    plot: list[Phrase]
    tender: list[Phrase]
    deserted: list[Phrase]
    whole: list[Phrase]
    each: list[Phrase]
    in_order: list[Phrase]
    again: list[Phrase]
    both: list[Phrase]
    titles: TitlePatterns
    areas: AreaPatterns


class Reference(NamedTuple):
    """Words that bring up one lot or several, by their keys."""

    start: int
    end: int
    keys: tuple[str, ...]
    rule: str
    mentions: tuple[Mention, ...] = ()


class Option(NamedTuple):
    """A reference that a mention may belong to, with how probable that is and whether it comes after the mention."""

    anchor: Reference
    score: float
    after: bool


class LotLinker:
    """Made once per pipeline."""

    def __init__(self, listed: StructurePatterns, patterns: Patterns) -> None:
        self._deserted = re.compile(r"(?<!\w)" + alternation(listed.deserted))
        self._whole = re.compile(r"(?<!\w)" + alternation(listed.whole))
        self._in_order = re.compile(r"(?<!\w)" + alternation(listed.in_order))
        self._each = re.compile(r"(?<!\w)" + alternation(listed.each))
        self._model = LinearModel.of(patterns, "lot_link")

    @staticmethod
    def linkable(mentions: Sequence[Mention]) -> list[Mention]:
        return [mention for mention in mentions if mention.kind in LINKED and not counts_lots(mention)]

    def deserted(self, source: SourceText) -> list[Mention]:
        """The words that say that nobody bid, as cues."""
        return [
            Mention("cue", match.start(), match.end(), CueValue(slot="bidders", code="none"), "deserted")
            for match in self._deserted.finditer(source.lower, source.body_start)
        ]

    def belonging(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        linked: Sequence[Mention],
        anchors: Sequence[Reference],
    ) -> Iterator[tuple[Mention, float, Reference]]:
        """The mentions that belong to a reference, with how probable that is; more readily where another value or name
        of the sentence belongs to it."""
        options = {mention: self._options(source, mentions, mention, anchors) for mention in linked}
        chosen: dict[Mention, Option | None] = {}
        for kind in dict.fromkeys(mention.kind for mention in linked):
            row = [mention for mention in linked if mention.kind == kind]
            sentences = [source.sentence_index(mention.start) for mention in row]
            chosen |= zip(row, best_in_row([options[mention] for mention in row], sentences), strict=True)
        told = {
            (source.sentence_index(mention.start), option.anchor)
            for mention, option in chosen.items()
            if option is not None and mention.kind != "cue"
        }
        for mention, option in chosen.items():
            best = option or max(options[mention], key=lambda option: option.score, default=None)
            if best is None:
                continue
            goes_on = (source.sentence_index(mention.start), best.anchor) in told
            if option is not None or (goes_on and _GOES_ON <= best.score < _LEAST):
                yield mention, best.score, best.anchor

    def _options(
        self, source: SourceText, mentions: Sequence[Mention], mention: Mention, anchors: Sequence[Reference]
    ) -> list[Option]:
        """The references that a mention may belong to; two to the same lots are one."""
        options = [
            Option(anchor, self._model.probability(features), anchor.start > mention.start)
            for anchor, features in self.choices(source, mentions, mention, anchors)
        ]
        if len(options) > 1 and len({option.anchor.keys for option in options}) == 1:
            best = max(options, key=lambda option: option.score)
            score = 1 - math.prod(1 - option.score for option in options)
            return [best._replace(score=score)]
        return options

    def keys(
        self,
        source: SourceText,
        linked: Sequence[Mention],
        mention: Mention,
        anchor: Reference,
        anchors: Sequence[Reference],
    ) -> Sequence[str]:
        """Which of the lots of a reference the mention is said of: where there is one sum for every lot, or one name
        with "rispettivamente", the one at its place; a sum for several is on none unless said of each, nor is
        what counts bidders for a whole range."""
        if mention.kind == "count" and any(named.rule == "range" for named in anchor.mentions):
            return ()
        if len(anchor.keys) == 1 or mention.kind not in ("amount", "company", "percentage"):
            return anchor.keys
        sentence = source.sentence_at(mention.start)
        place = bisect_left(anchors, anchor.end, key=START)
        following = anchors[place : place + 1]
        behind = following[0].start if following and mention.start < following[0].start else sentence.end
        first, last = max(anchor.end, sentence.start), min(behind, sentence.end, anchor.end + _REACH)
        row = [m for m in between(linked, first, last) if m.kind == mention.kind]
        in_order = len(row) == len(anchor.keys) and mention in row
        if mention.kind == "company":
            in_order = in_order and self._in_order.search(source.lower, anchor.start, last) is not None
            return (anchor.keys[row.index(mention)],) if in_order else anchor.keys
        clause = _clause(source, mention.start)
        if self._each.search(
            source.lower, max(clause.start, mention.start - _NEAR), min(clause.end, mention.end + _NEAR)
        ):
            return anchor.keys
        return (anchor.keys[row.index(mention)],) if in_order else ()

    def choices(
        self, source: SourceText, mentions: Sequence[Mention], mention: Mention, anchors: Sequence[Reference]
    ) -> Iterator[tuple[Reference, list[str]]]:
        """The references before and after a mention that it may belong to, with what speaks for it."""
        index = bisect_left(anchors, mention.start, key=START)
        if index and mention.start - anchors[index - 1].end < _REACH:
            yield anchors[index - 1], [*self._features(source, mentions, mention, anchors, index - 1, "before")]
            named = self._named_before(anchors, index - 1)
            if named is not None and mention.start - anchors[named].end < _ECHO_REACH:
                yield (
                    anchors[named],
                    [*self._features(source, mentions, mention, anchors, named, "before"), "over_echo"],
                )
        last = min(source.sentence_at(mention.start).end, mention.end + _REACH)
        if index < len(anchors) and anchors[index].start < last:
            yield anchors[index], [*self._features(source, mentions, mention, anchors, index, "after")]

    @staticmethod
    def _named_before(anchors: Sequence[Reference], place: int) -> int | None:
        """Where an echo is, the reference of another lot before it, past the echoes of that."""
        if anchors[place].rule != "echo":
            return None
        for before in range(place - 1, max(-1, place - _AROUND - 1), -1):
            if anchors[before].rule != "echo":
                return before if anchors[before].keys != anchors[place].keys else None
        return None

    def _features(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        mention: Mention,
        anchors: Sequence[Reference],
        place: int,
        side: str,
    ) -> Iterator[str]:
        anchor, kind = anchors[place], mention.kind
        start, end = (anchor.end, mention.start) if side == "before" else (mention.end, anchor.start)
        start, end = min(start, end), max(start, end)
        here = f"{kind}.{side}"
        sentences = source.sentence_index(mention.start) - source.sentence_index(anchor.start)
        yield here
        yield f"{here}.sentences={min(abs(sentences), 3)}"
        yield f"{here}.gap={bisect_left(_GAPS, end - start)}"
        yield f"{side}.rule={anchor.rule}"
        yield f"{kind}.several={len(anchor.keys) > 1}"
        heads = side == "before" and _heads_line(source, anchor, mention)
        gap = source.lower[start:end]
        yield from self._gap_features(gap.replace("\n", " ") if heads else gap, side, here, anchor.rule, sentences == 0)
        rivals = sum(other.kind == kind for other in between(mentions, start, end))
        yield f"{here}.rivals={min(rivals, 2)}"
        other = place + 1 if side == "before" else place - 1
        yield f"{here}.other={self._other_side(source, mention, anchors, other, side)}"
        if heads:
            yield from ("heads_line", f"{kind}.heads_line", f"heads_line.sentences={min(sentences, 3)}")
        yield f"{side}.named={self._named_around(source, mention, anchors, place)}.{sentences == 0}"
        if sentences == 0:
            yield f"{here}.opened={self._opened(source, mentions, mention, anchors)}"
        sentence = source.sentence_at(mention.start)
        first, last = max(sentence.start, mention.start - _NEAR), min(sentence.end, mention.end + _NEAR)
        if self._whole.search(source.lower, first, last):
            yield f"{kind}.whole"
        if self._each.search(source.lower, mention.end, min(sentence.end, mention.end + _NEAR)):
            yield f"{here}.each"
            yield f"{kind}.several={len(anchor.keys) > 1}.each"
        lead = source.lower[max(0, mention.start - 12) : mention.start].split()
        if lead:
            yield f"{kind}.lead={lead[-1][:6]}"

    @staticmethod
    def _named_around(source: SourceText, mention: Mention, anchors: Sequence[Reference], place: int) -> int:
        """How many lots the sentence of a mention names, as far as two are told from more."""
        sentence = source.sentence_at(mention.start)
        around = anchors[max(0, place - _AROUND) : place + _AROUND + 1]
        return min(2, len({key for a in around if sentence.start <= a.start < sentence.end for key in a.keys}))

    @staticmethod
    def _gap_features(gap: str, side: str, here: str, rule: str, same: bool) -> Iterator[str]:
        """What stands between mention and reference."""
        if "\n" in gap:
            yield f"{here}.line"
            yield f"{side}.line.{rule}"
        if same:
            yield f"{side}.commas={min(gap.count(','), 3)}"
            for mark, name in ((";", "semicolon"), (":", "colon"), ("(", "open"), (")", "close")):
                if mark in gap:
                    yield f"{side}.{name}"
            if "(" in gap and ")" not in gap:
                yield f"{side}.inside"
        words = gap.split() if len(gap) < _CLOSE else ()
        if words:
            yield f"{side}.last={words[-1][:8]}"
            yield f"{side}.first={words[0][:8]}"

    @staticmethod
    def _opened(
        source: SourceText, mentions: Sequence[Mention], mention: Mention, anchors: Sequence[Reference]
    ) -> bool:
        """Whether a value of the kind stands before the first reference of the clause."""
        start = _clause(source, mention.start).start
        first = bisect_left(anchors, start, key=START)
        end = anchors[first].start if first < len(anchors) else start
        return any(other.kind == mention.kind for other in between(mentions, start, end))

    @staticmethod
    def _other_side(source: SourceText, mention: Mention, anchors: Sequence[Reference], other: int, side: str) -> str:
        """How far the reference on the mention's other side is."""
        if not 0 <= other < len(anchors):
            return "none"
        anchor = anchors[other]
        sentence = source.sentence_at(mention.start)
        if not sentence.start <= anchor.start < sentence.end:
            return "outside"
        size = anchor.start - mention.end if side == "before" else mention.start - anchor.end
        return "near" if size < 20 else "middle" if size < 60 else "far"


def _clause(source: SourceText, position: int) -> Region:
    """What stands between two semicolons of a sentence around a position, as far as a reference reaches."""
    sentence = source.sentence_at(position)
    first, last = max(sentence.start, position - _REACH), min(sentence.end, position + _REACH)
    before, behind = source.lower.rfind(";", first, position), source.lower.find(";", position, last)
    return Region(first if before < 0 else before + 1, last if behind < 0 else behind)


def _heads_line(source: SourceText, anchor: Reference, mention: Mention) -> bool:
    """Whether the line that holds the mention is about the lot of a reference: it begins with it or replies to it."""
    line = source.line_at(anchor.start)
    if mention.start >= line.end:
        return _replied(source, line, mention)
    return anchor.start - line.start <= _LINE_OPENING


def _replied(source: SourceText, line: Region, mention: Mention) -> bool:
    """Whether a mention stands in the speech right behind the one of a line, as question and answer do."""
    reply = source.line_at(mention.start)
    follows = source.clean[line.end : reply.start].isspace() if reply.start - line.end <= _BETWEEN_LINES else False
    return follows and source.clean[line.start] == _SPEECH == source.clean[reply.start]


def between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The mentions that begin in a stretch."""
    first = bisect_left(mentions, start, key=START)
    last = bisect_left(mentions, end, key=START)
    return mentions[first:last]


@dataclass(frozen=True, slots=True)
class _Path:
    """Options chosen one after another: the last one or None, on which side and in which sentence the last that is one
    lies, and those before."""

    score: float = 0.0
    option: Option | None = None
    after: bool | None = None
    sentence: int = 0
    before: _Path | None = None

    def with_none(self) -> _Path:
        return _Path(self.score, None, self.after, self.sentence, self)

    def with_option(self, option: Option, sentence: int) -> _Path:
        gain = log_odds(option.score) - log_odds(_LEAST)
        if self.after is not None and sentence - self.sentence <= 1:
            gain += _ONE_WAY if option.after == self.after else -_ONE_WAY
        return _Path(self.score + gain, option, option.after, sentence, self)


def best_in_row(options: Sequence[Sequence[Option]], sentences: Sequence[int]) -> list[Option | None]:
    """For every mention of a row its option, or none, so that they fit together best: each as probable as may be, and
    on the same side as that of the mention before in this sentence or the last."""
    paths = [_Path()]
    for choices, sentence in zip(options, sentences, strict=True):
        longer = [path.with_none() for path in paths]
        longer += [path.with_option(option, sentence) for path in paths for option in choices]
        best = {path.after: path for path in sorted(longer, key=lambda path: path.score)}
        paths = list(best.values())
    path = max(paths, key=lambda path: path.score)
    chosen: list[Option | None] = []
    while path.before is not None:
        chosen.append(path.option)
        path = path.before
    return chosen[::-1]
