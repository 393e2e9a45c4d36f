"""What the pattern file of public bodies holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict

from extractor.patterns import PatternFile, Phrase, Word, check_word, of_users


def _check_head(entry: str) -> str:
    check_word(entry.replace(".", ""))
    return entry


Head = Annotated[str, of_users(_check_head)]
"""Words as they stand, full stops among them."""


class BodyPatterns(BaseModel):
    """One kind of body; the keys are explained in the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str
    full: list[Head]
    alone: list[Head] = []
    short: list[Head]
    synonyms: list[str] = []
    loose: list[str] = []
    proper: list[str] = []
    areas: bool = False
    place: bool = False
    joins: bool = False
    adjective: bool = False
    lower: bool = False
    numbered: bool = False
    seated: bool = False
    regional: bool = False


class PublicBodyPatterns(PatternFile):
    """`bodies`: kind → its words; the other keys are explained in the file."""

    prepositions: list[Phrase]
    qualifiers: list[Phrase]
    closers: list[Phrase]
    place_adjectives: list[Phrase]
    lower_complements: list[Phrase]
    complement_nouns: list[Phrase]
    other_heads: list[Phrase]
    generic: list[Head]
    articles: list[Phrase]
    alone_if_short: list[str]
    municipal: list[Phrase]
    bystanders: list[str]
    palaces: list[Head]
    palace_kind: str
    not_palaces: list[Head]
    seats: dict[Head, str]
    same: dict[str, str]
    nicknames: dict[Head, str]
    before_nicknames: list[Phrase]
    related: list[Phrase]
    seat_of: list[Phrase]
    area_heads: list[Phrase]
    areas: list[Word]
    bodies: dict[str, BodyPatterns]


def kinds(read: PublicBodyPatterns, role: Literal["full", "alone", "short"]) -> dict[str, str]:
    """Phrase → kind; the first kind that lists a phrase has it."""
    kinds: dict[str, str] = {}
    for kind, body in read.bodies.items():
        for phrase in getattr(body, role):
            kinds.setdefault(phrase, kind)
    return kinds
