"""The towns an article is about, so that "il Comune" or "l'Asl" can be given its name.

Every mention of a town speaks for it, those in the headline, in the dateline and behind an office ("il sindaco di
Sulmona") more; an adjective does too ("la giunta melegnanese"). Where a company comes from says little or nothing:
"la ditta X di Foligno", "l'impresa pontina".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.mentions.places import Place, places_of
from extractor.mentions.scan import Scan
from extractor.patterns import PatternFile, Patterns, Phrase, Word, alternation
from extractor.text import SourceText

_OPENING = 60  # letters
_BEHIND = 60  # letters before a name that are looked at
_NAMED, _OF_FIRM, _BY_OFFICE, _AT_TOP, _IN_DATELINE = 2, 1, 8, 4, 6
_ADJECTIVE, _ADJECTIVE_ALONE, _ADJECTIVE_BY_OFFICE = 4, 1, 10
_DATELINE = re.compile(r"\s*([A-ZÀ-ÖØ-Þ][\w']+(?: [\w']+){0,4}?)(?:\. | ?[-–] )")
_ADJECTIVE_WORD = re.compile(r"(?<!\w)[a-zàèéìòù]{5,}")
_NAME_FOLLOWS = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w']+"


class TownPatterns(PatternFile):
    """The keys are explained in the file."""

    offices: list[Phrase]
    office_of: list[Phrase]
    municipal_nouns: list[Phrase]
    elsewhere: list[Phrase]
    of: list[Phrase]
    towards: list[Phrase]
    firms: list[Phrase]
    linking: list[str]
    general_words: list[str]
    called: dict[Word, str]


@dataclass(frozen=True, slots=True)
class _Top:
    """The end of the first sentence, that of the first letters, and where the dateline's town would stand."""

    sentence: int
    opening: int
    dateline: tuple[int, int] | None


def _top(source: SourceText) -> _Top:
    dateline = _DATELINE.match(source.clean, source.body_start)
    first = source.sentences[0].end if source.sentences else 0
    return _Top(first, source.body_start + _OPENING, dateline and dateline.span(1))


