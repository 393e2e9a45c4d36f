"""The command in processes of its own: exit statuses, kills, Ctrl-C, progress."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

psutil = pytest.importorskip("psutil")
resource = pytest.importorskip("resource")

COMMAND = [sys.executable, "-c", "from extractor.cli.app import main; main()", "batch", "--model", "none"]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    rows = [{"id": f"n{number}", "text": f"Gara {number}: base d'asta {number} mila euro."} for number in range(640)]
    rows[200] = {"id": "n200"}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(news: Path) -> dict[str, bytes]:
    out = news.parent / "whole" / "out.jsonl"
    done = batch(str(news), "-o", str(out), "--workers", "1")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.splitlines()[-1].startswith(b"extractor: 640 articles, 1 failed: see ")
    return files_in(out.parent)


def batch(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, timeout=120, check=False, **options)  # type: ignore[call-overload,no-any-return]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, start_new_session=True)


def wait_for_more(out: Path, size: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not (out.exists() and out.stat().st_size > size):
        time.sleep(0.002)


def kill_a_worker(process: subprocess.Popen[bytes]) -> None:
    """Kill a grandchild: between the command and its workers stands the server that forks them."""
    workers: list[psutil.Process] = []
    while not workers and process.poll() is None:
        children = psutil.Process(process.pid).children()
        workers = [worker for child in children for worker in child.children()]
    workers[0].kill()


def test_a_run_with_all_that_can_go_wrong_gives_the_same_bytes_in_the_end(
    news: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out" / "out.jsonl"
    arguments = (str(news), "-o", str(out), "--workers", "2", "--resume")

    process = started(*arguments)
    wait_for_more(out, 0, process)
    time.sleep(random.uniform(0, 0.05))
    process.kill()
    process.communicate()

    size = out.stat().st_size
    process = started(*arguments)
    wait_for_more(out, size, process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.splitlines()[-1] == b"extractor: interrupted: go on with --resume"

    room = len(whole["out.jsonl"]) - 100
    done = batch(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    assert done.returncode == 2
    assert b"File too large; put that right and go on with --resume" in done.stderr

    process = started(*arguments)
    kill_a_worker(process)
    process.communicate(timeout=120)
    assert process.returncode == 1
    assert files_in(out.parent) == whole


def test_wrong_use_is_one_line_and_status_2(news: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    for arguments in (
        (str(news), "-o", str(tmp_path / "out.jsonl")),
        (str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "new.jsonl")),
        (str(news), "-o", str(tmp_path / "new.jsonl"), "--model", "no_such_model"),
    ):
        done = batch(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"extractor: ")
        assert done.stderr.count(b"\n") == 1
