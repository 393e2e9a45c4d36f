"""Records: what remains when facts are chosen, with the mentions each value rests on."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from extractor import __version__
from extractor.article import Article
from extractor.encoding import encoding_warnings
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Doubt
from extractor.patterns import Patterns
from extractor.record import (
    AmountValue,
    ArticleInfo,
    ArticleRecord,
    AwardCriteriaSlot,
    CategorySlot,
    CountSlot,
    CountValue,
    DateSlot,
    DateValue,
    DiscountSlot,
    DurationSlot,
    DurationValue,
    IdentifierSlot,
    IdentifierValue,
    LotRecord,
    MentionRecord,
    MethodSlot,
    MoneySlot,
    NameSlot,
    PercentageValue,
    PipelineInfo,
    Role,
    StatusSlot,
    SupplierSlot,
    TenderRecord,
    TitleSlot,
    Warning,
)
from extractor.tenders.checks import doubt_warnings, mention_warnings, tender_warnings, yearly_warnings
from extractor.tenders.choice import Chooser, won_all
from extractor.tenders.classes import Class
from extractor.tenders.facts import Fact, TenderFacts, name_of
from extractor.tenders.lots import Lot, LotPlan
from extractor.tenders.periods import last_day
from extractor.text import Region, SourceText

_WITH_SUPPLIERS = ("awarded", "suspended", "cancelled", "terminated")
_CodeSlot = TypeVar("_CodeSlot", CategorySlot, StatusSlot, MethodSlot, AwardCriteriaSlot)


class RecordBuilder:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._source = patterns.source
        self._chooser = Chooser(patterns)

    def __call__(
        self,
        article: Article,
        source: SourceText,
        mentions: Sequence[Mention],
        tenders: Sequence[TenderFacts],
        model: str | None,
        doubts: Sequence[Doubt] = (),
    ) -> ArticleRecord:
        write = SlotWriter(mentions, source)
        choices = [self._chooser.values(of_whole(facts)) for facts in tenders]
        records = [
            self._tender(f"t{n}", facts, values, write)
            for n, (facts, values) in enumerate(zip(tenders, choices, strict=True), 1)
        ]
        warnings = [
            *encoding_warnings(article.text),
            *mention_warnings(mentions),
            *doubt_warnings(doubts, source),
            *(warning for record in records for warning in tender_warnings(record)),
            *(warning for record in records for warning in yearly_warnings(record, mentions, source)),
            *(
                warning
                for record, facts, values in zip(records, tenders, choices, strict=True)
                for warning in self._rival_warnings(record.id, facts, values, write)
            ),
        ]
        return ArticleRecord(
            article=ArticleInfo(
                id=article.id,
                title=article.title,
                published=article.published,
                source=article.source,
                url=article.url,
                extra=dict(article.extra),
            ),
            tenders=tuple(records),
            mentions=tuple(_mention_record(index, mention, article, source) for index, mention in enumerate(mentions)),
            warnings=tuple(warnings),
            pipeline=PipelineInfo(version=__version__, model=model, patterns=self._source),
        )

    def _rival_warnings(
        self, id: str, tender: TenderFacts, chosen: Mapping[str, Fact], write: SlotWriter
    ) -> Iterator[Warning]:
        for slot, rival in self._chooser.rivals(of_whole(tender), chosen).items():
            mentions = (*chosen[slot].mentions, *rival.mentions)
            here, there = write.words(chosen[slot].mention), write.words(rival.mention)
            message = f"{id}: {slot} could also be {there} instead of {here}"
            yield Warning(code="competing_values", message=message, evidence=write.evidence(mentions))

    def _tender(self, id: str, tender: TenderFacts, values: Mapping[str, Fact], write: SlotWriter) -> TenderRecord:
        codes = tender.classes
        names = self._chooser.names(of_whole(tender), awarded=codes["status"].code in _WITH_SUPPLIERS)
        duration, start = write.duration(values.get("duration")), write.date(values.get("start_date"))
        end = write.date(values.get("end_date")) or derived_end(start, duration)
        lots = [self._lot(index, lot, tender, names, write) for index, lot in enumerate(tender.plan.lots)]
        suppliers = write.suppliers(names["supplier"], tender.roles)
        won_whole = won_all(names) and (len(lots) == 1 or _together(suppliers))
        if won_whole and not any(lot.suppliers for lot in lots):
            lots = [lot if _deserted(lot) else lot.model_copy(update={"suppliers": suppliers}) for lot in lots]
        if end is not None and end.derived:
            lots = [lot if lot.end_date else lot.model_copy(update={"end_date": end}) for lot in lots]
        return TenderRecord(
            id=id,
            title=write.mentioned_title(tender.title.mention),
            buyer=next(iter(write.names(names["buyer"])), None),
            category=write.code(CategorySlot, codes.get("category")),
            status=write.code(StatusSlot, codes.get("status")),
            method=write.code(MethodSlot, codes.get("method")),
            award_criteria=write.code(AwardCriteriaSlot, codes.get("award_criteria")),
            estimated_value=write.money(values.get("estimated_value")),
            awarded_value=write.money(values.get("awarded_value")),
            discount=write.discount(values.get("discount_percent")),
            duration=duration,
            renewal=write.duration(values.get("renewal")),
            start_date=start,
            end_date=end,
            bids_due=write.date(values.get("bids_due")),
            bidders=write.count(values.get("bidders")),
            suppliers=union([suppliers, *(lot.suppliers for lot in lots)]),
            incumbents=write.names(names["incumbent"]),
            losing_bidders=write.names(names["losing_bidder"]),
            cig=write.identifiers(tender.mentions, "CIG"),
            cup=write.identifiers(tender.mentions, "CUP"),
            lot_count=write.count(values.get("lot_count")) or write.size(tender.plan),
            lots=tuple(lots),
        )

    def _lot(
        self, index: int, lot: Lot, tender: TenderFacts, names: Mapping[str, Sequence[Fact]], write: SlotWriter
    ) -> LotRecord:
        facts = [fact for fact in tender.facts if fact.lot == index]
        if lot.deserted:
            facts = without_awards(facts)
        values = self._chooser.values(facts)
        return LotRecord(
            number=lot.number,
            title=write.title(lot.title),
            estimated_value=write.money(values.get("estimated_value")),
            awarded_value=write.money(values.get("awarded_value")),
            discount=write.discount(values.get("discount_percent")),
            duration=write.duration(values.get("duration")),
            start_date=write.date(values.get("start_date")),
            end_date=write.date(values.get("end_date")),
            bidders=write.nobody() if lot.deserted else write.count(values.get("bidders")),
            suppliers=() if lot.deserted else write.suppliers(self._chooser.lot_suppliers(facts, names), tender.roles),
        )


def of_whole(tender: TenderFacts) -> list[Fact]:
    """The facts that are not said of one lot."""
    return [fact for fact in tender.facts if fact.lot is None]


def without_awards(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a lot for which nobody bid: what could be its award is its base price as well."""
    awards = {fact.mention: fact.probability for fact in facts if fact.slot == "awarded_value"}
    bases = {fact.mention: fact.probability for fact in facts if fact.slot == "estimated_value"}
    return [
        fact._replace(slot="estimated_value", probability=awards[fact.mention] + bases.get(fact.mention, 0.0))
        if fact.slot == "awarded_value"
        else fact
        for fact in facts
    ]


