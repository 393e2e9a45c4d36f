"""The values of a record in words for people: what the page and the table on the terminal show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.record import (
    AmountValue,
    CountValue,
    CueValue,
    DateValue,
    DurationValue,
    Evidence,
    IdentifierValue,
    LotRecord,
    MentionRecord,
    PercentageValue,
    TenderRecord,
)

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)([YMWD])")
_QUALIFIERS = {"exact": "", "about": "about ", "at_least": "at least ", "at_most": "at most "}
_PERIODS = {"unit": "each", "P1Y": "per year", "P1M": "per month", "P1W": "per week", "P1D": "per day"}
_SYMBOLS = {"EUR": "€"}
_ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Shown:
    """One filled slot: its name, its value in words and the mentions it rests on."""

    label: str
    text: str
    evidence: Evidence


def tender_slots(tender: TenderRecord) -> Iterator[Shown]:
    """The filled slots of a tender in reading order, without its title and its lots."""
    if tender.buyer:
        yield Shown("Buyer", tender.buyer.name, tender.buyer.evidence)
    for label, coded in (
        ("Status", tender.status),
        ("Category", tender.category),
        ("Method", tender.method),
        ("Award criteria", tender.award_criteria),
    ):
        if coded:
            yield Shown(label, coded.code.replace("_", " "), coded.evidence)
    yield from _shared_slots(tender)
    if tender.renewal:
        yield Shown("Renewal", duration(tender.renewal.iso8601), tender.renewal.evidence)
    if tender.bids_due:
        yield Shown("Bids due", str(tender.bids_due.iso8601), tender.bids_due.evidence)
    for label, names in (("Incumbents", tender.incumbents), ("Losing bidders", tender.losing_bidders)):
        for name in names:
            yield Shown(label, name.name, name.evidence)
    for label, codes in (("CIG", tender.cig), ("CUP", tender.cup)):
        for code in codes:
            yield Shown(label, code.code, code.evidence)
    if tender.lot_count:
        yield Shown("Number of lots", str(tender.lot_count.count), tender.lot_count.evidence)


def lot_slots(lot: LotRecord) -> Iterator[Shown]:
    """The filled slots of a lot in reading order, without its number and title."""
    yield from _shared_slots(lot)


def _shared_slots(record: TenderRecord | LotRecord) -> Iterator[Shown]:
    for label, value in (("Estimated value", record.estimated_value), ("Awarded value", record.awarded_value)):
        if value:
            yield Shown(label, money(value), value.evidence)
    if record.discount:
        yield Shown("Discount", f"{number(record.discount.percent)} %", record.discount.evidence)
    for supplier in record.suppliers:
        role = f" ({supplier.role})" if supplier.role else ""
        yield Shown("Suppliers", supplier.name + role, supplier.evidence)
    if record.bidders:
        yield Shown("Bidders", str(record.bidders.count), record.bidders.evidence)
    if record.duration:
        yield Shown("Duration", duration(record.duration.iso8601), record.duration.evidence)
    for label, date in (("Start", record.start_date), ("End", record.end_date)):
        if date:
            yield Shown(label, f"{date.iso8601}{' (computed)' if date.derived else ''}", date.evidence)


def mention_value(mention: MentionRecord) -> str:
    """What a mention means, in words; empty where its own words are the value."""
    value = mention.value
    if isinstance(value, AmountValue):
        return money(value)
    if isinstance(value, PercentageValue):
        return f"{number(value.percent)} %"
    if isinstance(value, DurationValue):
        return _QUALIFIERS[value.qualifier] + duration(value.iso8601)
    if isinstance(value, DateValue):
        return str(value.iso8601)
    if isinstance(value, CueValue):
        return f"{value.slot}: {value.code}".replace("_", " ")
    if isinstance(value, CountValue):
        return str(value.count)
    if isinstance(value, IdentifierValue):
        return f"{value.scheme} {value.code}"
    return str(getattr(value, "name", None) or getattr(value, "number", None) or "")


def money(value: AmountValue) -> str:
    currency = _SYMBOLS.get(value.currency, f"{value.currency} ")
    per = f" {_PERIODS.get(value.per, f'per {value.per}')}" if value.per else ""
    vat = f", VAT {value.vat}" if value.vat else ""
    return f"{_QUALIFIERS[value.qualifier]}{currency}{number(value.amount)}{per}{vat}"


def number(value: Decimal) -> str:
    """With thousands separated by commas and no zeros at the end: 4,700,000 and 11.627."""
    return f"{value.normalize():,f}"


def duration(iso8601: str) -> str:
    """ "P2Y6M" is "2 years 6 months"."""
    parts = _DURATION_PART.findall(iso8601)
    return " ".join(f"{count} {_UNITS[unit]}{'' if count == '1' else 's'}" for count, unit in parts)


def visible(text: str) -> str:
    """The text with control and direction characters made visible, so that none can act on what is around it."""
    return _ACTING.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
