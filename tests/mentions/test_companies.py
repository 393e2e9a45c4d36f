import json
from pathlib import Path

import pytest

from extractor.record import CompanyValue
from tests.support import load_once

CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/companies.jsonl").read_text("utf-8").splitlines()
]
EXTRACTOR = load_once(model=None)


def companies(text: str) -> list[str]:
    values = [mention.value for mention in EXTRACTOR.extract(text).mentions]
    return sorted({value.name for value in values if isinstance(value, CompanyValue)})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_cases(case: dict) -> None:
    assert companies(case["text"]) == sorted(case["companies"])
