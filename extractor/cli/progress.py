"""Progress on stderr: a bar on a terminal, otherwise a line every so often."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from extractor.corpus import Progress, total_bytes

_LINE_EVERY = 10.0
Report = Callable[[Progress], None]


@contextmanager
def shown_progress(inputs: Sequence[str], *, quiet: bool) -> Iterator[Report]:
    """A function to report progress to; what it shows ends with the context."""
    if quiet:
        yield lambda progress: None
        return
    clock = _Clock(inputs)
    if not sys.stderr.isatty():
        yield _lines(clock)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(progress: Progress) -> None:
            share = clock.share(progress)
            bar.update(task, description=clock.line(progress), total=None if share is None else 1, completed=share or 0)

        yield show


class _Clock:
    """Speed and time left; the size of the input is found beside the work, since a large folder takes its time."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self._start = time.monotonic()
        self._total = 0
        self._counted = threading.Event()
        if "-" not in inputs:
            threading.Thread(target=self._count, args=(inputs,), daemon=True).start()

    def share(self, progress: Progress) -> float | None:
        """How much of the input is done, from 0 to 1; None as long as its size is not known."""
        return min(1.0, progress.bytes / self._total) if self._counted.is_set() and self._total else None

    def line(self, progress: Progress) -> str:
        seconds = max(time.monotonic() - self._start, 1e-6)
        speed = (progress.articles - progress.articles_before) / seconds
        line = f"{progress.articles:,} articles, {speed:,.0f} articles/s, {progress.failed:,} failed"
        done_now = progress.bytes - progress.bytes_before
        if self.share(progress) is None or not done_now:
            return line
        left = seconds * max(0, self._total - progress.bytes) / done_now
        return f"{line}, {timedelta(seconds=round(left))} left"

    def _count(self, inputs: Sequence[str]) -> None:
        self._total = total_bytes(inputs)
        self._counted.set()


def _lines(clock: _Clock) -> Report:
    last = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            print(f"extractor: {clock.line(progress)}", file=sys.stderr, flush=True)

    return show
