"""Facts: which slot of which tender or lot a mention fills, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.text import SourceText


@dataclass(frozen=True, slots=True)
class Fact:
    slot: str
    mention: Mention
    score: float


class FactFinder:
    def __init__(self, patterns: Patterns) -> None:
        pass

    def __call__(self, source: SourceText, mentions: Sequence[Mention]) -> list[Fact]:
        return []
