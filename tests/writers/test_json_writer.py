from __future__ import annotations

import json

from extractor.record import ArticleRecord
from extractor.writers.json import write_json, write_jsonl


def test_one_article_is_one_object(full_record: ArticleRecord) -> None:
    assert "".join(write_json([full_record])) == full_record.to_json() + "\n"
    assert "".join(write_json([full_record], indent=2)) == full_record.to_json(indent=2) + "\n"


def test_any_other_number_is_an_array(full_record: ArticleRecord) -> None:
    for number in (0, 2, 5):
        assert json.loads("".join(write_json([full_record] * number))) == [json.loads(full_record.to_json())] * number


def test_jsonl_has_a_record_a_line(full_record: ArticleRecord) -> None:
    assert "".join(write_jsonl([full_record] * 3)).splitlines() == [full_record.to_json()] * 3
