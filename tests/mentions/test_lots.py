import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.mentions.lots import LotFinder, LotPatterns
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.record import CountValue, LotValue
from extractor.text import SourceText

PATTERNS = load_patterns()
LISTED = PATTERNS.read("lots", LotPatterns)
FIND = LotFinder(PATTERNS)
CASES = [json.loads(line) for line in Path(__file__).parents[1].joinpath("cases/lots.jsonl").read_text().splitlines()]


def found(text: str) -> tuple[SourceText, list[Mention]]:
    source = SourceText.of(Article(text), PATTERNS)
    return source, sorted(FIND(Scan(source)), key=lambda mention: mention.start)


def numbers(text: str) -> list[str | None]:
    return [mention.value.number for mention in found(text)[1] if isinstance(mention.value, LotValue)]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_cases(case: dict) -> None:
    source, mentions = found(case["text"])
    lots = [[m.value.number, source.clean[m.start : m.end]] for m in mentions if isinstance(m.value, LotValue)]
    counts = [[m.value.count, source.clean[m.start : m.end]] for m in mentions if isinstance(m.value, CountValue)]
    assert (lots, counts) == (case["lots"], case["counts"])


@pytest.mark.parametrize(("word", "number"), [*LISTED.cardinals.items(), *LISTED.ordinals.items()])
def test_number_words_name_a_lot(word: str, number: int) -> None:
    assert numbers(f"Il lotto {word} è deserto.") == [str(number)]


def test_tables_have_no_gap() -> None:
    assert sorted(set(LISTED.cardinals.values())) == list(range(1, 21))
    assert list(LISTED.ordinals.values()) == list(range(1, len(LISTED.ordinals) + 1))
    assert list(LISTED.romans.values()) == list(range(1, len(LISTED.romans) + 1))


@given(st.lists(st.integers(min_value=1, max_value=99), min_size=2, max_size=12))
def test_a_row_of_lots_gives_one_mention_each(row: list[int]) -> None:
    words = ", ".join(map(str, row[:-1])) + f" e {row[-1]}"
    assert numbers(f"I lotti {words} sono andati deserti.") == [str(number) for number in row]


@given(st.integers(min_value=2, max_value=30))
def test_a_numbered_list_gives_its_numbers(length: int) -> None:
    lines = "\n".join(f"{number}. Zona {number}: 10.000 euro" for number in range(1, length + 1))
    assert numbers(f"I lotti:\n{lines}") == [str(number) for number in range(1, length + 1)]


PIECES = st.sampled_from(
    [
        "lotto",
        "lotti",
        " ",
        "1",
        "2 e 3",
        "primo",
        "il ",
        ", ",
        "A",
        "\n",
        "1) ",
        "2) ",
        "due",
        "diviso in ",
        ".",
        "è",
        "n. ",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_offsets_are_true_and_nothing_overlaps(text: str) -> None:
    source, mentions = found("x" + text)
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(source.clean)
    lots = [mention for mention in mentions if mention.kind == "lot"]
    assert len({mention.start for mention in lots}) == len(lots)
