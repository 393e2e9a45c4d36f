"""The record: what the extractor gives. The types here are the contract; every output format is made from them.

Reading order: values of mentions, slots of tenders, lots and tenders, the article's record.
Money and percentages are `Decimal` in Python and plain numbers in JSON. A date is a `datetime.date`
where the day is known and otherwise an ISO string at the precision of the text: "2026-04", "2026",
or the week "2026-W14".
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

SCHEMA_VERSION: Literal["1"] = "1"


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_plain_number, return_type=int | float, when_used="json")]
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}|-W\d{2})?$")]
IsoDate = Annotated[datetime.date | PartialDate, Field(union_mode="left_to_right")]
IsoDuration = Annotated[str, Field(pattern=r"^P(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Per = Annotated[str, Field(pattern=r"^(P\d+[YMWD]|PT\d+H|unit)$")]
MentionId = Annotated[str, Field(pattern=r"^m\d+$")]
Evidence = Annotated[tuple[MentionId, ...], Field(strict=False)]

Qualifier = Literal["exact", "about", "at_least", "at_most"]
Vat = Literal["excluded", "included"]
Kind = Literal[
    "amount", "percentage", "duration", "date", "company", "public_body", "lot", "title", "cue", "count", "identifier"
]
Category = Literal["services", "works", "goods"]
Status = Literal["planned", "active", "awarded", "unsuccessful", "suspended", "cancelled", "terminated"]
Method = Literal["open", "selective", "limited", "direct"]
AwardCriteria = Literal["best_value", "lowest_price"]
Role = Literal["lead", "member"]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


# ------------------------------------------------------------------ values of mentions
class AmountValue(_Strict):
    """A sum of money in main units of its currency."""

    amount: Number
    currency: Currency = "EUR"
    qualifier: Qualifier = "exact"
    per: Per | None = None
    vat: Vat | None = None


class PercentageValue(_Strict):
    percent: Number


class DurationValue(_Strict):
    """A length of time in the unit of the text: "P48M", not "P4Y", for forty-eight months."""

    iso8601: IsoDuration
    qualifier: Qualifier = "exact"


class DateValue(_Strict):
    """A calendar date; `relative` when the publication date was needed to complete it."""

    iso8601: IsoDate
    relative: bool = False


class CompanyValue(_Strict):
    """`name` is the same for all mentions of one company in an article."""

    name: str
    legal_form: str | None = None


class PublicBodyValue(_Strict):
    name: str


class LotValue(_Strict):
    number: str | None


class TitleValue(_Strict):
    """The words that name what is bought; the mention's own text is the title."""


class CueValue(_Strict):
    """Words that speak for a code of a slot: "aggiudicato" for status awarded."""

    slot: str
    code: str


class CountValue(_Strict):
    count: Annotated[int, Field(ge=0)]


class IdentifierValue(_Strict):
    scheme: Literal["CIG", "CUP"]
    code: str


Value = (
    CueValue  # the most frequent first: they are tried in this order
    | TitleValue
    | AmountValue
    | PercentageValue
    | DurationValue
    | DateValue
    | PublicBodyValue  # before company: a name without a legal form is read back as a public body
    | CompanyValue
    | LotValue
    | CountValue
    | IdentifierValue
)


class MentionRecord(_Strict):
    """Words of the article with their value; `start` and `end` are code-point offsets into the text as given."""

    id: MentionId
    kind: Kind
    text: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    value: Value


# ------------------------------------------------------------------ slots
class TitleSlot(_Strict):
    text: str
    evidence: Evidence = ()


class NameSlot(_Strict):
    name: str
    evidence: Evidence = ()


class CategorySlot(_Strict):
    code: Category
    evidence: Evidence = ()


class StatusSlot(_Strict):
    code: Status
    evidence: Evidence = ()


class MethodSlot(_Strict):
    code: Method
    evidence: Evidence = ()


class AwardCriteriaSlot(_Strict):
    code: AwardCriteria
    evidence: Evidence = ()


