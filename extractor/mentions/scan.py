"""What the finders see of one article: its text and what the finders before them found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from extractor.mentions.mention import Mention
from extractor.mentions.places import Place
from extractor.record import Kind
from extractor.text import SourceText


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral with its full value: digits, words, or both with magnitudes ("2 milioni e 450 mila")."""

    start: int
    end: int
    value: object


@dataclass(slots=True)
class Scan:
    source: SourceText
    numbers: list[Number] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def of_kind(self, kind: Kind) -> list[Mention]:
        return [mention for mention in self.mentions if mention.kind == kind]


class Finder(Protocol):
    def __call__(self, scan: Scan) -> Iterable[Mention]: ...
