"""Compares the record of an article with its annotation.

A slot counts once. Found and annotated and in agreement: a hit. Found, but not annotated or not in agreement: a false
positive. Annotated, but not hit: a miss. A value computed from others is neither right nor wrong where the annotation
has none. Tenders, and lots without a common number, are paired by the slots on which they agree, the best pair first.

Reading order: verdicts, sides of a comparison, comparing two sides, pairing, whole articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from extractor.evaluation.agreement import Agreement, length, same_percentage, same_sum
from extractor.evaluation.gold import GoldArticle, GoldCompany, GoldLot, GoldMentions, GoldTender
from extractor.record import ArticleRecord, CompanyValue, LotRecord, MentionRecord, TenderRecord

Outcome = Literal["hit", "fp", "miss"]
SameName = Callable[[str, str], bool]

_SUMS = ("estimated_value", "awarded_value")
_LENGTHS = ("duration", "renewal")
_DATES = ("start_date", "end_date", "bids_due")
_CODES = ("category", "status", "method", "award_criteria")
_INHERITED = ("duration", "start_date", "end_date")  # said once, true of every lot


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one slot or mention; `evidence` are the mentions that a found value rests on."""

    slot: str
    outcome: Outcome
    gold: object = None
    found: object = None
    evidence: tuple[str, ...] = ()


# ------------------------------------------------------------------ the sides of a comparison
@dataclass(slots=True)
class Side:
    """A tender or lot, annotated or found, with its slots in comparable form."""

    single: dict[str, object]
    several: dict[str, list[str]]
    derived: frozenset[str] = frozenset()
    evidence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lots: dict[str, Side] = field(default_factory=dict)


def _gold_lot(lot: GoldLot) -> Side:
    slots = (*_SUMS, "discount_percent", "bidders", *_LENGTHS, *_DATES)
    single: dict[str, object] = {slot: getattr(lot, slot) or None for slot in (*_LENGTHS, "title")}
    single = {slot: getattr(lot, slot) for slot in slots} | single
    return Side(single, {"suppliers": [supplier.name for supplier in lot.suppliers]})


def _gold_tender(tender: GoldTender, agreement: Agreement) -> Side:
    side = _gold_lot(tender)
    side.single |= {"buyer": tender.buyer or None, "lot_count": tender.lot_count}
    side.single |= {slot: getattr(tender, slot) for slot in _CODES}
    side.several |= {slot: list(getattr(tender, slot)) for slot in ("incumbents", "losing_bidders", "cig", "cup")}
    return _with_lots(side, [(lot.number, _gold_lot(lot)) for lot in tender.lots], agreement)


# Where a slot of the record keeps its value, if not under a name of its own kind.
_ATTRIBUTES = {
    **dict.fromkeys(_SUMS, "amount"),
    **dict.fromkeys((*_LENGTHS, *_DATES), "iso8601"),
    **dict.fromkeys(_CODES, "code"),
    "discount": "percent",
    "bidders": "count",
    "lot_count": "count",
    "title": "text",
    "buyer": "name",
}


def _found_lot(lot: LotRecord | TenderRecord) -> Side:
    single: dict[str, object] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    derived = set()
    for slot, attribute in _ATTRIBUTES.items():
        held = getattr(lot, slot, None)
        name = "discount_percent" if slot == "discount" else slot
        value = None if held is None else getattr(held, attribute)
        single[name] = str(value) if slot in _DATES and value is not None else value
        if held is not None:
            evidence[name] = held.evidence
            if getattr(held, "derived", False):
                derived.add(name)
    return Side(single, {"suppliers": [supplier.name for supplier in lot.suppliers]}, frozenset(derived), evidence)


def _found_tender(tender: TenderRecord, agreement: Agreement) -> Side:
    side = _found_lot(tender)
    side.several |= {slot: [held.name for held in getattr(tender, slot)] for slot in ("incumbents", "losing_bidders")}
    side.several |= {slot: [held.code for held in getattr(tender, slot)] for slot in ("cig", "cup")}
    return _with_lots(side, [(lot.number, _found_lot(lot)) for lot in tender.lots], agreement)


