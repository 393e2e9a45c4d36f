"""`extractor extract`"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.articles import Encoding, MaxLength, Model, Patterns, Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.record import ArticleRecord


class Format(StrEnum):
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    ocds = "ocds"
    html = "html"
    table = "table"


def extract(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH …|-]", help="Article files; - or none: stdin.")
    ] = None,
    published: Published = None,
    format: Annotated[
        Format | None, typer.Option(help="Default: json for one article, jsonl for several.", show_choices=True)
    ] = None,
    out: Annotated[str | None, typer.Option("-o", "--out", metavar="OUT", help="Write to a file.")] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Keep the text in article.extra.text.")] = False,
    italian_csv: Annotated[
        bool, typer.Option("--italian-csv", help="CSV for an Italian spreadsheet: semicolons, decimal commas, BOM.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Instead of records: the words of each slot, why, and the runners-up.")
    ] = False,
    model: Model = "auto",
    patterns: Patterns = None,
    encoding: Encoding = None,
    max_length: MaxLength = 1_000_000,
) -> None:
    """Print the record of each article."""
    from itertools import chain, islice

    from extractor.cli.articles import Failures, ReadingOptions, each_article, read_records, write_pieces
    from extractor.pipeline import Extractor

    failures = Failures()
    options = ReadingOptions(published, model, patterns, encoding, max_length)
    if explain:
        explained = list(each_article(Extractor.explain, paths or ["-"], failures, options))
        write_pieces(explained, out)
        raise typer.Exit(0 if not failures.count else 1 if explained else 2)
    records = read_records(paths or ["-"], failures, options, with_text=with_text or format is Format.html)
    first = list(islice(records, 2))
    if not first:
        raise typer.Exit(2)
    format = format or (Format.json if len(first) == 1 else Format.jsonl)
    write_pieces(_write(chain(first, records), format, on_terminal=_is_terminal(out), italian_csv=italian_csv), out)
    raise typer.Exit(1 if failures.count else 0)


def _write(records: Iterable[ArticleRecord], format: Format, *, on_terminal: bool, italian_csv: bool) -> Iterator[str]:
    import os
    import shutil

    from extractor.writers import writer

    write = writer(format)
    if format is Format.json:
        return write(records, indent=2 if on_terminal else None)
    if format is Format.csv:
        return write(records, italian=italian_csv)
    if format is Format.table:
        color = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return write(records, width=shutil.get_terminal_size((100, 24)).columns, color=color)
    return write(records)


def _is_terminal(out: str | None) -> bool:
    import sys

    return out in (None, "-") and sys.stdout.isatty()
