"""Builds the spaCy pipeline and runs articles through it: the library's front door."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import spacy
from spacy.language import Language

from extractor.article import Article
from extractor.errors import ModelError
from extractor.record import ArticleRecord

AUTO_MODEL = "it_core_news_lg"
_COMPONENTS = ("tender_mentions", "tender_facts", "tender_records")
_TOKENIZER_CACHE = 100_000


def load(model: str | Path | None = "auto", patterns: str | Path | None = None) -> Extractor:
    """Build an extractor once; use it for any number of articles.

    `model`: "auto" takes it_core_news_lg where it is installed and the embedded rules alone otherwise; None never uses
    a statistical model; a name or path loads that spaCy pipeline. `patterns`: a folder laid over the built-in pattern
    files. Raises ModelError and PatternError.
    """
    return Extractor(_pipeline(model, patterns))


class Extractor:
    """Text in, record out. Not shared between threads: make one for each."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def extract(
        self,
        text: str,
        *,
        id: str | None = None,
        published: datetime.date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
    ) -> ArticleRecord:
        """The record of one article; raises ArticleError for text that is empty or binary."""
        return self.extract_article(Article.read(text, id=id, published=published, title=title, source=source, url=url))

    def extract_article(self, article: Article) -> ArticleRecord:
        with self.nlp.memory_zone():
            doc = self.nlp.make_doc(article.text)
            doc._.article = article
            record: ArticleRecord = self.nlp(doc)._.record
        return record

    def extract_many(self, articles: Iterable[str | Mapping[str, object] | Article]) -> Iterator[ArticleRecord]:
        """Records of many articles, lazily, in input order."""
        for article in articles:
            yield self.extract_article(_as_article(article))


def _as_article(given: str | Mapping[str, object] | Article) -> Article:
    if isinstance(given, Article):
        return given
    if isinstance(given, str):
        return Article.read(given)
    fields = dict(given)
    known = {key: fields.pop(key) for key in ("text", "id", "published", "title", "source", "url") if key in fields}
    return Article.read(**known, extra=fields)  # type: ignore[arg-type]


def _pipeline(model: str | Path | None, patterns: str | Path | None) -> Language:
    nlp = _base(model)
    tokenizer = nlp.tokenizer
    tokenizer.max_cache_size = _TOKENIZER_CACHE  # type: ignore[union-attr]
    folder = None if patterns is None else str(patterns)
    for component in _COMPONENTS:
        nlp.add_pipe(component, config={"patterns": folder})
    return nlp


def _base(model: str | Path | None) -> Language:
    if model == "auto":
        model = AUTO_MODEL if importlib.util.find_spec(AUTO_MODEL) else None
    if model is None:
        return spacy.blank("it")
    try:
        return spacy.load(model)
    except OSError:
        raise ModelError(
            f"the spaCy model {str(model)!r} cannot be loaded: install it with `python -m spacy download {model}`, "
            "give the path of a pipeline, or use --model none"
        ) from None
