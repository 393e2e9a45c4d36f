"""What the formats share that are read as whole files: a file is one unit of work."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.readers import files
from extractor.readers.slices import Reading, Slice


def slices(path: str, reading: Reading) -> Iterator[Slice]:
    from extractor.readers import format_of

    yield Slice(path, format_of(path) or "plain", count=1, size=files.size_of(path))


def units(piece: Slice, reading: Reading) -> Iterator[str]:
    yield piece.path
