"""`batch` in a process of its own: exit statuses, kills, Ctrl-C, a full disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import Extractor
from tests.support import Run

psutil = pytest.importorskip("psutil")
resource = pytest.importorskip("resource")

ROWS = [{"id": f"n{number}", "text": f"Gara {number}: base d'asta {number} mila euro."} for number in range(120)]
ROWS[50] = {"id": "n50"}

# The command with small blocks. It tells of each that it has written and waits for a line before it goes on.
COMMAND = """
import sys
from extractor import corpus
from extractor.cli.app import main
from extractor.outputs.file import FileOutput
from extractor.readers import jsonl

append = FileOutput.append

def append_and_wait(output, part):
    append(output, part)
    print("written", flush=True)
    sys.stdin.readline()

FileOutput.append = append_and_wait
corpus.SLICE_UNITS = jsonl.SLICE_UNITS = 8
main()
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def started(*arguments: str, room: int = resource.RLIM_INFINITY) -> subprocess.Popen[bytes]:
    """The command once it has written a block; no file of it may have more bytes than there is room."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "batch", "--model", "none", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    return process


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Its exit status and the last line on stderr; it no longer waits."""
    _, err = process.communicate(timeout=300)
    return process.returncode, err.splitlines()[-1] if err else b""


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Grandchildren: between the command and its workers stands the server that forks them."""
    return [worker for child in psutil.Process(process.pid).children() for worker in child.children()]


def test_a_run_with_all_that_can_go_wrong_gives_the_same_bytes_in_the_end(
    news: Path, tmp_path: Path, rules: Extractor
) -> None:
    whole = "".join(record.to_json() + "\n" for record in rules.extract_many(row for row in ROWS if "text" in row))
    out = tmp_path / "out" / "out.jsonl"
    arguments = (str(news), "-o", str(out), "--resume", "--workers")

    process = started(*arguments, "1")
    process.kill()
    assert ended(process)[0] == -signal.SIGKILL

    process = started(*arguments, "1")
    os.killpg(process.pid, signal.SIGINT)
    assert ended(process) == (130, b"extractor: interrupted: go on with --resume")

    process = started(*arguments, "2", room=len(whole.encode()) - 100)
    workers_of(process)[0].kill()
    status, says = ended(process)
    assert status == 2
    assert says.endswith(b"File too large; put that right and go on with --resume")

    status, says = ended(started(*arguments, "1"))
    assert status == 1
    assert says.startswith(b"extractor: 120 articles, 1 failed: see ")
    assert sorted(path.name for path in out.parent.iterdir()) == ["out.jsonl", "out.jsonl.errors.jsonl"]
    assert out.read_text(encoding="utf-8") == whole
    failure = json.loads((out.parent / "out.jsonl.errors.jsonl").read_bytes())
    assert (failure["line"], failure["id"]) == (51, "n50")


def test_wrong_use_is_one_line_and_status_2(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    for arguments in (
        (str(news), "-o", str(tmp_path / "out.jsonl")),
        (str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "new.jsonl")),
        (str(news), "-o", str(tmp_path / "new.jsonl"), "--model", "no_such_model", "--workers", "1"),
    ):
        status, out, err = run("batch", *arguments)
        assert (status, out) == (2, "")
        assert err.startswith("extractor: ")
        assert err.count("\n") == 1
