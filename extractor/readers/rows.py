"""From a row (a JSON object, a row of a table) to an article.

`text` (or `body`, or `content`) is the article; `id`, `published` (or `date`), `title`, `source` and `url` may stand
beside it; any other key is kept in `article.extra`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from extractor.article import Article
from extractor.errors import ArticleError
from extractor.readers.slices import Refused

_NAMES = {"text": ("text", "body", "content"), "published": ("published", "date")}
_FIELDS = ("text", "id", "published", "title", "source", "url")
_MOST_DIGITS = 300


def article_of(row: object) -> Article:
    """The article of a row; raises ArticleError for a row without text, or with a field of the wrong type."""
    if not isinstance(row, Mapping):
        raise ArticleError(f"not an object with a text key, but {type(row).__name__}")
    rest = dict(row)
    fields = {field: rest.pop(key) for field in _FIELDS if (key := _key(rest, field)) is not None}
    if "text" not in fields:
        raise ArticleError('no "text" key (nor "body" or "content"): name the key of the article\'s text so')
    return Article.read(**fields, extra=rest)


def article_or_reason(row: object) -> Article | Refused:
    try:
        return article_of(row)
    except ArticleError as error:
        given = row.get("id") if isinstance(row, Mapping) else None
        return Refused(str(error), str(given) if isinstance(given, str | int) else None)


def parse_json(data: bytes) -> Any:
    """The value of a JSON text; raises ArticleError for anything that another program could read differently."""
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except UnicodeDecodeError as error:
        raise ArticleError(f"not UTF-8 (byte {error.start + 1}): convert the input to UTF-8") from None
    except json.JSONDecodeError as error:
        raise ArticleError(f"not JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise ArticleError("JSON nested too deeply") from None


def _key(row: Mapping[str, Any], field: str) -> str | None:
    return next((name for name in _NAMES.get(field, (field,)) if name in row), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ArticleError(f"the key {key!r} stands twice in one object: keep one")
        made[key] = value
    return made


def _constant(name: str) -> NoReturn:
    raise ArticleError(f"{name} is not a JSON number")


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ArticleError(f"the number {digits[:20]} is too large")
    return value


def _int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ArticleError(f"a number of {len(digits):,} digits is too large")
    return int(digits)
