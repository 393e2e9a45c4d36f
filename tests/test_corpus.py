"""The whole way from input files to an output, in this process: the engines have tests of their own."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor import Extractor, corpus, extras, jobs
from extractor.corpus import batch
from extractor.engines.block import Block
from extractor.errors import InputError, OutputError
from extractor.jobs import ExtractFiles
from extractor.outputs import file as file_output
from extractor.outputs.state import Part
from extractor.outputs.target import Target
from extractor.readers import files, jsonl
from extractor.readers.slices import Portion
from extractor.writers import parquet
from extractor.writers.parquet import write_file

FORMATS = [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"]
ROWS = [
    {"id": "a", "text": "Il Comune di Carpi affida la pulizia delle scuole per 120mila euro."},
    {"id": "b", "body": "Gara deserta per la mensa.", "date": "2026-03-10", "desk": "cronaca"},
    {"id": "c"},
    {"text": "Due lotti, quarantotto mesi.", "title": "Rifiuti"},
    {"id": 5, "text": "Aggiudicata la gara per il trasporto scolastico."},
    {"id": "f", "text": ""},
    {"id": "g", "text": "La gara è stata sospesa."},
]


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def _in_this_process_in_small_blocks(one_extractor: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def results(_: Any, job: ExtractFiles, blocks: Iterable[Block[Portion]], *rest: Any) -> Iterator[Part]:
        yield from map(job, blocks)

    monkeypatch.setattr(jobs, "_record", _remembered(jobs._record))
    monkeypatch.setattr(Target, "_encode", _remembered(Target._encode))
    joined = _remembered(_joined)
    monkeypatch.setattr(parquet, "write_file", lambda streams, file: file.write(joined(list(streams))))
    monkeypatch.setattr(os, "fsync", lambda file: None)
    monkeypatch.setattr(corpus, "_results", results)
    monkeypatch.setattr(corpus, "SLICE_UNITS", 2)
    monkeypatch.setattr(jsonl, "SLICE_UNITS", 2)


def _joined(streams: list[bytes]) -> bytes:
    file = io.BytesIO()
    write_file(streams, file)
    return file.getvalue()


def _remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Done once with the same arguments, however often a run is killed and begun again."""
    results: dict[str, Any] = {}

    def once(*arguments: Any) -> Any:
        key = repr(arguments)
        if key not in results:
            results[key] = function(*arguments)
        return results[key]

    return once


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_records_come_in_input_order_and_failures_go_to_their_own_file(news: Path, tmp_path: Path) -> None:
    done = batch([news], tmp_path / "out.jsonl", model=None)
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [record["article"]["id"] for record in records] == ["a", "b", None, "5", "g"]
    assert records[1]["article"]["extra"] == {"desk": "cronaca"}
    assert records[1]["article"]["published"] == "2026-03-10"
    failures = [json.loads(line) for line in (tmp_path / "out.jsonl.errors.jsonl").read_bytes().splitlines()]
    assert [(failure["file"], failure["line"], failure["id"]) for failure in failures] == [
        (str(news), 3, "c"),
        (str(news), 6, "f"),
    ]
    assert (done.articles, done.failed, done.bytes) == (7, 2, news.stat().st_size)
    assert not (tmp_path / "out.jsonl.state").exists()


def test_the_record_is_that_of_the_library(news: Path, tmp_path: Path, rules: Extractor) -> None:
    batch([news], tmp_path / "out.jsonl", model=None)
    given = [row for row in ROWS if row.get("text") or row.get("body")]
    expected = [record.to_json() for record in rules.extract_many(given)]
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines() == expected


