"""An output path, its format by its suffix, and what a worker makes of its records for it."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass, replace
from typing import cast

from extractor import extras
from extractor.errors import OutputError
from extractor.outputs.state import Part
from extractor.outputs.store import Store
from extractor.readers.files import is_address

FORMATS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")


@dataclass(frozen=True, slots=True)
class Target:
    """A path that ends in "/", is a folder or is an address takes a file for each part; it travels to the workers."""

    path: str
    format: str
    is_folder: bool

    @classmethod
    def of(cls, path: str) -> Target:
        """Raises OutputError for a suffix that is none of FORMATS; a folder without one gets JSON lines."""
        name = path.rstrip("/").lower()
        is_folder = path.endswith("/") or is_address(path) or os.path.isdir(path)
        found = next((suffix for suffix in FORMATS if name.endswith(suffix)), ".jsonl" if is_folder else None)
        if found is None:
            raise OutputError(f"{path}: unknown kind of output: use one of {', '.join(FORMATS)}, or a folder/")
        return cls(path, found, is_folder)

    def prepare(self) -> None:
        """Raises MissingExtraError for a library that is not there."""
        self.compress(b"")
        if self.format == ".parquet":
            extras.pyarrow()
        if self.is_folder:
            Store(self.path)

    def encode(self, part: Part, lines: list[bytes]) -> Part:
        """The part with its bytes; for a folder they are written here, and none go on."""
        output = self._encode(lines) if lines else b""
        if not self.is_folder:
            return replace(part, output=output)
        store = Store(self.path)
        store.put(self.part_name(part.number), output)
        store.put(self.errors_name(part.number), part.errors)
        return replace(part, output=b"", errors=b"")

    def part_name(self, number: int) -> str:
        return f"part-{number:08d}{self.format}"

    def errors_name(self, number: int) -> str:
        return f"errors-{number:08d}.jsonl"

    def failures(self) -> str:
        """Where the failures of a run are."""
        return f"{self.path.rstrip('/')}/errors-*.jsonl" if self.is_folder else f"{self.path}.errors.jsonl"

    def compress(self, data: bytes) -> bytes:
        """One gzip member or zstd frame, the same for the same data; as it is for other formats."""
        if self.format == ".jsonl.gz":
            return gzip.compress(data, compresslevel=6, mtime=0)
        if self.format == ".jsonl.zst":
            return cast(bytes, extras.zstandard().ZstdCompressor().compress(data))
        return data

    def _encode(self, lines: list[bytes]) -> bytes:
        if self.format != ".parquet":
            return self.compress(b"".join(lines))
        from extractor.writers import parquet

        return parquet.file_bytes(lines) if self.is_folder else parquet.stream_bytes(lines)
