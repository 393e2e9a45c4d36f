"""What workers do with a block: read its articles, extract, and hand records back as lines.

Jobs travel to other processes and machines, so they hold settings; each thread that works loads its pipeline once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from extractor.article import Article
from extractor.engines.block import KILLED, Block
from extractor.errors import ArticleError, ExtractorError
from extractor.outputs.state import Part
from extractor.outputs.target import Target
from extractor.readers import reader
from extractor.readers.files import reason
from extractor.readers.slices import Portion, Reading, Refused, Slice
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.pipeline import Extractor
    from extractor.record import ArticleRecord


@dataclass(frozen=True, slots=True)
class Failure:
    """An article without a record: its file, its line (from 1; None for a whole file), its id if known, and why."""

    file: str
    line: int | None
    id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ExtractFiles:
    """The job of `batch`: portions of input files in, parts of the output back."""

    settings: Settings
    reading: Reading
    target: Target

    def prepare(self) -> None:
        self.target.prepare()
        _extractor(self.settings)

    def __call__(self, block: Block[Portion]) -> Part:
        lines: list[bytes] = []
        failures: list[Failure] = []
        for file, line, found in _read(block, self.reading):
            made = _record(self.settings, found) if isinstance(found, Article) else found
            if isinstance(made, Refused):
                failures.append(Failure(file, line, made.id, made.reason))
            else:
                lines.append(made)
        errors = b"".join(json.dumps(asdict(failure), ensure_ascii=False).encode() + b"\n" for failure in failures)
        part = Part(block.number, block.content, len(lines), len(failures), b"", errors)
        return part if block.trial else self.target.encode(part, lines)


@dataclass(frozen=True, slots=True)
class ExtractArticles:
    """The job of `Extractor.extract_many`: articles in, their records or errors back."""

    settings: Settings

    def prepare(self) -> None:
        _extractor(self.settings)

    def __call__(self, block: Block[tuple[Article | ExtractorError, ...]]) -> list[ArticleRecord | ExtractorError]:
        extractor = _extractor(self.settings)
        given = [ArticleError(KILLED) if index in block.lost else block.content[index] for index in block.units]
        return [extractor.record_or_error(article) for article in given]


def _read(block: Block[Portion], reading: Reading) -> Iterator[tuple[str, int | None, Article | Refused]]:
    """File, line and article of every unit of the block that is to be done."""
    index = -1
    for piece in block.content.slices:
        for offset, unit in enumerate(_units(piece, reading)):
            index += 1
            if index not in block.units:
                continue
            line = None if piece.first is None else piece.first + offset
            found = iter([Refused(KILLED)]) if index in block.lost else _articles(piece, unit, reading)
            for article in found:
                yield piece.path, line, article


def _units(piece: Slice, reading: Reading) -> Iterator[Any]:
    """As many units as the slice counts; a Refused for each that is no longer to be had."""
    missing = "the file has changed since the run began"
    given = 0
    try:
        for unit in reader(piece.format).units(piece, reading):
            yield unit
            given += 1
    except (OSError, ArticleError) as error:
        missing = reason(error)
    for _ in range(given, piece.count):
        yield Refused(missing)


def _articles(piece: Slice, unit: Any, reading: Reading) -> Iterator[Article | Refused]:
    if isinstance(unit, Refused):
        yield unit
        return
    try:
        yield from reader(piece.format).articles(unit, reading)
    except ArticleError as error:
        yield Refused(str(error))
    except Exception as error:  # a parser's failure is that article's failure
        yield Refused(f"cannot be read: {type(error).__name__}: {error}")


def _record(settings: Settings, article: Article) -> bytes | Refused:
    try:
        return _extractor(settings).extract_article(article).to_json().encode() + b"\n"
    except ArticleError as error:
        return Refused(str(error), article.id)
    except Exception as error:  # whatever goes wrong with one article, the others go on
        return Refused(f"the extraction failed, please report it: {type(error).__name__}: {error}", article.id)


def _extractor(settings: Settings) -> Extractor:
    return _loaded(settings, threading.get_ident())


@lru_cache(maxsize=64)
def _loaded(settings: Settings, thread: int) -> Extractor:
    from extractor.pipeline import load

    return load(settings.model, settings.patterns, max_length=settings.max_length)
