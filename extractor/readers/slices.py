"""What passes between the process that deals out the input and the workers that read it."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.article import MAX_LENGTH

BYTES_PER_CHARACTER = 16
"""Room for one character of text in its file: 12 bytes as an escaped surrogate pair in JSON, and something for keys."""

SLICE_UNITS = 64
SLICE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read: `encoding` is that of text and pages, None to find it out; `max_length` is the longest
    article in characters."""

    encoding: str | None = None
    max_length: int = MAX_LENGTH

    @property
    def max_bytes(self) -> int:
        """The longest line or file that is read at all: what is longer cannot hold an article within the limit."""
        return self.max_length * BYTES_PER_CHARACTER


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of an input that a worker reads for itself, or the bytes of one that cannot be read twice.

    `count` is the number of its lines, rows or files, `size` its bytes in the input (for progress), `start` where it
    begins (a byte offset, or the number of a row group), `skip` how many rows to leave out there, `first` the number
    of its first line or row, from 1; None for a whole file.
    """

    path: str
    format: str
    count: int
    size: int
    start: int = 0
    skip: int = 0
    first: int | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """The slices of one block; `digest` stands for these and for all before them, so that a run knows its inputs."""

    slices: tuple[Slice, ...]
    digest: str

    @property
    def size(self) -> int:
        """Bytes of input."""
        return sum(piece.size for piece in self.slices)


@dataclass(frozen=True, slots=True)
class Refused:
    """An article that cannot be read, with the reason."""

    reason: str
    id: str | None = None
