"""Linear models over named features: the weights that facts are judged by, read from `patterns/weights.toml`.

A decision ("amount_role") has classes ("estimated", "awarded", "other") and each class a weight for every named feature
that speaks for or against it; "bias" is the weight that always counts. The file is written by
`tests/benchmarks/fit_weights.py` and can be edited by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pydantic import Field

from extractor.patterns import PatternFile, Patterns

BIAS = "bias"


class WeightPatterns(PatternFile):
    """decision → class → feature → weight (natural logarithm of odds)."""

    decisions: dict[str, dict[str, dict[str, float]]] = Field(default_factory=dict)


class LinearModel:
    """Multinomial logistic regression with binary features; unknown features count nothing."""

    def __init__(self, weights: dict[str, dict[str, float]]) -> None:
        self.classes = tuple(sorted(weights))
        self._weights: dict[str, list[tuple[int, float]]] = {}  # few features weigh for more than one or two classes
        for index, name in enumerate(self.classes):
            for feature, weight in weights[name].items():
                self._weights.setdefault(feature, []).append((index, weight))

    @classmethod
    def of(cls, patterns: Patterns, decision: str) -> LinearModel:
        return cls(patterns.read("weights", WeightPatterns).decisions.get(decision, {}))

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """Class → sum of weights."""
        sums = [0.0] * len(self.classes)
        for weights in filter(None, map(self._weights.get, chain((BIAS,), features))):
            for index, weight in weights:
                sums[index] += weight
        return dict(zip(self.classes, sums, strict=True))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Class → probability; they add up to 1."""
        return _probabilities(self.scores(features))


class DecisionsTogether:
    """Several decisions over the same features, which are looked up once for all of them."""

    def __init__(self, patterns: Patterns, decisions: Sequence[str]) -> None:
        tables = patterns.read("weights", WeightPatterns).decisions
        self._classes = {
            decision: {name: f"{decision}.{name}" for name in sorted(tables.get(decision, {}))}
            for decision in decisions
        }
        self._model = LinearModel(
            {
                joined: tables[decision][name]
                for decision, classes in self._classes.items()
                for name, joined in classes.items()
            }
        )

    def probabilities(self, features: Iterable[str]) -> dict[str, dict[str, float]]:
        """Decision → class → probability; those of one decision add up to 1."""
        scores = self._model.scores(features)
        return {
            decision: _probabilities({name: scores[joined] for name, joined in classes.items()})
            for decision, classes in self._classes.items()
        }


def _probabilities(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values(), default=0.0)
    powers = {name: math.exp(score - top) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
