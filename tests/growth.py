"""How the time of a piece of work grows: a ratio of processor times, steady on a busy machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ROUNDS = 9
TRIALS = 5
PAUSE = 0.3  # seconds, in which a busy moment may pass


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, without the garbage collector."""
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def growth(small: Callable[[], object], large: Callable[[], object], limit: float) -> float:
    """How many times as long as `small` does `large` take? By the least time of each.

    The two take turns, so that a busy moment hits both; noise can only lengthen a time, so measuring ends as soon as
    the ratio is under the limit that the caller allows. Where it is not, all is measured anew some times: `small` may
    have met the only quiet moment.
    """
    ratio = float("inf")
    for trial in range(TRIALS):
        time.sleep(PAUSE if trial else 0)
        ratio = min(ratio, _growth(small, large, limit))
        if ratio < limit:
            break
    return ratio


def _growth(small: Callable[[], object], large: Callable[[], object], limit: float) -> float:
    least_small = least_large = float("inf")
    for _ in range(ROUNDS):
        least_small, least_large = min(least_small, seconds(small)), min(least_large, seconds(large))
        if least_large < limit * least_small:
            break
    return least_large / max(least_small, 1e-6)
