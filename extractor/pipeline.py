"""Loads the rules, or a spaCy pipeline that has them, and runs articles through: the library's front door."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.article import MAX_LENGTH, Article
from extractor.errors import ArticleError, ExtractorError
from extractor.patterns import Patterns, load_patterns
from extractor.readers.rows import article_of
from extractor.record import ArticleRecord
from extractor.settings import Settings
from extractor.steps import Extraction, Steps

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.mentions.periods import Period, PeriodFinder
    from extractor.tenders.explanation import Explainer

AUTO_MODEL = "it_core_news_lg"
_BLOCK = 64


def load(
    model: str | Path | None = "auto", patterns: str | Path | None = None, *, max_length: int = MAX_LENGTH
) -> Extractor:
    """Build an extractor once; use it for any number of articles.

    `model`: "auto" takes it_core_news_lg where it is installed and the embedded rules alone otherwise; None never uses
    a statistical model; a name or path loads that spaCy pipeline. `patterns`: a folder laid over the built-in pattern
    files. `max_length`: the longest article to take, in characters. Raises ModelError and PatternError.
    """
    folder = None if patterns is None else str(patterns)
    settings = Settings(None if model is None else str(model), folder, max_length)
    chosen = auto_model() if model == "auto" else model
    return Extractor(None if chosen is None else _pipeline(chosen, settings), settings)


class Extractor:
    """Text in, record out. Not shared between threads: make one for each."""

    def __init__(self, nlp: Language | None = None, settings: Settings | None = None) -> None:
        """`nlp`: a spaCy pipeline that has our components; without one the rules read alone and no word is tokenized.
        `settings` is what `load` was given; without it the extractor cannot be made again in other processes."""
        self._settings = settings
        self._read: Callable[[Article], Extraction]
        if nlp is None:
            self._max_length = settings.max_length if settings else MAX_LENGTH
            self._read = Steps(self._patterns())
        else:
            from extractor.nlp import run

            self._max_length = nlp.max_length
            self._read = partial(run, nlp)
            self.nlp = nlp

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline; where the rules read alone, a blank one with the same rules, made when asked for."""
        return _pipeline(None, self._settings or Settings())

    def extract(
        self,
        text: str,
        *,
        id: str | int | None = None,
        published: datetime.date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
    ) -> ArticleRecord:
        """The record of one article; raises ArticleError for text that is empty, binary or too long."""
        return self.extract_article(Article.read(text, id=id, published=published, title=title, source=source, url=url))

    def extract_article(self, article: Article) -> ArticleRecord:
        return self._extraction(article).record

    def explain(self, article: Article) -> str:
        """For each filled slot of the article's record the words, what spoke for them and the runners-up, as lines."""
        extraction = self._extraction(article)
        return self._explain(extraction.source, extraction.facts)

    def periods(self, text: str, *, published: datetime.date | str | None = None) -> list[Period]:
        """The stretches of time that an article names, in order: "dal 4 all'11 ottobre", "il terzo trimestre del 2027".

        Each with its words, their offsets and its first and last day, None for an open side. Those that count from
        `published` ("i prossimi trenta giorni") are left out without it. Raises ArticleError as `extract` does.
        """
        extraction = self._extraction(Article.read(text, published=published))
        return self._find_periods(text, extraction.source, extraction.mentions)

    @cached_property
    def _explain(self) -> Explainer:
        from extractor.tenders.explanation import Explainer

        return Explainer(self._patterns())

    @cached_property
    def _find_periods(self) -> PeriodFinder:
        from extractor.mentions.periods import PeriodFinder

        return PeriodFinder(self._patterns())

    def _extraction(self, article: Article) -> Extraction:
        if len(article.text) > self._max_length:
            raise ArticleError(
                f"the article has {len(article.text):,} characters, more than the limit of {self._max_length:,}: "
                "split it, or allow more with max_length (--max-length)"
            )
        return self._read(article)

    def _patterns(self) -> Patterns:
        return load_patterns(self._settings.patterns if self._settings else None)

    def record_or_error(self, article: Article | ExtractorError) -> ArticleRecord | ExtractorError:
        """The record of an article or the reason why there is none, for work that must not stop at one article."""
        try:
            return article if isinstance(article, ExtractorError) else self.extract_article(article)
        except ArticleError as error:
            return error

    def extract_many(
        self, articles: Iterable[str | Mapping[str, object] | Article], workers: int = 1
    ) -> Iterator[ArticleRecord]:
        """Records of many articles, lazily, in input order; with more than one worker in processes of their own.

        A mapping has the keys of a JSON row (see readers/rows.py). Raises ArticleError when it comes to an article that
        fails: what follows it is not done. In a script, call with workers under `if __name__ == "__main__":`.
        """
        for number, done in enumerate(self._many(articles, workers), 1):
            if isinstance(done, ExtractorError):
                raise ArticleError(f"article {number}: {done}")
            yield done

    def _many(
        self, articles: Iterable[str | Mapping[str, object] | Article], workers: int
    ) -> Iterator[ArticleRecord | ExtractorError]:
        given = (_article_or_error(article) for article in articles)
        if workers == 1:
            yield from map(self.record_or_error, given)
            return
        if self._settings is None:
            raise ExtractorError(
                "an extractor made from a pipeline of your own has one worker only: make it with load()"
            )
        from extractor.engines import local
        from extractor.engines.block import Block
        from extractor.jobs import ExtractArticles

        parts = iter(lambda: tuple(islice(given, _BLOCK)), ())
        blocks = (Block(number, part, range(len(part))) for number, part in enumerate(parts))
        for block in local.run(ExtractArticles(self._settings), blocks, workers):
            yield from block


def _article_or_error(given: str | Mapping[str, object] | Article) -> Article | ExtractorError:
    try:
        if isinstance(given, Article):
            return given
        return Article.read(given) if isinstance(given, str) else article_of(given)
    except ArticleError as error:
        return error


def _pipeline(model: str | Path | None, settings: Settings) -> Language:
    from extractor.nlp import pipeline  # spaCy takes a second to import

    nlp = pipeline(model, settings.patterns)
    nlp.max_length = settings.max_length
    return nlp


def auto_model() -> str | None:
    """The statistical model that model="auto" takes: it_core_news_lg where it is installed."""
    return AUTO_MODEL if importlib.util.find_spec(AUTO_MODEL) else None
