"""Many machines: a Dask cluster that stands, or one of local processes (extra `extractor[cluster]`).

The scheduler gives a block to another worker when one dies, and gives up after several deaths (`allowed-failures`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from typing import Any, TypeVar

from extractor import extras
from extractor.engines.block import Block, Content, Job, WorkerDied, rescue
from extractor.engines.local import usable_cores
from extractor.errors import EngineError

R = TypeVar("R")
_BLOCKS_IN_FLIGHT = 4
_LOOK_AT_CLUSTER_EVERY = 64
_LONGEST_SILENCE = 60


def run(
    job: Job[Content, R], blocks: Iterable[Block[Content]], workers: int | None = None, scheduler: str | None = None
) -> Generator[R, None, None]:
    """The results of all blocks, in order; at most four blocks for each thread of the cluster are in flight.

    `scheduler` is the address of a cluster; without it `workers` processes are started here. Raises what `job.prepare`
    raises, and EngineError for a cluster that cannot be reached or has gone away.
    """
    distributed = extras.distributed()
    with ExitStack() as stack:
        client = stack.enter_context(_client(stack, scheduler, workers))
        try:
            yield from _run(client, job, blocks)
        except (distributed.comm.CommClosedError, distributed.client.FutureCancelledError) as error:
            raise EngineError(f"the Dask scheduler has gone away ({error}): start it and go on with --resume") from None


def _run(client: Any, job: Job[Content, R], blocks: Iterable[Block[Content]]) -> Generator[R, None, None]:
    waiting: deque[tuple[Block[Content], Any]] = deque()
    source = iter(blocks)
    window = done = 0
    while True:
        if done % _LOOK_AT_CLUSTER_EVERY == 0:
            window = max(2, sum(client.nthreads().values())) * _BLOCKS_IN_FLIGHT
        while len(waiting) < window and (block := next(source, None)) is not None:
            waiting.append((block, _submit(client, job, block)))
        if not waiting:
            return
        block, future = waiting.popleft()
        try:
            result = _result(client, future)
        except WorkerDied:
            result = rescue(block, lambda part: _result(client, _submit(client, job, part)))
        yield result
        done += 1


def _submit(client: Any, job: Job[Content, R], block: Block[Content]) -> Any:
    return client.submit(job, block, pure=False)


def _result(client: Any, future: Any) -> Any:
    """A block's result; raises WorkerDied, and EngineError where no worker is left that could give one."""
    distributed = extras.distributed()
    had_workers = True
    while True:
        try:
            return future.result(timeout=_LONGEST_SILENCE)
        except distributed.scheduler.KilledWorker:
            raise WorkerDied from None
        except distributed.TimeoutError:
            has_workers = bool(client.nthreads())
            if not (has_workers or had_workers):
                raise EngineError("the Dask cluster has no worker left: start some and go on with --resume") from None
            had_workers = has_workers


def _client(stack: ExitStack, scheduler: str | None, workers: int | None) -> Any:
    distributed = extras.distributed()
    try:
        if scheduler is not None:
            return distributed.Client(scheduler, set_as_default=False)
        cluster = distributed.LocalCluster(
            n_workers=workers or usable_cores(), threads_per_worker=1, dashboard_address=":0", silence_logs="ERROR"
        )
        return distributed.Client(stack.enter_context(cluster), set_as_default=False)
    except (OSError, ValueError) as error:
        where = f"the Dask scheduler at {scheduler}" if scheduler else "a Dask cluster on this machine"
        raise EngineError(
            f"{where} cannot be reached: {error}: start it with `dask scheduler`, or leave it out"
        ) from None
