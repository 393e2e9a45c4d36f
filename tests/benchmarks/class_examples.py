"""Examples for the classes of a tender: for every tender of an annotated article the candidates of each choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gold_scopes import tender_sentences

from extractor.evaluation.agreement import Agreement
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.record import TitleValue
from extractor.tenders.classes import Scope, Tenses, category_features, status_features
from extractor.tenders.titles import title_features
from extractor.text import SourceText

PATTERNS = load_patterns()
AGREEMENT = Agreement(PATTERNS)
TENSES = Tenses(PATTERNS)
Candidate = tuple[str, list[str]]  # yes or no, features


def status_rankings(gold: dict[str, Any], source: SourceText, mentions: Sequence[Mention]) -> Iterator[list[Candidate]]:
    """A deserted round and its successor are told of in the same sentences: the successor counts."""
    told = list(zip(gold["tenders"], tender_sentences(gold, source), strict=True))
    for tender, sentences in told:
        twins = [other for other, _ in told if other is not tender and other["title"] == tender["title"]]
        if tender["status"] != "unsuccessful" or not twins:
            yield _candidates(status_features(Scope(source, mentions, sentences), TENSES), tender["status"])


def category_rankings(
    gold: dict[str, Any], source: SourceText, mentions: Sequence[Mention]
) -> Iterator[list[Candidate]]:
    for tender, sentences in zip(gold["tenders"], tender_sentences(gold, source), strict=True):
        scope = Scope(source, mentions, sentences)
        yield _candidates(category_features(scope, annotated_title(tender, source)), tender["category"])


def annotated_title(tender: dict[str, Any], source: SourceText) -> Mention | None:
    """The first of the annotated wordings that the text has."""
    for text in tender["title"] or ():
        start = source.clean.find(text)
        if start >= 0:
            return Mention("title", start, start + len(text), TitleValue())
    return None


def _candidates(features: Mapping[str, list[str]], right: str) -> list[Candidate]:
    return [("yes" if code == right else "no", named) for code, named in features.items()]


def title_rankings(gold: dict[str, Any], source: SourceText, mentions: Sequence[Mention]) -> Iterator[list[Candidate]]:
    for tender, sentences in zip(gold["tenders"], tender_sentences(gold, source), strict=True):
        yield [
            (_verdict(tender["title"] or [], source.clean[mention.start : mention.end]), features)
            for mention, features in title_features(Scope(source, mentions, sentences))
        ]


def _verdict(wordings: list[str], found: str) -> str:
    return "yes" if AGREEMENT.same_title(wordings, found) else "no"