def _with_lots(tender: Side, lots: Sequence[tuple[str | None, Side]], agreement: Agreement) -> Side:
    """The tender with its lots by number; its suppliers are also theirs, and what all lots share is said of both."""
    tender.lots = {number or f"#{index}": lot for index, (number, lot) in enumerate(lots, 1)}
    sides = list(tender.lots.values())
    for slot in _INHERITED:
        said = {_comparable(slot, lot.single[slot]) for lot in sides}
        if tender.single[slot] is None and len(said) == 1:
            tender.single[slot] = sides[0].single[slot]
        for lot in sides:
            if lot.single[slot] is None:
                lot.single[slot] = tender.single[slot]
    suppliers = tender.several["suppliers"]
    for name in (name for lot in sides for name in lot.several["suppliers"]):
        if not any(agreement.same_name(name, known) for known in suppliers):
            suppliers.append(name)
    return tender


def _comparable(slot: str, value: object) -> object:
    return length(str(value)) if slot in _LENGTHS and value is not None else value


# ------------------------------------------------------------------ comparing two sides
@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares sides within one article, where two names of one annotated company agree."""

    agreement: Agreement
    companies: Sequence[GoldCompany]

    def same_company(self, one: str, other: str) -> bool:
        same = self.agreement.same_name
        return same(one, other) or any(
            any(same(one, name) for name in company.names) and any(same(other, name) for name in company.names)
            for company in self.companies
        )

    def slots(self, gold: Side | None, found: Side | None, prefix: str = "") -> list[Verdict]:
        """The verdicts on the slots of a tender or lot, without its lots."""
        verdicts: list[Verdict] = []
        for slot in sorted({**(gold.single if gold else {}), **(found.single if found else {})}):
            verdicts.extend(self._single(prefix, slot, gold, found))
        for slot in sorted({**(gold.several if gold else {}), **(found.several if found else {})}):
            golds = gold.several.get(slot, []) if gold else []
            founds = found.several.get(slot, []) if found else []
            same = str.__eq__ if slot in ("cig", "cup") else self.same_company
            verdicts.extend(_several(prefix + slot, golds, founds, same))
        return verdicts

    def _single(self, prefix: str, slot: str, gold: Side | None, found: Side | None) -> Iterator[Verdict]:
        annotated = gold.single.get(slot) if gold else None
        value = found.single.get(slot) if found else None
        label, evidence = prefix + slot, found.evidence.get(slot, ()) if found else ()
        if annotated is not None and value is not None and self._agree(slot, annotated, value):
            yield Verdict(label, "hit", annotated, value, evidence)
            return
        if annotated is None and found and slot in found.derived:
            return
        if value is not None:
            yield Verdict(label, "fp", annotated, value, evidence)
        if annotated is not None:
            yield Verdict(label, "miss", annotated, value, evidence)

    def _agree(self, slot: str, gold: object, found: object) -> bool:
        match slot, gold:
            case "title", list():
                return self.agreement.same_title(gold, str(found))
            case "buyer", list():
                return self.agreement.same_buyer(gold, str(found))
            case (("estimated_value" | "awarded_value"), float()):
                return same_sum(gold, float(str(found)))
            case "discount_percent", float():
                return same_percentage(gold, float(str(found)))
        return str(_comparable(slot, gold)) == str(_comparable(slot, found))

    def tender(self, gold: Side | None, found: Side | None) -> list[Verdict]:
        """The verdicts on a tender: its slots, its lots and their slots."""
        verdicts = self.slots(gold, found)
        golds, founds = dict(gold.lots) if gold else {}, dict(found.lots) if found else {}
        pairs = [(golds.pop(n), founds.pop(n)) for n in list(golds) if n in founds and not n.startswith("#")]
        rest = _pair(list(golds), list(founds), lambda g, f: _hits(self.slots(golds[g], founds[f])), least=1)
        pairs += [(golds.pop(g), founds.pop(f)) for g, f in rest]
        for one, other in pairs:
            verdicts += [Verdict("lot", "hit"), *self.slots(one, other, "lot.")]
        for number, lot in golds.items():
            verdicts += [Verdict("lot", "miss", number), *self.slots(lot, None, "lot.")]
        for number, lot in founds.items():
            verdicts += [Verdict("lot", "fp", None, number), *self.slots(None, lot, "lot.")]
        return verdicts

    def tenders(self, golds: list[Side], founds: list[Side]) -> list[Verdict]:
        verdicts: list[Verdict] = []
        left, unpaired = dict(enumerate(golds)), dict(enumerate(founds))
        for g, f in _pair(list(left), list(unpaired), lambda g, f: _hits(self.tender(golds[g], founds[f])), least=0):
            verdicts += [Verdict("tender", "hit"), *self.tender(left.pop(g), unpaired.pop(f))]
        for tender in left.values():
            verdicts += [Verdict("tender", "miss", tender.single["title"]), *self.tender(tender, None)]
        for tender in unpaired.values():
            verdicts += [Verdict("tender", "fp", None, tender.single["title"]), *self.tender(None, tender)]
        return verdicts


def _several(label: str, golds: list[str], founds: list[str], same: SameName) -> Iterator[Verdict]:
    left = list(golds)
    for value in founds:
        match = next((gold for gold in left if same(gold, value)), None)
        if match is None:
            yield Verdict(label, "fp", None, value)
        else:
            left.remove(match)
            yield Verdict(label, "hit", match, value)
    yield from (Verdict(label, "miss", gold) for gold in left)


def _hits(verdicts: list[Verdict]) -> int:
    """Slots in agreement; that two lots were paired is none."""
    return sum(verdict.outcome == "hit" and verdict.slot != "lot" for verdict in verdicts)


# ------------------------------------------------------------------ pairing
Key = TypeVar("Key")


def _pair(golds: list[Key], founds: list[Key], hits: Callable[[Key, Key], int], least: int) -> list[tuple[Key, Key]]:
    """Pairs by falling number of hits, none with fewer than `least`; among equals the earlier ones."""
    ranked = sorted(
        ((-hits(gold, found), i, j) for i, gold in enumerate(golds) for j, found in enumerate(founds)),
    )
    pairs: list[tuple[Key, Key]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for falling, i, j in ranked:
        if -falling >= least and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((golds[i], founds[j]))
    return pairs


# ------------------------------------------------------------------ whole articles
def score_mentions(gold: GoldMentions, record: ArticleRecord, agreement: Agreement) -> list[Verdict]:
    """Verdicts on amounts, durations and dates, each distinct value once, and on companies, each once."""
    annotated: dict[str, dict[object, str]] = {
        "amount": {(round(float(held.value), 2), held.currency): held.text for held in gold.amount},
        "duration": {length(str(held.value)): held.text for held in gold.duration},
        "date": {str(held.value): held.text for held in gold.date},
    }
    verdicts: list[Verdict] = []
    for kind, golds in annotated.items():
        founds = {_value(mention): mention for mention in reversed(record.mentions) if mention.kind == kind}
        for value in sorted({**golds, **founds}, key=str):
            text, mention = golds.get(value), founds.get(value)
            outcome: Outcome = "hit" if text is not None and mention else "fp" if mention else "miss"
            evidence = (mention.id,) if mention else ()
            verdicts.append(Verdict(kind, outcome, text, mention and mention.text, evidence))
    return verdicts + _companies(gold.company, record, agreement.same_name)


def _value(mention: MentionRecord) -> object:
    value = mention.value.model_dump()
    if mention.kind == "amount":
        return round(float(value["amount"]), 2), value["currency"]
    return length(value["iso8601"]) if mention.kind == "duration" else str(value["iso8601"])


def _companies(golds: list[GoldCompany], record: ArticleRecord, same: SameName) -> list[Verdict]:
    left, hit, wrong = list(golds), list[GoldCompany](), dict[str, MentionRecord]()

    def is_one_of(company: GoldCompany, *found: str) -> bool:
        return any(same(name, one) for name in company.names for one in found)

    for mention in record.mentions:
        if not isinstance(mention.value, CompanyValue):
            continue
        name = mention.value.name
        company = next((company for company in left if is_one_of(company, name, mention.text)), None)
        if company is not None:
            left.remove(company)
            hit.append(company)
        elif not any(is_one_of(company, name, mention.text) for company in hit) and not any(
            same(name, known) for known in wrong
        ):
            wrong[name] = mention
    return [
        *(Verdict("company", "hit", company.name) for company in hit),
        *(Verdict("company", "fp", None, name, (mention.id,)) for name, mention in wrong.items()),
        *(Verdict("company", "miss", company.name) for company in left),
    ]


def score_slots(gold: GoldArticle, record: ArticleRecord, agreement: Agreement) -> list[Verdict]:
    """Verdicts on tenders, lots and their slots."""
    comparison = Comparison(agreement, gold.mentions.company)
    return comparison.tenders(
        [_gold_tender(tender, agreement) for tender in gold.tenders],
        [_found_tender(tender, agreement) for tender in record.tenders],
    )
