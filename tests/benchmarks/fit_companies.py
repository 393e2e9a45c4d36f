"""Fit patterns/company_weights.toml on annotated articles.

    python tests/benchmarks/fit_companies.py TRAIN… [--check DEV]

TRAIN are folders with `articles/*.json` (text, published) and `gold/*.json` (mentions.company with name and aliases).
Logistic regression with L2 penalty over the named features of `extractor.mentions.companies`; figures are
cross-validated by article; the threshold is the lowest with cross-validated precision of at least 0.92, so that
articles of other voices stay above 0.90. Needs scikit-learn, which the package itself never imports.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from extractor.article import Article
from extractor.mentions.companies import CompanyFinder
from extractor.mentions.places import places_of
from extractor.mentions.public_bodies import PublicBodyFinder
from extractor.mentions.scan import Scan
from extractor.patterns import built_in_folder, load_patterns
from extractor.text import SourceText

PRECISION = 0.92
ROUNDS = 4
STRENGTH = 2.0
SEEN_IN = 4  # a feature of fewer groups is left out, or has the weight set by hand here
BY_HAND = {
    "as_partner": 2.5,
    "consortium_led_by": 1.5,
    "perhaps_public": 0.8,
    "service_near": -1.5,
    "reports": -6.0,
    "model_company": 0.5,
    "model_other": -0.5,
}
VETO = {"service_name": -4.0}  # says it outright: what else is said of such names is not learned from them
LEGAL = re.compile(r"\b(?:s\.?p\.?a|s\.?r\.?l\.?s?|s\.?n\.?c|s\.?a\.?s|scarl|coop)\b\.?", re.IGNORECASE)


Read = tuple[str, Scan, set[str]]  # id, the scan before companies are looked for, plain names of the companies


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", LEGAL.sub("", name.lower().replace("la ", "", 1)))


def scans(folder: Path) -> Iterator[Read]:
    patterns = load_patterns()
    places, bodies = places_of(patterns), PublicBodyFinder(patterns)
    for path in sorted(folder.joinpath("gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        given = json.loads(folder.joinpath("articles", path.name).read_text("utf-8"))
        source = SourceText.of(Article.read(given["text"], published=given.get("published")), patterns)
        scan = Scan(source, places=list(places.find(source)))
        scan.mentions.extend(bodies(scan))
        listed = gold["mentions"].get("company", [])
        yield gold["id"], scan, {plain(name) for entry in listed for name in [entry["name"], *entry["aliases"]]}


def groups(finder: CompanyFinder, read: Iterable[Read]) -> Iterator[tuple[str, frozenset[str], bool]]:
    for article, scan, companies in read:
        for group, features in finder.judged(scan):
            text = scan.source.clean
            written = {group.name, *(text[name.start : name.end] for name in group.members)}
            yield article, features, bool({plain(name) for name in written} & companies)


def figures(hits: int, found: int, there: int) -> str:
    precision, recall = hits / max(found, 1), hits / max(there, 1)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path, nargs="+")
    parser.add_argument("--check", type=Path)
    parser.add_argument("--precision", type=float, default=PRECISION)
    given = parser.parse_args()
    finder = CompanyFinder(load_patterns())
    folders = {folder: list(scans(folder)) for folder in given.train}
    read = [article for articles in folders.values() for article in articles]
    for _ in range(ROUNDS):
        rows = list(groups(finder, read))
        labels = numpy.array([label for *_, label in rows])
        articles = [article for article, *_ in rows]
        common = {
            feature
            for feature in {feature for _, features, _ in rows for feature in features}
            if feature not in VETO and sum(feature in features for _, features, _ in rows) >= SEEN_IN
        }
        vectors = DictVectorizer()
        matrix = vectors.fit_transform([dict.fromkeys(features & common, 1) for _, features, _ in rows])
        scores = numpy.zeros(len(rows))
        for fit, held_out in GroupKFold(10).split(matrix, labels, articles):
            model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix[fit], labels[fit])
            scores[held_out] = model.decision_function(matrix[held_out])
        threshold = min(
            (cut for cut in numpy.arange(-2, 3, 0.05) if labels[scores >= cut].mean() >= given.precision), default=3
        )
        print(f"cross-validated, threshold {threshold:.2f}")
        for folder, its in folders.items():
            inside = numpy.isin(articles, [article for article, *_ in its])
            chosen = (scores >= threshold) & inside
            print(" ", folder, figures(int(labels[chosen].sum()), int(chosen.sum()), int(labels[inside].sum())))
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix, labels)
        finder._weights = {
            **dict(zip(vectors.get_feature_names_out(), model.coef_[0].round(2).tolist(), strict=True)),
            **{feature: weight for feature, weight in BY_HAND.items() if feature not in common},
            **VETO,
            "bias": round(float(model.intercept_[0]), 2),
        }
        finder._threshold = round(float(threshold), 2)
    if given.check:
        rows = list(groups(finder, scans(given.check)))
        chosen_rows = [label for _, features, label in rows if finder.score(features) >= finder._threshold]
        print(given.check, figures(sum(chosen_rows), len(chosen_rows), sum(label for *_, label in rows)))
    write(finder)


def write(finder: CompanyFinder) -> None:
    ordered = sorted(finder._weights.items(), key=lambda item: (-item[1], item[0]))
    lines = [
        "# Weights of the features that make a capitalised name a company's (natural logarithms of odds).",
        "# What each feature means: extractor/mentions/companies.py. Written by",
        "# tests/benchmarks/fit_companies.py, strongest first; may be edited by hand.",
        "",
        f"threshold = {finder._threshold}",
        "",
        "[weights]",
        *(f"{feature} = {weight}" for feature, weight in ordered if weight),
    ]
    Path(str(built_in_folder())).joinpath("company_weights.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
