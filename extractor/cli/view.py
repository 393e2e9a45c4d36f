"""`extractor view`"""

from __future__ import annotations

from typing import Annotated

import typer

from extractor.cli.articles import Encoding, MaxLength, Model, Patterns, Published


def view(
    paths: Annotated[list[str], typer.Argument(metavar="PATH …", help="Article files; - for stdin.")],
    out: Annotated[str | None, typer.Option("-o", "--out", metavar="OUT", help="Where to; else a new folder.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    published: Published = None,
    model: Model = "auto",
    patterns: Patterns = None,
    encoding: Encoding = None,
    max_length: MaxLength = 1_000_000,
) -> None:
    """Write a page with the articles and their records, and print where it is."""
    import tempfile
    import webbrowser
    from itertools import chain
    from pathlib import Path

    from extractor.cli.articles import Failures, ReadingOptions, read_records, write_pieces
    from extractor.writers.html import write_html

    failures = Failures()
    options = ReadingOptions(published, model, patterns, encoding, max_length)
    records = read_records(paths, failures, options, with_text=True)
    first = next(records, None)
    if first is None:
        raise typer.Exit(2)
    page = Path(out or Path(tempfile.mkdtemp(prefix="extractor-"), "records.html"))
    write_pieces(write_html(chain([first], records)), str(page))
    typer.echo(page)
    if open_page:
        webbrowser.open(page.resolve().as_uri())
    raise typer.Exit(1 if failures.count else 0)
