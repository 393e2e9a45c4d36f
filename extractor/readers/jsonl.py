"""`.jsonl` and standard input: one article a line, as UTF-8.

A plain file is cut at line ends and each worker reads its stretch by offset. What can be read only from its beginning
(compressed files, standard input) is read by the coordinating process, which hands the lines on.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from extractor.article import Article
from extractor.errors import ArticleError
from extractor.readers import files
from extractor.readers.rows import article_or_reason, parse_json
from extractor.readers.slices import SLICE_BYTES, SLICE_UNITS, Reading, Refused, Slice

_BOM = b"\xef\xbb\xbf"


def slices(path: str, reading: Reading) -> Iterator[Slice]:
    with files.open_raw(path) as raw:
        if path == "-" or files.compression(path):
            yield from _carried(path, raw, reading)
        else:
            yield from _pointed(path, raw, reading)


def units(piece: Slice, reading: Reading) -> Iterator[bytes]:
    with io.BytesIO(piece.data) if piece.data is not None else files.open_raw(piece.path) as stream:
        stream.seek(piece.start)
        for _, (line, _) in zip(range(piece.count), _lines(stream, reading.max_bytes), strict=False):
            yield line


def articles(line: bytes, reading: Reading) -> Iterator[Article | Refused]:
    if len(line) > reading.max_bytes:
        raise ArticleError(
            f"a line of more than {reading.max_bytes:,} bytes: an article may have {reading.max_length:,} characters"
        )
    if line.removeprefix(_BOM).strip():
        yield article_or_reason(parse_json(line))


def _lines(stream: IO[bytes], limit: int) -> Iterator[tuple[bytes, int]]:
    """Lines with their size in the stream; of a line over the limit only one byte more than the limit is kept."""
    while line := stream.readline(limit + 1):
        size = len(line)
        rest = line
        while size > limit and not rest.endswith(b"\n") and (rest := stream.readline(SLICE_BYTES)):
            size += len(rest)
        yield line, size


def _pointed(path: str, stream: IO[bytes], reading: Reading) -> Iterator[Slice]:
    start = size = count = 0
    first = 1
    for _, length in _lines(stream, reading.max_bytes):
        size += length
        count += 1
        if count == SLICE_UNITS or size >= SLICE_BYTES:
            yield Slice(path, "jsonl", count, size, start=start, first=first)
            start, first, size, count = start + size, first + count, 0, 0
    if count:
        yield Slice(path, "jsonl", count, size, start=start, first=first)


def _carried(path: str, raw: IO[bytes], reading: Reading) -> Iterator[Slice]:
    lines: list[bytes] = []
    first, before, size, broken = 1, 0, 0, ""
    stream = _lines(files.open_decompressed(path, raw), reading.max_bytes)
    while True:
        try:
            line, _ = next(stream, (b"", 0))
        except files.reading_errors() as error:
            line, broken = b"", files.reason(error)
        if line:
            lines.append(line if line.endswith(b"\n") else line + b"\n")
            size += len(line)
        if lines and (not line or len(lines) == SLICE_UNITS or size >= SLICE_BYTES):
            position = 0 if path == "-" else raw.tell()
            yield Slice(path, "jsonl", len(lines), position - before, first=first, data=b"".join(lines))
            first, before, size, lines = first + len(lines), position, 0, []
        if broken:
            raise ArticleError(f"cannot be read from line {first} on: {broken}")
        if not line:
            return
