"""Writers: one file per format, all of one shape: a function over records that yields the text of the output in pieces.

They are made from the record and from nothing else, so a record that was stored can be written in any format later.
`html` also shows the article's text where the record keeps it (`Article.keep_text`, `--with-text`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

Writer = Callable[..., Iterator[str]]
"""Called with an iterable of records, and with the options of its format by name."""

_MODULES = {"jsonl": "json"}


def writer(name: str) -> Writer:
    """The writer of json, jsonl, csv, ocds, html or table, imported here, so that nobody pays for the others."""
    module = import_module(f"extractor.writers.{_MODULES.get(name, name)}")
    found: Writer = getattr(module, f"write_{name}")
    return found
