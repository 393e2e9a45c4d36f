"""HTML pages as saved from a browser or a crawler: the article on the page, without menus, comments and footers.

Offsets in the record point into the text that trafilatura extracts. The publication date is taken from the page's
metadata alone: a date that is only printed on the page may be that of anything. The author is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extractor.article import Article, parse_published
from extractor.encoding import decode
from extractor.errors import ArticleError
from extractor.readers.files import read_all
from extractor.readers.slices import Reading, Refused
from extractor.readers.whole import slices, units

__all__ = ["articles", "read_html", "slices", "units"]

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATE_NAMES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued",
               "dcterms.created", "pubdate", "publish_date", "parsely-pub-date", "sailthru.date")  # fmt: skip


def articles(path: str, reading: Reading) -> Iterator[Article | Refused]:
    """The page as one article, under its path as id."""
    try:
        yield read_html(read_all(path, reading.max_bytes), id=path, encoding=reading.encoding)
    except ArticleError as error:
        yield Refused(str(error), path)


def read_html(data: bytes, *, id: str | None = None, encoding: str | None = None) -> Article:
    """The article on a page; raises ArticleError for what is no page and for a page without an article."""
    import trafilatura

    tree = trafilatura.load_html(decode(data, encoding, page=True))
    if tree is None:
        raise ArticleError("not an HTML page: save the page from the browser, or give its text as .txt")
    published = _published(tree)
    page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if page is None or isinstance(page, dict) or not page.text:
        raise ArticleError("no article found on the page: give the article's text as .txt")
    return Article.read(
        page.text, id=id, published=published, title=page.title, source=page.sitename or page.hostname, url=page.url
    )


def _published(tree: HtmlElement) -> str | None:
    """The first publication date in the metadata that is one, as an ISO date."""
    for text in (*_meta_dates(tree), *_linked_data_dates(tree), *_marked_dates(tree)):
        try:
            return parse_published(text).isoformat()
        except ArticleError:
            continue
    return None


def _meta_dates(tree: HtmlElement) -> list[str]:
    dates: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        dates.setdefault(name, meta.get("content") or "")
    return [dates[name] for name in _DATE_NAMES if dates.get(name)]


def _linked_data_dates(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            yield from _values(json.loads(script.text or ""), "datePublished")
        except (ValueError, RecursionError):
            continue


def _values(node: Any, key: str) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get(key), str):
            yield node[key]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _values(child, key)


def _marked_dates(tree: HtmlElement) -> Iterator[str]:
    for time in tree.iter("time"):
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            yield time.get("datetime") or ""
