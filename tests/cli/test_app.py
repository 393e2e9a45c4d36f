from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import typer

import extractor
from extractor.cli.app import app
from extractor.record import json_schema
from tests.support import Run

ARTICLE = " date 2026-03-10 Il Comune di Carpi affida la pulizia delle scuole."


def test_standard_input_gives_one_record(run: Run) -> None:
    for arguments in (["extract"], ["extract", "-"], ["extract", "--model", "none"]):
        status, out, err = run(*arguments, stdin=ARTICLE.encode())
        assert (status, err) == (0, "")
        assert json.loads(out)["article"]["published"] == "2026-03-10"


def test_files_give_one_record_each(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbfGara deserta a Forl\xc3\xac.")
    status, out, _ = run("extract", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--published", "2020-01-02")
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [record["article"]["published"] for record in records] == ["2020-01-02", "2020-01-02"]


def test_another_encoding_is_found_out_or_named(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "vecchia.txt"
    page.write_bytes("La città affida la pulizia.".encode("windows-1252"))
    for arguments in ([], ["--encoding", "windows-1252"]):
        status, out, _ = run("extract", str(page), "--with-text", *arguments)
        assert status == 0
        assert json.loads(out)["article"]["extra"]["text"] == "La città affida la pulizia."
    status, out, err = run("extract", str(page), "--encoding", "utf-8")
    assert (status, out) == (2, "")
    assert "--encoding windows-1252" in err


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (["extract"], b"", "standard input: the article is empty"),
        (["extract"], b" \n\t ", "empty"),
        (["extract"], b"\x7fELF\x02\x01\x01\x00\x00", "NUL"),
        (["extract"], b"citt\xe0\x01", "--encoding"),
        (["extract", "https://example.org/mense"], b"", "save the page"),
        (["extract", "-o", "no-such-folder/out.json"], b"gara", "can be written"),
        (["extract", "no-such-file.txt"], b"", "no-such-file.txt"),
        (["extract", "."], b"", "directory"),
        (["extract", "--published", "domani"], b"gara", "YYYY-MM-DD"),
        (["extract", "--encoding", "klingon"], b"gara", "windows-1252"),
        (["extract", "--model", "no_such_model"], b"gara", "spacy download"),
        (["extract", "--patterns", "no-such-folder"], b"gara", "no such folder"),
    ],
)
def test_what_cannot_be_read_is_one_line_on_stderr_and_exit_2(
    run: Run, arguments: list[str], stdin: bytes, says: str
) -> None:
    status, out, err = run(*arguments, stdin=stdin)
    assert (status, out) == (2, "")
    assert err.startswith("extractor: ")
    assert err.count("\n") == 1
    assert says.lower() in err.lower()


def test_a_bad_file_among_good_ones_leaves_nothing_on_stdout(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    status, out, _ = run("extract", str(tmp_path / "a.txt"), str(tmp_path / "missing.txt"))
    assert (status, out) == (2, "")


@pytest.mark.parametrize("arguments", [["extract", "--no-such-option"], ["no-such-command"]])
def test_wrong_usage_is_exit_2(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "no-such" in err


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"extractor {extractor.__version__}\n", "")


def test_schema(run: Run) -> None:
    status, out, _ = run("schema")
    assert status == 0
    assert json.loads(out) == json_schema()


def test_model_says_how_to_get_it_and_its_licence(run: Run) -> None:
    status, out, _ = run("model")
    assert status == 0
    for part in ("it_core_news_lg", "CC BY-NC-SA 3.0", "541 MB"):
        assert part in out


def test_evaluate_prints_a_table_and_the_errors_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("La Zeta fa la mensa.")
    (tmp_path / "gold" / "a.json").write_text('{"id": "a", "mentions": {"amount": [{"text": "La", "value": 7}]}}')
    status, out, _ = run("evaluate", str(tmp_path), "--errors", "5", "--slot", "amount", "--model", "none")
    assert status == 0
    assert re.search(r"^  amount +0\.000 +0\.000 +0\.000 +0 +0 +1$", out, re.MULTILINE)
    assert "miss a amount: gold La" in out
    status, out, _ = run("evaluate", str(tmp_path), "--json", "--model", "none")
    assert json.loads(out)["mentions"]["amount"]["miss"] == 1
    status, out, err = run("evaluate", str(tmp_path), "--slot", "amounts", "--model", "none")
    assert (status, out) == (2, "")
    assert "no amounts: name one of amount" in " ".join(err.split())
    status, out, err = run("evaluate", str(tmp_path / "gold"))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_help_does_not_import_what_is_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "extractor", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert not imported & {"spacy", "dateparser", "pydantic", "numpy", "thinc", "trafilatura", "pyarrow", "dask"}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("command", ["schema", "extract --model none article.txt article.txt article.txt"])
def test_a_closed_pipe_ends_quietly(command: str, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m extractor {command} | head -c 1"],
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode == 0


def test_the_public_surface_is_the_published_one(golden: Callable[[str, str], None]) -> None:
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined]
    surface = {
        "library": sorted(extractor.__all__),
        "commands": {name: _options(commands[name]) for name in sorted(commands)},
    }
    golden("surface.json", json.dumps(surface, indent=1) + "\n")


def _options(command: click.Command) -> dict[str, str]:
    return {" ".join(p.opts): p.help or "" for p in command.params if p.name != "help"}  # type: ignore[attr-defined]
