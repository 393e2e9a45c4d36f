"""A folder of small files, on this machine or at an fsspec address; a file is there whole or not at all."""

from __future__ import annotations

import os
from typing import Any, cast

from extractor import extras
from extractor.readers.files import is_address

UNFINISHED = ".new"
"""How the name of a file ends that a worker has not finished."""


class Store:
    def __init__(self, path: str) -> None:
        """Raises MissingExtraError for an address without fsspec."""
        self._system: Any = None
        self._path = path.rstrip("/")
        if is_address(path):
            self._system, self._path = extras.fsspec().core.url_to_fs(self._path)
            if "file" in (self._system.protocol, *self._system.protocol):
                self._system = None

    def put(self, name: str, data: bytes) -> None:
        """Write a file in one step; no data, no file."""
        if not data:
            self.remove(name)
        elif self._system is not None:
            self._system.pipe_file(f"{self._path}/{name}", data)
        else:
            os.makedirs(self._path, exist_ok=True)
            path = os.path.join(self._path, name)
            replace_file(path, data, f"{path}.{os.getpid()}{UNFINISHED}")

    def get(self, name: str) -> bytes | None:
        try:
            if self._system is not None:
                return cast(bytes, self._system.cat_file(f"{self._path}/{name}"))
            with open(os.path.join(self._path, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        try:
            if self._system is not None:
                self._system.rm_file(f"{self._path}/{name}")
            else:
                os.unlink(os.path.join(self._path, name))
        except FileNotFoundError:
            pass

    def names(self) -> list[str]:
        """The names of its files, sorted."""
        try:
            found = os.listdir(self._path) if self._system is None else self._system.ls(self._path, detail=False)
        except FileNotFoundError:
            return []
        return sorted(os.path.basename(name) for name in found)


def replace_file(path: str, data: bytes, unfinished: str) -> None:
    """Put a file in the place of another in one step; it is safely on disk before that, under the name `unfinished`."""
    with open(unfinished, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
