"""Reads Italian news articles and gives back structured tender records.

import extractor
record = extractor.load().extract(text, published="2026-03-10")
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Article", "ArticleRecord", "Extractor", "ExtractorError", "Period", "__version__", "load"]

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.errors import ExtractorError
    from extractor.mentions.periods import Period
    from extractor.pipeline import Extractor, load
    from extractor.record import ArticleRecord

_HOMES = {
    "Article": "extractor.article",
    "ArticleRecord": "extractor.record",
    "Extractor": "extractor.pipeline",
    "ExtractorError": "extractor.errors",
    "Period": "extractor.mentions.periods",
    "load": "extractor.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import the public names on first use, so that `extractor --help` does not pay for spaCy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
