from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ARTICLES = sorted((Path(__file__).parent.parent / "samples" / "articles").glob("*.txt"))


def test_hash_seeds_change_no_byte() -> None:
    command = [sys.executable, "-m", "extractor", "extract", "--model", "none", *map(str, ARTICLES)]
    runs = [
        subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE)
        for seed in ("1", "2")
    ]
    one, two = (run.communicate()[0] for run in runs)
    assert one == two
    assert one.count(b"\n") == len(ARTICLES)
