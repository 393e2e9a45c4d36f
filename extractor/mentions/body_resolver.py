"""What a short mention of a public body ("il Comune", "palazzo civico") stands for in one article."""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from extractor.mentions.body_names import completed, titled
from extractor.mentions.body_patterns import BodyPatterns, PublicBodyPatterns
from extractor.mentions.places import places_of
from extractor.mentions.scan import Scan
from extractor.mentions.towns import TownFinder
from extractor.patterns import Patterns, alternation
from extractor.text import SourceText

GENERIC = "generic"
"""The kind of a short mention that any body may be meant by ("l'ente")."""
CAPITALISED = r"[A-ZÀ-ÖØ-Þ]\w*(?:['.]\w+){0,3}"


class Body(NamedTuple):
    """A body as written; `name` is None for a short mention that is still to be resolved."""

    kind: str
    start: int
    end: int
    name: str | None
    rule: str


class BodyResolver:
    """Says what the bodies of one article are called: full names as written, short ones by what the article names."""

    def __init__(self, read: PublicBodyPatterns, patterns: Patterns) -> None:
        self._read = read
        self._places = places_of(patterns)
        self._towns = TownFinder(patterns)
        of = alternation(read.prepositions)
        self._seat_of = re.compile(rf",?\s{alternation(read.seat_of)}\s{of}\s?")
        heads = alternation(read.area_heads)
        self._area = re.compile(rf"(?<!\w)(?:{alternation(read.areas)}(?!\w)|{heads} (?:{of} ?)?{CAPITALISED})")

    def for_article(self, scan: Scan, bodies: Sequence[Body]) -> Callable[[Body], tuple[str, str]]:
        named = [body for body in bodies if body.name is not None]
        by_kind: dict[str, list[Body]] = {GENERIC: named}
        for body in named:
            if body.kind != GENERIC:  # a seat of a body of no listed kind
                by_kind.setdefault(body.kind, []).append(body)
        places: dict[str, str | None] = {}
        palaces = self._palaces_of(scan.source, bodies)
        tight = self._tight_mentions(scan, bodies)

        def resolve(body: Body) -> tuple[str, str]:
            if body.name is not None:
                return body.name, body.rule
            if body.rule == "palace" and (owner := palaces.get(scan.source.lower[body.start : body.end])):
                return owner, "seat"
            same = by_kind.get(body.kind)
            if same:
                before = bisect.bisect_left(same, body.start, key=lambda other: other.start)
                nearest = same[max(0, before - 1)]
                return nearest.name or "", "generic" if body.kind == GENERIC else "short"
            written = _words_of(body, scan)
            if body.kind == GENERIC:
                return written, "unresolved"
            pattern = self._read.bodies[body.kind]
            if body.kind not in places:
                places[body.kind] = self._place_for(pattern, scan)
            place = places[body.kind]
            if place is None:
                return written, "unresolved"
            if written.lower() in pattern.loose:
                written = tight.get(body.kind, written)
            return completed(pattern, written, place), "town"

        return resolve

    def _tight_mentions(self, scan: Scan, bodies: Sequence[Body]) -> dict[str, str]:
        """Kind → the short mention that its loose ones stand for: the most frequent that is none itself."""
        written = Counter(
            (body.kind, _words_of(body, scan)) for body in bodies if body.rule == "short" and body.kind != GENERIC
        )
        tight = [(kind, words) for kind, words in written if words.lower() not in self._read.bodies[kind].loose]
        return dict(sorted(tight, key=lambda found: written[found]))

    def _palaces_of(self, source: SourceText, bodies: Sequence[Body]) -> dict[str, str]:
        """Palace, in lower case → the body that the article says sits there."""
        return {
            source.lower[palace.start : palace.end]: body.name
            for palace, body in itertools.pairwise(bodies)
            if palace.rule == "palace" and body.name and self._seat_of.fullmatch(source.lower, palace.end, body.start)
        }

    def _place_for(self, pattern: BodyPatterns, scan: Scan) -> str | None:
        """What completes a short mention: the article's region, its town, its province's seat or its valley."""
        if pattern.areas:
            area = self._area.search(scan.source.clean, scan.source.body_start)
            return area and area[0]
        if not (pattern.regional or pattern.place or pattern.seated):
            return None
        if pattern.regional and (region := self._region(scan)):
            return region
        towns = self._towns(scan)
        if pattern.regional:
            return next((self._places.region_of[town] for town in towns if town in self._places.region_of), None)
        return next((town for town in towns if town in self._places.capitals or not pattern.seated), None)

    def _region(self, scan: Scan) -> str | None:
        """The region that the article names most often, the first of them."""
        named = Counter(
            place.name
            for place in scan.places
            if place.name in self._places.municipalities and not self._towns.is_elsewhere(scan, place)
        )
        return max(named, key=lambda region: named[region], default=None)


def _words_of(body: Body, scan: Scan) -> str:
    return titled(scan.source.clean[body.start : body.end])
