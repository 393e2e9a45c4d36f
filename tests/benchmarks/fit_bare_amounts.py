"""Fit the weights of sums without currency on annotated articles and write patterns/bare_amount_weights.toml.

    python tests/benchmarks/fit_bare_amounts.py GOLD_FOLDER    (with `articles/` and `gold/`; needs scikit-learn)

Prints precision and recall of the decision, cross-validated by article, before it writes the file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import GroupKFold, cross_val_predict

from extractor.article import Article
from extractor.mentions.amounts import AmountFinder
from extractor.mentions.bare_amounts import BareAmounts, Candidate
from extractor.mentions.finder import MentionFinder
from extractor.patterns import Patterns, built_in_folder, load_patterns
from extractor.text import SourceText

STRENGTH = 1.0
THRESHOLD = 0.4  # probability from which a number is money: best F1, cross-validated
RAREST = 3
SMALLEST = 0.05


class Recorder(BareAmounts):
    """Answers from the annotation and remembers the features it was asked about."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__(patterns)
        self.gold: list[tuple[str, Decimal]] = []
        self.rows: list[tuple[list[str], bool]] = []

    def is_money(self, candidate: Candidate, source: SourceText) -> bool:
        number = candidate.number
        label = any(
            value in (number.value, number.value * 1_000, number.value * 1_000_000)
            and _stands(words, candidate, source)
            for words, value in self.gold
        )
        self.rows.append((list(self.features(candidate, source)), label))
        return label


def _stands(words: str, candidate: Candidate, source: SourceText) -> bool:
    written = source.clean[candidate.number.start : candidate.number.end]
    offset = words.find(written)
    start = candidate.number.start - offset
    return offset >= 0 and source.clean[start : start + len(words)] == words


def articles(folder: Path) -> Iterator[tuple[Article, list[tuple[str, Decimal]]]]:
    for file in sorted((folder / "gold").glob("*.json")):
        given = json.loads((folder / "articles" / file.name).read_text(encoding="utf-8"))
        gold = json.loads(file.read_text(encoding="utf-8"))["mentions"].get("amount", [])
        amounts = [(amount["text"], Decimal(str(amount["value"]))) for amount in gold]
        yield Article.read(given["text"], published=given["published"]), amounts


def recorded(folder: Path) -> Iterator[tuple[int, list[str], bool]]:
    patterns = load_patterns()
    find = MentionFinder(patterns)
    recorder = Recorder(patterns)
    for finder in find._finders:
        if isinstance(finder, AmountFinder):
            finder._bare = recorder
    for group, (article, amounts) in enumerate(articles(folder)):
        recorder.gold, recorder.rows = amounts, []
        find(SourceText.of(article, patterns))
        yield from ((group, features, label) for features, label in recorder.rows)


def main(folder: Path) -> None:
    rows = list(recorded(folder))
    groups = np.array([group for group, _, _ in rows])
    labels = np.array([label for _, _, label in rows])
    counts = Counter(feature for _, features, _ in rows for feature in set(features))
    tables = [
        {feature: 1 for feature in features if counts[feature] >= RAREST and feature != "bias"}
        for _, features, _ in rows
    ]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(tables)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    odds = cross_val_predict(model, matrix, labels, groups=groups, cv=GroupKFold(10), method="predict_proba")
    predicted = odds[:, 1] > THRESHOLD
    precision, recall, f1, _ = precision_recall_fscore_support(labels, predicted, average="binary")
    print(f"{len(rows)} numbers, {labels.sum()} sums, cross-validated by article:")
    print(f"precision {precision:.3f} recall {recall:.3f} f1 {f1:.3f}")
    model.fit(matrix, labels)
    shift = np.log((1 - THRESHOLD) / THRESHOLD)  # so that the weights of a sum add up to more than nothing
    weights = {
        "bias": model.intercept_[0] + shift,
        **dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)),
    }
    lines = [f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items()) if abs(weight) >= SMALLEST]
    text = (
        "# Written by tests/benchmarks/fit_bare_amounts.py: feature = weight (natural logarithm of odds).\n[weights]\n"
    )
    Path(str(built_in_folder())).joinpath("bare_amount_weights.toml").write_text(
        text + "\n".join(lines) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
