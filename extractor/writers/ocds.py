"""OCDS: a release package of the Open Contracting Data Standard 1.1.5, with the lots and bids extensions.

One release per tender. What the standard has no place for is listed in the README ("OCDS"). Nobody registered an ocid
prefix for what newspapers say, so ours says that it is private. Identifiers are made of the content, so the same record
gives the same package; only an article without a publication date makes the time of the export show.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from extractor import __version__
from extractor.record import (
    ArticleInfo,
    ArticleRecord,
    DateSlot,
    DurationSlot,
    LotRecord,
    MoneySlot,
    Status,
    SupplierSlot,
    TenderRecord,
)

OCID_PREFIX = "private-extractor"
EXTENSIONS = tuple(
    f"https://raw.githubusercontent.com/open-contracting-extensions/ocds_{name}_extension/v1.1.5/extension.json"
    for name in ("lots", "bid")
)
PUBLISHER = f"extractor {__version__}: read from news articles, not published by the buyer"

_TENDER_STATUS: dict[Status, str] = {
    "planned": "planned",
    "active": "active",
    "awarded": "complete",
    "unsuccessful": "unsuccessful",
    "suspended": "active",
    "cancelled": "cancelled",
    "terminated": "complete",
}
_AWARD_STATUS: dict[Status, str] = {"suspended": "pending", "cancelled": "cancelled", "unsuccessful": "unsuccessful"}
_AWARD_CRITERIA = {"best_value": "ratedCriteria", "lowest_price": "priceOnly"}
_DAYS = {"Y": Decimal(365), "M": Decimal(365) / 12, "W": Decimal(7), "D": Decimal(1)}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)([YMWD])")
_START_OF_DAY, _END_OF_DAY = "T00:00:00Z", "T23:59:59Z"

Json = dict[str, Any]


def write_ocds(records: Iterable[ArticleRecord], *, exported: datetime.datetime | None = None) -> Iterator[str]:
    """One release package. `exported` stands for the date of articles whose publication date is not known; now,
    where it is None. Without any tender the package would be empty, which the standard does not allow: nothing is
    written then."""
    package = release_package(records, exported or datetime.datetime.now(datetime.UTC))
    if package["releases"]:
        yield json.dumps(package, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def release_package(records: Iterable[ArticleRecord], exported: datetime.datetime) -> Json:
    """The releases of all tenders, each once."""
    found = (_release(record, tender, exported) for record in records for tender in record.tenders)
    releases = list({release["id"]: release for release in found}.values())
    return {
        "uri": f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(release['id'] for release in releases))}",
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publishedDate": max((release["date"] for release in releases), default=_instant(exported)),
        "publisher": {"name": PUBLISHER},
        "releases": releases,
    }


def _release(record: ArticleRecord, tender: TenderRecord, exported: datetime.datetime) -> Json:
    article = record.article
    ocid = _ocid(record, tender)
    lots = list(zip(_lot_ids(tender.lots), tender.lots, strict=True))
    awards = _awards(ocid, tender, lots)
    contracts = _contracts(tender, awards)
    return _filled(
        ocid=ocid,
        id=f"{ocid}-{_digest(article.model_dump_json(exclude={'extra'}), tender.model_dump_json())}",
        date=f"{article.published.isoformat()}{_START_OF_DAY}" if article.published else _instant(exported),
        tag=_tags(tender, awards, contracts),
        initiationType="tender",
        language="it",
        parties=_parties(tender),
        buyer=_reference(tender.buyer.name) if tender.buyer else None,
        planning={"budget": {"projectID": tender.cup[0].code}} if len(tender.cup) == 1 else None,
        tender=_tender(ocid, article, tender, lots),
        bids=_bids(lots),
        awards=awards,
        contracts=contracts,
    )


# ------------------------------------------------------------------ identifiers
def _ocid(record: ArticleRecord, tender: TenderRecord) -> str:
    """By its CIG where the article gives just one, so that articles on one procedure meet; else by article and place
    in it."""
    if len(tender.cig) == 1:
        return f"{OCID_PREFIX}-cig-{tender.cig[0].code}"
    article = record.article.url or record.article.id or record.model_dump_json(include={"mentions"})
    return f"{OCID_PREFIX}-{_digest(article, tender.id)}"


def _lot_ids(lots: tuple[LotRecord, ...]) -> list[str]:
    """The lots' numbers; a lot without one, or with one that is taken, has its place in the record."""
    ids: list[str] = []
    for place, lot in enumerate(lots, start=1):
        number = lot.number
        ids.append(number if number and number not in ids else f"place-{place}")
    return ids


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _reference(name: str) -> Json:
    return {"id": f"name-{_digest(name)}", "name": name}


