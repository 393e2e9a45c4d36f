"""Places of Italy: which capitalised words are a town, a region, a country.

Looked up in a table, longest name first, only where a capitalised word can begin one: never a pattern per town.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from extractor.patterns import Expression, PatternFile, Patterns, alternation
from extractor.text import SourceText

_NAME_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?<!\w\w)[\w']*")  # the capital first: looking for one of many characters is quick
_REMEMBERED = 50_000  # words
_NEXT_WORD = re.compile(r"[ -][\w']+")


class Place(NamedTuple):
    """A half-open stretch of the clean text that reads as the place `name`."""

    start: int
    end: int
    name: str


class PlacePatterns(PatternFile):
    """`municipalities`: region → names, one a line; the other lists are explained in the file."""

    regions: list[str]
    other_places: list[str]
    common_words: list[str]
    provincial_capitals: list[str]
    demonym_endings: list[Expression]
    not_demonyms: list[str]
    municipalities: dict[str, str]
    demonyms: dict[str, list[str]]

    @cached_property
    def region_of(self) -> dict[str, str]:
        """Municipality → region."""
        regions = frozenset(self.regions)
        return {
            town: region
            for region, block in self.municipalities.items()
            for town in block.splitlines()
            if town and town not in regions
        }

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        return frozenset(self.common_words)

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(self.provincial_capitals)

    @cached_property
    def _endings(self) -> re.Pattern[str]:
        return re.compile(rf"(\w{{3,}}?){alternation(self.demonym_endings)}")

    @cached_property
    def _stems(self) -> dict[str, str]:
        """Stem of an adjective → place; a name of three letters before its last vowel only for a province's seat."""
        regular = {town.lower()[:-1]: town for town in self.region_of if len(town) > 4 or town in self.capitals}
        seats = {town.lower()[:-1]: town for town in self.capitals}
        return regular | seats

    @cached_property
    def _irregular(self) -> dict[str, str]:
        """What an adjective has before its ending → place."""
        return {stem: place for place, stems in self.demonyms.items() for stem in stems}

    @cached_property
    def of_demonym(self) -> Callable[[str], str | None]:
        """Gives the place that an adjective in lower case comes from: "modenesi" → "Modena"."""
        return lru_cache(_REMEMBERED)(self._of_demonym)

    def _of_demonym(self, word: str) -> str | None:
        if word in self.not_demonyms:
            return None
        if irregular := self._irregular.get(word.rstrip("aeio").removesuffix("h")):
            return irregular
        return self._stems.get(self.stem_of(word) or "")

    def stem_of(self, adjective: str) -> str | None:
        """What an adjective of a place has before its ending: "modenesi" → "moden"."""
        match = self._endings.fullmatch(adjective)
        return match[1] if match else None

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset([*self.region_of, *self.regions, *self.other_places])

    @cached_property
    def _in_capitals(self) -> dict[str, str]:
        return {name.upper(): name for name in self.names if len(name) > 3}

    @cached_property
    def _longest(self) -> dict[str, int]:
        """First word → the most further words of a name that begins with it, for names of several words."""
        longest: dict[str, int] = {}
        for name in self.names:
            if " " in name or "-" in name:
                first, *rest = name.replace("-", " ").split(" ")
                for word in (first, first.upper()):
                    longest[word] = max(longest.get(word, 0), len(rest))
        return longest

    def at(self, text: str, start: int, end: int) -> Place | None:
        """The longest place whose first word is `text[start:end]`, in capitals too ("SULMONA")."""
        further, ends = self._longest.get(text[start:end], 0), [end]
        while further and (match := _NEXT_WORD.match(text, ends[-1])):
            ends.append(match.end())
            further -= 1
        for stop in reversed(ends):
            name = text[start:stop]
            name = self._in_capitals.get(name, name)
            if name in self.names:
                return Place(start, stop, name)
        return None

    def find(self, source: SourceText) -> Iterator[Place]:
        """Places in order; a plain word that is also a town is among them."""
        position = source.body_start
        while match := _NAME_WORD.search(source.clean, position):
            place = self.at(source.clean, match.start(), match.end())
            yield from () if place is None else (place,)
            position = match.end() if place is None else place.end


def places_of(patterns: Patterns) -> PlacePatterns:
    return patterns.read("places", PlacePatterns)
