"""One run at a time on one output: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from extractor.errors import OutputError
from extractor.outputs.state import writing
from extractor.readers.files import is_address

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def only_run(output: str) -> Iterator[None]:
    """Hold `OUT.lock`, and take it away in the end; raises OutputError where another run holds it.

    Addresses have no locks, nor have some file systems of networks: there nobody is kept out.
    """
    if fcntl is None or is_address(output):
        yield
        return
    path = f"{output.rstrip('/')}.lock"
    with writing(output):
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        lock = _locked(path)
    try:
        yield
    finally:
        try:
            os.unlink(path)
        finally:
            os.close(lock)


def _locked(path: str) -> int:
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise OutputError(
                f"{path.removesuffix('.lock')} is being written by another run: wait for its end, or give another name"
            ) from None
        except OSError:
            return lock
        if os.path.exists(path) and os.path.samestat(os.fstat(lock), os.stat(path)):
            return lock
        os.close(lock)  # the run that held it has just taken it away
