"""One input: an article's text with what is known about it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.errors import ArticleError

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
        id: str | None = None,
        published: datetime.date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Article:
        """Check the input and complete `published` from a leading ` date YYYY-MM-DD ` header where it is None.

        Raises ArticleError for text that is empty or binary and for a date that is not one.
        """
        if not isinstance(text, str):
            raise ArticleError(f"the text of an article must be a string, not {type(text).__name__}")
        if not text.strip():
            raise ArticleError("the article is empty: give its text")
        if "\x00" in text:
            raise ArticleError("the article holds NUL bytes, so it is not text: give a text file")
        date = parse_published(published) if published is not None else header_date(text)
        return cls(text, id, date, title, source, url, dict(extra or {}))


def parse_published(value: datetime.date | str) -> datetime.date:
    """A publication date from a date or an ISO string; a time of day is dropped."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.datetime.fromisoformat(value.strip()).date()
    except (ValueError, AttributeError):
        raise ArticleError(f"published {value!r} is not a date: give it as YYYY-MM-DD") from None


def header_end(text: str) -> int:
    """Where the leading ` date YYYY-MM-DD ` header ends; 0 without one."""
    match = _HEADER.match(text)
    return match.end() if match else 0


def header_date(text: str) -> datetime.date | None:
    match = _HEADER.match(text)
    return parse_published(match[1]) if match else None
