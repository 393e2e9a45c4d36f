"""Opens inputs: local files, addresses that fsspec knows, standard input; decompressed by their suffix."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from typing import IO, BinaryIO, cast

from extractor import extras
from extractor.errors import ArticleError

_COMPRESSIONS = (".gz", ".zst")


def is_address(path: str) -> bool:
    """Whether a path is for fsspec ("s3://bucket/news.jsonl") and not for the local file system."""
    return "://" in path


def compression(path: str) -> str | None:
    """ ".gz", ".zst" or None."""
    return next((suffix for suffix in _COMPRESSIONS if path.lower().endswith(suffix)), None)


def without_compression(path: str) -> str:
    found = compression(path)
    return path[: -len(found)] if found else path


def open_raw(path: str) -> BinaryIO:
    """The bytes as they are stored."""
    if path == "-":
        return open(0, "rb", closefd=False)
    if is_address(path):
        return cast(BinaryIO, extras.fsspec().open(path, "rb").open())
    return open(path, "rb")


def open_decompressed(path: str, raw: IO[bytes]) -> IO[bytes]:
    """The bytes of `raw` as they were before the compression that the path names."""
    found = compression(path)
    if found == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if found == ".zst":
        reader = extras.zstandard().ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        return io.BufferedReader(reader)
    return raw


def size_of(path: str) -> int:
    """Bytes on disk; 0 where that is not to be known."""
    try:
        if is_address(path):
            return int(extras.fsspec().core.url_to_fs(path)[0].size(path) or 0)
        return 0 if path == "-" else os.stat(path).st_size
    except OSError:
        return 0


def read_all(path: str, limit: int) -> bytes:
    """The whole content; raises ArticleError for a file that cannot be read or has more than `limit` bytes."""
    try:
        with open_raw(path) as raw, open_decompressed(path, raw) as file:
            data = file.read(limit + 1)
    except reading_errors() as error:
        raise ArticleError(f"cannot be read: {reason(error)}") from None
    if len(data) > limit:
        raise ArticleError(f"more than {limit:,} bytes: split the file, or cut many articles into JSON Lines")
    return data


def reading_errors() -> tuple[type[Exception], ...]:
    """What can be raised while a file is read that is missing, locked or broken."""
    zstandard = sys.modules.get("zstandard")
    broken_frame = () if zstandard is None else (zstandard.ZstdError,)
    return OSError, EOFError, zlib.error, *broken_frame


def reason(error: BaseException) -> str:
    """An error of the system in a few words, without the path that is named beside it."""
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
