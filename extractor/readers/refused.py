"""The part of a file that no reader got to: one failure that stands for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.article import Article
from extractor.readers.slices import Reading, Refused, Slice


def slice_of(path: str, reason: str) -> Slice:
    return Slice(path, "refused", count=1, size=0, data=reason.encode())


def slices(path: str, reading: Reading) -> Iterator[Slice]:
    yield from ()


def units(piece: Slice, reading: Reading) -> Iterator[Refused]:
    yield Refused((piece.data or b"").decode())


def articles(unit: Refused, reading: Reading) -> Iterator[Article | Refused]:
    yield unit
