"""The errors a caller may want to catch; every message says what to do next."""

from __future__ import annotations


class ExtractorError(Exception):
    """Root of all errors that the extractor raises on purpose."""


class ArticleError(ExtractorError):
    """An article that cannot be read: empty, binary, too large, or with a malformed date."""


class ModelError(ExtractorError):
    """A spaCy model that was asked for and cannot be loaded."""


class InputError(ExtractorError):
    """An input of many articles that is not there, or that no reader takes."""


class OutputError(ExtractorError):
    """An output that cannot be written, would be overwritten, or belongs to another run."""


class EngineError(ExtractorError):
    """Workers that cannot be started, or a cluster that cannot be reached."""


class MissingExtraError(ExtractorError):
    """A library of an optional extra that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} need an optional library: pip install 'extractor[{extra}]'")
        self._given = (what, extra)

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), self._given


class PatternError(ExtractorError):
    """A faulty pattern file; the message names the file and the entry."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"pattern file {file}, entry {entry}: {reason}")
        self.file = file
        self.entry = entry
        self.reason = reason

    def __reduce__(self) -> tuple[type[PatternError], tuple[str, str, str]]:
        return type(self), (self.file, self.entry, self.reason)  # so that a worker can send it back
