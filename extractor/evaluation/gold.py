"""Annotated articles: a folder with `articles/` (`ID.txt` or `ID.json`) and `gold/` (`ID.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.article import Article
from extractor.encoding import decode
from extractor.errors import ArticleError, ExtractorError
from extractor.readers.files import reason


class GoldError(ExtractorError):
    """A folder of annotated articles that cannot be used; the message names the file."""


class _Gold(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GoldValue(_Gold):
    """A mention's words and its value: a number for an amount, otherwise an ISO 8601 duration or date."""

    text: str = ""
    value: float | str
    currency: str = "EUR"


class GoldCompany(_Gold):
    name: str
    aliases: list[str] = []

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]


class GoldMentions(_Gold):
    amount: list[GoldValue] = []
    duration: list[GoldValue] = []
    date: list[GoldValue] = []
    company: list[GoldCompany] = []


class GoldSupplier(_Gold):
    name: str
    role: str | None = None


class GoldLot(_Gold):
    number: str | None = None
    title: list[str] | None = None
    estimated_value: float | None = None
    awarded_value: float | None = None
    discount_percent: float | None = None
    duration: str | None = None
    renewal: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    bids_due: str | None = None
    bidders: int | None = None
    suppliers: list[GoldSupplier] = []


class GoldTender(GoldLot):
    buyer: list[str] | None = None
    category: str | None = None
    status: str | None = None
    method: str | None = None
    award_criteria: str | None = None
    incumbents: list[str] = []
    losing_bidders: list[str] = []
    cig: list[str] = []
    cup: list[str] = []
    lot_count: int | None = None
    lots: list[GoldLot] = []


class GoldArticle(_Gold):
    id: str
    mentions: GoldMentions = GoldMentions()
    tenders: list[GoldTender] = []


def read_gold(folder: Path) -> Iterator[tuple[Article, GoldArticle]]:
    """Every annotated article with its text, by file name; raises GoldError."""
    files = sorted((folder / "gold").glob("*.json"))
    if not files:
        raise GoldError(f"{folder}: no annotations: give a folder with articles/ and gold/*.json")
    for file in files:
        gold = _annotation(file)
        yield _article(folder / "articles", gold.id), gold


def _annotation(file: Path) -> GoldArticle:
    try:
        return GoldArticle.model_validate(_json(file))
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"{file}, entry {entry}: {first['msg']}") from None


def _article(folder: Path, id: str) -> Article:
    text, file = folder / f"{id}.txt", folder / f"{id}.json"
    try:
        return Article.read(decode(text.read_bytes()), id=id) if text.is_file() else _row(file, id)
    except (ArticleError, OSError) as error:
        raise GoldError(f"{folder / id}: {reason(error)}") from None


def _row(file: Path, id: str) -> Article:
    fields = _json(file)
    if not isinstance(fields, dict) or "text" not in fields:
        raise GoldError(f"{file}: no text: give it under the key 'text'")
    return Article.read(fields["text"], id=id, published=fields.get("published"))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except OSError as error:
        raise GoldError(f"{file}: {error.strerror}: every annotation needs its article, .txt or .json") from None
    except ValueError as error:
        raise GoldError(f"{file}: not JSON: {error}") from None
