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

COMMAND = [sys.executable, "-c", "from extractor.cli.app import main; main()", "batch", "--model", "none"]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    rows = [{"id": f"n{number}", "text": f"Gara {number}: base d'asta {number} mila euro."} for number in range(450)]
    rows[300] = {"id": "n300"}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(news: Path) -> dict[str, bytes]:
    out = news.parent / "whole" / "out.jsonl"
    done = batch(str(news), "-o", str(out), "--workers", "1")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.splitlines()[-1].startswith(b"extractor: 450 articles, 1 failed: see ")
    return files_in(out.parent)


def batch(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, timeout=120, check=False, **options)  # type: ignore[call-overload,no-any-return]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, start_new_session=True)


def wait_for_some_output(out: Path, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not (out.exists() and out.stat().st_size):
        time.sleep(0.005)


def test_kill_9_at_random_moments_and_resume_gives_the_same_bytes(
    news: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out" / "out.jsonl"
    moments = random.Random(6)
    for attempt in range(3):
        process = started(str(news), "-o", str(out), "--workers", "2", "--resume")
        if attempt:
            wait_for_some_output(out, process)
        time.sleep(moments.uniform(0, 0.3))
        process.kill()
        process.communicate()
    assert batch(str(news), "-o", str(out), "--resume").returncode == 1
    assert files_in(out.parent) == whole


def test_a_killed_worker_is_replaced(news: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    out = tmp_path / "out" / "out.jsonl"
    process = started(str(news), "-o", str(out), "--workers", "2")
    wait_for_some_output(out, process)
    workers = [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if child.children() == [] and child.ppid() != process.pid
    ]
    workers[0].kill()
    process.communicate(timeout=120)
    assert process.returncode == 1
    assert files_in(out.parent) == whole


def test_ctrl_c_leaves_a_run_to_go_on_with(news: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out" / "out.jsonl"
    process = started(str(news), "-o", str(out), "--workers", "2")
    wait_for_some_output(out, process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"extractor: interrupted: go on with --resume\n")
    assert batch(str(news), "-o", str(out), "--resume", "--quiet").returncode == 1
    assert files_in(out.parent) == whole


def test_a_file_that_may_not_grow_is_an_error_and_the_run_goes_on_later(
    news: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource")
    out = tmp_path / "out" / "out.jsonl"
    size = len(whole["out.jsonl"]) // 2

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = batch(str(news), "-o", str(out), preexec_fn=limit)
    assert done.returncode == 2
    assert b"File too large; put that right and go on with --resume" in done.stderr
    assert batch(str(news), "-o", str(out), "--resume").returncode == 1
    assert files_in(out.parent) == whole


def test_wrong_use_is_one_line_and_status_2(news: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    for arguments in (
        (str(news), "-o", str(tmp_path / "out.jsonl")),
        (str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "new.jsonl")),
        (str(news), "-o", str(tmp_path / "new.jsonl"), "--model", "no_such_model"),
        (str(news), "-o", str(tmp_path / "new.jsonl"), "--patterns", str(tmp_path / "nowhere"), "--force"),
    ):
        done = batch(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"extractor: ")
        assert done.stderr.count(b"\n") == 1


def test_standard_input_is_json_lines(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = batch("-", "-o", str(out), input=b'{"id": "x", "text": "Gara deserta."}\nno json\n')
    assert done.returncode == 1
    assert json.loads(out.read_bytes())["article"]["id"] == "x"
    failure = json.loads((tmp_path / "out.jsonl.errors.jsonl").read_bytes())
    assert (failure["file"], failure["line"]) == ("-", 2)
    assert failure["reason"].startswith("not JSON: ")
