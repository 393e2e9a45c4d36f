"""The title of a tender: the best of the words that may name what is bought.

    judge = TitleJudge(patterns)
    judge(source, mentions)                      -> TitleChoice | None for the whole article
    judge(source, mentions, sentences={3, 4})    -> the same for the tender that these sentences tell of

`mentions` holds the candidates (kind title, see `extractor.mentions.titles`); a linear model over named features scores
them (decision "title" of weights.toml). Offsets are into the clean text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.tenders.classes import Scope
from extractor.tenders.weights import LinearModel
from extractor.text import SourceText

_STEM = 6
_NEAR = 60
_REACH = 400  # characters in which its sentence is looked at
_WINDOW = 30  # characters in which the neighbouring words stand
_HEADLINE = 150  # characters of a headline at most
_WORD = re.compile(r"[^\W_]+'?")
_CONTENT = re.compile(r"[^\W_]{4,}")


class TitleChoice(NamedTuple):
    """The chosen mention, how probable it is to be right, and the other candidates with their probabilities."""

    mention: Mention
    probability: float
    runners_up: tuple[tuple[Mention, float], ...] = ()


class TitleJudge:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._model = LinearModel.of(patterns, "title")

    def __call__(
        self, source: SourceText, mentions: Sequence[Mention], sentences: Collection[int] | None = None
    ) -> TitleChoice | None:
        ranked = sorted(
            (
                (self._model.probability(features), mention)
                for mention, features in title_features(Scope(source, mentions, sentences))
            ),
            key=lambda found: (-found[0], found[1].start),
        )
        if not ranked:
            return None
        (probability, best), *others = ranked
        return TitleChoice(best, probability, tuple((mention, other) for other, mention in others))


def title_features(scope: Scope) -> list[tuple[Mention, list[str]]]:
    """Every candidate with what it is made of, where it stands and what stands around it."""
    candidates = [mention for mention in scope.mentions if mention.kind == "title"]
    stems = Counter(word[:_STEM] for word in _content(scope))
    cues = scope.cues["category"]
    cue_starts = [cue.start for cue in cues]
    surroundings = _Surroundings(scope)
    return [
        (
            candidate,
            list(
                dict.fromkeys(
                    [
                        *_make(candidate, scope, stems),
                        *_category(cues[slice(*_bounds(cue_starts, candidate.start, candidate.end))]),
                        *_place(index, candidate, len(candidates), scope),
                        *surroundings.features(candidate),
                    ]
                )
            ),
        )
        for index, candidate in enumerate(candidates)
    ]


def _content(scope: Scope) -> list[str]:
    lower, sentences = scope.source.lower, map(scope.source.sentences.__getitem__, scope.sentences)
    return [word for sentence in sentences for word in _CONTENT.findall(lower, sentence.start, sentence.end)]


def _make(candidate: Mention, scope: Scope, stems: Counter[str]) -> Iterator[str]:
    """The candidate's own words and how it was found."""
    begins, _, ends = candidate.rule.partition(";")
    for part in begins.split():
        yield f"begins={part}"
    yield f"begins_with={len(begins.split())}"
    yield f"ends={ends}"
    text = scope.source.clean[candidate.start : candidate.end]
    words = _CONTENT.findall(text.lower())
    yield f"words={min(len(words), 9)}"
    if words:
        yield f"head={words[0][:_STEM]}"
        yield f"head_said={min(stems[words[0][:_STEM]], 4)}"
        yield f"said={min(5, max(stems[word[:_STEM]] for word in words))}"
        repeated = sum(stems[word[:_STEM]] > 1 for word in words)
        yield f"words_said_again={min(repeated, 3)}"
    if text.isupper():
        yield "capitals"
    elif text[:1].isupper():
        yield "capital"
    if text[:1].isdigit():
        yield "digit"
    following = text.split()[1:]
    if any(word[:1].isupper() for word in following):
        yield "name_inside"
    if following and following[0][:1].isupper():
        yield "name_at_once"


def _category(cues: Sequence[Mention]) -> Iterator[str]:
    """The cues of a category among the candidate's words."""
    yield f"category_cues={min(len(cues), 4)}"
    yield from (f"has={cue.rule}" for cue in cues)


def _place(index: int, candidate: Mention, number: int, scope: Scope) -> Iterator[str]:
    yield f"sentence={min(scope.place(candidate), 4)}"
    yield f"order={min(index, 5)}"
    yield f"of={min(number, 8)}"
    if index == number - 1:
        yield "last"
    first = scope.source.lines[0]
    if candidate.start < first.end < first.start + _HEADLINE and len(scope.source.lines) > 1:
        yield "headline"


class _Surroundings:
    """What stands around a candidate in its sentence."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._mentions = [
            (mention, name)
            for mention in scope.mentions
            if mention.kind != "title"
            and not (name := mention.rule.rpartition(".")[0] if mention.kind == "cue" else mention.kind).startswith(
                "category"
            )
        ]
        self._starts = [mention.start for mention, _ in self._mentions]

    def features(self, candidate: Mention) -> Iterator[str]:
        lower = self._scope.source.lower
        words = _WORD.findall(lower, max(0, candidate.start - _WINDOW), candidate.start)
        for distance, word in enumerate(words[:-3:-1], 1):
            yield f"left{distance}={word[:_STEM]}"
        after = _WORD.search(lower, candidate.end, candidate.end + _WINDOW)
        if after:
            yield f"right1={after[0][:_STEM]}"
        yield f"mark_before={_mark(lower[max(0, candidate.start - 2) : candidate.start])}"
        yield f"mark_after={_mark(lower[candidate.end : candidate.end + 2])}"
        sentence = self._scope.source.sentence_at(candidate.start)
        start, end = max(sentence.start, candidate.start - _REACH), min(sentence.end, candidate.end + _REACH)
        for mention, name in self._mentions[slice(*_bounds(self._starts, start, end))]:
            if mention.end <= candidate.start:
                yield "earlier=" + name
                if candidate.start - mention.end <= _NEAR:
                    yield "near_before=" + name
            else:
                yield "later=" + name
                if 0 <= mention.start - candidate.end <= _NEAR:
                    yield "near_after=" + name


def _bounds(starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """First and last index, half-open, of what begins in a stretch."""
    return bisect_left(starts, start), bisect_left(starts, end)


def _mark(text: str) -> str:
    return next((char for char in text if not char.isalnum() and not char.isspace()), "none")
