"""What stands around a mention: cue words, neighbouring words, position. The named features that facts are judged by.

Feature names: `before.base` (a cue of class base before it in its clause), `earlier.base` (before it in its sentence),
`after.`, `later.` likewise behind it, `previous.` in the sentence before, `next.` in the one behind, `nearest.` the
closest cue on each side, `left1=da` and `right1=per` the words next to it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.text import SourceText

_CLAUSE_END = re.compile(r"[,;:()\[\]«»\"–|\n]|\.\s|\s-\s")
_WORD = re.compile(r"[^\W_]+'?")
_NEAR = 45
_STEM = 6


class RolePatterns(PatternFile):
    """`cues`: class → beginnings of words and phrases that speak for it."""

    cues: dict[str, list[Phrase]]


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    name: str


class CueReader:
    """Finds the cue words of every class in one text."""

    def __init__(self, patterns: Patterns) -> None:
        cues = patterns.read("roles", RolePatterns).cues
        self._expressions = [(name, re.compile(r"\b" + alternation(phrases))) for name, phrases in cues.items()]

    def __call__(self, source: SourceText) -> list[Cue]:
        """All cues by position; cues of different classes may stand on the same words."""
        found = [
            Cue(match.start(), match.end(), name)
            for name, expression in self._expressions
            for match in expression.finditer(source.lower, source.body_start)
        ]
        return sorted(found, key=lambda cue: (cue.start, cue.end, cue.name))


class Context:
    """The surroundings of one article's mentions; made once per article."""

    def __init__(self, source: SourceText, mentions: Sequence[Mention], cues: Sequence[Cue]) -> None:
        self.source = source
        self.mentions = mentions
        self._cues = cues
        self._cue_starts = [cue.start for cue in cues]
        self._words = list(_WORD.finditer(source.lower, source.body_start))
        self._word_starts = [word.start() for word in self._words]
        self._clause_ends = [match.start() for match in _CLAUSE_END.finditer(source.lower, source.body_start)]

    def features(self, mention: Mention) -> list[str]:
        """The features of what stands around a mention, without repeats."""
        return list(dict.fromkeys([*self._cue_features(mention), *self._word_features(mention)]))

    def cues_between(self, start: int, end: int) -> Sequence[Cue]:
        return self._cues[bisect.bisect_left(self._cue_starts, start) : bisect.bisect_left(self._cue_starts, end)]

    def clauses_between(self, start: int, end: int) -> int:
        """How many clause ends lie in a stretch."""
        return bisect.bisect_left(self._clause_ends, end) - bisect.bisect_left(self._clause_ends, start)

    def _cue_features(self, mention: Mention) -> Iterator[str]:
        sentences = self.source.sentences
        index = self.source.sentence_index(mention.start)
        sentence = sentences[index]
        nearest_before = nearest_after = ""
        for cue in self.cues_between(sentence.start, sentence.end):
            if cue.end <= mention.start:
                nearest_before = cue.name
                same_clause = not self.clauses_between(cue.end, mention.start)
                yield f"{'before' if same_clause else 'earlier'}.{cue.name}"
                if mention.start - cue.end <= _NEAR:
                    yield f"near_before.{cue.name}"
            elif cue.start >= mention.end:
                nearest_after = nearest_after or cue.name
                same_clause = not self.clauses_between(mention.end, cue.start)
                yield f"{'after' if same_clause else 'later'}.{cue.name}"
                if cue.start - mention.end <= _NEAR:
                    yield f"near_after.{cue.name}"
            else:
                yield f"inside.{cue.name}"
        if nearest_before:
            yield f"nearest_before.{nearest_before}"
        if nearest_after:
            yield f"nearest_after.{nearest_after}"
        for label, other in (("previous", index - 1), ("next", index + 1)):
            if 0 <= other < len(sentences):
                for cue in self.cues_between(sentences[other].start, sentences[other].end):
                    yield f"{label}.{cue.name}"

    def _word_features(self, mention: Mention) -> Iterator[str]:
        first = bisect.bisect_left(self._word_starts, mention.start)
        for distance in (1, 2, 3):
            if first - distance >= 0:
                yield f"left{min(distance, 2)}={self._words[first - distance][0][:_STEM]}"
        last = bisect.bisect_left(self._word_starts, mention.end)
        for distance in (0, 1, 2):
            if last + distance < len(self._words):
                yield f"right{min(distance + 1, 2)}={self._words[last + distance][0][:_STEM]}"
