"""What the finders see of one article: its text and what the finders before them found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

from extractor.mentions.mention import Mention
from extractor.mentions.places import Place
from extractor.record import Kind
from extractor.text import Region, SourceText


class Number(NamedTuple):
    """A numeral with its full value: digits, words, or both with magnitudes ("2 milioni e 450 mila").

    `scale` is the largest magnitude said (1 where none is), `collective` marks "una trentina", `redundant` a magnitude
    that the digits already hold ("27.500.000 milioni").
    """

    start: int
    end: int
    value: Decimal
    scale: int = 1
    words: bool = False
    collective: bool = False
    redundant: bool = False


class Doubt(NamedTuple):
    """Words that give no mention and that a reader should see; `code` names the warning they become."""

    code: str
    start: int
    end: int


class Entity(NamedTuple):
    """A name as a statistical model labels it (ORG, PER, LOC, MISC), offsets into the clean text."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class Scan:
    """`excluded` are stretches whose numbers are no values (laws, telephone numbers, addresses): `numbers` has none."""

    source: SourceText
    excluded: list[Region] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def of_kind(self, kind: Kind) -> list[Mention]:
        return [mention for mention in self.mentions if mention.kind == kind]


class Finder(Protocol):
    def __call__(self, scan: Scan) -> Iterable[Mention]: ...
