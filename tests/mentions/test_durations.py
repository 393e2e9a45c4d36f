from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.durations import DurationPatterns
from extractor.patterns import load_patterns
from extractor.record import DurationValue
from tests.support import cases, mentions

LISTED = load_patterns().read("durations", DurationPatterns)


def lengths(text: str) -> list[tuple[str, str]]:
    return [
        (words, mention.value.iso8601)
        for words, mention in mentions(text, "duration")
        if isinstance(mention.value, DurationValue)
    ]


@pytest.mark.parametrize("case", cases("durations"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    assert lengths(case["text"]) == [tuple(pair) for pair in case["durations"]]


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [("circa due anni", "about"), ("almeno venti giorni", "at_least"), ("un massimo di sei mesi", "at_most")],
)
def test_hedges_stand_outside_and_qualify(words: str, qualifier: str) -> None:
    [(found, mention)] = mentions(f"Il cantiere resta aperto {words}.", "duration")
    assert words.endswith(found)
    assert isinstance(mention.value, DurationValue)
    assert mention.value.qualifier == qualifier


def test_every_unit_has_its_letter() -> None:
    assert {unit[-1] for unit in LISTED.units.values()} == set("DWMY")


@pytest.mark.parametrize("years", [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30])
def test_lengths_in_years_have_a_word(years: int) -> None:
    assert f"P{years}Y" in LISTED.words.values()


@given(st.integers(1, 99), st.sampled_from([("anni", "Y"), ("mesi", "M"), ("giorni", "D"), ("settimane", "W")]))
def test_a_written_length_gives_its_value(count: int, unit: tuple[str, str]) -> None:
    word, letter = unit
    assert lengths(f"Il contratto avrà una durata di {count} {word} dalla firma.") == [
        (f"{count} {word}", f"P{count}{letter}")
    ]
