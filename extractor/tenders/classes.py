"""Classes: category, status, method and award criteria of a tender.

    judge = ClassJudge(patterns)
    judge(source, mentions)                        -> {"status": Class, "category": Class, ...} for the whole article
    judge(source, mentions, sentences={3, 4, 5})   -> the same for the tender that these sentences tell of
    judge(source, mentions, title=mention)         -> category looks at the title first

A slot that the sentences say nothing of is missing (status and category are always given). Every code of status and
category is a candidate and is scored by one linear model over named features (decisions "status" and "category" of
weights.toml); method and award criteria follow their cues by number. Offsets are into the clean text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import exp
from typing import NamedTuple, get_args

from extractor.mentions.cues import CuePatterns
from extractor.mentions.mention import Mention
from extractor.mentions.phrases import spelt
from extractor.patterns import Patterns, alternation
from extractor.record import Category, CompanyValue, CueValue, DateValue, Status
from extractor.tenders.periods import time_of
from extractor.tenders.weights import NO, YES, LinearModel
from extractor.text import SourceText

STATUS_CODES: tuple[str, ...] = get_args(Status)
CATEGORY_CODES: tuple[str, ...] = get_args(Category)
_COMMON_STATUS = ("planned", "active", "awarded")  # the others are too rare to have weights of their own
_COUNTS = (1, 2, 4, 7)
_COMPANIES = (1, 2, 3, 4, 6)
_TO_COME = (1, 2, 3, 5)  # verbs
_LATE = 0.7  # of the sentences
_NEAR = 25  # characters from a cue to a company
_TITLE_LEAD = 30
_STEM = 6
_WORD = re.compile(r"[^\W\d_]{3,}")


class Class(NamedTuple):
    """A code with its probability, the cues it rests on and the other codes with theirs, best first."""

    code: str
    probability: float
    evidence: tuple[Mention, ...]
    runners_up: tuple[tuple[str, float], ...] = ()


class ClassJudge:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns, status: LinearModel | None = None) -> None:
        self._tenses = Tenses(patterns)
        self._status = status or LinearModel.of(patterns, "status")
        self._category = LinearModel.of(patterns, "category")

    def __call__(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        sentences: Collection[int] | None = None,
        title: Mention | None = None,
    ) -> dict[str, Class]:
        scope = Scope(source, mentions, sentences)
        chosen = {
            "status": _best(self._status, status_features(scope, self._tenses), scope.cues["status"]),
            "category": _best(self._category, category_features(scope, title), scope.cues["category"]),
            "method": _most_cues(scope.cues["method"]),
            "award_criteria": _most_cues(scope.cues["award_criteria"]),
        }
        return {slot: choice for slot, choice in chosen.items() if choice is not None}


class Scope:
    """What the sentences of one tender hold: its cues by slot and its other mentions."""

    def __init__(
        self, source: SourceText, mentions: Sequence[Mention], sentences: Collection[int] | None = None
    ) -> None:
        self.source = source
        self.sentences = sorted(sentences) if sentences is not None else list(range(len(source.sentences)))
        own = set(self.sentences)
        self.mentions = [m for m in mentions if sentences is None or source.sentence_index(m.start) in own]
        self.cues: dict[str, list[Mention]] = {"status": [], "category": [], "method": [], "award_criteria": []}
        for mention in self.mentions:
            if isinstance(mention.value, CueValue) and mention.value.slot in self.cues:
                self.cues[mention.value.slot].append(mention)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Start and end of every run of its sentences."""
        sentences = self.source.sentences
        first = 0
        for last, index in enumerate(self.sentences):
            if last + 1 == len(self.sentences) or self.sentences[last + 1] != index + 1:
                yield sentences[self.sentences[first]].start, sentences[index].end
                first = last + 1

    def place(self, mention: Mention) -> int:
        """Which of the tender's sentences holds the mention, counted from 0."""
        return bisect_left(self.sentences, self.source.sentence_index(mention.start))


