"""What the commands over single articles share: from what was named on the command line to records."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.record import ArticleRecord

Published = Annotated[str | None, typer.Option(metavar="DATE", help="Publication date, YYYY-MM-DD.")]
Model = Annotated[str, typer.Option(metavar="auto|none|NAME|PATH", help="The spaCy model.")]
Patterns = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Pattern files to lay on top.")]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of the input, such as windows-1252; found out where it is not given.")
]


@dataclass
class Outcome:
    """How many articles gave no record; each has a line on stderr."""

    failed: int = 0


def read_records(
    paths: Sequence[str],
    outcome: Outcome,
    *,
    published: str | None,
    model: str,
    patterns: Path | None,
    encoding: str | None,
    with_text: bool,
) -> Iterator[ArticleRecord]:
    """The records of all articles, in order; an article that fails is counted and the rest go on.

    Raises ExtractorError for a path that is not there, before any work is done.
    """
    from extractor.article import parse_published
    from extractor.errors import ArticleError
    from extractor.pipeline import load

    for path in paths:
        _check_path(path)
    date = None if published is None else parse_published(published)
    extractor = load(None if model == "none" else model, patterns)
    for path in paths:
        try:
            for article in _articles(path, encoding):
                article = article if date is None else replace(article, published=date)
                yield extractor.extract_article(article.keep_text() if with_text else article)
        except ArticleError as error:
            outcome.failed += 1
            print(f"extractor: {'standard input' if path == '-' else path}: {error}", file=sys.stderr)


def _check_path(path: str) -> None:
    from extractor.errors import ArticleError

    if path.lower().startswith(("http://", "https://")):
        raise ArticleError(
            f"{path}: addresses are not fetched: save the page from the browser (or with `curl -o page.html ADDRESS`) "
            "and give the file"
        )
    if path != "-" and not Path(path).exists():
        raise ArticleError(f"{path}: no such file: give the path of an article, or - for standard input")


def _articles(path: str, encoding: str | None) -> Iterator[Article]:
    from extractor.article import Article
    from extractor.readers.html import read_html
    from extractor.readers.plain import read_bytes, read_plain

    id = None if path == "-" else path
    if path.lower().endswith((".html", ".htm")):
        yield read_html(read_bytes(path), id=id, encoding=encoding)
    else:
        yield Article.read(read_plain(path, encoding), id=id)


def write_pieces(pieces: Iterable[str], out: str | None) -> None:
    """To the file `out`, whole or not at all, or to stdout; UTF-8 either way. Raises OutputError."""
    from extractor.errors import OutputError

    if out is None or out == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    unfinished = Path(f"{out}.part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(piece.encode() for piece in pieces)
        unfinished.replace(out)
    except OSError as error:
        raise OutputError(f"{out}: {error.strerror}: give a file that can be written") from None