# ------------------------------------------------------------------ sections
def _tags(tender: TenderRecord, awards: list[Json], contracts: list[Json]) -> list[str]:
    status = tender.status.code if tender.status else None
    if status == "planned":
        return ["planning"]
    tags = {
        "tender": True,
        "tenderCancellation": status == "cancelled",
        "award": bool(awards),
        "contract": bool(contracts),
        "contractTermination": status == "terminated",
    }
    return [tag for tag, holds in tags.items() if holds]


def _parties(tender: TenderRecord) -> list[Json]:
    """Every organisation once, with all its roles."""
    roles: dict[str, list[str]] = {}
    suppliers = [*tender.suppliers, *(supplier for lot in tender.lots for supplier in lot.suppliers)]
    for names, role in (
        ([tender.buyer.name] if tender.buyer else [], "buyer"),
        ([supplier.name for supplier in suppliers], "supplier"),
        ([supplier.name for supplier in suppliers], "tenderer"),
        ([supplier.name for supplier in suppliers if supplier.role == "lead"], "leadTenderer"),
        ([name.name for name in tender.losing_bidders], "tenderer"),
        ([name.name for name in tender.incumbents], "incumbent"),
    ):
        for name in names:
            held = roles.setdefault(name, [])
            if role not in held:
                held.append(role)
    return [{**_reference(name), "roles": held} for name, held in roles.items()]


def _tender(ocid: str, article: ArticleInfo, tender: TenderRecord, lots: list[tuple[str, LotRecord]]) -> Json:
    return _filled(
        id=tender.cig[0].code if len(tender.cig) == 1 else ocid,
        title=tender.title.text if tender.title else None,
        status=_TENDER_STATUS[tender.status.code] if tender.status else None,
        value=_value(tender.estimated_value),
        procurementMethod=tender.method.code if tender.method else None,
        mainProcurementCategory=tender.category.code if tender.category else None,
        awardCriteria=_AWARD_CRITERIA[tender.award_criteria.code] if tender.award_criteria else None,
        tenderPeriod=_filled(endDate=_date(tender.bids_due, _END_OF_DAY)),
        contractPeriod=_period(tender),
        numberOfTenderers=tender.bidders.count if tender.bidders else None,
        tenderers=_tenderers(tender),
        lots=[
            _filled(
                id=id,
                title=lot.title.text if lot.title else None,
                value=_value(lot.estimated_value),
                contractPeriod=_period(lot),
            )
            for id, lot in lots
        ],
        documents=[_document(article)],
    )


def _tenderers(tender: TenderRecord) -> list[Json]:
    return [{"id": party["id"], "name": party["name"]} for party in _parties(tender) if "tenderer" in party["roles"]]


def _document(article: ArticleInfo) -> Json:
    return _filled(
        id="article",
        documentType="newsArticle",
        title=article.title,
        description=article.source,
        url=_uri(article.url),
        datePublished=f"{article.published.isoformat()}{_START_OF_DAY}" if article.published else None,
        language="it",
    )


