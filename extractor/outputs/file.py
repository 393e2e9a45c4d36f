"""One output file, written by the coordinating process alone.

Beside OUT there are `OUT.errors.jsonl` when articles failed and, while the run is not done, `OUT.state`. The parts of a
Parquet file are gathered in `OUT.spool`, each behind its length, since an unfinished Parquet file could not be gone on
with.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from extractor.errors import OutputError
from extractor.outputs.state import Part, State, writing
from extractor.outputs.store import replace_file
from extractor.outputs.target import Target

_LENGTH_BYTES = 8


class FileOutput:
    def __init__(self, target: Target, state: State) -> None:
        self.state = state
        self.complete = False
        self._target = target
        self._path = target.path
        self._errors_path = f"{target.path}.errors.jsonl"
        self._state_path = f"{target.path}.state"
        self._spool_path = f"{target.path}.spool"
        self._new_path = f"{target.path}.new"
        self._parquet = target.format == ".parquet"
        self._growing_path = self._spool_path if self._parquet else self._path

    def owns(self, path: str) -> bool:
        """Whether a file belongs to this output, so that it is no input."""
        return path.startswith(self._path) and any(os.path.realpath(path) == os.path.realpath(own) for own in self._all)

    @property
    def _all(self) -> tuple[str, ...]:
        return self._path, self._errors_path, self._state_path, self._spool_path, self._new_path

    def exists(self) -> bool:
        return any(os.path.exists(own) for own in self._all)

    def remove(self) -> None:
        with writing(self._path):
            for own in self._all:
                _remove(own)

    def go_on(self) -> None:
        """Take up the state that was left; without one the output is complete, or there is none yet."""
        if os.path.exists(self._state_path):
            with open(self._state_path, "rb") as file:
                self.state = self.state.gone_on_with(file.read(), self._state_path)
        elif os.path.exists(self._path):
            self.complete = True
            _remove(self._spool_path)
            self.state = replace(self.state, failed=_count_lines(self._errors_path))

    def begin(self) -> None:
        """Save the state and cut the files to what it says is good."""
        with writing(self._path):
            os.makedirs(os.path.dirname(os.path.abspath(self._path)), exist_ok=True)
            self._save_state()
            _cut(self._growing_path, self.state.output_bytes)
            _cut(self._errors_path, self.state.errors_bytes)

    def append(self, part: Part) -> None:
        """Write a part, then the state."""
        if self._parquet and part.output:
            part = replace(part, output=len(part.output).to_bytes(_LENGTH_BYTES, "big") + part.output)
        with writing(self._path):
            _append(self._growing_path, part.output)
            _append(self._errors_path, part.errors)
            self.state = self.state.after(part)
            self._save_state()

    def finish(self) -> None:
        """Make the output whole and take away what only an unfinished run needs; the state goes last."""
        with writing(self._path):
            if self._parquet:
                self._write_parquet()
            elif not self.state.output_bytes:
                _append(self._path, self._target.compress(b""))
            if not self.state.errors_bytes:
                _remove(self._errors_path)
            _remove(self._state_path)
            _remove(self._spool_path)

    def _write_parquet(self) -> None:
        from extractor.writers import parquet

        with open(self._spool_path, "rb") as spool, open(self._new_path, "wb") as file:
            parquet.write_file(_spooled(spool), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._new_path, self._path)

    def _save_state(self) -> None:
        replace_file(self._state_path, self.state.to_bytes(), self._new_path)


def _append(path: str, data: bytes) -> None:
    if not data:
        return
    with open(path, "ab", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())


def _cut(path: str, size: int) -> None:
    """Cut a file to the bytes that are good; raises OutputError for one that has fewer."""
    with open(path, "ab") as file:
        if file.tell() < size:
            raise OutputError(f"{path} is shorter than it was when the run was interrupted: begin anew with --force")
        file.truncate(size)


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def _spooled(spool: BinaryIO) -> Iterator[bytes]:
    while length := spool.read(_LENGTH_BYTES):
        yield spool.read(int.from_bytes(length, "big"))


def _count_lines(path: str) -> int:
    try:
        with open(path, "rb") as file:
            return sum(1 for _ in file)
    except FileNotFoundError:
        return 0
