from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.amounts import AmountPatterns
from extractor.patterns import load_patterns
from extractor.record import AmountValue
from tests.support import cases, mentions


@pytest.mark.parametrize("case", cases("amounts"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    found = [(words, mention.value, mention.warning) for words, mention in mentions(case["text"], "amount")]
    expected = []
    for words, amount, *rest in case["amounts"]:
        fields, warning = (*rest, {}, "")[0], (*rest[1:], "")[0]
        expected.append((words, AmountValue(amount=Decimal(amount), **fields), warning))
    assert found == expected


def test_every_sign_and_noun_names_a_currency() -> None:
    listed = load_patterns().read("amounts", AmountPatterns)
    codes = {*listed.signs.values(), *listed.nouns.values(), *listed.cents.values()}
    assert all(len(code) == 3 and code.isupper() for code in codes)
    assert {"EUR", "USD", "GBP", "CHF", "JPY", "ITL"} <= codes


def italian(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@given(st.integers(1, 10**9), st.sampled_from(["{} euro", "€ {}", "euro {},00", "{},00 euro"]))
def test_a_written_sum_gives_its_value(value: int, form: str) -> None:
    [(_, mention)] = mentions(f"Il lavoro è costato {form.format(italian(value))} in tutto.", "amount")
    assert mention.value == AmountValue(amount=Decimal(value))


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["{} milioni e {} mila euro", "{} mln {}mila euro"]))
def test_a_mixed_sum_gives_its_value(millions: int, thousands: int, form: str) -> None:
    [(_, mention)] = mentions(f"Il lavoro è costato {form.format(millions, thousands)}.", "amount")
    assert isinstance(mention.value, AmountValue)
    assert mention.value.amount == millions * 10**6 + thousands * 1000
