"""Memory of one process over many extractions of texts full of words that were never seen before.

    python tests/benchmarks/long_run.py [ARTICLES]

Prints how much memory the process holds at ever longer stretches; after the first it should hardly grow.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import extractor

SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstvz" for vowel in "aeiou"]
REPORTED = (1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
STATUS = Path("/proc/self/status")


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else max(REPORTED)
    if not STATUS.exists():
        raise SystemExit("memory is read from /proc: run on Linux")
    rules = extractor.load(model=None)
    chance = random.Random(0)
    started = time.process_time()
    for number in range(1, total + 1):
        rules.extract(article(chance), published="2026-03-10")
        if number in REPORTED or number == total:
            seconds = time.process_time() - started
            print(f"{number:>9,} articles  {megabytes():6.1f} MB  {1000 * seconds / number:.2f} ms each", flush=True)


def article(chance: random.Random) -> str:
    """About thirty words, most of them new: names, a place, common words, a sum."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(20)]
    company, town, *others = words
    return (
        f"Il Comune di {town.title()} affida alla {company.title()} Srl il servizio di {' '.join(others[:9])}. "
        f"Vale {chance.randint(1, 10**6)} euro, {' '.join(others[9:])}."
    )


def megabytes() -> float:
    held = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(held.split()[1]) / 1024


if __name__ == "__main__":
    main()
