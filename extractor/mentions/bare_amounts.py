"""Sums whose currency is left out: which bare numbers are money, and of which magnitude.

A number is judged by named features (its form, the words before and after it, the sums around it), each with a weight
in `patterns/bare_amount_weights.toml`; it is money where they add up to more than nothing. The weights are a logistic
regression on annotated articles, written by `tests/benchmarks/fit_bare_amounts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from extractor.mentions.scan import Number
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.text import SourceText

_THOUSAND = 1_000
_MILLION = 1_000_000
_WINDOW = 40
_SCORE_WINDOW = 150
_CLAUSE = 250
_NEAR = 45
_HOPELESS = -4.0  # no number whose first features add up to less has ever become money by the others
_GROWTH = 20  # a sum is rarely so much larger than the one it borrows its magnitude from
_KINDS = {"word": "whole", "small": "whole", "digits": "whole", "cents": "decimal"}


class BareAmountPatterns(PatternFile):
    """`before` and `after` name groups of phrases, in order of preference; `inverted` maps phrases to their factor."""

    before: dict[str, list[Phrase]]
    after: dict[str, list[Expression]]
    money: list[Phrase]
    quantities: list[Phrase]
    copulas: list[Phrase]
    scores: list[Phrase]
    lots: list[Phrase]
    clitic: list[Phrase]
    recipients: list[Phrase]
    joints: list[Phrase]
    again: list[Phrase]
    articles: list[Phrase]
    conjunctions: list[Expression]
    inverted: dict[Phrase, int]


class BareAmountWeights(PatternFile):
    """Feature → weight (natural logarithm of odds)."""

    weights: dict[str, float]


class Sum(NamedTuple):
    """A sum being read: `scale` is the magnitude it can lend to a number that has none."""

    start: int
    end: int
    value: Decimal
    currency: str
    scale: int
    rule: str
    warning: str = ""


class Surroundings(NamedTuple):
    """The sums before a number, up to two sentences back, and the one after it in its sentence."""

    before: Sequence[Sum]
    after: Sum | None

    @property
    def last(self) -> Sum | None:
        return self.before[-1] if self.before else None

    @property
    def measure(self) -> Sum | None:
        """The sum that a number borrows its magnitude from."""
        return self.last or self.after


class Candidate(NamedTuple):
    """A number that may be a sum; `compound` marks two numerals that may be one in millions ("due e 310"),
    `certain` those that cannot be anything else ("due e novecentomila")."""

    number: Number
    around: Surroundings
    compound: bool = False
    certain: bool = False


class Reading(NamedTuple):
    """A number read as a sum: where it ends, its full value and the magnitude it can lend."""

    end: int
    value: Decimal
    scale: int


class BareAmounts:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("bare_amounts", BareAmountPatterns)
        self._weights = patterns.read("bare_amount_weights", BareAmountWeights).weights
        self._before = re.compile(rf"(?<!\w)(?:{_groups(listed.before)})\s?\Z")
        self._after = re.compile(rf"[^\S\n]*(?:{_groups(listed.after)})")
        self._money = re.compile(rf"(?<!\w){alternation(listed.money)}(?!\w)")
        self._quantities = re.compile(rf"(?<!\w){alternation(listed.quantities)}(?!\w)")
        self._counted_subject = re.compile(
            rf"(?<!\w){alternation(listed.quantities)}\s?{alternation(listed.copulas)}\s\Z"
        )
        self._scores = re.compile(rf"(?<!\w){alternation(listed.scores)}(?!\w)")
        self._lots = re.compile(rf"(?<!\w){alternation(listed.lots)}(?!\w)")
        self._clitic = re.compile(rf"(?<!\w){alternation(listed.clitic)}\s(?:\w+\s)?\Z")
        self._recipient = re.compile(rf"\s{alternation(listed.recipients)}(?!\w)")
        self._joint = re.compile(rf"(?:[,;:]|\s{alternation(listed.joints)})\s(?:{alternation(listed.again)}\s)?\Z")
        self._name = re.compile(rf"\s?(?:{alternation(listed.articles)}\s?){{0,2}}[A-ZÀ-Þ]")
        self._name_before = re.compile(r"[A-ZÀ-Þ][\w'-]{1,20} (?:\d )?\($")
        self._and = re.compile(alternation(listed.conjunctions))
        self._inverted = [
            (re.compile(rf"{alternation([phrase])}\s\Z"), factor) for phrase, factor in listed.inverted.items()
        ]

    def read(self, number: Number, around: Surroundings, source: SourceText) -> Reading | None:
        """What the number says as a sum; None where it is not money."""
        candidate = Candidate(number, around)
        if not self.is_money(candidate, source):
            return None
        scale = self._scale(candidate, source.lower)
        return Reading(number.end, number.value * scale, max(number.scale, scale))

    def read_compound(
        self, number: Number, follower: Number | None, around: Surroundings, source: SourceText
    ) -> Reading | None:
        """What the number says together with the one after it ("due e 310"); None where they are not one sum."""
        candidate = self._compound(number, follower, around, source.lower)
        if candidate is None or not self.is_money(candidate, source):
            return None
        return Reading(candidate.number.end, candidate.number.value, _MILLION)

    def _compound(self, number: Number, follower: Number | None, around: Surroundings, text: str) -> Candidate | None:
        """Both numbers as one sum in millions, where millions are the measure."""
        if follower is None or number.scale > 1 or number.value >= 100 or number.value != int(number.value):
            return None
        if not self._and.fullmatch(text, number.end, follower.start) or follower.scale > _THOUSAND:
            return None
        factor = self._inverted_factor(number, text) or (around.measure.scale if around.measure else 1)
        if factor < _MILLION:
            return None
        part = follower.value
        if follower.scale == 1:
            part *= _MILLION // 10 if part < 10 else _THOUSAND
        whole = Number(number.start, follower.end, number.value * _MILLION + part, _MILLION, words=number.words)
        certain = follower.scale == _THOUSAND and follower.value >= 100 * _THOUSAND
        return Candidate(whole, around, compound=True, certain=certain) if part < _MILLION else None

    def is_money(self, candidate: Candidate, source: SourceText) -> bool:
        text, number = source.lower, candidate.number
        if candidate.certain or self._inverted_factor(number, text) or self._goes_on(candidate, source):
            return True
        score = 0.0
        for group in self._feature_groups(candidate, source):
            score += sum(self._weights.get(feature, 0.0) for feature in group)
            if score < _HOPELESS:
                return False
        return score > 0 and not self._counts(number, text)

    def _goes_on(self, candidate: Candidate, source: SourceText) -> bool:
        """Whether the number is the next of a list of sums: "Cadore (40 milioni), Zoldo (15)", "2 milioni per Este;
        3 per Monselice". Too rare in annotated articles for a weight."""
        number, last, text = candidate.number, candidate.around.last, source.lower
        if last is None or number.value >= _THOUSAND or last.start < source.sentence_at(number.start).start:
            return False
        if self._parallel(number, last, source):
            return True
        place = _place(text, number.start, number.end)
        if place != _place(text, last.start, last.end):
            return False
        if place == "brackets":
            return self._name_before.search(source.clean, max(0, number.start - _WINDOW), number.start) is not None
        return place == "item" and self._recipient.match(text, number.end) is not None

    def _parallel(self, number: Number, last: Sum, source: SourceText) -> bool:
        """Whether the sum before and the number are for somebody each: "10 milioni per Este e 16 per Monselice"."""
        if number.start - last.end > _CLAUSE // 2 or not self._joint.search(source.lower, last.end, number.start):
            return False
        return all(
            (match := self._recipient.match(source.lower, end)) is not None
            and self._name.match(source.clean, match.end()) is not None
            for end in (last.end, number.end)
        )

    def _counts(self, number: Number, text: str) -> bool:
        """Whether the words beside the number say what it counts: "1.260 ragazzi", "gli iscritti sono 33 mila"."""
        after = self._after.match(text, number.end)
        if (number.collective and number.scale == 1) or (after is not None and after.lastgroup == "counted"):
            return True
        return self._counted_subject.search(text, max(0, number.start - _WINDOW), number.start) is not None

    def features(self, candidate: Candidate, source: SourceText) -> Iterator[str]:
        """The named features of the number, each once."""
        return chain.from_iterable(self._feature_groups(candidate, source))

    def _feature_groups(self, candidate: Candidate, source: SourceText) -> Iterator[Iterable[str]]:
        """The features from the cheapest and most telling group to the last."""
        text, number = source.lower, candidate.number
        form = "compound" if candidate.compound else _form(number, text)
        kind = _KINDS.get(form, form)
        after = self._after.match(text, number.end)
        right = after.lastgroup if after else "other"
        yield ("bias", f"form:{form}", f"after:{right}", f"{kind}+after:{right}")
        before = self._before.search(text, max(0, number.start - _WINDOW), number.start)
        left = before.lastgroup if before else _edge(text, number.start)
        yield (f"before:{left}", f"{kind}+before:{left}", f"before:{left}+after:{right}")
        around = (*self._words_around(number, source), *self._sums_around(candidate, source))
        yield around
        yield (f"{kind}+{name}" for name in around)

    def _words_around(self, number: Number, source: SourceText) -> Iterator[str]:
        text = source.lower
        sentence = source.sentence_at(number.start)
        first, last = max(sentence.start, number.start - _CLAUSE), min(sentence.end, number.end + _CLAUSE)
        if self._money.search(text, first, last):
            yield "money_word"
        start = max(0, number.start - _WINDOW)
        if self._quantities.search(text, start, number.start):
            yield "quantity_before"
        if self._lots.search(text, start, number.start):
            yield "lot_before"
        if self._clitic.search(text, start, number.start):
            yield "clitic"
        if self._scores.search(text, max(0, number.start - _SCORE_WINDOW), number.start):
            yield "score_before"

    def _sums_around(self, candidate: Candidate, source: SourceText) -> Iterator[str]:
        text, number, last = source.lower, candidate.number, candidate.around.last
        sentence = source.sentence_at(number.start)
        if last is None:
            yield "nothing_before"
        else:
            yield f"{'same_sentence' if last.start >= sentence.start else 'earlier'}:{_size(last)}"
            if number.start - last.end <= _NEAR:
                yield "near"
            same_before = _sign_before(text, number.start) == _sign_before(text, last.start)
            same_after = _sign_after(text, number.end) == _sign_after(text, last.end)
            if same_before:
                yield "same_before"
            if same_after:
                yield "same_frame" if same_before else "same_after"
            if sum(found.start >= sentence.start for found in candidate.around.before) > 1:
                yield "several_before"
        if candidate.around.after is not None:
            yield f"followed:{_size(candidate.around.after)}"

    def _inverted_factor(self, number: Number, text: str) -> int | None:
        start = max(0, number.start - _WINDOW)
        return next((factor for phrase, factor in self._inverted if phrase.search(text, start, number.start)), None)

    def _scale(self, candidate: Candidate, text: str) -> int:
        """The magnitude that a number without one borrows from the sums around it."""
        number = candidate.number
        if number.scale > 1 or number.value >= _THOUSAND:
            return 1
        factor = self._inverted_factor(number, text)
        measure = candidate.around.measure
        if factor or measure is None:
            return factor or 1
        after = self._after.match(text, number.end)
        if after and after.lastgroup == "price":
            return 1
        form = _form(number, text)
        if form == "decimal" and measure.scale < _MILLION:
            measure = next((found for found in reversed(candidate.around.before) if found.scale >= _MILLION), measure)
        if measure.scale > 1:
            scale = measure.scale
            while number.value * scale > _GROWTH * measure.value and scale > _THOUSAND:
                scale //= _THOUSAND
            return 1 if form == "cents" and scale < _MILLION else scale
        if measure.value < 10 * _THOUSAND or form == "cents":
            return 1
        return _THOUSAND if number.value == int(number.value) else _MILLION


