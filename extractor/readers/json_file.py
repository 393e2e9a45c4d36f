"""`.json`: one article, or an array of articles, as UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.article import Article
from extractor.errors import ArticleError
from extractor.readers.files import read_all
from extractor.readers.rows import article_or_reason, parse_json
from extractor.readers.slices import Reading, Refused
from extractor.readers.whole import slices, units

__all__ = ["articles", "slices", "units"]


def articles(path: str, reading: Reading) -> Iterator[Article | Refused]:
    """The file's articles; a faulty entry of an array is refused by itself, its place counted from 1."""
    content = parse_json(read_all(path, reading.max_bytes))
    if not isinstance(content, list):
        yield article_or_reason(content)
        return
    if not content:
        raise ArticleError("an empty array: give at least one article")
    for number, row in enumerate(content, 1):
        found = article_or_reason(row)
        yield found if isinstance(found, Article) else Refused(f"entry {number}: {found.reason}", found.id)
