import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.errors import ArticleError
from extractor.readers.rows import article_of, article_or_reason, parse_json
from extractor.readers.slices import Refused


def test_the_keys_of_crawlers_are_known_and_the_others_kept() -> None:
    article = article_of({"body": "Gara.", "date": "2026-03-10", "id": 7, "url": None, "tags": ["a"]})
    assert article == Article("Gara.", "7", datetime.date(2026, 3, 10), extra={"tags": ["a"]})


def test_text_goes_before_body_and_published_before_date() -> None:
    article = article_of({"text": "A", "body": "B", "published": "2026-01-01", "date": "ieri"})
    assert (article.text, article.published, article.extra) == (
        "A",
        datetime.date(2026, 1, 1),
        {"body": "B", "date": "ieri"},
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "x"}, 'no "text" key'),
        ({"text": None}, "must be a string"),
        ({"text": ["a"]}, "must be a string"),
        ({"text": "Gara", "id": True}, "not true or false"),
        ({"text": "a", "title": 3}, "title"),
        ({"text": "a", "published": "domani"}, "not a date"),
        ({"text": "a", "published": 20260310}, "not a date"),
        ({"text": "a", "id": {"$oid": "1"}}, "id"),
        (["text"], "not an object"),
        ("text", "not an object"),
        (None, "not an object"),
    ],
)
def test_rows_that_are_no_article_say_why(row: object, reason: str) -> None:
    found = article_or_reason(row)
    assert isinstance(found, Refused)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"{'text': 1}", "not JSON"),
        (b'{"text": "citt\xe0"}', "not UTF-8"),
        (b'{"text": "a", "text": "b"}', "'text' stands twice"),
        (b'{"x": {"y": 1, "y": 2}}', "'y' stands twice"),
        (b'{"x": NaN}', "NaN"),
        (b'{"x": -Infinity}', "-Infinity"),
        (b'{"x": 1e999}', "too large"),
        (b'{"x": ' + b"9" * 5000 + b"}", "5,000 digits"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        parse_json(data)


def test_a_byte_order_mark_is_no_part_of_the_json() -> None:
    assert parse_json(b"\xef\xbb\xbf[1.5, 2]") == [1.5, 2]


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_an_article_error(data: bytes) -> None:
    with suppress(ArticleError):
        parse_json(data)


@given(
    st.dictionaries(
        st.sampled_from(["text", "body", "id", "published", "date", "title", "x"]),
        st.none() | st.text() | st.integers() | st.lists(st.floats()),
    )
)
def test_any_row_gives_an_article_or_a_reason(row: dict[str, object]) -> None:
    assert isinstance(article_or_reason(row), Article | Refused)
