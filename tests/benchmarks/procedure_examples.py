"""Examples for the beginnings of procedures: which candidates begin one that the annotation has."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from class_examples import AGREEMENT, Candidate

from extractor.evaluation.agreement import length
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.tenders.facts import TenderFacts
from extractor.tenders.procedures import ProcedureSplitter
from extractor.text import SourceText

SPLITTER = ProcedureSplitter(load_patterns())
_TITLE_VOTES = 2


@dataclass(frozen=True)
class Change:
    """The article comes to a new tender behind sentence `last` and at `first` at the latest."""

    last: int
    first: int

    def allows(self, sentence: int) -> bool:
        return self.last < sentence <= self.first


def procedure_examples(gold: dict[str, Any], source: SourceText, tender: TenderFacts) -> Iterator[Candidate]:
    """Of several candidates for one change the last is right, and the others are no examples."""
    beginnings = list(SPLITTER.beginnings(source, tender))
    changes = _changes(_owners(gold, source, tender.mentions))
    right: set[int] = set()
    doubtful: set[int] = set()
    for change in changes:
        allowed = [beginning.sentence for beginning in beginnings if change.allows(beginning.sentence)]
        opening = [sentence for sentence in allowed if "\n" in _gap(source, sentence)]
        chosen = (opening or allowed)[-1:]
        right |= {*chosen}
        doubtful |= {*allowed} - {*chosen}
    for beginning in beginnings:
        if beginning.sentence not in doubtful:
            yield "yes" if beginning.sentence in right else "no", list(beginning.features)


def _gap(source: SourceText, sentence: int) -> str:
    return source.clean[source.sentences[sentence - 1].end : source.sentences[sentence].start]


def _changes(owners: Sequence[int | None]) -> list[Change]:
    """Where a tender is told of that was not told of before."""
    sure = [(index, owner) for index, owner in enumerate(owners) if owner is not None]
    known = {owner for _, owner in sure[:1]}
    changes = []
    for (last, _), (first, owner) in itertools.pairwise(sure):
        if owner not in known:
            known.add(owner)
            changes.append(Change(last, first))
    return changes


def _owners(gold: dict[str, Any], source: SourceText, mentions: Sequence[Mention]) -> list[int | None]:
    """For each sentence the tender of which it says most that is said of no other, None where it says nothing so."""
    votes: list[Counter[int]] = [Counter() for _ in source.sentences]
    said = [_said(tender) for tender in gold["tenders"]]
    for mention in mentions:
        told = [number for number, facts in enumerate(said) if _fact(mention) in facts or _named(mention, facts)]
        if len(told) == 1:
            votes[source.sentence_index(mention.start)][told[0]] += 1
    titles = [set(tender["title"] or ()) for tender in gold["tenders"]]
    for number, own in enumerate(titles):
        for title in own - set[str]().union(*titles[:number], *titles[number + 1 :]):
            start = source.clean.find(title)
            if start >= 0:
                votes[source.sentence_index(start)][number] += _TITLE_VOTES
    return [vote.most_common(1)[0][0] if vote else None for vote in votes]


def _said(tender: dict[str, Any]) -> set[tuple[str, Any]]:
    said: set[tuple[str, Any]] = {("name", name) for name in (*tender["incumbents"], *tender["losing_bidders"])}
    for node in (tender, *tender["lots"]):
        said |= {("sum", float(node[slot])) for slot in ("estimated_value", "awarded_value") if node.get(slot)}
        said |= {("percent", float(node[slot])) for slot in ("discount_percent",) if node.get(slot)}
        said |= {("length", length(node[slot])) for slot in ("duration", "renewal") if node.get(slot)}
        said |= {("date", node[slot]) for slot in ("start_date", "end_date", "bids_due") if node.get(slot)}
        said |= {("name", supplier["name"]) for supplier in node.get("suppliers", ())}
    return said


def _fact(mention: Mention) -> tuple[str, Any] | None:
    value: Any = mention.value
    if mention.kind == "amount":
        return "sum", float(value.amount)
    if mention.kind == "percentage":
        return "percent", float(value.percent)
    if mention.kind == "duration":
        return "length", length(value.iso8601)
    return ("date", str(value.iso8601)) if mention.kind == "date" else None


def _named(mention: Mention, said: set[tuple[str, Any]]) -> bool:
    value: Any = mention.value
    return mention.kind == "company" and any(
        kind == "name" and AGREEMENT.same_name(name, value.name) for kind, name in said
    )
