"""Warnings: what a reader should look at before trusting a record."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.mentions.mention import Mention
from extractor.mentions.scan import Doubt
from extractor.record import AmountValue, LotRecord, MoneySlot, TenderRecord, Warning
from extractor.tenders.periods import days_of
from extractor.text import SourceText

_ROUNDING = Decimal("1.01")  # newspapers round the sums that they add up
_ABOUT = Decimal("1.06")  # and more so sums of which one is yearly, and years
_AKIN = Decimal(3)  # times: what is farther off is a sum of something else
_MESSAGES = {
    "wrong_unit": "the sum names a magnitude that its digits already hold: the digits were taken",
    "cig_check_failed": "the CIG fails its check digits: compare it with the source",
    "impossible_date": "there is no such day in the calendar: it was not taken as a date",
}


def mention_warnings(mentions: Sequence[Mention]) -> Iterator[Warning]:
    """The doubts that the finders left on mentions."""
    for index, mention in enumerate(mentions):
        if mention.warning:
            message = _MESSAGES.get(mention.warning, mention.warning.replace("_", " "))
            yield Warning(code=mention.warning, message=message, evidence=(f"m{index}",))


def doubt_warnings(doubts: Sequence[Doubt], source: SourceText) -> Iterator[Warning]:
    """The doubts about words that gave no mention; the message begins with the words."""
    for doubt in doubts:
        words = source.clean[doubt.start : doubt.end]
        yield Warning(code=doubt.code, message=f"«{words}»: {_MESSAGES.get(doubt.code, doubt.code.replace('_', ' '))}")


def tender_warnings(tender: TenderRecord) -> Iterator[Warning]:
    """What does not fit together in one tender; the message begins with the tender's id."""
    for slot in ("estimated_value", "awarded_value"):
        yield from _lots_beyond_total(tender, slot)
    yield from _award_beyond_base(tender)
    yield from _dates_out_of_order(tender)
    yield from _duration_against_dates(tender)


def yearly_warnings(tender: TenderRecord, mentions: Sequence[Mention], source: SourceText) -> Iterator[Warning]:
    """A total that is not the one yearly sum of its sentence times the years: "un milione l'anno, tre in due anni".

    A yearly sum that is far from any such total is one of something else. The message begins with the tender's id.
    """
    if tender.duration is None:
        return
    years = Decimal(days_of(tender.duration.iso8601)) / Decimal(days_of("P1Y"))
    for total in filter(None, (tender.estimated_value, tender.awarded_value)):
        told = {source.sentence_index(mentions[int(id[1:])].start) for id in total.evidence}
        yearly = [
            (f"m{index}", mention.value)
            for index, mention in enumerate(mentions)
            if isinstance(mention.value, AmountValue)
            and mention.value.per == "P1Y"
            and mention.value.currency == total.currency
            and source.sentence_index(mention.start) in told
        ]
        if len(yearly) != 1:
            continue
        id, yearly_sum = yearly[0]
        ratio = yearly_sum.amount * years / total.amount if total.amount else Decimal(1)
        if 1 / _ABOUT <= ratio <= _ABOUT or not 1 / _AKIN < ratio < _AKIN:
            continue
        duration = tender.duration
        message = f"{tender.id}: {yearly_sum.amount} a year over {duration.iso8601} is not the total of {total.amount}"
        evidence = (*total.evidence, id, *duration.evidence)
        yield Warning(code="yearly_sum_disagrees_with_total", message=message, evidence=_unique(evidence))


def _lots_beyond_total(tender: TenderRecord, slot: str) -> Iterator[Warning]:
    total: MoneySlot | None = getattr(tender, slot)
    parts: list[MoneySlot] = [value for lot in tender.lots if (value := _money(lot, slot)) is not None]
    if total is None or not parts or any(part.currency != total.currency for part in parts):
        return
    added = sum((part.amount for part in parts), Decimal(0))
    if added > total.amount * _ROUNDING:
        evidence = (*total.evidence, *(id for part in parts for id in part.evidence))
        message = f"{tender.id}: the {slot} of the lots adds up to {added}, more than the {total.amount} of the whole"
        yield Warning(code="lot_values_exceed_total", message=message, evidence=_unique(evidence))


def _money(lot: LotRecord, slot: str) -> MoneySlot | None:
    value: MoneySlot | None = getattr(lot, slot)
    return value


def _award_beyond_base(tender: TenderRecord) -> Iterator[Warning]:
    nodes: list[TenderRecord | LotRecord] = [tender, *tender.lots]
    for node in nodes:
        base, award = node.estimated_value, node.awarded_value
        if base and award and base.currency == award.currency and award.amount > base.amount * _ROUNDING:
            message = f"{tender.id}: awarded at {award.amount}, above the {base.amount} put out to tender"
            yield Warning(code="award_exceeds_base", message=message, evidence=(*base.evidence, *award.evidence))


def _dates_out_of_order(tender: TenderRecord) -> Iterator[Warning]:
    ordered = [slot for slot in (tender.bids_due, tender.start_date, tender.end_date) if slot is not None]
    for earlier, later in itertools.pairwise(ordered):
        first, second = str(earlier.iso8601), str(later.iso8601)
        if first[: len(second)] > second[: len(first)]:
            message = f"{tender.id}: {first} should not lie after {second}"
            yield Warning(code="dates_out_of_order", message=message, evidence=(*earlier.evidence, *later.evidence))


def _duration_against_dates(tender: TenderRecord) -> Iterator[Warning]:
    start, end, duration = tender.start_date, tender.end_date, tender.duration
    if not (start and end and duration) or end.derived:
        return
    if not (isinstance(start.iso8601, datetime.date) and isinstance(end.iso8601, datetime.date)):
        return
    days = (end.iso8601 - start.iso8601).days + 1
    if abs(days - days_of(duration.iso8601)) > max(5.0, 0.03 * days):
        message = f"{tender.id}: from {start.iso8601} to {end.iso8601} is {days} days, not {duration.iso8601}"
        evidence = (*start.evidence, *end.evidence, *duration.evidence)
        yield Warning(code="duration_disagrees_with_dates", message=message, evidence=_unique(evidence))


def _unique(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
