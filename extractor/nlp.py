"""The spaCy pipeline: a model or a blank Italian one, with our components behind it, and an article run through it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import spacy
from spacy.language import Language

from extractor.article import Article
from extractor.errors import ModelError
from extractor.steps import Extraction
from extractor.tokens import make_doc

_COMPONENTS = ("tender_mentions", "tender_facts", "tender_records")
_TOKENIZER_CACHE = 100_000
_KNOWN_WORDS = 100_000


def pipeline(model: str | Path | None, patterns: str | None) -> Language:
    """The pipeline of a name or path, or without one a blank one, with our components. Raises ModelError."""
    nlp = spacy.blank("it") if model is None else _loaded(model)
    tokenizer = nlp.tokenizer
    tokenizer.max_cache_size = _TOKENIZER_CACHE  # type: ignore[union-attr]
    for component in _COMPONENTS:
        if nlp.has_pipe(component):  # a saved pipeline of ours: its pattern files are read anew
            nlp.remove_pipe(component)
        nlp.add_pipe(component, config={"patterns": patterns})
    return nlp


def run(nlp: Language, article: Article) -> Extraction:
    """Words are remembered, since making them anew takes longer than all else, until there are enough of them; then
    only for the article that holds them."""
    with nlp.memory_zone() if len(nlp.vocab.strings) > _KNOWN_WORDS else nullcontext():
        doc = make_doc(nlp, article.text)
        doc._.article = article
        doc = nlp(doc)
        return Extraction(doc._.source_text, doc._.mentions, doc._.facts, doc._.record)


def _loaded(model: str | Path) -> Language:
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
