"""Readers: one file per input format, all of one shape, found by the file's suffix.

A reader has three functions. `slices` looks at a file in the coordinating process and says, without reading more than
it must, which stretches of it there are; `units` opens a stretch in a worker and gives its lines, rows or the file
itself; `articles` turns one of them into articles. A new format is a module with these three and a line in `_SUFFIXES`.
Reading order: slices.py, files.py, whole.py, plain.py, jsonl.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Protocol, cast

from extractor.article import Article
from extractor.readers.files import without_compression
from extractor.readers.slices import Reading, Refused, Slice

_SUFFIXES = {
    ".txt": "plain",
    ".html": "html",
    ".htm": "html",
    ".json": "json_file",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


class Reader(Protocol):
    def slices(self, path: str, reading: Reading) -> Iterator[Slice]:
        """The stretches of a file, in order, each small enough for one block of work."""

    def units(self, piece: Slice, reading: Reading) -> Iterator[Any]:
        """The `piece.count` lines, rows or files of a stretch, in order, none of them understood yet."""

    def articles(self, unit: Any, reading: Reading) -> Iterator[Article | Refused]:
        """The articles of one unit; raises ArticleError where there is none to be had."""


def reader(name: str) -> Reader:
    """The reader of that module name; imported on first use, since some formats need heavy libraries."""
    return cast(Reader, import_module(f"extractor.readers.{name}"))


def format_of(path: str) -> str | None:
    """Which reader takes a file, by its suffix without `.gz` or `.zst`; None where none does."""
    if path == "-":
        return "jsonl"
    bare = without_compression(path).lower()
    return next((name for suffix, name in _SUFFIXES.items() if bare.endswith(suffix)), None)


def known_suffixes() -> str:
    return ", ".join(_SUFFIXES)
