"""Fit the weights of patterns/weights.toml on annotated articles.

    python tests/benchmarks/fit_weights.py GOLD… [DECISION …]

GOLD are folders with articles/ and gold/ (see the README on `extractor evaluate`); the articles of the first count
fully, those of the others less. For each decision it prints
the F1 of every class, cross-validated by article, and writes the weights fitted on all articles; decisions that are
not named keep theirs. Needs scikit-learn, at this time only.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from class_examples import Candidate, category_rankings, status_rankings, title_rankings
from procedure_examples import procedure_examples
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import GroupKFold, cross_val_predict

from extractor.article import Article
from extractor.evaluation.agreement import Agreement
from extractor.mentions.finder import MentionFinder
from extractor.mentions.lots import counts_lots
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.tenders.classes import ClassJudge
from extractor.tenders.context import Context, RoleLanguage
from extractor.tenders.facts import FactFinder, TenderFacts, lots_of, situation
from extractor.tenders.lot_links import LotLinker, Reference, StructurePatterns
from extractor.tenders.lot_titles import TitleCandidate
from extractor.tenders.lots import Lot, LotPlanner, title_blocks
from extractor.tenders.procurement import procurement_features
from extractor.tenders.roles import DECISIONS, NAME_DECISIONS, by_name, name_features, value_features
from extractor.tenders.weights import LinearModel, WeightPatterns
from extractor.text import Region, SourceText

WEIGHTS = Path(__file__).parents[2] / "patterns" / "weights.toml"
PATTERNS = load_patterns()
AGREEMENT = Agreement(PATTERNS)
PLANNER = LotPlanner(PATTERNS)
LINKER = LotLinker(PATTERNS.read("lot_structure", StructurePatterns), PATTERNS)
NOT_PART_OF_NAMES = re.compile(
    r"\b(?:s ?p ?a|s ?r ?l ?s?|scarl|snc|coop|cooperativa|sociale|soc|il|la|i|le|lo|l|di|del|della)\b"
)
FURTHER = 0.4  # what an article of a further folder counts: most of ours are harder than newspapers are
HEADER = (
    "# Weights of the facts, by decision, class and feature (natural logarithms of odds).\n"
    "# Written by: python tests/benchmarks/fit_weights.py GOLD…\n"
)


@dataclass
class Annotated:
    """An article with its gold annotation and what the pipeline finds before facts are judged."""

    gold: dict[str, Any]
    source: SourceText
    mentions: list[Mention]
    context: Context
    lots: Mapping[Mention, Collection[int]]
    weight: float = 1.0
    status: str = ""
    facts: TenderFacts | None = None


Example = tuple[str, str, list[str]]  # article, class, features
Maker = Callable[[Annotated], Iterable[tuple[str, list[str]]]]


def read(folder: Path, weight: float = 1.0) -> list[Annotated]:
    find, language = MentionFinder(PATTERNS), RoleLanguage(PATTERNS)
    found = []
    for file in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        data = json.loads((folder / "articles" / file.name).read_text(encoding="utf-8"))
        source = SourceText.of(Article.read(data["text"], published=data["published"]), PATTERNS)
        mentions = find(source)
        lots = lots_of(PLANNER(source, mentions))
        found.append(Annotated(gold, source, mentions, Context(source, mentions, language), lots, weight))
    return found


# ------------------------------------------------------------------ what gold says of a mention
def every(gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Tenders and their lots."""
    for tender in gold["tenders"]:
        yield tender
        yield from tender["lots"]


def gold_role(mention: Mention, gold: dict[str, Any]) -> str:
    value: Any = mention.value
    if mention.kind == "amount":
        return role_of(float(value.amount), gold, ("awarded_value", "estimated_value"))
    if mention.kind == "duration":
        return role_of(months(value.iso8601), gold, ("duration", "renewal"))
    if mention.kind == "date":
        return role_of(str(value.iso8601), gold, ("bids_due", "start_date", "end_date"))
    if mention.kind == "count":
        return role_of(value.count, gold, ("bidders", "lot_count"))
    return role_of(float(value.percent), gold, ("discount_percent",))


