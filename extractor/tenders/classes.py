"""Classes: category, status, method and award criteria of a tender, and whether the article has a tender at all.

    judge = ClassJudge(patterns)
    judge.is_tender(source, mentions)              -> bool: does the article report a public procurement?
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
from dataclasses import dataclass
from math import exp
from typing import get_args

from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.record import Category, CueValue, DateValue, Status
from extractor.tenders.weights import YES, LinearModel
from extractor.text import SourceText

STATUS_CODES: tuple[str, ...] = get_args(Status)
CATEGORY_CODES: tuple[str, ...] = get_args(Category)
_COMMON_STATUS = ("planned", "active", "awarded")  # the others are too rare to have weights of their own
_COUNTS = (1, 2, 4, 7)
_TITLE_LEAD = 30
_STEM = 6
_WORD = re.compile(r"[^\W\d_]{3,}")
# A probability of being a tender below this is none: train articles, see fit_weights.py.
_TENDER_THRESHOLD = 0.62


@dataclass(frozen=True, slots=True)
class Class:
    """A code with its probability, the cues it rests on and the other codes with theirs, best first."""

    code: str
    probability: float
    evidence: tuple[Mention, ...]
    runners_up: tuple[tuple[str, float], ...] = ()


class ClassJudge:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns, status: LinearModel | None = None) -> None:
        self._status = status or LinearModel.of(patterns, "status")
        self._category = LinearModel.of(patterns, "category")
        self._tender = LinearModel.of(patterns, "is_tender")

    def is_tender(self, source: SourceText, mentions: Sequence[Mention]) -> bool:
        return self.tender_probability(source, mentions) >= _TENDER_THRESHOLD

    def tender_probability(self, source: SourceText, mentions: Sequence[Mention]) -> float:
        return self._tender.probabilities(tender_features(source, mentions)).get(YES, 1.0)

    def __call__(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        sentences: Collection[int] | None = None,
        title: Mention | None = None,
    ) -> dict[str, Class]:
        scope = Scope(source, mentions, sentences)
        chosen = {
            "status": _best(self._status, status_features(scope), scope.cues["status"]),
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

    def place(self, mention: Mention) -> int:
        """Which of the tender's sentences holds the mention, counted from 0."""
        return bisect_left(self.sentences, self.source.sentence_index(mention.start))


# ------------------------------------------------------------------ features, by candidate
def status_features(scope: Scope) -> dict[str, list[str]]:
    """For every code: features all codes share (its cues lead, come last, prevail) and, for common ones, the kinds of
    cues around."""
    cues = scope.cues["status"]
    kinds = {_kind(cue) for cue in cues} | set(_surroundings(scope))
    features: dict[str, list[str]] = {}
    for code in STATUS_CODES:
        shared = set(_standing(code, cues, scope))
        group = code if code in _COMMON_STATUS else "rare"
        features[code] = sorted(
            {f"is={code}"}
            | shared
            | {f"{group}~{feature}" for feature in shared}
            | ({f"{code}|{kind}" for kind in kinds} if code in _COMMON_STATUS else set(_own_kinds(code, cues)))
        )
    return features


def _kind(cue: Mention) -> str:
    return cue.rule.partition(".")[2]


def _own_kinds(code: str, cues: Sequence[Mention]) -> Iterator[str]:
    """Rare codes share the weights of their kinds of cues ("decisive", "hinting")."""
    for kind, number in Counter(_kind(cue).partition(".")[2] for cue in cues if _code(cue) == code).items():
        yield f"rare|{kind}"
        if number >= 2:
            yield f"rare|{kind}>=2"


def _surroundings(scope: Scope) -> Iterator[str]:
    if not scope.cues["status"]:
        yield "no_cue"
    if any(mention.kind == "company" for mention in scope.mentions):
        yield "company"
    published = scope.source.published
    if published is not None and any(
        isinstance(mention.value, DateValue) and str(mention.value.iso8601) > str(published)
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


def tender_features(source: SourceText, mentions: Sequence[Mention]) -> list[str]:
    """Kinds of cues of the whole article, the share of those that speak against a tender, kinds of other mentions."""
    kinds: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    features: set[str] = {f"has={mention.kind}" for mention in mentions if mention.kind != "cue"}
    for mention in mentions:
        if not isinstance(mention.value, CueValue) or mention.value.slot == "category":
            continue
        kind = ".".join(mention.rule.split(".")[:3])
        kinds[kind] += 1
        if mention.value.slot == "is_tender":
            verdicts[mention.value.code] += 1
        if source.sentence_index(mention.start) <= 1:
            features.add(f"lead={kind}")
    for name, number in (*kinds.items(), *verdicts.items()):
        features |= {f"{name}>={count}" for count in _COUNTS if number >= count}
    if total := verdicts.total():
        features |= {f"share_no>={share}" for share in (0.2, 0.35, 0.5, 0.65, 0.8) if verdicts["no"] / total >= share}
    return sorted(features)


# ------------------------------------------------------------------ choosing
def _best(model: LinearModel, candidates: Mapping[str, Sequence[str]], cues: Sequence[Mention]) -> Class:
    scores = {code: _log_odds(model, features) for code, features in candidates.items()}
    ranked = sorted(scores, key=lambda code: -scores[code])
    powers = {code: exp(scores[code] - scores[ranked[0]]) for code in ranked}
    total = sum(powers.values())
    return _choice([(code, powers[code] / total) for code in ranked], cues)


def _log_odds(model: LinearModel, features: Sequence[str]) -> float:
    scores = model.scores(features)
    return scores.get(YES, 0.0) - scores.get("no", 0.0)


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
