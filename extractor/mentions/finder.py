"""Runs the finders of every kind over one article and settles their overlaps."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.mentions.amounts import AmountFinder
from extractor.mentions.companies import CompanyFinder
from extractor.mentions.counts import CountFinder
from extractor.mentions.cues import CueFinder
from extractor.mentions.dates import DateFinder
from extractor.mentions.durations import DurationFinder
from extractor.mentions.exclusions import ExclusionFinder, outside
from extractor.mentions.identifiers import IdentifierFinder
from extractor.mentions.lots import LotFinder
from extractor.mentions.mention import Mention
from extractor.mentions.numbers import NumberFinder
from extractor.mentions.overlaps import settle
from extractor.mentions.percentages import PercentageFinder
from extractor.mentions.places import places_of
from extractor.mentions.public_bodies import PublicBodyFinder
from extractor.mentions.scan import Entity, Finder, Scan
from extractor.mentions.titles import TitleFinder
from extractor.patterns import Patterns
from extractor.text import SourceText


class MentionFinder:
    """Made once per pipeline from its pattern files; called with a text it gives its mentions in order."""

    def __init__(self, patterns: Patterns) -> None:
        self._places = places_of(patterns)
        self._exclusions = ExclusionFinder(patterns)
        self._numbers = NumberFinder(patterns)
        self._finders: list[Finder] = [
            CueFinder(patterns),
            PublicBodyFinder(patterns),
            IdentifierFinder(patterns),
            DateFinder(patterns),
            PercentageFinder(patterns),
            DurationFinder(patterns),
            LotFinder(patterns),
            AmountFinder(patterns),
            CountFinder(patterns),
            CompanyFinder(patterns),
            TitleFinder(patterns),
        ]

    def __call__(self, source: SourceText) -> list[Mention]:
        return self.scan(source).mentions

    def scan(self, source: SourceText, entities: Sequence[Entity] = ()) -> Scan:
        """The mentions with everything else that was found on the way: exclusions, numbers, doubts.

        `entities` are the names that a statistical model found, if there is one: evidence among other evidence.
        """
        excluded = self._exclusions(source)
        numbers = outside(excluded, self._numbers(source))
        scan = Scan(source, excluded, numbers, places=list(self._places.find(source)), entities=list(entities))
        for finder in self._finders:
            scan.mentions.extend(finder(scan))
        scan.mentions = settle(scan.mentions)
        return scan
