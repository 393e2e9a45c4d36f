"""Whether an article reports a public procurement, beside news that only looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import Extractor

CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in CASES.joinpath(name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases("status.jsonl"), ids=lambda case: case["text"][:40])
def test_news_of_tenders(case: dict[str, str], rules: Extractor) -> None:
    assert rules.extract(case["text"]).tenders


@pytest.mark.parametrize("case", cases("not_tenders.jsonl"), ids=lambda case: case["why"])
def test_news_that_only_looks_like_a_tender(case: dict[str, str], rules: Extractor) -> None:
    assert not rules.extract(case["text"]).tenders