def test_compressed_output_holds_the_same_records(news: Path, tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    for suffix in (".jsonl", ".jsonl.gz", ".jsonl.zst"):
        batch([news], tmp_path / f"out{suffix}", model=None)
    plain = (tmp_path / "out.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == plain
    with open(tmp_path / "out.jsonl.zst", "rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read() == plain


def test_parquet_output_has_the_columns_of_the_record(news: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for suffix in (".jsonl", ".parquet"):
        batch([news], tmp_path / f"out{suffix}", model=None)
    rows = extras.pyarrow().parquet.read_table(tmp_path / "out.parquet").to_pylist()
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    for row, record in zip(rows, records, strict=True):
        row["article"]["extra"] = json.loads(row["article"]["extra"])
        for mention in row["mentions"]:
            given = record["mentions"][int(mention["id"][1:])]["value"]
            assert {key: value for key, value in mention["value"].items() if value is not None} == {
                key: value for key, value in given.items() if value is not None
            }
            mention["value"] = given
        assert row == record


@pytest.mark.parametrize("name", [f"out{suffix}" for suffix in FORMATS] + ["folder/"])
def test_a_kill_at_any_step_leaves_a_run_that_ends_the_same(
    name: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _need(name)
    whole = tmp_path / "whole"
    batch([news], f"{whole}/{name}", model=None)
    kill_at = 0
    while True:
        folder = tmp_path / f"killed{kill_at}"
        with monkeypatch.context() as patched:
            steps = _kill_at_step(kill_at, patched)
            try:
                batch([news], f"{folder}/{name}", model=None)
            except Killed:
                pass
            else:
                break
        batch([news], f"{folder}/{name}", model=None, resume=True)
        assert files_in(folder) == files_in(whole), f"killed at step {kill_at}"
        kill_at += 1
    assert steps() > 30


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_leaves_a_run_that_ends_the_same(
    suffix: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _need(suffix)
    whole, folder = tmp_path / "whole", tmp_path / "full"
    batch([news], whole / f"out{suffix}", model=None)
    room = iter([0, 1000, 0])

    def append(path: str, data: bytes) -> None:
        if data and path.endswith((suffix, ".spool")) and (size := next(room, None)) is not None:
            real(path, data[:size])
            raise OSError(28, "No space left on device")
        real(path, data)

    with monkeypatch.context() as patched:
        real = file_output._append
        patched.setattr(file_output, "_append", append)
        for resume in (False, True, True):
            with pytest.raises(OutputError, match=r"No space left on device.*--resume"):
                batch([news], folder / f"out{suffix}", model=None, resume=resume)
        batch([news], folder / f"out{suffix}", model=None, resume=True)
    assert files_in(folder) == files_in(whole)


def test_nothing_is_overwritten_without_force(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    with pytest.raises(OutputError, match="--force"):
        batch([news], out, model=None)
    assert out.read_text() == "precious"
    batch([news], out, model=None, force=True)
    assert out.read_bytes().count(b"\n") == 5


def test_a_kill_while_a_folder_is_overwritten_leaves_a_run_that_ends_the_same(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = tmp_path / "longer.jsonl"
    longer.write_bytes(3 * news.read_bytes())
    for given, folder in ((longer, tmp_path / "old"), (news, tmp_path / "whole")):
        batch([given], f"{folder}/", model=None)
        (folder / "part-of-mine.txt").write_text("no part of ours")
    old, whole = files_in(tmp_path / "old"), files_in(tmp_path / "whole")
    kill_at = 0
    while True:
        folder = tmp_path / f"killed{kill_at}"
        shutil.copytree(tmp_path / "old", folder)
        with monkeypatch.context() as patched:
            _kill_at_step(kill_at, patched)
            try:
                batch([news], f"{folder}/", model=None, force=True)
            except Killed:
                pass
            else:
                break
        left = {name: data for name, data in files_in(folder).items() if not name.endswith(".new")}
        if "state.json" in left:
            batch([news], f"{folder}/", model=None, resume=True)
            left = files_in(folder)
        assert left in (old, whole), f"killed at step {kill_at}"
        kill_at += 1


@pytest.mark.parametrize("name", ["out.jsonl", "folder/"])
def test_a_second_run_on_one_output_is_refused(name: str, news: Path, tmp_path: Path) -> None:
    out = f"{tmp_path}/refused/{name}"

    def refused(progress: Any) -> None:
        for options in ({}, {"resume": True}, {"force": True}):
            with pytest.raises(OutputError, match="another run"):
                batch([news], out, model=None, **options)

    batch([news], out, model=None, report=refused)
    batch([news], f"{tmp_path}/whole/{name}", model=None)
    assert files_in(tmp_path / "refused") == files_in(tmp_path / "whole")


def test_resuming_what_is_complete_changes_nothing_and_tells_its_failures(news: Path, tmp_path: Path) -> None:
    batch([news], tmp_path / "out.jsonl", model=None)
    before = files_in(tmp_path)
    assert batch([news], tmp_path / "out.jsonl", model=None, resume=True).failed == 2
    assert files_in(tmp_path) == before


def test_an_interrupted_run_goes_on_only_with_its_own_inputs_and_options(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    with monkeypatch.context() as patched:
        _kill_at_step(20, patched)
        with pytest.raises(Killed):
            batch([news], out, model=None)
    with pytest.raises(OutputError, match="max_length"):
        batch([news], out, model=None, resume=True, max_length=500)
    with pytest.raises(OutputError, match="--force"):
        batch([news], out, model=None)
    with news.open("r+b") as file:
        file.write(b"  ")
        file.seek(0)
        file.write(b" " * 9 + b"\n")
    with pytest.raises(OutputError, match="inputs are not those"):
        batch([news], out, model=None, resume=True)


def test_the_output_is_no_input(news: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = batch([tmp_path], tmp_path / "out.jsonl", model=None, force=True)
        assert done.articles == 7


def test_folders_globs_and_formats_together(news: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text("La gara va deserta.", encoding="utf-8")
    (folder / "a.json").write_text(json.dumps([{"id": "x", "text": "Gara aperta."}, {"id": "y"}]), encoding="utf-8")
    (folder / "sub" / "c.txt").write_bytes(b"\x00\x01\x02")
    (folder / "sub" / "d.txt.gz").write_bytes(gzip.compress(b"Due lotti."))
    (folder / "notes.md").write_text("no article")
    (folder / ".hidden.txt").write_text("no article")
    done = batch([folder, str(tmp_path / "n*.jsonl")], tmp_path / "out.jsonl", model=None)
    ids = [json.loads(line)["article"]["id"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert ids == ["x", str(folder / "b.txt"), str(folder / "sub/d.txt.gz"), "a", "b", None, "5", "g"]
    failures = [json.loads(line) for line in (tmp_path / "out.jsonl.errors.jsonl").read_bytes().splitlines()]
    assert [(failure["file"], failure["id"]) for failure in failures[:2]] == [
        (str(folder / "a.json"), "y"),
        (str(folder / "sub/c.txt"), str(folder / "sub/c.txt")),
    ]
    assert done.articles == 12


def test_standard_input_is_json_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.BytesIO(b'{"id": "x", "text": "Gara deserta."}\nno json\n')
    monkeypatch.setattr(files, "open_raw", lambda path: lines)
    batch(["-"], tmp_path / "out.jsonl", model=None)
    assert json.loads((tmp_path / "out.jsonl").read_bytes())["article"]["id"] == "x"
    failure = json.loads((tmp_path / "out.jsonl.errors.jsonl").read_bytes())
    assert (failure["file"], failure["line"]) == ("-", 2)
    assert failure["reason"].startswith("not JSON: ")


@pytest.mark.parametrize("given", [[], ["missing.jsonl"], ["missing*.txt"]])
def test_inputs_that_are_not_there_are_an_error_before_any_output(given: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        batch(given, tmp_path / "out.jsonl", model=None)
    assert not files_in(tmp_path)


def test_an_unknown_kind_of_input_or_output_is_an_error(news: Path, tmp_path: Path) -> None:
    (tmp_path / "x.docx").touch()
    with pytest.raises(InputError, match="unknown kind"):
        batch([tmp_path / "x.docx"], tmp_path / "out.jsonl", model=None)
    with pytest.raises(OutputError, match="unknown kind"):
        batch([news], tmp_path / "out.xlsx", model=None)


def test_no_article_gives_an_empty_output_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n\n")
    batch([tmp_path / "none.jsonl"], tmp_path / "out.jsonl.gz", model=None)
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == b""


def _need(name: str) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    if name.endswith(".zst"):
        pytest.importorskip("zstandard")


def _kill_at_step(last: int, patched: pytest.MonkeyPatch) -> Callable[[], int]:
    """Raise Killed before or after the step numbered `last` that changes a file; half-done writes are steps too."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count > last:
            raise Killed

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*arguments: Any) -> Any:
            step()
            result = function(*arguments)
            step()
            return result

        return changed

    append = file_output._append

    def append_in_halves(path: str, data: bytes) -> None:
        append(path, data[: len(data) // 2])
        step()
        append(path, data[len(data) // 2 :])
        step()

    patched.setattr(file_output, "_append", append_in_halves)
    for name in ("replace", "unlink", "fsync"):
        patched.setattr(os, name, around(getattr(os, name)))
    return lambda: count
