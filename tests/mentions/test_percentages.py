from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.record import PercentageValue
from tests.support import cases, mentions


@pytest.mark.parametrize("case", cases("percentages"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    found = [(words, mention.value) for words, mention in mentions(case["text"], "percentage")]
    assert found == [(words, PercentageValue(percent=Decimal(percent))) for words, percent in case["percentages"]]


@given(st.decimals(0, 100, places=3), st.sampled_from(["{}%", "{} %", "{} per cento"]))
def test_a_written_percentage_gives_its_value(percent: Decimal, form: str) -> None:
    [(_, mention)] = mentions(f"Il ribasso è stato del {form.format(str(percent).replace('.', ','))}.", "percentage")
    assert mention.value == PercentageValue(percent=percent)
