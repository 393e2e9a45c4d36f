from typing import Any

import pytest

from extractor.mentions.counts import BIDDERS
from extractor.record import CountValue
from tests.support import cases, mentions


@pytest.mark.parametrize("case", cases("counts"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    found = [(words, mention.value) for words, mention in mentions(case["text"], "count") if mention.rule == BIDDERS]
    assert found == [(words, CountValue(count=count)) for words, count in case["counts"]]
