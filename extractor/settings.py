"""What an extractor is made with; it travels to other processes and machines, which make theirs with it."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.article import MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Settings:
    """What `extractor.load` takes."""

    model: str | None = "auto"
    patterns: str | None = None
    max_length: int = MAX_LENGTH