class Tenses:
    """How many verbs tell of what will be ("uscirà") and of what would be ("dovrebbe"); made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        context = patterns.read("cues", CuePatterns).context
        self._endings = {
            "future": _ends_in(context.future_endings),
            "conditional": _ends_in(context.conditional_endings),
        }

    def __call__(self, scope: Scope) -> Iterator[str]:
        for tense, ending in self._endings.items():
            number = 0
            for start, end in scope.stretches():
                number += sum(1 for _ in ending.finditer(scope.source.lower, start, end))
            yield from (f"{tense}>={count}" for count in _TO_COME if number >= count)


def _ends_in(endings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<=\w\w){spelt(alternation(endings))}(?!\w)")


# ------------------------------------------------------------------ features, by candidate
def status_features(scope: Scope, tenses: Tenses) -> dict[str, list[str]]:
    """For every code: features all codes share (its cues lead, come last, prevail) and, for common ones, the kinds of
    cues, where they stand, the dates beside them, and what else the sentences hold."""
    cues = scope.cues["status"]
    kinds = {*_kinds(cues, scope), *_dated(cues, scope), *_surroundings(scope), *tenses(scope)}
    features: dict[str, list[str]] = {}
    for code in STATUS_CODES:
        shared = set(_standing(code, cues, scope))
        group = code if code in _COMMON_STATUS else "rare"
        features[code] = sorted(
            {f"is={code}"}
            | shared
            | {f"{group}~{feature}" for feature in shared}
            | ({f"{code}|{kind}" for kind in kinds} if code in _COMMON_STATUS else set(_own_kinds(code, cues, scope)))
        )
    return features


def _kind(cue: Mention) -> str:
    return cue.rule.partition(".")[2]


def _kinds(cues: Sequence[Mention], scope: Scope) -> Iterator[str]:
    """The kinds of cues there are, those in the first two sentences, and those with a company right beside them."""
    companies = [mention for mention in scope.mentions if mention.kind == "company"]
    starts, ends = [mention.start for mention in companies], [mention.end for mention in companies]
    for cue in cues:
        yield _kind(cue)
        if scope.place(cue) <= 1:
            yield f"lead={_kind(cue)}"
        if _any_in(starts, cue.end, cue.end + _NEAR) or _any_in(ends, cue.start - _NEAR, cue.start):
            yield f"near={_kind(cue)}"


def _dated(cues: Sequence[Mention], scope: Scope) -> Iterator[str]:
    """The codes and kinds of cues in a sentence with a date to come, gone by or of the day of publication."""
    published = str(scope.source.published or "")
    dates: dict[int, set[str]] = {}
    for mention in scope.mentions:
        if published and isinstance(mention.value, DateValue):
            dates.setdefault(scope.place(mention), set()).add(time_of(str(mention.value.iso8601), published))
    for cue in cues:
        for when in dates.get(scope.place(cue), ()):
            yield f"{_code(cue)}@{when}"
            yield f"{_kind(cue)}@{when}"


def _any_in(positions: Sequence[int], first: int, last: int) -> bool:
    """Whether an ascending row has a number from `first` to `last`."""
    index = bisect_left(positions, first)
    return index < len(positions) and positions[index] <= last


def _own_kinds(code: str, cues: Sequence[Mention], scope: Scope) -> Iterator[str]:
    """Rare codes share the weights of their kinds of cues ("decisive", "hinting")."""
    own = [cue for cue in cues if _code(cue) == code]
    for kind, number in Counter(_kind(cue).partition(".")[2] for cue in own).items():
        yield f"rare|{kind}"
        if number >= 2:
            yield f"rare|{kind}>=2"
    for cue in own:
        if scope.place(cue) <= 1:
            yield f"rare|lead={_kind(cue).partition('.')[2]}"
    if own and scope.place(own[-1]) >= _LATE * len(scope.sentences):
        yield "rare|late"


def _surroundings(scope: Scope) -> Iterator[str]:
    if not scope.cues["status"]:
        yield "no_cue"
    yield from (f"has={mention.kind}" for mention in scope.mentions if mention.kind != "cue")
    yield from (f"has={mention.rule}" for mention in scope.mentions if mention.kind == "count")
    companies = len({mention.value.name for mention in scope.mentions if isinstance(mention.value, CompanyValue)})
    yield from (f"companies>={count}" for count in _COMPANIES if companies >= count)
    published = scope.source.published
    if published is not None and any(
        isinstance(mention.value, DateValue) and time_of(str(mention.value.iso8601), str(published)) == "future"
        for mention in scope.mentions
    ):
        yield "date_ahead"


def _standing(code: str, cues: Sequence[Mention], scope: Scope) -> Iterator[str]:
    """How the cues of a code stand among all cues of the slot."""
    codes = [_code(cue) for cue in cues]
    own = [cue for cue in cues if _code(cue) == code]
    if not own:
        return
    yield "cue"
    if codes[-1] == code:
        yield "last"
    if codes[0] == code:
        yield "first"
    if any(scope.place(cue) <= 1 for cue in own):
        yield "lead"
    if any(scope.place(cue) == 0 for cue in own):
        yield "first_sentence"
    yield from (f"n>={count}" for count in (2, 3, 5) if len(own) >= count)
    if len(own) == len(cues):
        yield "only"
    if 2 * len(own) >= len(cues):
        yield "half"


def category_features(scope: Scope, title: Mention | None) -> dict[str, list[str]]:
    """For every code: the cues of each category in the title, before it, in the lead and in all."""
    features = sorted({*_category_cues(scope), *_title_features(scope, title)})
    return {code: [f"{code}|{feature}" for feature in features] for code in CATEGORY_CODES}


def _category_cues(scope: Scope) -> Iterator[str]:
    cues = scope.cues["category"]
    kinds = Counter(cue.rule.partition(".")[2] for cue in cues)
    yield "always"
    for kind, number in kinds.items():
        yield from (f"{kind}>={count}" for count in _COUNTS[:3] if number >= count)
    for cue in cues:
        yield f"cue={scope.source.lower[cue.start : cue.end]}"
        if scope.place(cue) <= 1:
            yield f"lead={_code(cue)}"
    telling = [cue for cue in cues if not cue.rule.endswith(".around")]
    if telling:
        yield f"first={telling[0].rule.partition('.')[2]}"
    if cues:
        codes = Counter(_code(cue) for cue in cues)
        yield f"most={max(sorted(codes), key=lambda code: codes[code])}"


def _title_features(scope: Scope, title: Mention | None) -> Iterator[str]:
    if title is None:
        return
    lower = scope.source.lower
    words = _WORD.findall(lower, title.start, title.end)
    yield from (f"title={word[:_STEM]}" for word in words)
    before = _WORD.findall(lower, max(0, title.start - _TITLE_LEAD), title.start)
    if before:
        yield f"before={before[-1][:_STEM]}"
    cues = [cue for cue in scope.cues["category"] if title.start - _TITLE_LEAD <= cue.start < title.end]
    yield from (f"title_cue={cue.rule.partition('.')[2]}" for cue in cues if cue.start >= title.start)
    if cues:
        yield f"title_first={cues[0].rule.partition('.')[2]}"


# ------------------------------------------------------------------ choosing
def _best(model: LinearModel, candidates: Mapping[str, Sequence[str]], cues: Sequence[Mention]) -> Class:
    scores = {code: _log_odds(model, features) for code, features in candidates.items()}
    ranked = sorted(scores, key=lambda code: -scores[code])
    powers = {code: exp(scores[code] - scores[ranked[0]]) for code in ranked}
    total = sum(powers.values())
    return _choice([(code, powers[code] / total) for code in ranked], cues)


def _log_odds(model: LinearModel, features: Sequence[str]) -> float:
    scores = model.scores(features)
    return scores.get(YES, 0.0) - scores.get(NO, 0.0)


def _most_cues(cues: Sequence[Mention]) -> Class | None:
    """The code with most cues, the first one among equals; None without cues."""
    numbers = Counter(_code(cue) for cue in cues)
    return _choice([(code, number / len(cues)) for code, number in numbers.most_common()], cues) if cues else None


def _choice(ranked: Sequence[tuple[str, float]], cues: Sequence[Mention]) -> Class:
    (code, probability), *others = ranked
    return Class(code, probability, tuple(cue for cue in cues if _code(cue) == code), tuple(others))


def _code(cue: Mention) -> str:
    assert isinstance(cue.value, CueValue)
    return cue.value.code
