"""The same articles give the same bytes in every process, whatever the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support import sample_articles

RUN = """
import sys
import extractor

rules = extractor.load(model=None)
for text in sys.stdin.read().split("\\0"):
    print(rules.extract(text, published="2026-03-10").to_json())
"""


def records(seed: str, texts: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", RUN],
        input=texts.encode(),
        capture_output=True,
        env=environment,
        check=True,
    )
    return done.stdout


def test_hash_seed_changes_nothing() -> None:
    articles = sample_articles()
    texts = "\0".join([*articles, "\n\n".join(articles)])
    assert records("1", texts) == records("2", texts)
