"""Sums whose currency is left out: which bare numbers are money, and of which magnitude.

A number is judged by named features (its form, the words before and after it, the sums around it), each with a weight
in `patterns/bare_amount_weights.toml`; it is money where they add up to more than nothing. The weights are a logistic
regression on annotated articles, written by `tests/benchmarks/fit_bare_amounts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.mentions.scan import Number
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.text import SourceText

_THOUSAND = 1_000
_MILLION = 1_000_000
_WINDOW = 40
_NEAR = 45


class BareAmountPatterns(PatternFile):
    """`before` and `after` name groups of phrases, in order of preference; `inverted` maps phrases to their factor."""

    before: dict[str, list[Phrase]]
    after: dict[str, list[Expression]]
    money: list[Phrase]
    inverted: dict[Phrase, int]


class BareAmountWeights(PatternFile):
    """Feature → weight (natural logarithm of odds)."""

    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Known:
    """A sum already read near the number: where it stands, its value and the largest magnitude said in it."""

    start: int
    end: int
    value: Decimal
    scale: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number with the sums known before and after it in its sentence or up to two sentences back."""

    number: Number
    before: Known | None
    after: Known | None


class BareAmounts:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("bare_amounts", BareAmountPatterns)
        self._weights = patterns.read("bare_amount_weights", BareAmountWeights).weights
        self._before = re.compile(rf"(?<!\w)(?:{_groups(listed.before)})\s?\Z")
        self._after = re.compile(rf"[^\S\n]*(?:{_groups(listed.after)})")
        self._money = re.compile(rf"(?<!\w){alternation(listed.money)}(?!\w)")
        self._inverted = [
            (re.compile(rf"{alternation([phrase])}\s\Z"), factor) for phrase, factor in listed.inverted.items()
        ]

    def value(self, candidate: Candidate, source: SourceText) -> tuple[Decimal, int] | None:
        """The sum and the magnitude it can lend, or None where the number is not money."""
        if not self.is_money(candidate, source):
            return None
        scale = self._scale(candidate, source.lower)
        return candidate.number.value * scale, max(candidate.number.scale, scale)

    def is_money(self, candidate: Candidate, source: SourceText) -> bool:
        weights = self._weights
        return sum(weights.get(feature, 0.0) for feature in self.features(candidate, source)) > 0

    def features(self, candidate: Candidate, source: SourceText) -> Iterator[str]:
        """The named features of the number, each once."""
        text, number = source.lower, candidate.number
        form = _form(number, text)
        before = self._before.search(text, max(0, number.start - _WINDOW), number.start)
        after = self._after.match(text, number.end)
        left = before.lastgroup if before else _edge(text, number.start)
        right = after.lastgroup if after else "other"
        yield from ("bias", f"form:{form}", f"before:{left}", f"after:{right}")
        yield from (f"{form}+before:{left}", f"{form}+after:{right}", f"before:{left}+after:{right}")
        yield from self._context(candidate, source, form)

    def _context(self, candidate: Candidate, source: SourceText, form: str) -> Iterator[str]:
        text, number = source.lower, candidate.number
        sentence = source.sentence_at(number.start)
        if self._money.search(text, sentence.start, sentence.end):
            yield "money_word"
        if any(phrase.search(text, max(0, number.start - _WINDOW), number.start) for phrase, _ in self._inverted):
            yield "inverted"
        if candidate.before is None:
            yield f"{form}+nothing_before"
        else:
            same = candidate.before.start >= sentence.start
            yield f"{form}+{'same_sentence' if same else 'earlier'}:{_size(candidate.before)}"
            if number.start - candidate.before.end <= _NEAR:
                yield f"{form}+near"
            if _last_word(text, number.start) == _last_word(text, candidate.before.start):
                yield "same_word_before"
            if _next_sign(text, number.end) == _next_sign(text, candidate.before.end):
                yield "same_sign_after"
        if candidate.after is not None and candidate.after.start < sentence.end:
            yield f"{form}+followed:{_size(candidate.after)}"

    def _scale(self, candidate: Candidate, text: str) -> int:
        """The magnitude that a number without one borrows from the sums around it."""
        number = candidate.number
        if number.scale > 1 or number.value >= _THOUSAND:
            return 1
        for phrase, factor in self._inverted:
            if phrase.search(text, max(0, number.start - _WINDOW), number.start):
                return factor
        known = candidate.before or candidate.after
        if known is None:
            return 1
        if known.scale > 1:
            return known.scale
        after = self._after.match(text, number.end)
        if known.value < 10 * _THOUSAND or (after and after.lastgroup == "per_unit"):
            return 1
        whole = number.value == int(number.value)
        return _THOUSAND if whole else _MILLION


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


def _size(known: Known) -> str:
    if known.scale >= _MILLION:
        return "million"
    if known.scale >= _THOUSAND:
        return "thousand"
    return "large" if known.value >= 10 * _THOUSAND else "small"


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


def _last_word(text: str, position: int) -> str:
    words = text[max(0, position - 20) : position].split()
    return words[-1] if words else ""


def _next_sign(text: str, position: int) -> str:
    return text[position : position + 2].strip()[:1]
