from __future__ import annotations

import datetime
from typing import Any

import pytest

from extractor.article import Article, header_end
from extractor.errors import ArticleError

DAY = datetime.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "published", "date"),
    [
        (" date 2026-03-10 Articolo.", None, DAY),
        ("date 2026-03-10\nArticolo.", None, DAY),
        ("\n\tdate 2026-03-10\nArticolo.", None, DAY),
        (" date 2026-03-10 Articolo.", "2025-01-02", datetime.date(2025, 1, 2)),
        ("Articolo.", "2026-03-10", DAY),
        ("Articolo.", " 2026-03-10T08:15:00+01:00 ", DAY),
        ("Articolo.", DAY, DAY),
        ("Articolo.", datetime.datetime(2026, 3, 10, 23, 59), DAY),
        ("Articolo.", None, None),
        ("Il date 2026-03-10 non è in testa.", None, None),
        (" date 2026-03-101 Articolo.", None, None),
    ],
)
def test_published(text: str, published: Any, date: datetime.date | None) -> None:
    assert Article.read(text, published=published).published == date


def test_the_header_is_no_part_of_the_article() -> None:
    assert header_end(" date 2026-03-10 Articolo.") == len(" date 2026-03-10")
    assert header_end("Articolo.") == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\u00a0\t"}, "empty"),
        ({"text": " date 2026-03-10 \n"}, "empty"),
        ({"text": None}, "string"),
        ({"text": b"gara"}, "string"),
        ({"text": "a\x00b"}, "NUL"),
        ({"text": "gara \ud800"}, "surrogate"),
        ({"text": "gara", "title": "\udfff"}, "title"),
        ({"text": "gara", "id": ["a"]}, "id"),
        ({"text": "gara", "url": 7}, "url"),
        ({"text": "gara", "published": "ieri"}, "YYYY-MM-DD"),
        ({"text": "gara", "published": "marzo 2026"}, "YYYY-MM-DD"),
        ({"text": "gara", "published": "1" * 1000}, "YYYY-MM-DD"),
        ({"text": "gara", "published": "2026-02-30"}, "YYYY-MM-DD"),
        ({"text": "gara", "published": 20260310}, "YYYY-MM-DD"),
        ({"text": "gara", "extra": {"a": object()}}, "JSON"),
        ({"text": "gara", "extra": {"a": "\ud800"}}, "JSON"),
        ({"text": "gara", "extra": {1: "a"}}, "strings"),
    ],
)
def test_what_is_no_article_is_a_clear_error(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        Article.read(**given)


def test_a_number_as_id_is_kept_as_its_digits() -> None:
    assert Article.read("gara", id=17).id == "17"


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-10",
        "20260310",
        "2026-03-10T23:30:00+01:00",
        "10/03/2026",
        "10.03.26",
        "10/3/2026 08:15",
        "10 marzo 2026",
        "Martedì 10 Marzo 2026, ore 08:15",
        "10 mar 2026 - 14:33",
        "Tue, 10 Mar 2026 08:00:00 +0100",
    ],
)
def test_published_as_crawlers_write_it(written: str) -> None:
    assert Article.read("gara", published=written).published == datetime.date(2026, 3, 10)
