"""Plain text files and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from extractor.article import Article
from extractor.encoding import decode
from extractor.errors import ArticleError
from extractor.readers.files import read_all
from extractor.readers.slices import Reading, Refused
from extractor.readers.whole import slices, units

__all__ = ["articles", "read_plain", "slices", "units"]


def articles(path: str, reading: Reading) -> Iterator[Article | Refused]:
    """The file as one article, under its path as id."""
    try:
        yield Article.read(decode(read_all(path, reading.max_bytes), reading.encoding), id=path)
    except ArticleError as error:
        yield Refused(str(error), path)


def read_plain(path: str, encoding: str | None = None) -> str:
    """The text of a file, or of standard input for "-"; a byte order mark is left out.

    Raises ArticleError for a file that cannot be read or is not text.
    """
    try:
        return decode(sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes(), encoding)
    except OSError as error:
        raise ArticleError(f"{path}: {error.strerror}: give the path of an article, or - for standard input") from None
    except ArticleError as error:
        raise ArticleError(f"{path}: {error}") from None
