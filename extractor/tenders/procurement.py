"""Whether an article reports a public procurement at all, or a grant, a job, a sale, a private deal, a match.

    judge = ProcurementJudge(patterns)
    judge(source, mentions, sureness)   -> bool; `sureness` is how sure the article read as a tender is, by slot

Words speak for it and against it, and so does how surely the slots of a tender are filled: a sale has a base price,
lots and bids, but nothing that is bought. One linear model weighs both (decision "is_tender" of weights.toml). News of
the weather has neither: what names no procurement and fills no slot is about none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import CueValue
from extractor.tenders.weights import NO, YES, LinearModel
from extractor.text import SourceText

_COUNTS = (1, 2, 4, 7)
_SHARES = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8)
_DENSITIES = (1, 2, 4, 6, 9, 12, 16)
_SURE = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85)
# Cross-validated on the train articles, no threshold from 0.25 to 0.5 loses one or lets one in.
_THRESHOLD = 0.35
_ALWAYS = frozenset(("title", "category", "status", "buyer"))  # slots that any text may seem to fill
# Of the articles that name no procurement, train's tenders fill a slot from .79 on, ordinary news none from .1 on.
_TELLING = 0.2


class ProcurementPatterns(PatternFile):
    """`words`: words of procurement."""

    words: list[Phrase]


class ProcurementJudge:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._model = LinearModel.of(patterns, "is_tender")
        words = patterns.read("procurement", ProcurementPatterns).words
        self._words = re.compile(rf"(?<!\w){alternation(words)}(?!\w)")

    def __call__(self, source: SourceText, mentions: Sequence[Mention], sureness: Mapping[str, float]) -> bool:
        told = any(probability >= _TELLING for slot, probability in sureness.items() if slot not in _ALWAYS)
        if not told and self._words.search(source.lower) is None:
            return False
        return self._model.probability(procurement_features(source, mentions, sureness)) >= _THRESHOLD


def procurement_features(source: SourceText, mentions: Sequence[Mention], sureness: Mapping[str, float]) -> list[str]:
    """Kinds of cues of the whole article, the share of those that speak against a tender, how many there are in a
    thousand characters, kinds of other mentions, and how sure each slot is. Cues of status all speak for a tender
    alike."""
    kinds: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    features: set[str] = {f"has={mention.kind}" for mention in mentions if mention.kind != "cue"}
    for mention in mentions:
        if not isinstance(mention.value, CueValue) or mention.value.slot == "category":
            continue
        slot = mention.value.slot
        kind = slot if slot == "status" else ".".join(mention.rule.split(".")[:3])
        kinds[kind] += 1
        if slot == "is_tender":
            verdicts[mention.value.code] += 1
        if source.sentence_index(mention.start) <= 1:
            features.add(f"lead={kind}")
    for name, number in (*kinds.items(), *verdicts.items()):
        features |= {f"{name}>={count}" for count in _COUNTS if number >= count}
    features |= set(_balance(verdicts[YES], verdicts[NO], kinds["status"], len(source.clean) / 1000 or 1))
    features |= {
        f"sure:{slot}>={step}" for slot, probability in sureness.items() for step in _SURE if probability >= step
    }
    return sorted(features)


def _balance(for_it: int, against: int, status: int, length: float) -> Iterator[str]:
    """Shares of the cues against a tender, without and with those of status, and both kinds for the length."""
    if for_it + against:
        yield from (f"share_no>={share}" for share in _SHARES if against / (for_it + against) >= share)
    favour = for_it + status
    yield from (f"share_no_of_all>={share}" for share in _SHARES if against / max(1, favour + against) >= share)
    yield from (f"for_it_dense>={density}" for density in _DENSITIES if favour / length >= density)
    yield from (f"against_dense>={density}" for density in _DENSITIES if against / length >= density)
