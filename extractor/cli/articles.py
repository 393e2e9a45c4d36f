"""What the commands over single articles share: from what was named on the command line to records, and out again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from extractor.errors import ArticleError, InputError, OutputError

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.pipeline import Extractor
    from extractor.readers import Reader
    from extractor.readers.slices import Reading, Refused
    from extractor.record import ArticleRecord

Done = TypeVar("Done")
Published = Annotated[str | None, typer.Option(metavar="DATE", help="Publication date, YYYY-MM-DD.")]
Model = Annotated[str, typer.Option(metavar="auto|none|NAME|PATH", help="The spaCy model.")]
Patterns = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Pattern files to lay on top.")]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of text and pages, such as windows-1252; found out where not given.")
]
MaxLength = Annotated[int, typer.Option(metavar="N", min=1, help="Longest article, in characters.")]


@dataclass(frozen=True)
class ReadingOptions:
    """How articles are read, as the options of the same names say."""

    published: str | None
    model: str
    patterns: Path | None
    encoding: str | None
    max_length: int


@dataclass
class Failures:
    """How many articles gave no record; each has a line on stderr."""

    count: int = 0

    def report(self, place: str, reason: str) -> None:
        self.count += 1
        print(f"extractor: {place}: {reason}", file=sys.stderr)


def read_records(
    paths: Sequence[str], failures: Failures, options: ReadingOptions, *, with_text: bool
) -> Iterator[ArticleRecord]:
    """The records of all articles, in order; failures and errors as in `each_article`."""

    def extract(extractor: Extractor, article: Article) -> ArticleRecord:
        return extractor.extract_article(article.keep_text() if with_text else article)

    return each_article(extract, paths, failures, options)


def each_article(
    done: Callable[[Extractor, Article], Done],
    paths: Sequence[str],
    failures: Failures,
    options: ReadingOptions,
) -> Iterator[Done]:
    """What is done with each article, in order; an article that fails is reported and the rest go on.

    Raises ExtractorError for a path that is not that of a file, before any work is done.
    """
    from extractor.article import Article, parse_published
    from extractor.pipeline import load
    from extractor.readers.slices import Reading

    for path in paths:
        _check_path(path)
    date = None if options.published is None else parse_published(options.published)
    extractor = load(
        None if options.model == "none" else options.model, options.patterns, max_length=options.max_length
    )
    for path in paths:
        for place, article in _articles(path, Reading(options.encoding, options.max_length)):
            if not isinstance(article, Article):
                failures.report(place, article.reason)
                continue
            article = article if date is None else replace(article, published=date)
            try:
                yield done(extractor, article)
            except ArticleError as error:
                failures.report(place, str(error))


def _check_path(path: str) -> None:
    if path.lower().startswith(("http://", "https://")):
        raise InputError(
            f"{path}: addresses are not fetched: save the page from the browser (or with `curl -o page.html ADDRESS`) "
            "and give the file"
        )
    if Path(path).is_dir():
        raise InputError(f"{path}: is a directory: give files, or use extractor batch")
    if path != "-" and not Path(path).exists():
        raise InputError(f"{path}: no such file: give the path of an article, or - for standard input")


def _articles(path: str, reading: Reading) -> Iterator[tuple[str, Article | Refused]]:
    """The articles of one file by its suffix, with where they stand; an unknown suffix and standard input are text."""
    from extractor.article import Article
    from extractor.encoding import decode
    from extractor.readers import format_of, reader
    from extractor.readers.slices import Refused

    name = "standard input" if path == "-" else path
    try:
        if path == "-":
            yield name, Article.read(decode(_standard_input(reading.max_bytes), reading.encoding))
            return
        read = reader(format_of(path) or "plain")
        for piece in read.slices(path, reading):
            for offset, unit in enumerate(read.units(piece, reading)):
                place = path if piece.first is None else f"{path}, line {piece.first + offset}"
                yield from ((place, found) for found in _understood(read, unit, reading))
    except (ArticleError, OSError) as error:
        yield name, Refused(str(error))


def _standard_input(limit: int) -> bytes:
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise ArticleError(f"more than {limit:,} bytes: give one article, or many to extractor batch")
    return data


def _understood(read: Reader, unit: Any, reading: Reading) -> Iterator[Article | Refused]:
    from extractor.readers.slices import Refused

    try:
        yield from read.articles(unit, reading)
    except ArticleError as error:
        yield Refused(str(error))


def write_pieces(pieces: Iterable[str], out: str | None) -> None:
    """To the file `out`, whole or not at all, or to stdout; UTF-8 either way. Raises OutputError."""
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
