"""The errors a caller may want to catch; every message says what to do next."""


class ExtractorError(Exception):
    """Root of all errors that the extractor raises on purpose."""


class ArticleError(ExtractorError):
    """An article that cannot be read: empty, binary, too large, or with a malformed date."""


class ModelError(ExtractorError):
    """A spaCy model that was asked for and cannot be loaded."""


class PatternError(ExtractorError):
    """A faulty pattern file; the message names the file and the entry."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"pattern file {file}, entry {entry}: {reason}")
        self.file = file
        self.entry = entry
        self.reason = reason