class MoneySlot(AmountValue):
    evidence: Evidence = ()


class DiscountSlot(_Strict):
    percent: Number
    evidence: Evidence = ()


class DurationSlot(_Strict):
    iso8601: IsoDuration
    evidence: Evidence = ()


class DateSlot(_Strict):
    """`derived` marks a date that was computed (end from start and duration), not read."""

    iso8601: IsoDate
    derived: bool = False
    evidence: Evidence = ()


class CountSlot(_Strict):
    count: Annotated[int, Field(ge=0)]
    evidence: Evidence = ()


class SupplierSlot(_Strict):
    """A winner; `role` is null for one alone, else lead or member of a consortium."""

    name: str
    role: Role | None = None
    evidence: Evidence = ()


class IdentifierSlot(_Strict):
    code: str
    evidence: Evidence = ()


# ------------------------------------------------------------------ lots and tenders
class LotRecord(_Strict):
    number: str | None = None
    title: TitleSlot | None = None
    estimated_value: MoneySlot | None = None
    awarded_value: MoneySlot | None = None
    discount: DiscountSlot | None = None
    duration: DurationSlot | None = None
    start_date: DateSlot | None = None
    end_date: DateSlot | None = None
    bidders: CountSlot | None = None
    suppliers: Annotated[tuple[SupplierSlot, ...], Field(strict=False)] = ()


class TenderRecord(_Strict):
    """One public procurement procedure or contract; what the article does not say is null or empty."""

    id: str
    title: TitleSlot | None = None
    buyer: NameSlot | None = None
    category: CategorySlot | None = None
    status: StatusSlot | None = None
    method: MethodSlot | None = None
    award_criteria: AwardCriteriaSlot | None = None
    estimated_value: MoneySlot | None = None
    awarded_value: MoneySlot | None = None
    discount: DiscountSlot | None = None
    duration: DurationSlot | None = None
    renewal: DurationSlot | None = None
    start_date: DateSlot | None = None
    end_date: DateSlot | None = None
    bids_due: DateSlot | None = None
    bidders: CountSlot | None = None
    suppliers: Annotated[tuple[SupplierSlot, ...], Field(strict=False)] = ()
    incumbents: Annotated[tuple[NameSlot, ...], Field(strict=False)] = ()
    losing_bidders: Annotated[tuple[NameSlot, ...], Field(strict=False)] = ()
    cig: Annotated[tuple[IdentifierSlot, ...], Field(strict=False)] = ()
    cup: Annotated[tuple[IdentifierSlot, ...], Field(strict=False)] = ()
    lot_count: CountSlot | None = None
    lots: Annotated[tuple[LotRecord, ...], Field(strict=False)] = ()


# ------------------------------------------------------------------ the article's record
class ArticleInfo(_Strict):
    id: str | None = None
    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None
    url: str | None = None
    extra: dict[str, Any] = {}


class Warning(_Strict):
    """Something a reader should look at before trusting the values named in `evidence`."""

    code: str
    message: str
    evidence: Evidence = ()


class PipelineInfo(_Strict):
    """`model` names the spaCy pipeline that was loaded (null: rules alone), `patterns` the pattern files used."""

    version: str
    model: str | None = None
    patterns: str = "built-in"


class ArticleRecord(_Strict):
    schema_version: Literal["1"] = SCHEMA_VERSION
    article: ArticleInfo
    tenders: Annotated[tuple[TenderRecord, ...], Field(strict=False)] = ()
    mentions: Annotated[tuple[MentionRecord, ...], Field(strict=False)] = ()
    warnings: Annotated[tuple[Warning, ...], Field(strict=False)] = ()
    pipeline: PipelineInfo

    def to_json(self, *, indent: int | None = None) -> str:
        """The record as JSON; the same record always gives the same bytes."""
        return self.model_dump_json(indent=indent)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an article's record as `to_json` writes it."""
    return ArticleRecord.model_json_schema(mode="serialization")
