from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_jobs import Square, Stillborn, Unprepared, blocks_of

from extractor.engines import local
from extractor.engines.block import Block
from extractor.errors import EngineError, PatternError

SQUARES = [number * number for number in range(100)]


def flat(results: Iterator[list[int | str]]) -> list[int | str]:
    return [value for result in results for value in result]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers: int) -> None:
    assert flat(local.run(Square(), blocks_of(range(100), 7), workers)) == SQUARES


def test_a_worker_that_dies_is_replaced_and_its_blocks_are_done_again(tmp_path: Path) -> None:
    job = Square(once=33, folder=str(tmp_path))
    assert flat(local.run(job, blocks_of(range(100), 7), 2)) == SQUARES


def test_an_article_that_kills_its_worker_is_left_out_and_the_rest_done() -> None:
    killers = frozenset({33, 35})
    expected = ["lost" if number in killers else number * number for number in range(60)]
    assert flat(local.run(Square(killers), blocks_of(range(60), 7), 2)) == expected


def test_blocks_are_taken_only_as_they_are_needed() -> None:
    taken = []

    def source() -> Iterator[Block[tuple[int, ...]]]:
        for block in blocks_of(range(100), 1):
            taken.append(block.number)
            yield block

    results = local.run(Square(), source(), 2)
    assert next(results) == [0]
    assert len(taken) == 8
    results.close()  # type: ignore[attr-defined]


def test_what_preparing_raises_reaches_the_caller_whole() -> None:
    with pytest.raises(PatternError, match=r"x\.toml, entry y: is wrong"):
        list(local.run(Unprepared(), blocks_of(range(3), 1), 1))


def test_processes_that_do_not_start_are_an_error_and_not_a_loop() -> None:
    with pytest.raises(EngineError, match="__main__"):
        list(local.run(Stillborn(), blocks_of(range(3), 1), 1))
