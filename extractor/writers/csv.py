"""CSV: one row per lot, or per tender where it has no lots; the facts of the tender stand on each of its rows.

Every column is one field of the record (`COLUMNS`, documented in the README). Articles without a tender have no row.
A list of names is one cell, joined with " | "; a bar inside a name is written "\\|" and a backslash "\\\\".
Cells that a spreadsheet would run as a formula get an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractor.record import ArticleRecord

LIST_SEPARATOR = " | "
BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for the start of a formula, after OWASP's "CSV Injection"; full-width forms count too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its field: `path` leads from the record, its article, a tender or a lot (`source`) to the value."""

    name: str
    source: str
    path: tuple[str, ...]

    def value(self, row: dict[str, Any]) -> Any:
        """The field's value in a row of sources; a list for a field of list items, None where there is none."""
        value = row[self.source]
        for step in self.path:
            if value is None:
                return None
            value = [getattr(item, step) for item in value] if isinstance(value, tuple) else getattr(value, step)
        return value


def _columns(source: str, prefix: str, fields: Iterable[str]) -> list[Column]:
    return [Column(prefix + _column_name(field), source, tuple(field.split("."))) for field in fields]


def _column_name(field: str) -> str:
    """ "discount.percent" is discount_percent; a last step that tells no unit is left out: "title.text" is title."""
    return re.sub(r"_(text|code|name|amount|count|iso8601)$", "", field.replace(".", "_"))


_MONEY = ("amount", "currency", "qualifier", "per", "vat")
_SHARED = (
    "title.text",
    *(f"{value}.{field}" for value in ("estimated_value", "awarded_value") for field in _MONEY),
    "discount.percent",
    "duration.iso8601",
    *(f"{date}.{field}" for date in ("start_date", "end_date") for field in ("iso8601", "derived")),
    "bidders.count",
    "suppliers.name",
    "suppliers.role",
)
_TENDER_ONLY = (
    "buyer.name",
    "category.code",
    "status.code",
    "method.code",
    "award_criteria.code",
    "renewal.iso8601",
    "bids_due.iso8601",
    "incumbents.name",
    "losing_bidders.name",
    "cig.code",
    "cup.code",
    "lot_count.count",
)
COLUMNS: tuple[Column, ...] = (
    *_columns("article", "article_", ("id", "title", "published", "source", "url")),
    *_columns("tender", "tender_", ("id", *_TENDER_ONLY, *_SHARED)),
    *_columns("lot", "lot_", ("number", *_SHARED)),
    *_columns("record", "", ("warnings.code",)),
)


def write_csv(records: Iterable[ArticleRecord], *, italian: bool = False) -> Iterator[str]:
    """Header and rows. `italian`: as an Italian spreadsheet opens it, with semicolons, decimal commas and a mark that
    it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if italian else ",")
    writer.writerow([column.name for column in COLUMNS])
    yield (BYTE_ORDER_MARK if italian else "") + _taken(buffer)
    for record in records:
        for tender in record.tenders:
            for lot in tender.lots or (None,):
                row = {"record": record, "article": record.article, "tender": tender, "lot": lot}
                writer.writerow([_cell(column.value(row), "," if italian else ".") for column in COLUMNS])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Any, decimal_point: str) -> str:
    if isinstance(value, list):
        text = LIST_SEPARATOR.join(_text(item).replace("\\", "\\\\").replace("|", "\\|") for item in value)
    elif isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", decimal_point)
    else:
        text = _text(value)
    return "'" + text if _FORMULA.match(text) else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
