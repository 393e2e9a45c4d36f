"""The same articles give the same bytes in every process, whatever the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.support import sample_articles

RUN = """
import sys
import extractor

rules = extractor.load(model=None)
for text in sys.stdin.read().split("\\0"):
    print(rules.extract(text, published="2026-03-10").to_json())
"""


def records(seed: str, texts: bytes) -> bytes:
    command = [sys.executable, "-X", "utf8", "-c", RUN]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, input=texts, stdout=subprocess.PIPE, env=environment, check=True).stdout


def test_hash_seed_changes_nothing() -> None:
    articles = sample_articles()
    texts = "\0".join([*articles, "\n\n".join(articles)]).encode()
    with ThreadPoolExecutor() as both:
        one, other = both.map(records, ("1", "2"), (texts, texts))
    assert one == other
    assert one.count(b"\n") == len(articles) + 1
