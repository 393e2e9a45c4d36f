"""Measures `extractor batch` on articles made by varying the samples: one command, every ratio from one run.

    python tests/benchmarks/many_articles.py [--articles 5000] [--more 100000] [--only startup workers dask memory kill]

Needs the extra `cluster` (for psutil, and for the comparison with Dask). Times are wall clock: on a busy machine look
at the processor seconds beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLES = Path(__file__).parents[2] / "samples" / "articles"
COMMAND = [sys.executable, "-c", "from extractor.cli.app import main; main()", "batch", "--model", "none", "--quiet"]
PARTS = ("startup", "workers", "dask", "memory", "kill")


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    processor_seconds: float
    peak_mb: float
    coordinator_mb: float


def make_articles(path: Path, count: int, words: int | None) -> None:
    """JSON lines of samples whose figures and capitalised words are varied, so that no two articles are the same."""
    chance = random.Random(count)
    texts = [file.read_text(encoding="utf-8") for file in sorted(SAMPLES.glob("*.txt"))]
    syllables = ["ba", "co", "di", "fe", "ga", "lu", "mo", "ne", "pi", "ro", "sa", "te", "vi", "zo"]

    def name(match: re.Match[str]) -> str:
        return "".join(chance.choices(syllables, k=3)).capitalize() if chance.random() < 0.2 else match[0]

    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            header, body = re.match(r"(\s*date \S+)?(.*)", chance.choice(texts), re.DOTALL).groups(default="")  # type: ignore[union-attr]
            body = re.sub(r"(?<=[a-z] )[A-Z][a-z]{3,}", name, body)
            body = re.sub(r"(?<!\d)[1-9](?=\d*[ .,]\d|\d+ )", lambda _: str(chance.randint(1, 9)), body)
            text = header + (body if words is None else " ".join(body.split(" ")[:words]))
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")


def run(*arguments: str, kill_worker_after: float | None = None) -> Run:
    """Run the command and watch it and all its processes until it ends."""
    start = time.perf_counter()
    process = subprocess.Popen([*COMMAND, *arguments, "--force"])
    seen: dict[int, float] = {}
    peak = coordinator = 0.0
    while process.poll() is None:
        total = 0.0
        for member in _family(process.pid):
            try:
                memory = member.memory_info().rss / 1e6
                times = member.cpu_times()
            except psutil.Error:
                continue
            seen[member.pid] = times.user + times.system
            total += memory
            coordinator = max(coordinator, memory if member.pid == process.pid else 0)
        peak = max(peak, total)
        if kill_worker_after is not None and time.perf_counter() - start > kill_worker_after:
            _kill_a_worker(process.pid)
            kill_worker_after = None
        time.sleep(0.05)
    if process.returncode != 0:
        sys.exit(f"the command ended with {process.returncode}")
    return Run(time.perf_counter() - start, sum(seen.values()), peak, coordinator)


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _kill_a_worker(pid: int) -> None:
    """Between the command and its workers stands the server that forks them."""
    children = psutil.Process(pid).children()
    next(worker for child in children for worker in child.children()).kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000, help="for workers, dask and kill")
    parser.add_argument("--fewer", type=int, default=1000, help="the small corpus of memory")
    parser.add_argument("--more", type=int, default=100_000, help="the large corpus of memory")
    parser.add_argument("--words", type=int, help="cut every article to so many words")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "startup" in options.only:
            make_articles(folder / "one.jsonl", 1, options.words)
            print(f"start-up: {run(str(folder / 'one.jsonl'), '-o', str(folder / 'one.out.jsonl')).seconds:.2f} s")
        if {"workers", "dask", "kill"} & set(options.only):
            compare(folder, options.articles, options.words, options.only)
        if "memory" in options.only:
            compare_memory(folder, options.fewer, options.more, options.words)


def compare(folder: Path, count: int, words: int | None, only: list[str]) -> None:
    news, out = folder / "news.jsonl", folder / "two.jsonl"
    make_articles(news, count, words)
    two = run(str(news), "-o", str(out), "--workers", "2")
    show(f"2 workers, {count:,} articles", two, count)
    if "workers" in only:
        one = run(str(news), "-o", str(folder / "one.jsonl"), "--workers", "1")
        show(f"1 worker, {count:,} articles", one, count)
        print(f"2 workers against 1: {one.seconds / two.seconds:.2f} times as fast; {same(folder / 'one.jsonl', out)}")
    if "dask" in only:
        dask = run(str(news), "-o", str(folder / "dask.jsonl"), "--workers", "2", "--engine", "dask")
        show(f"Dask, 2 workers, {count:,} articles", dask, count)
        found = same(folder / "dask.jsonl", out)
        print(f"Dask against --workers: {dask.seconds / two.seconds:.2f} times as long; {found}")
    if "kill" in only:
        killed = folder / "killed.jsonl"
        run(str(news), "-o", str(killed), "--workers", "2", kill_worker_after=two.seconds / 2)
        print(f"a worker killed half-way: {same(killed, out)}", flush=True)


def compare_memory(folder: Path, fewer: int, more: int, words: int | None) -> None:
    peaks = []
    for count in (fewer, more):
        make_articles(folder / "memory.jsonl", count, words)
        done = run(str(folder / "memory.jsonl"), "-o", str(folder / "memory.out.jsonl"), "--workers", "2")
        show(f"memory, {count:,} articles", done, count)
        peaks.append(done.peak_mb)
    print(f"peak memory at {more:,} articles against {fewer:,}: {peaks[1] / peaks[0]:.2f}")


def show(what: str, done: Run, count: int) -> None:
    print(
        f"{what}: {done.seconds:.1f} s, {count / done.seconds:.0f} articles/s, "
        f"{done.processor_seconds / count * 1000:.1f} ms of processor an article, "
        f"peak {done.peak_mb:.0f} MB in all, {done.coordinator_mb:.0f} MB the coordinator",
        flush=True,
    )


def same(one: Path, other: Path) -> str:
    return "same bytes" if one.read_bytes() == other.read_bytes() else "OTHER BYTES"


if __name__ == "__main__":
    main()
