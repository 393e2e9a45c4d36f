import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.engines.block import Block, WorkerDied, rescue
from extractor.errors import EngineError


@given(st.integers(1, 40), st.data())
def test_rescue_leaves_out_exactly_the_units_that_kill(count: int, data: st.DataObject) -> None:
    killers = data.draw(st.sets(st.integers(0, count - 1)))

    def run(block: Block[None]) -> list[int]:
        if any(unit in killers and unit not in block.lost for unit in block.units):
            raise WorkerDied
        return [unit for unit in block.units if unit not in block.lost]

    assert rescue(Block(0, None, range(count)), run) == [unit for unit in range(count) if unit not in killers]


def test_a_death_from_outside_loses_nothing() -> None:
    deaths = iter([True, True, False])

    def run(block: Block[None]) -> tuple[range, frozenset[int], bool]:
        if next(deaths, False):
            raise WorkerDied
        return block.units, block.lost, block.trial

    assert rescue(Block(0, None, range(9)), run) == (range(9), frozenset(), False)


def test_deaths_without_a_cause_come_to_an_end() -> None:
    def run(block: Block[None]) -> None:
        if not block.trial:
            raise WorkerDied

    with pytest.raises(EngineError, match="memory"):
        rescue(Block(0, None, range(4)), run)
