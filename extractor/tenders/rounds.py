"""Earlier rounds: the sentences in which the story of a procedure looks back on one that found no taker.

    failed_round(source, tender)        -> {3}: "La prima gara, da 90mila euro, era andata deserta a maggio."

Such a round is a tender of its own where it has figures of its own: a base price or a deadline. What is said of a lot
is none, nor is what is all that the article tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.mentions.counts import BIDDERS
from extractor.record import CountValue, CueValue
from extractor.text import SourceText

if TYPE_CHECKING:
    from extractor.tenders.facts import Fact, TenderFacts

_FAILED = "unsuccessful"
_OVER = (_FAILED, "cancelled")
_FIGURES = ("estimated_value", "bids_due")
_LEAST = 0.35  # a less probable figure is none


def failed_round(source: SourceText, tender: TenderFacts) -> set[int]:
    """The sentences of a round without bids that came before the one that the tender's other sentences tell of; none
    for a tender that has itself failed."""
    if tender.classes["status"].code in _OVER:
        return set()
    told: dict[int, list[Fact]] = defaultdict(list)
    for fact in tender.facts:
        if fact.probability >= _LEAST:
            told[source.sentence_index(fact.mention.start)].append(fact)
    cued: dict[str, set[int]] = defaultdict(set)
    for mention in tender.mentions:
        if isinstance(mention.value, CueValue) and mention.value.slot == "status":
            cued[mention.value.code].add(source.sentence_index(mention.start))
    failing, others = cued.pop(_FAILED, set()), set().union(*cued.values())
    of_lots = {source.sentence_index(reference.start) for lot in tender.plan.lots for reference in lot.references}
    found = {
        sentence
        for stretch in _stretches(sorted(failing - of_lots), others)
        if _tells_of_failure([fact for sentence in stretch for fact in told.get(sentence, ())])
        for sentence in stretch
    }
    goes_on = told.keys() - found and others - found
    return found if goes_on else set()


def _stretches(sentences: Sequence[int], barred: set[int]) -> list[range]:
    """Ascending sentences in runs; of others only single ones that are not barred may lie between two."""
    runs: list[range] = []
    for sentence in sentences:
        if runs and sentence - runs[-1].stop <= 1 and not barred.intersection(range(runs[-1].stop, sentence)):
            runs[-1] = range(runs[-1].start, sentence + 1)
        else:
            runs.append(range(sentence, sentence + 1))
    return runs


def _tells_of_failure(facts: Sequence[Fact]) -> bool:
    """Whether nobody made an offer for what has a figure of its own."""
    slots = {fact.slot for fact in facts if fact.lot is None}
    return any(_nobody(fact) for fact in facts) and not slots.isdisjoint(_FIGURES)


def _nobody(fact: Fact) -> bool:
    return fact.slot == BIDDERS and isinstance(fact.mention.value, CountValue) and fact.mention.value.count == 0