def role_of(value: Any, gold: dict[str, Any], slots: tuple[str, ...]) -> str:
    return next((slot for slot in slots for node in every(gold) if months(node.get(slot)) == value), "other")


def months(value: Any) -> Any:
    """A duration in years as one in months; anything else as it is."""
    years = re.fullmatch(r"P(\d+)Y(?:(\d+)M)?", value) if isinstance(value, str) else None
    return f"P{12 * int(years[1]) + int(years[2] or 0)}M" if years else value


def gold_names(gold: dict[str, Any], decision: str) -> set[str]:
    """All written forms of the names that fill a slot."""
    clusters = [{c["name"], *c.get("aliases", [])} for c in gold["mentions"].get("company", [])]
    names: set[str] = set()
    for node in every(gold):
        if decision == "supplier":
            names |= {supplier["name"] for supplier in node.get("suppliers", [])}
        elif decision == "buyer":
            names |= set(node.get("buyer", []))
        else:
            names |= set(node.get(f"{decision}s", []))
    for cluster in clusters:
        if cluster & names:
            names |= cluster
    return {plain(name) for name in names}


def plain(name: str) -> str:
    """A name in lower case, without its legal form, articles and punctuation."""
    words = re.sub(r"\W+", " ", name.casefold())
    return " ".join(NOT_PART_OF_NAMES.sub(" ", words).split()) or words


# ------------------------------------------------------------------ examples, a function per decision
def value_examples(kind: str) -> Maker:
    def make(article: Annotated) -> Iterator[tuple[str, list[str]]]:
        for mention in article.mentions:
            if mention.kind == kind and not article.context.rules_out(mention):
                around = situation(article.status, article.lots.get(mention, ()))
                yield gold_role(mention, article.gold), value_features(mention, article.context, around)

    return make


def name_examples(decision: str) -> Maker:
    def make(article: Annotated) -> Iterator[tuple[str, list[str]]]:
        wanted = gold_names(article.gold, decision)
        for name, mentions in by_name(article.mentions).items():
            written = {plain(name)} | {plain(article.source.clean[m.start : m.end]) for m in mentions}
            around = situation(article.status, [lot for mention in mentions for lot in article.lots.get(mention, ())])
            meant = bool(written & wanted) or (decision == "buyer" and AGREEMENT.same_buyer(list(wanted), name))
            yield "yes" if meant else "no", name_features(mentions, article.context, around)

    return make


