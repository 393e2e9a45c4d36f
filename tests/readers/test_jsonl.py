import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import ArticleError
from extractor.readers import jsonl
from extractor.readers.slices import SLICE_BYTES, SLICE_UNITS, Reading

READING = Reading()


def lines_by_slices(path: Path, reading: Reading = READING) -> list[tuple[int, bytes]]:
    found = []
    for piece in jsonl.slices(str(path), reading):
        units = list(jsonl.units(piece, reading))
        assert len(units) == piece.count <= SLICE_UNITS
        found += [(piece.first + offset, line) for offset, line in enumerate(units)]
    return found


@pytest.mark.parametrize("compress", [None, gzip.compress])
def test_slices_hold_every_line_once_with_its_number(compress: Callable[[bytes], bytes] | None, tmp_path: Path) -> None:
    data = b"".join(b'{"text": "%d"}\r\n' % number for number in range(300)) + b'{"text": "last"}'
    path = tmp_path / ("x.jsonl.gz" if compress else "x.jsonl")
    path.write_bytes(compress(data) if compress else data)
    found = lines_by_slices(path)
    assert [number for number, _ in found] == list(range(1, 302))
    assert [line.rstrip(b"\r\n") for _, line in found] == data.splitlines()
    assert sum(piece.size for piece in jsonl.slices(str(path), READING)) == path.stat().st_size


@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=200))
def test_plain_and_compressed_files_are_cut_alike(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("lines")
    data = b"".join(line + b"\n" for line in lines)
    (folder / "x.jsonl").write_bytes(data)
    (folder / "x.jsonl.gz").write_bytes(gzip.compress(data))
    assert lines_by_slices(folder / "x.jsonl") == lines_by_slices(folder / "x.jsonl.gz")


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_a_line_over_the_limit_is_refused_without_being_held(suffix: str, tmp_path: Path) -> None:
    reading = Reading(max_length=100)
    data = b'{"text": "a"}\n{"text": "' + b"x" * 3 * SLICE_BYTES + b'"}\n{"text": "b"}\n'
    path = tmp_path / f"x{suffix}"
    path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    found = lines_by_slices(path, reading)
    assert [number for number, _ in found] == [1, 2, 3]
    assert len(found[1][1]) <= reading.max_bytes + 2
    with pytest.raises(ArticleError, match="100 characters"):
        list(jsonl.articles(found[1][1], reading))
    assert [article.text for article in jsonl.articles(found[2][1], reading)] == ["b"]


def test_blank_lines_and_a_byte_order_mark_are_no_articles() -> None:
    assert not list(jsonl.articles(b"  \r\n", READING))
    assert not list(jsonl.articles(b"\xef\xbb\xbf\n", READING))


def test_a_cut_off_gzip_file_gives_what_it_can_and_then_an_error(tmp_path: Path) -> None:
    rows = [json.dumps({"text": str(number) * 50}).encode() + b"\n" for number in range(5000)]
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(rows))[:-2000])
    read: list[bytes] = []

    def read_all() -> None:
        for piece in jsonl.slices(str(path), READING):
            read.extend(jsonl.units(piece, READING))

    with pytest.raises(ArticleError, match="cannot be read from line"):
        read_all()
    assert len(read) > 100
    assert read == rows[: len(read)]