class TownFinder:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._read = read = patterns.read("towns", TownPatterns)
        self._places = places_of(patterns)
        self._elsewhere = re.compile(rf"(?<!\w){alternation(read.elsewhere)}\s?(?:{alternation(read.of)} ?)?$")
        self._towards = re.compile(rf"(?<!\w){alternation(read.towards)}\s$")
        self._office = re.compile(rf"(?<!\w){alternation(read.offices)}\s+{alternation(read.office_of)}\s?$")
        self._firm = re.compile(
            rf"(?<!\w){alternation(read.firms)}(?:\s[\w&.]+){{0,2}}\s{alternation(read.office_of)}\s?$"
        )
        self._of_firm = re.compile(rf"(?<!\w){alternation(read.firms)}\s(?:\w+\s)?$")
        self._office_adjective = re.compile(rf"(?<!\w){alternation(read.municipal_nouns)}\s(\w{{5,}})")
        towards = alternation([*read.towards, *(word.capitalize() for word in read.towards)])
        self._towards_name = re.compile(rf"(?<!\w){towards}\s({_CAPITALISED}(?: {_CAPITALISED})?)")
        self._called = re.compile(rf"(?<!\w)({alternation(read.called)})(?!\w)")

    def __call__(self, scan: Scan) -> list[str]:
        """The towns the article is about, first the one with most to show for it."""
        weights: Counter[str] = Counter()
        top = _top(scan.source)
        for place in scan.places:
            if place.name in self._places.region_of:
                weights[place.name] += self._weight(scan.source, place, top)
        self._add_adjectives(scan, weights)
        self._add_others(scan.source, top, weights)
        found = [town for town, weight in sorted(weights.items(), key=lambda item: -item[1]) if weight > 0]
        return found or list(dict.fromkeys(self._shortened_names(scan)))

    def is_elsewhere(self, scan: Scan, place: Place) -> bool:
        """Whether something else bears the place's name: a street, a court, a newspaper."""
        start = max(scan.source.body_start, place.start - _BEHIND)
        return self._elsewhere.search(scan.source.lower, start, place.start) is not None

    def _weight(self, source: SourceText, place: Place, top: _Top) -> int:
        """What one mention of a town says for it."""
        before = source.lower[max(source.body_start, place.start - _BEHIND) : place.start]
        office = self._office.search(before) is not None
        if place.name in self._places.ambiguous and not office and not self._towards.search(before):
            return 0
        if self._elsewhere.search(before):
            return 0
        if not office and self._firm.search(before):
            return _OF_FIRM
        return (
            _NAMED
            + _BY_OFFICE * office
            + _AT_TOP * (place.end <= top.sentence)
            + _AT_TOP * (place.start < top.opening)
            + _IN_DATELINE * ((place.start, place.end) == top.dateline)
        )

    def _add_adjectives(self, scan: Scan, weights: Counter[str]) -> None:
        source, named = scan.source, frozenset(weights)
        for match in self._office_adjective.finditer(source.lower, source.body_start):
            town = self._places.of_demonym(match[1]) or self._of_first_word(match[1])
            if town in self._places.region_of:
                weights[town] += _ADJECTIVE_BY_OFFICE
        for match in _ADJECTIVE_WORD.finditer(source.clean, source.body_start):
            town = self._places.of_demonym(match[0])
            if town is None:
                continue
            if (town in named or town in self._places.capitals) and not self._of_a_firm(source, match):
                weights[town] += _ADJECTIVE if town in named else _ADJECTIVE_ALONE

    def _of_a_firm(self, source: SourceText, adjective: re.Match[str]) -> bool:
        """Whether an adjective says where a business comes from ("l'impresa pontina", "la barese Ladisa")."""
        if _NAME_FOLLOWS.match(source.clean, adjective.end()):
            return True
        return (
            self._of_firm.search(source.lower, max(source.body_start, adjective.start() - _BEHIND), adjective.start())
            is not None
        )

    def _add_others(self, source: SourceText, top: _Top, weights: Counter[str]) -> None:
        """Towns under other names ("la Capitale"), and one that only a dateline names."""
        for match in self._called.finditer(source.clean, source.body_start):
            weights[self._read.called[match[1]]] += _NAMED
        if top.dateline is None:
            return
        start, end = top.dateline
        town = source.clean[start:end]
        if town.isupper() and len(town) > 3 and " " not in town:
            first, _, _ = town.partition("'")
            if self._places.at(source.clean, start, start + len(first)) is None:
                weights[town.title()] += _IN_DATELINE

    def _shortened_names(self, scan: Scan) -> Iterator[str]:
        """Towns of longer names that the article leaves short ("a Quartu", "il sindaco di San Vito")."""
        for match in self._towards_name.finditer(scan.source.clean, scan.source.body_start):
            words = match[1]
            if words in self._short_names:
                yield words
            elif (first := words.split(" ")[0]) in self._short_names:
                yield first

    @cached_property
    def _short_names(self) -> frozenset[str]:
        """What is left of the names of towns without what tells them from others: "Marano" of "Marano di Napoli"."""
        short = {name for town in self._places.region_of if (name := self._shortened(town))}
        return frozenset(short - self._places.names - self._places.ambiguous)

    def _shortened(self, town: str) -> str | None:
        words = town.split(" ")
        kept = next((n for n, word in enumerate(words) if n and word in self._read.linking), 0)
        if not kept:
            kept = 1 if len(words) > 1 else 0
        while kept and words[kept - 1] in self._read.general_words:
            kept -= 1
        return " ".join(words[:kept]) or None

    def _of_first_word(self, adjective: str) -> str | None:
        """The town of several words that an adjective comes from ("quartese": Quartu Sant'Elena)."""
        return self._stems.get(self._places.stem_of(adjective) or "")

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        """First word without its last vowel → the one town of several words that begins with it."""
        towns: dict[str, list[str]] = {}
        for town in self._places.region_of:
            first, _, rest = town.partition(" ")
            if rest and len(first) > 4 and first not in self._read.general_words:
                towns.setdefault(first.lower()[:-1], []).append(town)
        return {stem: found[0] for stem, found in towns.items() if len(found) == 1}