def union(lists: Iterable[Iterable[SupplierSlot]]) -> tuple[SupplierSlot, ...]:
    """Every supplier once, as it comes first."""
    suppliers: dict[str, SupplierSlot] = {}
    for supplier in itertools.chain.from_iterable(lists):
        suppliers.setdefault(supplier.name, supplier)
    return tuple(suppliers.values())


def _together(suppliers: Sequence[SupplierSlot]) -> bool:
    """Whether the winners are one company or one consortium, with its leader, so that what one has won all have."""
    return len(suppliers) == 1 or [supplier.role for supplier in suppliers].count("lead") == 1


def _deserted(lot: LotRecord) -> bool:
    return lot.bidders is not None and lot.bidders.count == 0


class SlotWriter:
    """Turns facts into slots with their evidence."""

    def __init__(self, mentions: Sequence[Mention], source: SourceText) -> None:
        self._source = source
        self._places = {mention: place for place, mention in enumerate(mentions)}

    def words(self, mention: Mention) -> str:
        return f"«{' '.join(self._source.clean[mention.start : mention.end].split())}»"

    def evidence(self, mentions: Iterable[Mention]) -> tuple[str, ...]:
        return tuple(f"m{place}" for place in sorted({self._places[mention] for mention in mentions}))

    def code(self, slot: type[_CodeSlot], chosen: Class | None) -> _CodeSlot | None:
        return None if chosen is None else slot(code=chosen.code, evidence=self.evidence(chosen.evidence))  # type: ignore[arg-type]

    def money(self, fact: Fact | None) -> MoneySlot | None:
        if fact is None or not isinstance(fact.mention.value, AmountValue):
            return None
        return MoneySlot(**_fields(fact.mention.value), evidence=self.evidence(fact.mentions))

    def discount(self, fact: Fact | None) -> DiscountSlot | None:
        if fact is None or not isinstance(fact.mention.value, PercentageValue):
            return None
        return DiscountSlot(percent=fact.mention.value.percent, evidence=self.evidence(fact.mentions))

    def duration(self, fact: Fact | None) -> DurationSlot | None:
        if fact is None or not isinstance(fact.mention.value, DurationValue):
            return None
        return DurationSlot(iso8601=fact.mention.value.iso8601, evidence=self.evidence(fact.mentions))

    def date(self, fact: Fact | None) -> DateSlot | None:
        if fact is None or not isinstance(fact.mention.value, DateValue):
            return None
        return DateSlot(iso8601=fact.mention.value.iso8601, evidence=self.evidence(fact.mentions))

    def count(self, fact: Fact | None) -> CountSlot | None:
        if fact is None or not isinstance(fact.mention.value, CountValue):
            return None
        return CountSlot(count=fact.mention.value.count, evidence=self.evidence(fact.mentions))

    def size(self, plan: LotPlan) -> CountSlot | None:
        """The number of lots where they are all enumerated; the references to them are its evidence."""
        if plan.size is None:
            return None
        references = (mention for lot in plan.lots for reference in lot.references for mention in reference.mentions)
        said = [plan.count] if plan.count is not None else references
        return CountSlot(count=plan.size, evidence=self.evidence(said))

    def nobody(self) -> CountSlot:
        return CountSlot(count=0)

    def mentioned_title(self, mention: Mention) -> TitleSlot:
        return TitleSlot(text=self._source.clean[mention.start : mention.end], evidence=self.evidence([mention]))

    def title(self, region: Region | None) -> TitleSlot | None:
        return None if region is None else TitleSlot(text=self._source.clean[region.start : region.end])

    def names(self, facts: Iterable[Fact]) -> tuple[NameSlot, ...]:
        return tuple(NameSlot(name=name_of(fact), evidence=self.evidence(fact.mentions)) for fact in facts)

    def suppliers(self, facts: Iterable[Fact], roles: Mapping[str, Role]) -> tuple[SupplierSlot, ...]:
        return tuple(
            SupplierSlot(name=name_of(fact), role=roles.get(name_of(fact)), evidence=self.evidence(fact.mentions))
            for fact in facts
        )

    def identifiers(self, mentions: Iterable[Mention], scheme: str) -> tuple[IdentifierSlot, ...]:
        gathered: dict[str, list[Mention]] = {}
        for mention in mentions:
            if isinstance(mention.value, IdentifierValue) and mention.value.scheme == scheme:
                gathered.setdefault(mention.value.code, []).append(mention)
        return tuple(IdentifierSlot(code=code, evidence=self.evidence(group)) for code, group in gathered.items())


def derived_end(start: DateSlot | None, duration: DurationSlot | None) -> DateSlot | None:
    """The last day of a contract whose first day and length are known, marked as derived."""
    if start is None or duration is None or not isinstance(start.iso8601, datetime.date):
        return None
    end = last_day(start.iso8601, duration.iso8601)
    if end is None:
        return None
    evidence = sorted({*start.evidence, *duration.evidence}, key=lambda name: int(name[1:]))
    return DateSlot(iso8601=end, derived=True, evidence=tuple(evidence))


def _fields(value: AmountValue) -> Mapping[str, Any]:
    return {name: getattr(value, name) for name in AmountValue.model_fields}


def _mention_record(index: int, mention: Mention, article: Article, source: SourceText) -> MentionRecord:
    start, end = source.original(mention.start, mention.end)
    return MentionRecord(
        id=f"m{index}", kind=mention.kind, text=article.text[start:end], start=start, end=end, value=mention.value
    )
