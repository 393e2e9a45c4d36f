"""Builds the spaCy pipeline and runs articles through it: the library's front door."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language

from extractor.article import MAX_LENGTH, Article
from extractor.engines.block import Block
from extractor.errors import ArticleError, ExtractorError, ModelError
from extractor.jobs import ExtractArticles, Settings
from extractor.patterns import load_patterns
from extractor.readers.rows import article_of
from extractor.record import ArticleRecord
from extractor.tokens import make_doc

AUTO_MODEL = "it_core_news_lg"
_COMPONENTS = ("tender_mentions", "tender_facts", "tender_records")
_TOKENIZER_CACHE = 100_000
_KNOWN_WORDS = 100_000
_BLOCK = 64


def load(
    model: str | Path | None = "auto", patterns: str | Path | None = None, *, max_length: int = MAX_LENGTH
) -> Extractor:
    """Build an extractor once; use it for any number of articles.

    `model`: "auto" takes it_core_news_lg where it is installed and the embedded rules alone otherwise; None never uses
    a statistical model; a name or path loads that spaCy pipeline. `patterns`: a folder laid over the built-in pattern
    files. `max_length`: the longest article to take, in characters. Raises ModelError and PatternError.
    """
    nlp = _pipeline(model, patterns)
    nlp.max_length = max_length
    return Extractor(
        nlp, Settings(None if model is None else str(model), None if patterns is None else str(patterns), max_length)
    )


class Extractor:
    """Text in, record out. Not shared between threads: make one for each."""

    def __init__(self, nlp: Language, settings: Settings | None = None) -> None:
        """`settings` is what `load` was given; without it the extractor cannot be made again in other processes."""
        self.nlp = nlp
        self._settings = settings

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
        if len(article.text) > self.nlp.max_length:
            raise ArticleError(
                f"the article has {len(article.text):,} characters, more than the limit of {self.nlp.max_length:,}: "
                "split it, or load with a greater max_length"
            )
        with self._memory():
            doc = make_doc(self.nlp, article.text)
            doc._.article = article
            record: ArticleRecord = self.nlp(doc)._.record
        return record

    def explain(self, article: Article) -> str:
        """For each filled slot of the article's record the words, what spoke for them and the runners-up, as lines."""
        from extractor.tenders.explanation import Explainer

        with self.nlp.memory_zone():
            doc = make_doc(self.nlp, article.text)
            doc._.article = article
            doc = self.nlp(doc)
            folder = self._settings.patterns if self._settings else None
            return Explainer(load_patterns(folder))(doc._.source_text, doc._.facts)

    def _memory(self) -> AbstractContextManager[object]:
        """Words are remembered, since making them anew takes longer than all else, until there are enough of them; then
        only for the article that holds them."""
        return self.nlp.memory_zone() if len(self.nlp.vocab.strings) > _KNOWN_WORDS else nullcontext()

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


def _pipeline(model: str | Path | None, patterns: str | Path | None) -> Language:
    nlp = _base(model)
    tokenizer = nlp.tokenizer
    tokenizer.max_cache_size = _TOKENIZER_CACHE  # type: ignore[union-attr]
    folder = None if patterns is None else str(patterns)
    for component in _COMPONENTS:
        if nlp.has_pipe(component):  # a saved pipeline of ours: its pattern files are read anew
            nlp.remove_pipe(component)
        nlp.add_pipe(component, config={"patterns": folder})
    return nlp


def auto_model() -> str | None:
    """The statistical model that model="auto" takes: it_core_news_lg where it is installed."""
    return AUTO_MODEL if importlib.util.find_spec(AUTO_MODEL) else None


def _base(model: str | Path | None) -> Language:
    if model == "auto":
        model = auto_model()
    if model is None:
        return spacy.blank("it")
    try:
        nlp = spacy.load(model)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(
            f"the spaCy model {str(model)!r} cannot be loaded ({_first_sentence(error)}): {_remedy(str(model))}"
        ) from None
    if nlp.lang != "it":
        raise ModelError(f"the spaCy model {str(model)!r} is for language {nlp.lang!r}: give an Italian one, or none")
    return nlp


def _first_sentence(error: Exception) -> str:
    return str(error).strip().splitlines()[0].split(". ")[0].rstrip(".") if str(error).strip() else type(error).__name__


def _remedy(model: str) -> str:
    if Path(model).name != model:
        return "give the folder of a saved spaCy pipeline, or no model"
    return f"install it with `python -m spacy download {model}`, give the path of a pipeline, or no model"
