from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.identifiers import is_cig
from extractor.record import IdentifierValue
from tests.support import cases, mentions


@pytest.mark.parametrize("case", cases("identifiers"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    found = mentions(case["text"], "identifier")
    values = [(words, mention.value) for words, mention in found]
    assert values == [(words, IdentifierValue(scheme=scheme, code=code)) for words, scheme, code in case["identifiers"]]
    assert all(mention.warning == case.get("warning", "") for _, mention in found)


@given(st.integers(1, 9_999_999))
def test_check_digits_of_ordinary_codes(number: int) -> None:
    code = f"{number:07d}{number * 211 % 4091:03X}"
    assert is_cig(code)
    wrong = f"{(number * 211 + 1) % 4091:03X}"
    assert not is_cig(code[:7] + wrong)


@given(st.text(min_size=1, max_size=12))
def test_anything_else_is_none(text: str) -> None:
    assert is_cig(text) in (True, False)
