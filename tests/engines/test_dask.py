"""A cluster of two local worker processes, shared by the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_jobs import Square, blocks_of

from extractor.corpus import batch
from extractor.engines import dask
from extractor.errors import EngineError

distributed = pytest.importorskip("distributed")
config = pytest.importorskip("dask.config")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with (
        config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
        ) as started,
    ):
        yield started


def test_results_come_in_order(cluster: Any) -> None:
    results = dask.run(Square(), blocks_of(range(100), 7), scheduler=cluster.scheduler_address)
    assert [value for result in results for value in result] == [number * number for number in range(100)]


def test_records_errors_and_resume_are_those_of_the_local_engine(cluster: Any, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    rows = [{"id": str(number), "text": f"Base d'asta {number} mila euro."} for number in range(90)]
    news.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"id": "x"}, *rows]), encoding="utf-8")
    batch([news], tmp_path / "local" / "out.jsonl", model=None, workers=1)
    whole = files_in(tmp_path / "local")
    batch([news], tmp_path / "dask" / "out.jsonl", model=None, engine="dask", scheduler=cluster.scheduler_address)
    assert files_in(tmp_path / "dask") == whole
    address = (tmp_path / "folder").as_uri() + "/"

    def stop(progress: Any) -> None:
        raise KeyboardInterrupt

    given = [news.as_uri()]
    with pytest.raises(KeyboardInterrupt):
        batch(given, address, model=None, engine="dask", scheduler=cluster.scheduler_address, report=stop)
    batch(given, address, model=None, engine="dask", scheduler=cluster.scheduler_address, resume=True)
    parts = files_in(tmp_path / "folder")
    joined = b"".join(data for name, data in parts.items() if name.startswith("part-"))
    assert joined == whole["out.jsonl"]
    assert [json.loads(data)["id"] for name, data in parts.items() if name.startswith("errors-")] == ["x"]
    assert len(parts) == 4


def test_a_scheduler_that_is_not_there_is_an_error() -> None:
    with (
        config.set({"distributed.comm.timeouts.connect": "200ms"}),
        pytest.raises(EngineError, match="dask scheduler"),
    ):
        list(dask.run(Square(), blocks_of(range(3), 1), scheduler="tcp://127.0.0.1:9"))


def test_an_article_that_kills_its_worker_is_left_out_and_the_rest_done(cluster: Any) -> None:
    results = dask.run(Square(frozenset({3}), delay=3), blocks_of(range(4), 1), scheduler=cluster.scheduler_address)
    expected = ["lost" if number == 3 else number * number for number in range(4)]
    assert [value for result in results for value in result] == expected


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
