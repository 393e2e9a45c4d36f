"""When a found value agrees with an annotated one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from extractor.patterns import PatternFile, Patterns, alternation

_TITLE_OVERLAP = 0.6
_BUYER_OVERLAP = 0.75
_STEM = 6  # letters of a word that count, so that singular and plural agree
_DURATION = re.compile(r"P(?=\d)" + "".join(rf"(?:(\d+(?:\.\d+)?){unit})?" for unit in "YMWD"))


class EvaluationPatterns(PatternFile):
    """`generic`: words that say nothing in a title; `legal_…`: parts of a company's name that do not count."""

    generic: list[str]
    legal_initials: list[str]
    legal_words: list[str]


def length(iso8601: str) -> tuple[float, float] | str:
    """A duration in months and days, so that P4Y is P48M; what is no duration stays as it is."""
    match = _DURATION.fullmatch(iso8601)
    if match is None:
        return iso8601
    years, months, weeks, days = (float(part or 0) for part in match.groups())
    return years * 12 + months, weeks * 7 + days


def fold(text: str) -> str:
    """Lower case, without accents and with single spaces for punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall("[a-z0-9]+", plain))


class Agreement:
    """The comparisons that need to know which words do not count."""

    def __init__(self, patterns: Patterns) -> None:
        words = patterns.read("evaluation", EvaluationPatterns)
        initials = [" ?".join(letters) for letters in words.legal_initials]
        self._legal = re.compile(rf"\b{alternation([*initials, *words.legal_words])}\b")
        self._generic = frozenset(words.generic)

    def same_name(self, one: str, other: str) -> bool:
        """Whether two company names differ at most in legal form, spacing, accents and punctuation."""
        key, other_key = self._name(one), self._name(other)
        return bool(key) and key.replace(" ", "") == other_key.replace(" ", "")

    def same_title(self, wordings: list[str], found: str) -> bool:
        return any(self._overlap(wording, found) >= _TITLE_OVERLAP for wording in wordings)

    def same_buyer(self, names: list[str], found: str) -> bool:
        return any(self._overlap(name, found) >= _BUYER_OVERLAP for name in names)

    def _name(self, name: str) -> str:
        folded = fold(name)
        return " ".join(self._legal.sub(" ", folded).split()) or folded

    def _overlap(self, one: str, other: str) -> float:
        """The F1 of the words that count; 1.0 or 0.0 where a wording has none."""
        words, others = self._words(one), self._words(other)
        if not words or not others:
            return float(fold(one) == fold(other))
        return 2 * (words & others).total() / (words.total() + others.total())

    def _words(self, text: str) -> Counter[str]:
        return Counter(word[:_STEM] for word in fold(text).split() if word not in self._generic)


def same_sum(gold: float, found: float) -> bool:
    return abs(gold - found) <= 0.01


def same_percentage(gold: float, found: float) -> bool:
    """Half a percent of the annotated figure, and a hundredth of a point, are rounding."""
    return abs(gold - found) <= 0.005 * max(1.0, abs(gold)) + 0.01
