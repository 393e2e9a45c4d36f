"""A block of work, and what every engine does with one that kills its process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from extractor.errors import EngineError

Content = TypeVar("Content")
Result = TypeVar("Result", covariant=True)

KILLED = "the worker process died each time this article was tried: look at it by itself with `extractor extract`"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Block(Generic[Content]):
    """`units` are the articles of the content to do, `lost` those among them that must not be touched again.

    A `trial` only finds out whether its units can be done; its result is thrown away.
    """

    number: int
    content: Content
    units: range
    lost: frozenset[int] = frozenset()
    trial: bool = False


class Job(Protocol[Content, Result]):
    """What a worker does; it travels to the worker, so it holds settings and no pipeline."""

    def prepare(self) -> None:
        """Load what the job needs; raises ModelError, PatternError or MissingExtraError where that fails."""

    def __call__(self, block: Block[Content]) -> Result: ...


class WorkerDied(Exception):
    """The process that ran a block is gone."""


def rescue(block: Block[Content], run: Callable[[Block[Content]], Result]) -> Result:
    """Do a block again that was running when its process died.

    Where it kills the next process too, halves of it are tried until the articles are known that do; then the block is
    done without them. Raises EngineError when processes go on dying and no article is to blame.
    """
    for _ in range(_TRIES):
        try:
            return run(block)
        except WorkerDied:
            block = replace(block, lost=block.lost | _killers(block, run))
    raise EngineError(
        "worker processes die again and again, and no single article is the cause: "
        "look at the memory, use fewer workers, and go on with resume"
    )


def _killers(block: Block[Content], run: Callable[[Block[Content]], Result]) -> frozenset[int]:
    """The units of a block that has killed its process whose process dies when they are tried alone."""
    if len(block.units) == 1:
        return frozenset(block.units)
    middle = len(block.units) // 2
    halves = (replace(block, units=block.units[:middle]), replace(block, units=block.units[middle:]))
    return frozenset().union(*(_killers(half, run) for half in halves if not _survives(half, run)))


def _survives(block: Block[Content], run: Callable[[Block[Content]], Result]) -> bool:
    try:
        run(replace(block, trial=True))
    except WorkerDied:
        return False
    return True