def gold_lots(gold: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Gold lots by number, those of all tenders of the article."""
    lots: dict[str, list[dict[str, Any]]] = {}
    for tender in gold["tenders"]:
        for lot in tender["lots"]:
            if lot["number"] is not None:
                lots.setdefault(lot["number"], []).append(lot)
    return lots


def meant_references(article: Annotated) -> list[Reference]:
    """The references to lots that gold has."""
    lots = gold_lots(article.gold)
    return [r for r in PLANNER.references(article.source, article.mentions) if set(r.keys) <= set(lots)]


def lot_reference_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    references = PLANNER.references(article.source, article.mentions)
    lots = gold_lots(article.gold)
    described = PLANNER.reference_features(article.source, article.mentions, references)
    for reference, features in zip(references, described, strict=True):
        yield "yes" if set(reference.keys) <= set(lots) else "no", features


def lot_title_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    lots = gold_lots(article.gold)
    blocks = title_blocks(article.mentions)
    for reference in meant_references(article):
        for key, candidate in PLANNER.title_candidates(article.source, article.mentions, reference, blocks):
            yield "yes" if names_lot(article, candidate, lots[key]) else "no", list(candidate.features)


def names_lot(article: Annotated, title: Region | TitleCandidate, lots: list[dict[str, Any]]) -> bool:
    words = article.source.clean[title.start : title.end]
    return likeness(words, lots) >= 0.6


def likeness(words: str, lots: list[dict[str, Any]]) -> float:
    """The share of their words that a wording has in common with the title of a lot, by their first six letters."""
    return max((alike(wanted, words) for lot in lots for wanted in lot["title"]), default=0.0)


def alike(wanted: str, words: str) -> float:
    first, second = ({word[:6] for word in re.findall(r"\w{3,}", text.lower())} for text in (wanted, words))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def lot_link_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    lots = gold_lots(article.gold)
    references = meant_references(article)
    titled = {key: Lot(key, title=gold_title(article, references, key, lots[key])) for key in lots}
    if not references:
        references, titled, lots = gold_areas(article)
    anchors = PLANNER.anchors(article.source, references, titled)
    values = [mention for mention in LINKER.linkable(article.mentions) if fills(article, mention, article.gold)]
    for mention in [*values, *LINKER.deserted(article.source)]:
        for anchor, features in LINKER.choices(article.source, article.mentions, mention, anchors):
            belongs = any(
                fills(article, mention, {"tenders": [{**lot, "lots": []}]}) for key in anchor.keys for lot in lots[key]
            )
            yield "yes" if belongs else "no", features


def gold_areas(article: Annotated) -> tuple[list[Reference], dict[str, Lot], dict[str, list[dict[str, Any]]]]:
    """References, lots and gold lots for lots without a number: the first stretch that names each."""
    references: list[Reference] = []
    lots: dict[str, list[dict[str, Any]]] = {}
    candidates = PLANNER.area_candidates(article.source, article.mentions, gold_count(article))
    for place, lot in enumerate(lot for tender in article.gold["tenders"] for lot in tender["lots"]):
        named = next((candidate for candidate in candidates if names_lot(article, candidate, [lot])), None)
        if named is not None and not any(r.start < named.end and named.start < r.end for r in references):
            references.append(Reference(named.start, named.end, (f"#{place}",), "area"))
            lots[f"#{place}"] = [lot]
    references.sort(key=lambda reference: reference.start)
    titled = {r.keys[0]: Lot(None, title=Region(r.start, r.end), references=[r]) for r in references}
    return references, titled, lots


def gold_count(article: Annotated) -> Mention | None:
    wanted = {tender["lot_count"] for tender in article.gold["tenders"] if tender["lots"]}
    counts: list[Any] = [mention for mention in article.mentions if counts_lots(mention)]
    return next((mention for mention in counts if mention.value.count in wanted), None)


def lot_count_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    wanted = {tender["lot_count"] for tender in article.gold["tenders"]}
    references = meant_references(article)
    for mention, features in PLANNER.count_choices(article.source, article.mentions, references):
        value: Any = mention.value
        yield "yes" if value.count in wanted else "no", features


def lot_area_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    lots = [lot for node in article.gold["tenders"] for lot in node["lots"]]
    if meant_references(article):
        return
    candidates = PLANNER.area_candidates(article.source, article.mentions, gold_count(article))
    likest: dict[int, float] = defaultdict(float)
    for candidate in candidates:
        for cut in range(candidate.first, candidate.last):
            likest[cut] = max(likest[cut], likeness(candidate.words, lots))
    for candidate in candidates:
        like = likeness(candidate.words, lots)
        best = like >= max(likest[cut] for cut in range(candidate.first, candidate.last))
        yield "yes" if like >= 0.6 and best else "no", list(candidate.features)


def gold_title(article: Annotated, references: list[Reference], key: str, lots: list[dict[str, Any]]) -> Region | None:
    blocks = title_blocks(article.mentions)
    for reference in references:
        for found, candidate in PLANNER.title_candidates(article.source, article.mentions, reference, blocks):
            if found == key and names_lot(article, candidate, lots):
                return Region(candidate.start, candidate.end)
    return None


def written(article: Annotated, mention: Mention) -> set[str]:
    value: Any = mention.value
    return {value.name.casefold(), article.source.clean[mention.start : mention.end].casefold()}


def fills(article: Annotated, mention: Mention, gold: dict[str, Any]) -> bool:
    """Whether a mention fills a slot of some tender or lot."""
    if mention.kind == "cue":
        return any(node["bidders"] == 0 for node in every(gold))
    if mention.kind == "company":
        wanted = gold_names({"mentions": article.gold["mentions"], "tenders": gold["tenders"]}, "supplier")
        return bool(written(article, mention) & wanted)
    return gold_role(mention, gold) != "other"


def is_tender_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    sureness = article.facts.sureness() if article.facts else {}
    yield "yes" if article.gold["tenders"] else "no", procurement_features(article.source, article.mentions, sureness)


def beginning_examples(article: Annotated) -> Iterator[tuple[str, list[str]]]:
    if article.facts is not None:
        yield from procedure_examples(article.gold, article.source, article.facts)


# Decisions of which the best candidate is chosen, with the candidates of one choice together.
RANKERS: dict[str, Callable[..., Iterable[list[Candidate]]]] = {
    "status": status_rankings,
    "category": category_rankings,
    "title": title_rankings,
}


def candidate_examples(decision: str) -> Maker:
    def make(article: Annotated) -> Iterator[tuple[str, list[str]]]:
        for ranking in RANKERS[decision](article.gold, article.source, article.mentions):
            yield from ranking

    return make


MAKERS: dict[str, Maker] = {decision: value_examples(kind) for kind, decision in DECISIONS.items()} | {
    decision: name_examples(decision) for decision in NAME_DECISIONS
}
MAKERS |= {decision: candidate_examples(decision) for decision in RANKERS}
MAKERS |= {
    "is_tender": is_tender_examples,
    "procedure": beginning_examples,
    "lot_reference": lot_reference_examples,
    "lot_title": lot_title_examples,
    "lot_count": lot_count_examples,
    "lot_area": lot_area_examples,
    "lot_link": lot_link_examples,
}
# What the decisions on the article as a whole rest on: whether it reports a procurement, and how many.
FORESEEN = (*DECISIONS.values(), *NAME_DECISIONS, "title", "status", "category")
WHOLE = {"is_tender", "procedure"}
STRENGTH: dict[str, float] = {
    "amount_role": 0.15,
    "buyer": 0.15,
    "status": 0.7,
    "category": 0.5,
    "is_tender": 1.0,
    "title": 0.1,
    "procedure": 0.15,
    "lot_reference": 1.0,
    "lot_title": 0.5,
    "lot_count": 3.0,
    "lot_area": 0.2,
    "lot_link": 0.5,
}  # inverse regularisation where the default does not serve


# ------------------------------------------------------------------ fitting
def fit(decision: str, articles: list[Annotated]) -> dict[str, dict[str, float]]:
    """The weights of one decision, fitted on the articles; of two classes "no" has none.

    Features that fewer than four articles have and weights that hardly count are left out.
    """
    matrix, labels, groups, names = examples_of(decision, articles)
    weights = {article.gold["id"]: article.weight for article in articles}
    model = regression(decision).fit(matrix, labels, sample_weight=[weights[group] for group in groups])
    two = len(model.classes_) == 2
    rows = np.vstack([0 * model.coef_[0], model.coef_[0]]) if two else model.coef_
    bias = [0.0, model.intercept_[0]] if two else model.intercept_
    return {
        str(label): {"bias": round(float(offset), 2)}
        | {name: round(float(w), 2) for name, w in zip(names, row, strict=True) if abs(w) >= 0.02}
        for label, row, offset in zip(model.classes_, rows, bias, strict=True)
    }


def foresee_statuses(articles: list[Annotated], parts: int = 5) -> None:
    """Give each article the status that a model fitted on the others sees in it, mistakes included."""
    for part in range(parts):
        others = [article for index, article in enumerate(articles) if index % parts != part]
        judge = ClassJudge(PATTERNS, status=LinearModel(fit("status", others)))
        for article in articles[part::parts]:
            article.status = judge(article.source, article.mentions)["status"].code


def foresee_facts(articles: list[Annotated], parts: int = 5) -> None:
    """Give each article the facts that models fitted on the others see in it."""
    weights = PATTERNS.read("weights", WeightPatterns).decisions
    fitted = dict(weights)
    for part in range(parts):
        others = [article for index, article in enumerate(articles) if index % parts != part]
        weights.update({decision: fit(decision, others) for decision in FORESEEN})
        find = FactFinder(PATTERNS)
        for article in articles[part::parts]:
            article.facts = find.whole(article.context)
    weights.update(fitted)


def report(decision: str, articles: list[Annotated]) -> None:
    """Print the figures of every class, cross-validated by article."""
    matrix, labels, groups, names = examples_of(decision, articles)
    predicted = cross_val_predict(regression(decision), matrix, labels, groups=groups, cv=GroupKFold(10))
    print(f"\n{decision}: {len(labels)} examples, {len(names)} features")
    print(classification_report(labels, predicted, digits=3, zero_division=0))
    if decision in RANKERS:
        right = best_right(decision, articles, regression(decision), matrix, labels, groups)
        print(f"best candidate right: {right:.3f}")


def regression(decision: str) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH.get(decision, 0.1), max_iter=2000)


def examples_of(decision: str, articles: list[Annotated]) -> tuple[Any, Any, list[str], list[str]]:
    """Feature matrix, labels, the article of each example, and the names of the features."""
    examples = [
        (article.gold["id"], label, features) for article in articles for label, features in MAKERS[decision](article)
    ]
    seen: dict[str, set[str]] = {}
    for article_id, _, features in examples:
        for feature in features:
            seen.setdefault(feature, set()).add(article_id)
    common = {feature for feature, ids in seen.items() if len(ids) >= 4}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(set(example[2]) & common, 1) for example in examples])
    labels = np.array([example[1] for example in examples])
    return matrix, labels, [example[0] for example in examples], list(vectorizer.get_feature_names_out())


def best_right(decision: str, articles: list[Annotated], model: Any, matrix: Any, labels: Any, groups: Any) -> float:
    """How often the best candidate is a right one, cross-validated by article; choices without a right one count."""
    scores = cross_val_predict(model, matrix, labels, groups=groups, cv=GroupKFold(10), method="decision_function")
    rankings = [
        ranking for article in articles for ranking in RANKERS[decision](article.gold, article.source, article.mentions)
    ]
    ends = np.cumsum([len(ranking) for ranking in rankings])
    choices = zip(np.split(scores, ends[:-1]), np.split(labels, ends[:-1]), strict=True)
    return sum(len(found) > 0 and right[found.argmax()] == "yes" for found, right in choices) / len(rankings)


def write(decisions: dict[str, dict[str, dict[str, float]]]) -> None:
    lines = [HEADER]
    for decision, classes in sorted(decisions.items()):
        for label, weights in sorted(classes.items()):
            lines.append(f"\n[decisions.{decision}.{label}]")
            lines += [f"{json.dumps(name, ensure_ascii=False)} = {float(w)}" for name, w in sorted(weights.items())]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if argument not in MAKERS]
    wanted = [argument for argument in sys.argv[1:] if argument in MAKERS] or list(MAKERS)
    decisions = tomllib.loads(WEIGHTS.read_text(encoding="utf-8")).get("decisions", {})
    articles = read(folders[0]) + [article for folder in folders[1:] for article in read(folder, FURTHER)]
    foresee_statuses(articles)
    if WHOLE & set(wanted):
        foresee_facts(articles)
    for decision in wanted:
        report(decision, articles)
        decisions[decision] = fit(decision, articles)
    write(decisions)


if __name__ == "__main__":
    main()