def _groups(listed: dict[str, list[str]]) -> str:
    return "|".join(f"(?P<{name}>{alternation(phrases)})" for name, phrases in listed.items())


def _form(number: Number, text: str) -> str:
    if number.scale >= _MILLION:
        return "million"
    if number.scale >= _THOUSAND:
        return "thousand"
    if number.words:
        return "one" if number.value == 1 else "word"
    written = text[number.start : number.end]
    if number.value >= _THOUSAND:
        if not any(sign in written for sign in "., '"):
            return "year" if 1900 <= number.value <= 2100 else "plain"
        return "dotted"
    if "," in written or "." in written:
        return "cents" if len(written) - max(written.rfind(","), written.rfind(".")) == 3 else "decimal"
    return "small" if number.value < 32 else "digits"


def _size(found: Sum) -> str:
    if found.scale >= _MILLION:
        return "million"
    if found.scale >= _THOUSAND:
        return "thousand"
    return "large" if found.value >= 10 * _THOUSAND else "small"


def _edge(text: str, position: int) -> str:
    """What stands before where no phrase does: the start of a line, a sign or a word."""
    while position and text[position - 1] in " \t":
        position -= 1
    if position == 0 or text[position - 1] == "\n":
        return "line_start"
    char = text[position - 1]
    return "word" if char.isalpha() else {",": "comma", "(": "open", "«": "open", '"': "open"}.get(char, _sign(char))


def _sign(char: str) -> str:
    if char in ".!?":
        return "stop"
    if char in ":;–|":
        return "colon"
    if char in "-+/*'":
        return "dash"
    return "digit" if char.isdigit() else "sign"


def _place(text: str, start: int, end: int) -> str:
    """Where in a list the words stand: alone in brackets, or at the head of an item after a colon or semicolon."""
    before, after = text[max(0, start - 2) : start].strip(" "), text[end : end + 2].strip(" ")
    if before[-1:] == "(" and after[:1] == ")":
        return "brackets"
    return "item" if before[-1:] in (";", ":") else ""


def _sign_before(text: str, position: int) -> str:
    """The sign just before, or the word where there is none."""
    before = text[max(0, position - 20) : position].rstrip(" ")
    if not before or not before[-1].isalnum():
        return before[-1:]
    return before.split()[-1]


def _sign_after(text: str, position: int) -> str:
    return text[position : position + 2].strip(" ")[:1]
