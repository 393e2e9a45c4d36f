"""Which sentences of an annotated article tell of which of its tenders: the annotation does not say, its words do."""

from __future__ import annotations

from typing import Any

from extractor.text import SourceText


def tender_sentences(gold: dict[str, Any], source: SourceText) -> list[list[int]]:
    """For every tender of the annotation the indices of its sentences.

    A sentence belongs to the tenders of which it quotes most words (titles, names, sums), one that quotes none to those
    of the sentence before it.
    """
    tenders = gold["tenders"]
    if len(tenders) == 1:
        return [list(range(len(source.sentences)))]
    quoted = [_quoted(tender, gold["mentions"]) for tender in tenders]
    owned: list[list[int]] = [[] for _ in tenders]
    current = list(range(len(tenders)))
    for index, sentence in enumerate(source.sentences):
        words = source.clean[sentence.start : sentence.end]
        numbers = [sum(text in words for text in texts) for texts in quoted]
        if max(numbers, default=0):
            current = [number for number, found in enumerate(numbers) if found == max(numbers)]
        for number in current:
            owned[number].append(index)
    return owned


def _quoted(tender: dict[str, Any], mentions: dict[str, Any]) -> set[str]:
    texts = {*tender["incumbents"], *tender["losing_bidders"]}
    values: set[float] = set()
    for node in (tender, *tender["lots"]):
        texts |= set(node.get("title") or ())
        texts |= {supplier["name"] for supplier in node.get("suppliers", ())}
        values |= {node[slot] for slot in ("estimated_value", "awarded_value") if node.get(slot)}
    for company in mentions.get("company", ()):
        if company["name"] in texts:
            texts |= set(company.get("aliases", ()))
    texts |= {amount["text"] for amount in mentions.get("amount", ()) if amount["value"] in values}
    return {text for text in texts if len(text) > 2}