def _bids(lots: list[tuple[str, LotRecord]]) -> Json:
    """Bidders of lots; those of the whole are in `tender.numberOfTenderers`."""
    return _filled(
        statistics=[
            {"id": f"bidders-{id}", "measure": "bidders", "value": lot.bidders.count, "relatedLot": id}
            for id, lot in lots
            if lot.bidders is not None
        ]
    )


def _awards(ocid: str, tender: TenderRecord, lots: list[tuple[str, LotRecord]]) -> list[Json]:
    """One award for the suppliers of each lot, and one for those of the tender that are on no lot. A total beside
    awards of lots is left out: the standard adds awards up."""
    status = _AWARD_STATUS.get(tender.status.code, "active") if tender.status else "active"
    awards = [
        _award(f"{ocid}-award-{id}", status, lot, lot.suppliers, [id])
        for id, lot in lots
        if lot.suppliers or lot.awarded_value
    ]
    of_lots = {supplier.name for _, lot in lots for supplier in lot.suppliers}
    others = tuple(supplier for supplier in tender.suppliers if supplier.name not in of_lots)
    if others or (tender.awarded_value and not awards):
        whole = _award(f"{ocid}-award", status, tender, others, [])
        if awards:
            whole.pop("value", None)
        awards.append(whole)
    return awards


def _award(
    id: str, status: str, record: TenderRecord | LotRecord, suppliers: tuple[SupplierSlot, ...], lots: list[str]
) -> Json:
    names = dict.fromkeys(supplier.name for supplier in suppliers)
    return _filled(
        id=id,
        status=status,
        value=_value(record.awarded_value),
        suppliers=[_reference(name) for name in names],
        contractPeriod=_period(record),
        relatedLots=lots,
    )


def _contracts(tender: TenderRecord, awards: list[Json]) -> list[Json]:
    """A contract is certain where it ended early; an award alone does not tell whether it was signed."""
    if tender.status is None or tender.status.code != "terminated":
        return []
    return [
        _filled(
            id=f"{award['id']}-contract",
            awardID=award["id"],
            status="terminated",
            value=award.get("value"),
            period=award.get("contractPeriod"),
        )
        for award in awards
    ]


# ------------------------------------------------------------------ values
def _value(money: MoneySlot | None) -> Json | None:
    """Totals only: a sum per year or per meal is no value of a tender."""
    if money is None or money.per is not None:
        return None
    return {"amount": _number(money.amount), "currency": money.currency}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _period(record: TenderRecord | LotRecord) -> Json:
    return _filled(
        startDate=_date(record.start_date, _START_OF_DAY),
        endDate=_date(record.end_date, _END_OF_DAY),
        durationInDays=_days(record),
    )


def _date(slot: DateSlot | None, time: str) -> str | None:
    """Only where the day is known: the standard has no month and no year."""
    if slot is None or not isinstance(slot.iso8601, datetime.date):
        return None
    return f"{slot.iso8601.isoformat()}{time}"


def _days(record: TenderRecord | LotRecord) -> int | None:
    """Exact between two days; else the duration in days, as the standard asks, a year being 365 and a month a twelfth
    of it."""
    start, end = (slot.iso8601 if slot else None for slot in (record.start_date, record.end_date))
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and start <= end:
        return (end - start).days + 1
    return _duration_days(record.duration)


def _duration_days(duration: DurationSlot | None) -> int | None:
    if duration is None:
        return None
    parts = _DURATION_PART.findall(duration.iso8601)
    return round(sum((Decimal(count) * _DAYS[unit] for count, unit in parts), Decimal(0)))


def _instant(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _uri(url: str | None) -> str | None:
    """The address as a URI; None for what is not an address."""
    if url is None:
        return None
    uri = quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~")
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    return uri if parts.scheme in ("http", "https") and parts.hostname else None


def _filled(**fields: Any) -> Json:
    """The fields that hold something: the standard wants absent fields left out."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}
