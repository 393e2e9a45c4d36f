"""The joint choice: from the facts of a tender, one filling of all its slots that fits together.

Each slot takes its most probable fact above the slot's threshold, or none; slots that exclude one another are chosen
together, as the combination with the highest sum of log odds over their thresholds: one sum is not base and award at
once, a start comes before its end, a winner is not its own losing bidder.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from extractor.patterns import PatternFile, Patterns
from extractor.record import AmountValue, DateValue
from extractor.tenders.facts import Fact, name_of
from extractor.tenders.weights import log_odds

_ALTERNATIVES = 4  # facts of one slot that are weighed against those of the others
_SURE = 0.4  # probability beyond which a winner is believed to have won the lots too that name none
_WON_ITS_LOT = 0.18  # probability from which a name has won the lot it is linked to, where no other has
_SOMEBODY_WON = 0.15  # probability from which a name has won what is awarded, where no other has
_BESIDE_THE_SUREST = 0.6  # share of the surest winner's probability that others need to have won as well
_CONTENDS = 0.5  # share from which they leave it open whether the surest one has won all
_NAMES = ("buyer", "supplier", "incumbent", "losing_bidder")  # slots that names fill, each judged by itself


class ChoicePatterns(PatternFile):
    """`thresholds`: slot → the probability from which its best fact is believed."""

    thresholds: dict[str, float]


class Chooser:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._thresholds = patterns.read("choice", ChoicePatterns).thresholds

    def values(self, facts: Sequence[Fact]) -> dict[str, Fact]:
        """Slot → fact for the slots of a tender or lot that take one value."""
        pooled = _pool(facts)
        for slot in ("start_date", "end_date"):
            pooled[slot] = self._precise(pooled.get(slot, ()))
        chosen = self._together(pooled, ("estimated_value", "awarded_value"), _different_amounts)
        chosen |= self._together(pooled, ("start_date", "end_date", "bids_due"), _in_order)
        chosen |= self._together(pooled, ("duration", "renewal"), _different_mentions)
        for slot in ("bidders", "lot_count", "discount_percent"):
            chosen |= self._together(pooled, (slot,), _anything)
        return chosen

    def _precise(self, facts: Sequence[Fact]) -> list[Fact]:
        """The dates of a slot, where a day that is believed is as probable as the month or year it lies in."""
        raised = []
        facts = facts[:_ALTERNATIVES]
        for fact in facts:
            day = _date(fact)
            vaguer = [f.probability for f in facts if len(_date(f)) < len(day) and day.startswith(_date(f))]
            best = max([fact.probability, *vaguer]) if self._gain(fact) > 0 else fact.probability
            raised.append(fact._replace(probability=best))
        return sorted(raised, key=lambda fact: (-fact.probability, -len(_date(fact))))

    def rivals(self, facts: Sequence[Fact], chosen: Mapping[str, Fact]) -> dict[str, Fact]:
        """Slot → the best fact with another value that would have been believed too, had the chosen one not been."""
        taken = {mention for fact in chosen.values() for mention in fact.mentions}
        return {
            slot: fact
            for slot, others in _pool(facts).items()
            if slot in chosen
            for fact in others[:2]
            if fact.mention not in taken and self._gain(fact) > 0
        }

    def names(self, facts: Sequence[Fact], awarded: bool) -> dict[str, list[Fact]]:
        """The buyer, and the suppliers, incumbents and losing bidders, the most probable first; contenders are those
        who would have won, were another not more probable by far."""
        believed = [fact for fact in facts if fact.slot in _NAMES and self._gain(fact) > 0]
        buyers = [fact for fact in believed if fact.slot == "buyer"][:1]
        bought = {name_of(fact) for fact in buyers}
        sellers = [fact for fact in believed if name_of(fact) not in bought]
        chosen = {slot: [fact for fact in sellers if fact.slot == slot] for slot in ("incumbent", "losing_bidder")}
        won = [fact for fact in sellers if fact.slot == "supplier"] if awarded else []
        surest = won[0].probability if won else 0.0
        contenders = [f for f in won if _CONTENDS * surest <= f.probability < _BESIDE_THE_SUREST * surest]
        won = [fact for fact in won if fact.probability >= _BESIDE_THE_SUREST * surest]
        winners = {name_of(fact): fact.probability for fact in won}
        lost = [f for f in chosen["losing_bidder"] if f.probability > winners.get(name_of(f), 0.0)]
        losers = {name_of(fact) for fact in lost}
        won = [fact for fact in won if name_of(fact) not in losers]
        if awarded and not won:
            won = _likeliest_winners(facts, [*buyers, *chosen["incumbent"], *lost])
        return chosen | {"buyer": buyers, "supplier": won, "contender": contenders, "losing_bidder": lost}

    def lot_suppliers(self, facts: Sequence[Fact], chosen: Mapping[str, Sequence[Fact]]) -> list[Fact]:
        """The winners of one lot, with the names chosen for the tender: names linked to the lot that have won the
        tender, or could have where it names no winner; a lot without one of them by the name most probable for it; a
        sure winner without another or a contender has won every lot. Who has lost the tender has won none."""
        winners = chosen["supplier"]
        names = {name_of(fact) for fact in winners}
        lost = {name_of(fact) for fact in chosen["losing_bidder"]}
        linked = [fact for fact in facts if fact.slot == "supplier" and name_of(fact) not in lost]
        won = [fact for fact in linked if (name_of(fact) in names if names else self._gain(fact) > 0)]
        if names and not won:
            won = [fact for fact in linked if fact.probability >= _WON_ITS_LOT][:1]
        return won or (list(winners) if len(names) == 1 and won_all(chosen) else [])

    def _gain(self, fact: Fact) -> float:
        return log_odds(fact.probability) - log_odds(self._thresholds[fact.slot])

    def _together(
        self, facts: Mapping[str, Sequence[Fact]], slots: Sequence[str], fit: Callable[[Mapping[str, Fact]], bool]
    ) -> dict[str, Fact]:
        options = [self._options(facts.get(slot, ())) for slot in slots]
        best: dict[str, Fact] = {}
        best_gain = 0.0
        for combination in itertools.product(*options):
            gain = sum(gain for _, gain in combination)
            if gain > best_gain:
                filled = {slot: fact for slot, (fact, _) in zip(slots, combination, strict=True) if fact is not None}
                if fit(filled):
                    best, best_gain = filled, gain
        return best

    def _options(self, facts: Sequence[Fact]) -> list[tuple[Fact | None, float]]:
        """None and the facts of a slot that gain something, with what they gain."""
        gains = [(fact, self._gain(fact)) for fact in facts[:_ALTERNATIVES]]
        return [(None, 0.0), *((fact, gain) for fact, gain in gains if gain > 0)]


def _likeliest_winners(facts: Sequence[Fact], others: Iterable[Fact]) -> list[Fact]:
    """Somebody has won what is awarded: the name most probable for it, with those as probable, partners mostly, unless
    it is more probably something else."""
    taken: dict[str, float] = {}
    for fact in others:
        taken[name_of(fact)] = max(fact.probability, taken.get(name_of(fact), 0.0))
    candidates = [
        fact
        for fact in facts
        if fact.slot == "supplier"
        and fact.probability >= _SOMEBODY_WON
        and fact.probability >= taken.get(name_of(fact), 0.0)
    ]
    return [fact for fact in candidates if fact.probability >= candidates[0].probability]


def won_all(chosen: Mapping[str, Sequence[Fact]]) -> bool:
    """Whether the winners of the tender are more than merely believed, and nobody contends with them."""
    return any(fact.probability > _SURE for fact in chosen["supplier"]) and not chosen["contender"]


def _pool(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """The facts of each slot that takes one value, those that say the same value as one, the most probable first."""
    pooled: dict[tuple[str, object], Fact] = {}
    for fact in sorted((fact for fact in facts if fact.slot not in _NAMES), key=lambda fact: -fact.probability):
        value = fact.mention.value
        key = (fact.slot, value.amount if isinstance(value, AmountValue) else value)
        first = pooled.get(key)
        pooled[key] = Fact(fact.slot, (*first.mentions, *fact.mentions), first.probability) if first else fact
    by_slot: dict[str, list[Fact]] = {}
    for fact in pooled.values():
        by_slot.setdefault(fact.slot, []).append(fact)
    return by_slot


def _anything(filled: Mapping[str, Fact]) -> bool:
    return True


def _different_mentions(filled: Mapping[str, Fact]) -> bool:
    mentions = [fact.mention for fact in filled.values()]
    return len(set(mentions)) == len(mentions)


def _different_amounts(filled: Mapping[str, Fact]) -> bool:
    amounts = [fact.mention.value.amount for fact in filled.values() if isinstance(fact.mention.value, AmountValue)]
    return len(set(amounts)) == len(amounts)


def _in_order(filled: Mapping[str, Fact]) -> bool:
    if not _different_mentions(filled):
        return False
    dates = [_date(filled[slot]) for slot in ("bids_due", "start_date", "end_date") if slot in filled]
    return all(earlier[: len(later)] <= later[: len(earlier)] for earlier, later in itertools.pairwise(dates))


def _date(fact: Fact) -> str:
    value = fact.mention.value
    return str(value.iso8601) if isinstance(value, DateValue) else ""
