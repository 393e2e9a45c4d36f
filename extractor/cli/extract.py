"""`extractor extract`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def extract(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH …|-]", help="Article files; - or none: stdin.")
    ] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Publication date, YYYY-MM-DD.")] = None,
    model: Annotated[str, typer.Option(metavar="auto|none|NAME|PATH", help="The spaCy model.")] = "auto",
    patterns: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Pattern files to lay on top.")] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the input, such as windows-1252.")] = "utf-8",
) -> None:
    """Print the record of each article."""
    import sys

    from extractor.pipeline import load
    from extractor.readers.plain import read_plain

    texts = [(path, read_plain(path, encoding)) for path in paths or ["-"]]
    extractor = load(None if model == "none" else model, patterns)
    for path, text in texts:
        record = extractor.extract(text, id=None if path == "-" else path, published=published)
        sys.stdout.write(record.to_json(indent=2 if sys.stdout.isatty() else None) + "\n")
        sys.stdout.flush()
