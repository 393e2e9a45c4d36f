"""Runs the annotated articles of a folder through an extractor and adds up the verdicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.evaluation.agreement import Agreement
from extractor.evaluation.gold import GoldArticle, read_gold
from extractor.evaluation.score import Outcome, Verdict, score_mentions, score_slots
from extractor.patterns import load_patterns
from extractor.pipeline import Extractor
from extractor.record import ArticleRecord

_CONTEXT = 40  # characters of the article on either side of the words of an error


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of verdicts; the ratios are 0.0 where nothing was found or annotated."""

    hit: int
    fp: int
    miss: int

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.fp) if self.hit + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.miss) if self.hit + self.miss else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        ratios = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return ratios | {"hit": self.hit, "fp": self.fp, "miss": self.miss}


@dataclass(frozen=True, slots=True)
class Error:
    """A false positive or a miss with the words of the article it is about, where they are known."""

    article: str
    slot: str
    outcome: Outcome
    gold: object
    found: object
    words: str


@dataclass(slots=True)
class Evaluation:
    """Counts per slot of mentions and of tender records, and every error in the order of the articles."""

    articles: int = 0
    mentions: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    slots: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)

    def figures(self) -> dict[str, dict[str, Figures]]:
        """Figures of "mentions" and "slots": "all" of them, then each by name."""
        return {"mentions": _figures(self.mentions), "slots": _figures(self.slots)}

    def as_dict(self) -> dict[str, Any]:
        parts = self.figures().items()
        return {"articles": self.articles} | {
            part: {slot: held.as_dict() for slot, held in slots.items()} for part, slots in parts
        }

    def add(self, article: Article, gold: GoldArticle, record: ArticleRecord, agreement: Agreement) -> None:
        """Count one article's verdicts."""
        self.articles += 1
        words = {mention.id: (mention.start, mention.end) for mention in record.mentions}
        for counts, verdicts in (
            (self.mentions, score_mentions(gold.mentions, record, agreement)),
            (self.slots, score_slots(gold, record, agreement)),
        ):
            counts.update((verdict.slot, verdict.outcome) for verdict in verdicts)
            self.errors += [
                Error(gold.id, v.slot, v.outcome, v.gold, v.found, _words(v, article.text, words, gold))
                for v in verdicts
                if v.outcome != "hit"
            ]


def evaluate(folder: str | Path, extractor: Extractor) -> Evaluation:
    """Scores of an extractor on annotated articles: a folder with `articles/` and `gold/` (see CONTRIBUTING.md).

    Raises ExtractorError for an annotation or an article that cannot be read.
    """
    agreement = Agreement(load_patterns())
    evaluation = Evaluation()
    for article, gold in read_gold(Path(folder)):
        evaluation.add(article, gold, extractor.extract_article(article), agreement)
    return evaluation


def _figures(counts: Counter[tuple[str, Outcome]]) -> dict[str, Figures]:
    slots = sorted({slot for slot, _ in counts})
    return {"all": _sum(counts, slots)} | {slot: _sum(counts, [slot]) for slot in slots}


def _sum(counts: Counter[tuple[str, Outcome]], slots: Iterable[str]) -> Figures:
    hit, fp, miss = (sum(counts[slot, outcome] for slot in slots) for outcome in ("hit", "fp", "miss"))
    return Figures(hit, fp, miss)


# ------------------------------------------------------------------ the words of an error
def _words(verdict: Verdict, text: str, mentions: dict[str, tuple[int, int]], gold: GoldArticle) -> str:
    """What a false positive rests on, or where the annotated value of a miss stands, with its surroundings."""
    if verdict.outcome == "fp" and verdict.evidence:
        return _surroundings(text, *mentions[verdict.evidence[0]])
    if verdict.slot == "lot":  # its value is a bare number, which may stand anywhere
        return ""
    sought = verdict.found if verdict.outcome == "fp" else verdict.gold
    start = next((at for wording in _wordings(sought, gold) if (at := text.find(wording)) >= 0), None)
    return "" if start is None else _surroundings(text, start, start)


def _wordings(value: object, gold: GoldArticle) -> list[str]:
    """How the article may word a value: as the annotated mention of that value does, or as it stands."""
    mentions = [*gold.mentions.amount, *gold.mentions.duration, *gold.mentions.date]
    worded = [mention.text for mention in mentions if mention.value == value and mention.text]
    listed = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [*worded, *(wording for wording in listed if wording)]


def _surroundings(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return re.sub(r"\s+", " ", f"…{before}{text[start:end]}{after}…")
