"""One input: an article's text with what is known about it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from extractor.errors import ArticleError

MAX_LENGTH = 1_000_000
"""The longest article that is taken unless the caller says otherwise, in characters."""

_LONGEST_DATE = 60
_DATE_SETTINGS: Any = {
    "DATE_ORDER": "DMY",
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
}
_HEADER = re.compile(r"\A\s*date (\d{4}-\d{2}-\d{2})(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as given; `text` is never changed, all offsets point into it.

    `published` is the reference for relative dates. `extra` keeps whatever else came with the article.
    """

    text: str
    id: str | None = None
    published: datetime.date | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        text: str,
        *,
        id: str | int | None = None,
        published: datetime.date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Article:
        """Check the input and complete `published` from a leading ` date YYYY-MM-DD ` header where it is None.

        An `id` that is a number is kept as its digits. Raises ArticleError for text that is empty or binary, for what
        cannot be written as JSON in UTF-8 and for a date that is not one.
        """
        _check_text(text)
        if isinstance(id, bool):
            raise ArticleError("the id of an article must be a string or a number, not true or false")
        id = str(id) if isinstance(id, int) else id
        for name, value in (("id", id), ("title", title), ("source", source), ("url", url)):
            if value is not None and not isinstance(value, str):
                raise ArticleError(f"the {name} of an article must be a string, not {type(value).__name__}")
            _check_characters(name, value or "")
        _check_extra(extra or {})
        date = parse_published(published) if published is not None else header_date(text)
        return cls(text, id, date, title, source, url, dict(extra or {}))

    def keep_text(self) -> Article:
        """The same article, whose record will hold the text itself, in `article.extra["text"]`."""
        return replace(self, extra={**self.extra, "text": self.text})


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise ArticleError(f"the text of an article must be a string, not {type(text).__name__}")
    if not text[header_end(text) :].strip():
        raise ArticleError("the article is empty: give its text")
    if "\x00" in text:
        raise ArticleError("the article holds NUL bytes, so it is not text: give a text file")
    _check_characters("text", text)


def _check_characters(name: str, value: str) -> None:
    """Refuse lone surrogates: they are no characters and cannot be written as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ArticleError(
            f"the {name} holds half of a surrogate pair, which is no character: decode the input with errors='replace'"
        ) from None


def _check_extra(extra: Mapping[str, Any]) -> None:
    if not all(isinstance(key, str) for key in extra):
        raise ArticleError("the other keys of an article must be strings: rename or leave out those that are not")
    try:
        to_json(extra)
    except (ValueError, UnicodeEncodeError) as error:
        raise ArticleError(
            f"the other keys of an article cannot be written as JSON ({error}): leave them out"
        ) from None


def parse_published(value: datetime.date | str) -> datetime.date:
    """A publication date from a date, an ISO string or a full Italian date; a time of day is dropped."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    written = _written_date(value) if isinstance(value, str) and len(value) <= _LONGEST_DATE else None
    if written is None:
        raise ArticleError(f"published {str(value)[:_LONGEST_DATE]!r} is not a date: give it as YYYY-MM-DD")
    return written


def _written_date(value: str) -> datetime.date | None:
    """ISO, "10 marzo 2026", "10/03/2026 08:15" or the English form of feeds; day, month and year must all be there."""
    try:
        return datetime.datetime.fromisoformat(value.strip()).date()
    except ValueError:
        import dateparser

    for language in ("it", "en"):
        found: datetime.datetime | None = dateparser.parse(value, languages=[language], settings=_DATE_SETTINGS)
        if found is not None:
            return found.date()
    return None


def header_end(text: str) -> int:
    """Where the leading ` date YYYY-MM-DD ` header ends; 0 without one."""
    match = _HEADER.match(text)
    return match.end() if match else 0


def header_date(text: str) -> datetime.date | None:
    match = _HEADER.match(text)
    return parse_published(match[1]) if match else None
