"""The part of a block, and the state of a run: how far its output is good."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from extractor.errors import OutputError
from extractor.readers.files import reason
from extractor.readers.slices import Portion


@dataclass(frozen=True, slots=True)
class Part:
    """The output of one block: how many records and failures, and their bytes unless a worker has written them."""

    number: int
    portion: Portion
    records: int
    failed: int
    output: bytes
    errors: bytes


@dataclass(frozen=True, slots=True)
class State:
    """Blocks, articles and failures done, and the bytes of output and errors that are good.

    `digest` is that of the last block: it stands for all input so far. `options` is whatever shows in the records.
    """

    options: Mapping[str, Any]
    blocks: int = 0
    digest: str = ""
    articles: int = 0
    failed: int = 0
    output_bytes: int = 0
    errors_bytes: int = 0

    def after(self, part: Part) -> State:
        return replace(
            self,
            blocks=part.number + 1,
            digest=part.portion.digest,
            articles=self.articles + part.records + part.failed,
            failed=self.failed + part.failed,
            output_bytes=self.output_bytes + len(part.output),
            errors_bytes=self.errors_bytes + len(part.errors),
        )

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def gone_on_with(self, data: bytes, name: str) -> State:
        """The state that `data` holds; raises OutputError if it is none, or that of a run with other options."""
        try:
            left = State(**json.loads(data))
        except (ValueError, TypeError):
            raise OutputError(f"{name} is not the state of a run: begin anew with --force") from None
        for option, value in self.options.items():
            if left.options.get(option) != value:
                was = left.options.get(option)
                raise OutputError(f"the run was begun with {option} {was!r}, not {value!r}: give that, or use --force")
        return left


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Say what the system has against a write, and what can be done."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{name} cannot be written: {reason(error)}; put that right and go on with --resume"
        ) from None
