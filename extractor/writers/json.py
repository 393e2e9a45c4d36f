"""JSON: the records as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from extractor.record import ArticleRecord


def write_json(records: Iterable[ArticleRecord], *, indent: int | None = None) -> Iterator[str]:
    """One document: the record itself for one article, an array of records for any other number."""
    remaining = iter(records)
    first = list(islice(remaining, 2))
    if len(first) == 1:
        yield first[0].to_json(indent=indent) + "\n"
        return
    before = "[\n"
    for record in chain(first, remaining):
        yield before + record.to_json(indent=indent)
        before = ",\n"
    yield "\n]\n" if first else "[]\n"


def write_jsonl(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """One record a line."""
    for record in records:
        yield record.to_json() + "\n"
