"""Many processes on one machine, over `concurrent.futures.ProcessPoolExecutor`.

Each worker is a pool of one process, so that a death names the blocks it took along and the other workers go on.
Texts go out and records come back: spaCy documents never cross the border between processes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

from extractor.engines.block import Block, Content, Job, WorkerDied, rescue
from extractor.errors import EngineError

R = TypeVar("R")
_BLOCKS_IN_FLIGHT = 4
_STARTS = 2


def run(job: Job[Content, R], blocks: Iterable[Block[Content]], workers: int) -> Generator[R, None, None]:
    """The results of all blocks, in order; at most four blocks a worker are in flight.

    Raises what `job.prepare` raises, and EngineError for processes that do not start.
    """
    pool: list[_Worker[Content, R]] = []
    waiting: deque[tuple[Block[Content], Future[R], _Worker[Content, R]]] = deque()
    source = iter(blocks)
    try:
        while True:
            while len(waiting) < workers * _BLOCKS_IN_FLIGHT and (block := next(source, None)) is not None:
                worker = _least_busy(pool, workers, job)
                waiting.append((block, worker.submit(block), worker))
            if not waiting:
                return
            yield _result(job, *waiting.popleft())
    finally:
        for worker in pool:
            worker.close()


def usable_cores() -> int:
    """The cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker(Generic[Content, R]):
    """A pool of one process, renewed when the process dies."""

    def __init__(self, job: Job[Content, R]) -> None:
        self._job = job
        self._executor: ProcessPoolExecutor | None = None
        self._ready: Future[None] = Future()
        self._futures: list[Future[R]] = []
        self._failed_starts = 0

    def pending(self) -> int:
        """How many of its blocks are not done."""
        self._futures = [future for future in self._futures if not future.done()]
        return len(self._futures)

    def submit(self, block: Block[Content]) -> Future[R]:
        while True:
            executor = self._executor or self._start()
            try:
                self._futures.append(executor.submit(self._job, block))
            except BrokenProcessPool:
                self._discard()
            else:
                return self._futures[-1]

    def result(self, future: Future[R]) -> R:
        """The block's result; raises WorkerDied, and what the job's `prepare` raises."""
        try:
            if not future.done():
                self._ready.result()
            return future.result()
        except BrokenProcessPool:
            raise WorkerDied from None

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _start(self) -> ProcessPoolExecutor:
        self._executor = ProcessPoolExecutor(1, _context(), initializer=_prepare_process)
        self._ready = self._executor.submit(self._job.prepare)
        return self._executor

    def _discard(self) -> None:
        """Let go of a broken pool; give up where its process has come to nothing several times on end."""
        self.close()
        self._failed_starts = self._failed_starts + 1 if self._ready.exception() is not None else 0
        if self._failed_starts == _STARTS:
            raise EngineError(
                "worker processes do not start: look at the memory, and in a script of your own put the call under "
                "`if __name__ == '__main__':`"
            )


def _least_busy(pool: list[_Worker[Content, R]], workers: int, job: Job[Content, R]) -> _Worker[Content, R]:
    """The worker with the fewest blocks; a new one as long as all have some and there may be more."""
    idlest = min(pool, key=_Worker.pending, default=None)
    if idlest is not None and (idlest.pending() == 0 or len(pool) == workers):
        return idlest
    pool.append(_Worker(job))
    return pool[-1]


def _result(job: Job[Content, R], block: Block[Content], future: Future[R], worker: _Worker[Content, R]) -> R:
    try:
        return worker.result(future)
    except WorkerDied:
        alone = _Worker(job)  # a process that has nothing else to do: its death has one cause only
        try:
            return rescue(block, lambda part: alone.result(alone.submit(part)))
        finally:
            alone.close()


def _context() -> multiprocessing.context.BaseContext:
    """Processes made without copying this one, whose threads may hold locks; where it exists, from a warm server."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractor.pipeline"])
    return context


def _prepare_process() -> None:
    """Leave Ctrl-C to the coordinating process, and end with it even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
