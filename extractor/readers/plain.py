"""Plain text files: one article each."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.article import Article
from extractor.encoding import decode
from extractor.errors import ArticleError
from extractor.readers.files import read_all
from extractor.readers.slices import Reading, Refused
from extractor.readers.whole import slices, units

__all__ = ["articles", "slices", "units"]


def articles(path: str, reading: Reading) -> Iterator[Article | Refused]:
    """The file as one article, under its path as id."""
    try:
        yield Article.read(decode(read_all(path, reading.max_bytes), reading.encoding), id=path)
    except ArticleError as error:
        yield Refused(str(error), path)
