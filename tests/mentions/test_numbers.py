import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.mentions.numbers import NumberFinder
from extractor.patterns import load_patterns
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = NumberFinder(PATTERNS)
CASES = [
    json.loads(line) for line in Path(__file__).parent.parent.joinpath("cases/numbers.jsonl").open(encoding="utf-8")
]


def numbers(text: str) -> list[tuple[str, Decimal]]:
    source = SourceText.of(Article(text), PATTERNS)
    return [(source.clean[number.start : number.end], number.value) for number in FIND(source)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_cases(case: dict[str, object]) -> None:
    assert numbers(case["text"]) == [(words, Decimal(value)) for words, value in case["numbers"]]


@pytest.mark.parametrize("case", [case for case in CASES if case.get("redundant")], ids=lambda case: case["text"])
def test_redundant_magnitudes_are_marked(case: dict[str, object]) -> None:
    assert FIND(SourceText.of(Article(case["text"]), PATTERNS))[0].redundant


def spelled(value: int) -> str:
    num2words = pytest.importorskip("num2words").num2words
    words: str = num2words(value, lang="it")
    return words.replace("dicotto", "diciotto")  # num2words misspells 118, 218, ...


def test_words_round_trip_against_an_independent_generator() -> None:
    values = [*range(2_000), *random.Random(7).sample(range(2_000, 1_000_000), 3_000)]
    wrong = [value for value in values if numbers(words := spelled(value)) != [(words, Decimal(value))]]
    assert wrong == []


@pytest.mark.parametrize("value", [1_000_000, 2_345_678, 41_015_019, 999_999_999, 1_000_000_000])
def test_words_to_a_billion(value: int) -> None:
    assert [read for _, read in numbers(spelled(value))] == [Decimal(value)]


@pytest.mark.parametrize("text", ["1" * 100_000, "1" + ".111" * 20_000, "7" * 200 + " milioni"])
def test_endless_digits_are_no_number(text: str) -> None:
    assert numbers(text) == []
