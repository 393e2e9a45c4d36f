"""Our dates beside dateparser's, in one run, on annotated articles.

    python tests/benchmarks/dates_vs_dateparser.py GOLD

GOLD is a folder with `articles/` (JSON: id, text, published) and `gold/` (the annotations). Two measures: finding dates
in the text (distinct values per article, as the scorer counts them), by our finder and by
`dateparser.search.search_dates`; and reading a relative phrase already found, by our table and by `dateparser.parse`.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dateparser
from dateparser.search import search_dates

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.patterns import load_patterns
from extractor.record import DateValue
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = MentionFinder(PATTERNS)
RELATIVE = ("relative", "ago", "ahead", "month_shift", "weekday_shift")


def main() -> None:
    warnings.simplefilter("ignore")
    articles = list(read(Path(sys.argv[1])))
    print(f"{len(articles)} articles{'':9} {'P':>6} {'R':>6} {'F1':>6} {'ms/article':>11}")
    for name, find in (("ours", ours), ("search_dates", theirs)):
        report(name, articles, find)
    phrases = [phrase for article, gold in articles for phrase in relative_phrases(article, gold)]
    right = sum(value[: len(gold)] == gold for value, gold in phrases)
    print(f"relative phrases that we read right: {len(phrases)}, of these dateparser.parse: {right}")


def read(folder: Path) -> Iterator[tuple[Article, set[str]]]:
    for file in sorted((folder / "articles").glob("*.json")):
        given = json.loads(file.read_text(encoding="utf-8"))
        gold = json.loads((folder / "gold" / file.name).read_text(encoding="utf-8"))
        values = {mention["value"] for mention in gold["mentions"].get("date", [])}
        yield Article.read(given["text"], published=given["published"]), values


def ours(article: Article) -> set[str]:
    mentions = FIND(SourceText.of(article, PATTERNS))
    return {str(mention.value.iso8601) for mention in mentions if isinstance(mention.value, DateValue)}


def theirs(article: Article) -> set[str]:
    return {day.date().isoformat() for _, day in search_dates(article.text, ["it"], settings(article)) or []}


def settings(article: Article) -> dict[str, Any]:
    base = article.published or datetime.date(2000, 1, 1)
    return {"RELATIVE_BASE": datetime.datetime.combine(base, datetime.time()), "DATE_ORDER": "DMY"}


def report(name: str, articles: list[tuple[Article, set[str]]], find: Callable[[Article], set[str]]) -> None:
    hits = found = wanted = 0
    start = time.perf_counter()
    for article, gold in articles:
        values = find(article)
        hits, found, wanted = hits + len(values & gold), found + len(values), wanted + len(gold)
    milliseconds = (time.perf_counter() - start) * 1000 / len(articles)
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:21} {precision:6.3f} {recall:6.3f} {f1:6.3f} {milliseconds:11.1f}")


def relative_phrases(article: Article, gold: set[str]) -> Iterator[tuple[str, str]]:
    """What dateparser reads in each relative phrase that we read as the annotation does, and what is right."""
    source = SourceText.of(article, PATTERNS)
    for mention in FIND(source):
        if mention.rule in RELATIVE and isinstance(mention.value, DateValue) and str(mention.value.iso8601) in gold:
            words = source.clean[mention.start : mention.end]
            day = dateparser.parse(words, languages=["it"], settings=settings(article))
            yield "" if day is None else day.date().isoformat(), str(mention.value.iso8601)


if __name__ == "__main__":
    main()
