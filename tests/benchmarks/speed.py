"""Speed on one core: the extraction beside what it stands on and what could be used instead, in one run.

    python tests/benchmarks/speed.py [FOLDER]

Reads the .txt articles of FOLDER (the samples without one), several times over. Times are processor time, so that other
work on the machine counts as little as it can, of all threads together; cold starts are given on the clock too.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path

import spacy
from dateparser.search import search_dates

import extractor

SAMPLES = Path(__file__).parents[2] / "samples" / "articles"
PUBLISHED = "2026-03-10"
ARTICLE = 230  # words of an average article
ROUNDS = 20
LENGTHS = (100, 1_000, 10_000, 100_000)
LABELS = ("LOC", "MISC", "ORG", "PER")  # those of spaCy's Italian models


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    articles = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not articles:
        raise SystemExit(f"{folder} holds no .txt files: give a folder of articles")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions()}")
    print(f"{len(articles)} articles, {words(articles) // len(articles)} words each\n")
    print_speeds(articles)
    print_growth(articles)
    print_starts(next(iter(sorted(folder.glob("*.txt")))))
    print(f"peak memory of this process: {peak_megabytes(resource.RUSAGE_SELF)} MB")


def versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("extractor", "spacy", "dateparser"))


def words(articles: Sequence[str]) -> int:
    return sum(len(article.split()) for article in articles)


def processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def words_per_second(read: Callable[[str], object], articles: Sequence[str], rounds: int) -> float:
    for article in articles:  # what is remembered from one article to the next is remembered now
        read(article)
    seconds = processor_time(lambda: [read(article) for _ in range(rounds) for article in articles])
    return rounds * words(articles) / seconds


def print_speeds(articles: Sequence[str]) -> None:
    blank = spacy.blank("it")
    rules = extractor.load(model=None)
    entities = spacy.blank("it")
    recogniser = entities.add_pipe("ner")
    for label in LABELS:
        recogniser.add_label(label)  # type: ignore[attr-defined]
    entities.initialize()
    speeds = {
        "spaCy's blank Italian tokenizer": words_per_second(blank, articles, ROUNDS),
        "whole extraction": words_per_second(lambda text: rules.extract(text, published=PUBLISHED), articles, ROUNDS),
        "untrained spaCy ner": words_per_second(entities, articles, 2),
        "dateparser's search_dates": words_per_second(lambda text: search_dates(text, languages=["it"]), articles, 1),
    }
    ours = speeds["whole extraction"]
    print(f"{'':<34}{'words/s':>10}{f'{ARTICLE}-word articles/s':>24}{'extraction is':>16}")
    for name, speed in speeds.items():
        print(f"{name:<34}{speed:>10,.0f}{speed / ARTICLE:>24,.1f}{ours / speed:>13.2f} ×")
    print()


def print_growth(articles: Sequence[str]) -> None:
    rules = extractor.load(model=None)
    row = list(islice(cycle("\n\n".join(articles).split(" ")), max(LENGTHS)))
    rules.extract(" ".join(row[: LENGTHS[1]]), published=PUBLISHED)
    print(f"{'one article of':<34}{'ms':>10}{'µs a word':>24}")
    for length in LENGTHS:
        text = " ".join(row[:length])
        rounds = max(1, LENGTHS[2] // length)
        seconds = processor_time(lambda: [rules.extract(text, published=PUBLISHED) for _ in range(rounds)]) / rounds  # noqa: B023
        print(f"{f'{length:,} words':<34}{1e3 * seconds:>10,.1f}{1e6 * seconds / length:>24.1f}")
    print()


def print_starts(article: Path) -> None:
    """Cold starts of the command line, the quickest of three."""
    print(f"{'cold start':<34}{'clock s':>10}{'processor s':>24}")
    for arguments in (["--help"], ["extract", "--model", "none", str(article)]):
        clock, processor = min(started(arguments) for _ in range(3))
        name = " ".join(["extractor", arguments[0]])
        print(f"{name:<34}{clock:>10.2f}{processor:>24.2f}")
    print(f"{'peak memory of extract':<34}{peak_megabytes(resource.RUSAGE_CHILDREN):>10} MB\n")


def started(arguments: Sequence[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "extractor", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak_megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    main()
