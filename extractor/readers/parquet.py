"""`.parquet`: one article a row (extra `extractor[parquet]`).

A worker reads its rows for itself where row groups are small. Out of a large row group no piece can be read alone, so
there the coordinating process reads, and hands the rows on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from extractor.article import Article
from extractor.errors import ArticleError
from extractor.extras import pyarrow
from extractor.readers import files
from extractor.readers.rows import article_or_reason
from extractor.readers.slices import SLICE_UNITS, Reading, Refused, Slice

_SMALL_GROUP = 64 * SLICE_UNITS
_BUFFER = 1 << 20


def slices(path: str, reading: Reading) -> Iterator[Slice]:
    with _opened(path) as file:
        rows = max(1, file.metadata.num_rows)
        size = files.size_of(path)
        first = 1
        for group in range(file.metadata.num_row_groups):
            for skip, count, data in _pieces(file, group):
                yield Slice(path, "parquet", count, size * count // rows, group, skip, first, data)
                first += count


def units(piece: Slice, reading: Reading) -> Iterator[dict[str, Any]]:
    if piece.data is not None:
        yield from pyarrow().ipc.open_stream(piece.data).read_all().to_pylist()
        return
    with _opened(piece.path) as file:
        yield from file.read_row_group(piece.start).slice(piece.skip, piece.count).to_pylist()


def articles(row: dict[str, Any], reading: Reading) -> Iterator[Article | Refused]:
    yield article_or_reason(row)


def _pieces(file: Any, group: int) -> Iterator[tuple[int, int, bytes | None]]:
    """How many rows to leave out, how many to take, and the rows themselves where the group is large."""
    rows = file.metadata.row_group(group).num_rows
    if rows <= _SMALL_GROUP:
        yield from ((skip, min(SLICE_UNITS, rows - skip), None) for skip in range(0, rows, SLICE_UNITS))
        return
    for batch in file.iter_batches(SLICE_UNITS, row_groups=[group]):
        sink = pyarrow().BufferOutputStream()
        with pyarrow().ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        yield 0, batch.num_rows, sink.getvalue().to_pybytes()


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    try:
        with files.open_raw(path) as raw, pyarrow().parquet.ParquetFile(raw, buffer_size=_BUFFER) as file:
            yield file
    except pyarrow().ArrowException as error:
        raise ArticleError(f"cannot be read as Parquet: {str(error).splitlines()[0]}") from None
