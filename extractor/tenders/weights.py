"""Linear models over named features: the weights that facts are judged by, read from `patterns/weights.toml`.

A decision ("amount_role") has classes ("estimated", "awarded", "other") and each class a weight for every named feature
that speaks for or against it; "bias" is the weight that always counts. The file is written by
`tests/benchmarks/fit_weights.py` and can be edited by hand.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp
from typing import Annotated

from pydantic import Field

from extractor.patterns import PatternFile, Patterns

BIAS = "bias"
YES, NO = "yes", "no"
_UNIT = 100  # weights are added as whole hundredths
_LONG_ODDS = 700.0  # beyond them the exponential function has no value


Weight = Annotated[float, Field(ge=-1e6, le=1e6)]


class WeightPatterns(PatternFile):
    """decision → class → feature → weight (natural logarithm of odds, in hundredths)."""

    decisions: dict[str, dict[str, dict[str, Weight]]] = Field(default_factory=dict)


class LinearModel:
    """Multinomial logistic regression with binary features; unknown features count nothing.

    The weights of a feature for all classes are packed into one whole number, a field of bits for each class, so that
    one look-up and one addition serve all classes. Whole numbers add up to the same in whatever order they come, and
    fields are no wider than the sum of a class needs: small numbers are added quickly.
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.classes = tuple(sorted(weights))
        self._weights: dict[str, int] = defaultdict(int)
        self._widths: list[int] = []
        for name in self.classes:
            place = sum(self._widths)
            whole = {feature: round(weight * _UNIT) for feature, weight in weights[name].items()}
            for feature, weight in whole.items():
                self._weights[feature] += weight << place
            self._widths.append(sum(map(abs, whole.values())).bit_length() + 1)
        self._bias = self._weights.pop(BIAS, 0)
        self._weights.default_factory = None

    @classmethod
    def of(cls, patterns: Patterns, decision: str) -> LinearModel:
        return cls(patterns.read("weights", WeightPatterns).decisions.get(decision, {}))

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """Class → sum of weights."""
        packed = sum(filter(None, map(self._weights.get, features)), self._bias)
        scores: dict[str, float] = {}
        for name, width in zip(self.classes, self._widths, strict=True):
            half = 1 << width - 1
            field = ((packed + half) & (2 * half - 1)) - half
            scores[name] = field / _UNIT
            packed = (packed - field) >> width
        return scores

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Class → probability; they add up to 1."""
        return _probabilities(self.scores(features))

    def weights(self, name: str, features: Iterable[str]) -> list[tuple[str, float]]:
        """Each feature with its weight for a class; raises KeyError for a class that the decision does not have."""
        bias = self.scores(())[name]
        return [(feature, self.scores((feature,))[name] - bias) for feature in features]

    def probability(self, features: Iterable[str]) -> float:
        """How probable "yes" is; 0 where the decision has no such class."""
        scores = self.scores(features)
        return _logistic(scores[YES] - scores.get(NO, 0.0)) if YES in scores else 0.0


class DecisionsTogether:
    """Several decisions of yes or no over the same features, which are looked up once for all of them."""

    def __init__(self, patterns: Patterns, decisions: Sequence[str]) -> None:
        tables = patterns.read("weights", WeightPatterns).decisions
        self._model = LinearModel({decision: _for_yes(tables.get(decision, {})) for decision in decisions})

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Decision → how probable "yes" is."""
        return {decision: _logistic(score) for decision, score in self._model.scores(features).items()}

    def weights(self, decision: str, features: Iterable[str]) -> list[tuple[str, float]]:
        """Each feature with its weight for "yes"."""
        return self._model.weights(decision, features)


def _for_yes(weights: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What each feature counts for "yes" and against "no"."""
    against = weights.get(NO, {})
    return {
        name: weight - against.get(name, 0.0)
        for name, weight in ({**dict.fromkeys(against, 0.0), **weights.get(YES, {})}).items()
    }


def _logistic(odds: float) -> float:
    """The probability that belongs to a logarithm of odds."""
    return 1 / (1 + exp(min(-odds, _LONG_ODDS)))


def _probabilities(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values(), default=0.0)
    powers = {name: exp(score - top) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))
