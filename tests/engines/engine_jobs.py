"""Jobs that worker processes can import."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from extractor.engines.block import Block
from extractor.errors import PatternError

_FIRST_JOB = time.monotonic()  # a worker imports this with the first job that comes


@dataclass(frozen=True)
class Square:
    """Squares the numbers of a block; dies at `killers`, and once at `once`, for which it leaves a mark in a folder.

    It dies `delay` seconds after its process had its first job: a Dask nanny does not bring back a worker that dies
    while it is being started.
    """

    killers: frozenset[int] = frozenset()
    once: int | None = None
    folder: str = ""
    delay: float = 0

    def prepare(self) -> None:
        pass

    def __call__(self, block: Block[tuple[int, ...]]) -> list[int | str]:
        return ["lost" if unit in block.lost else self._square(block.content[unit]) for unit in block.units]

    def _square(self, number: int) -> int:
        if number in self.killers or (number == self.once and self._first_time()):
            time.sleep(max(0.0, _FIRST_JOB + self.delay - time.monotonic()))
            os.kill(os.getpid(), signal.SIGKILL)
        if number % 7 == 0:
            time.sleep(0.01)
        return number * number

    def _first_time(self) -> bool:
        mark = Path(self.folder, "mark")
        seen = mark.exists()
        mark.touch()
        return not seen


class Unprepared(Square):
    def prepare(self) -> None:
        raise PatternError("x.toml", "y", "is wrong")


class Stillborn(Square):
    def prepare(self) -> None:
        os._exit(3)


def blocks_of(numbers: range, size: int) -> list[Block[tuple[int, ...]]]:
    parts = [tuple(numbers[start : start + size]) for start in range(0, len(numbers), size)]
    return [Block(number, part, range(len(part))) for number, part in enumerate(parts)]
