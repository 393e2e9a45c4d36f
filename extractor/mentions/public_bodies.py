"""Public bodies: full names ("Asl di Viterbo"), and short mentions resolved to the body the article names.

Reading order: the patterns; `PublicBodyFinder`, which reads heads ("comune", "asl") and what follows them; `_Resolver`,
which says what a short mention ("il Comune", "palazzo civico") stands for; `_main_town`, the town an article is about.

`Mention.rule` says what found a body: `head` a full name, `alone` a name without complement, `short` a short mention
of a body named elsewhere, `town` one put together with the article's town, `seat` a building that stands for a body,
`generic` ("l'ente"), `unresolved`.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict

from extractor.mentions.beginnings import Anchored
from extractor.mentions.mention import Mention
from extractor.mentions.names import NamePatterns
from extractor.mentions.places import Place, places_of
from extractor.mentions.scan import Scan
from extractor.mentions.towns import TownFinder
from extractor.patterns import PatternFile, Patterns, Phrase, alternation, check_word, of_users
from extractor.record import PublicBodyValue
from extractor.text import SourceText

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]\w*(?:['.]\w+){0,3}"
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w']*")
_GENERIC = "generic"
MUNICIPAL = "municipal"
"""The rule of a town's Comune that only municipal words stand for."""
_SPACES = re.compile(r"\s+")


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
    nicknames: dict[Head, str]
    before_nicknames: list[Phrase]
    related: list[Phrase]
    seat_of: list[Phrase]
    area_heads: list[Phrase]
    areas: list[str]
    bodies: dict[str, BodyPatterns]


class _Body(NamedTuple):
    """A body as written; `name` is None for a short mention that is still to be resolved."""

    kind: str
    start: int
    end: int
    name: str | None
    rule: str


class PublicBodyFinder:
    def __init__(self, patterns: Patterns) -> None:
        self._read = read = patterns.read("public_bodies", PublicBodyPatterns)
        self._places = places_of(patterns)
        self._full, self._alone, self._short = (_kinds(read, role) for role in ("full", "alone", "short"))
        heads = [*self._full, *self._alone, *self._short, *read.generic, *read.seats, *read.nicknames, *read.palaces]
        plain = (head.replace(".", r"\.") for head in heads)  # looked up as they stand: no expressions
        self._heads = Anchored(rf"(?<!\w){alternation(plain)}(?!\w)")
        numbered = (head.replace(".", r"\.") for head, kind in self._full.items() if read.bodies[kind].numbered)
        self._glued = Anchored(rf"(?<!\w){alternation(numbered)}(?=\d{{1,2}}(?!\w))")
        preposition = alternation(read.prepositions)
        lead = rf"(?:\s+{alternation(read.qualifiers)}){{0,2}}(?:\s+{preposition})?\s{{0,2}}"
        word = rf"(?:\d{{1,3}}\s)?(?:{alternation(read.complement_nouns)}\s)?«?{_CAPITAL}»?"
        inner = rf"(?:[\s-]|\s{preposition}\s?)"
        name = rf"{word}(?:{inner}{word}){{0,5}}(?:[\s-]{alternation(read.closers)}(?!\w)){{0,2}}"
        also = rf"(?:,\s|\se\s){preposition}?\s?"
        self._lead = re.compile(lead)
        self._complement = re.compile(rf"{lead}{name}")
        self._joined = re.compile(rf"{lead}{name}(?:{also}{name}){{0,4}}")
        self._of_another = re.compile(rf"\s{preposition}\s?{alternation(read.other_heads)}(?!\w)(?! \w+')")
        self._number = re.compile(r"\s?(?<!\d)\d{1,3}(?![\w.,]*\d)")
        self._lower = re.compile(rf"\s{alternation(read.lower_complements)}")
        self._further = re.compile(
            rf"(?:\s{preposition}\s?{alternation(read.complement_nouns)})?\s{preposition}\s?{name}(?:{also}{name}){{0,4}}"
        )
        self._adjective = re.compile(rf"\s{alternation(read.place_adjectives)}(?!\w)")
        self._article = re.compile(rf"(?<!\w){alternation(read.articles)}\s?$")
        self._called = re.compile(rf"(?<!\w){alternation(read.before_nicknames)}\s$")
        forms = alternation(patterns.read("names", NamePatterns).legal_forms)
        self._legal_form = re.compile(rf"\s{forms}(?!\w)", re.IGNORECASE)
        self._palaces = frozenset(read.palaces)
        self._palace = re.compile(rf"(?:\s{preposition})?\s{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}")
        self._not_palace = re.compile(rf"(?:\s{preposition})?\s{alternation(read.not_palaces)}(?!\w)")
        self._municipal = Anchored(rf"(?<!\w){alternation(read.municipal)}(?!\w)")
        self._related = Anchored(rf"(?<!\w){alternation(read.related)}(?!\w)")
        self._resolver = _Resolver(read, patterns)

    def __call__(self, scan: Scan) -> list[Mention]:
        end = self._end_of_story(scan.source)
        found = [body for body in self._bodies(scan) if body.start < end]
        resolve = self._resolver.for_article(scan, found)
        resolved = [(body, *resolve(body)) for body in found]
        if all(rule in ("unresolved", "generic") or body.kind in self._read.bystanders for body, _, rule in resolved):
            resolved += self._municipality(scan.source, resolve)
        return [
            Mention("public_body", body.start, body.end, PublicBodyValue(name=name), rule)
            for body, name, rule in resolved
            if rule != "unresolved" or self._stands_alone(body, name)
        ]

    def _end_of_story(self, source: SourceText) -> int:
        """Where the headlines of other articles begin that stand behind this one."""
        starts = (match.start() for match in self._related.finditer(source, source.body_start))
        return next((start for start in starts if source.line_at(start).start == start), len(source.clean))

    def _stands_alone(self, body: _Body, name: str) -> bool:
        """Whether a short mention that the article does not explain names a body all the same."""
        if body.rule != "short" or body.kind == _GENERIC:
            return False
        return body.kind in self._read.alone_if_short or " " in name

    def _municipality(
        self, source: SourceText, resolve: Callable[[_Body], tuple[str, str]]
    ) -> Iterator[tuple[_Body, str, str]]:
        """The Comune that the first word of the article that only a municipality has stands for."""
        match = next(self._municipal.finditer(source, source.body_start), None)
        if match is not None:
            body = _Body(self._read.palace_kind, match.start(), match.end(), None, MUNICIPAL)
            name, rule = resolve(body)
            yield body, name, rule if rule == "unresolved" else MUNICIPAL

    def _bodies(self, scan: Scan) -> Iterable[_Body]:
        """Bodies as written, in order, none inside another."""
        source, free = scan.source, 0
        glued = self._glued.finditer(source, source.body_start)
        heads = self._heads.finditer(source, source.body_start)
        for match in heapq.merge(glued, heads, key=lambda match: match.start()):
            if match.start() < free:
                continue
            body = self._body(source, match.start(), match.end(), _SPACES.sub(" ", match[0]))
            if body is not None:
                free = body.end
                yield body

    def _body(self, source: SourceText, start: int, end: int, head: str) -> _Body | None:
        if head in self._read.seats:
            name = self._read.seats[head]
            return _Body(self._kind_of(name), start, end, name, "seat")
        if head in self._read.nicknames and source.clean[start].isupper() and self._means_body(source, start, head):
            name = self._read.nicknames[head]
            return _Body(self._kind_of(name), start, end, name, "alone")
        if head in self._palaces:
            palace = self._palace.match(source.clean, end)
            if palace is None or self._not_palace.match(source.lower, end):
                return None
            stop = palace.end() if not source.clean[start:end].isupper() else self._palace_in_capitals(source, end)
            return _Body(self._read.palace_kind, start, stop, None, "palace")
        kind = self._full.get(head)
        if kind is not None and self._of_another.match(source.lower, end):
            return None
        proper = kind is not None and head in self._read.bodies[kind].proper
        if proper and source.clean[start].islower():
            return None
        if kind is not None and (named := self._named(source, start, end, kind)):
            return named
        if head in self._alone and source.clean[start:end] != head:
            return _Body(self._alone[head], start, end, source.clean[start:end], "alone")
        standing = head in self._short and head.split(" ")[0] in self._palaces
        if head not in self._short and head not in self._read.generic:
            return None
        if standing or source.clean[start].isupper() or self._introduced(source, start):
            return _Body(self._short.get(head, _GENERIC), start, end, None, "short")
        return None

    def _means_body(self, source: SourceText, start: int, nickname: str) -> bool:
        """Whether the name of a hospital, museum, university stands for it: "il Cardarelli", not "via Cardarelli"."""
        called = self._called.search(source.lower, max(0, start - 30), start)
        return " " in nickname or called is not None or self._introduced(source, start)

    def _introduced(self, source: SourceText, start: int) -> bool:
        """Whether an article stands before a name."""
        return self._article.search(source.lower, max(0, start - 6), start) is not None

    def _palace_in_capitals(self, source: SourceText, end: int) -> int:
        """In a headline only the first word behind "PALAZZO" is sure to be of its name."""
        word = _WORD.search(source.clean, end)
        return end if word is None else word.end()

    def _kind_of(self, name: str) -> str:
        return next((kind for kind, body in self._read.bodies.items() if name.startswith(body.name)), _GENERIC)

    def _named(self, source: SourceText, start: int, end: int, kind: str) -> _Body | None:
        """The body whose head is `start:end`, with its complement, which ends with its line at the latest."""
        text, body = source.clean, self._read.bodies[kind]
        in_capitals = text[start:end].isupper()
        lead = self._lead.match(source.lower, end) if body.place or in_capitals else None
        word = lead and _WORD.match(text, lead.end())
        place = word and self._places.at(text, word.start(), word.end())
        if place and lead and (body.place or (lead[0].strip() and text[place.start : place.end].isupper())):
            return _Body(kind, start, place.end, _name_of_place(text, start, end, body, place), "head")
        if body.place and lead is not None and lead[0].isspace():
            return None
        match = self._complement_at(source, start, end, body)
        if match is None:
            return None
        head = body.name if source.lower[start:end] in body.synonyms else text[start:end]
        return _Body(kind, start, match.end(), _titled(head + text[end : match.end()]), "head")

    def _complement_at(self, source: SourceText, start: int, end: int, body: BodyPatterns) -> re.Match[str] | None:
        """What completes the head `start:end` of a body of this kind."""
        text, limit = source.clean, source.sentence_at(start).end
        complement = self._joined if body.joins else self._complement
        number = self._number.match(text, end) if body.numbered else None
        match = complement.match(text, end, limit) or (number and complement.match(text, number.end(), limit))
        if match and body.numbered:
            match = self._number.match(text, match.end()) or match
        if match is not None and self._legal_form.match(text, match.end()):
            return None
        if match is not None and text[start:end].isupper() and match[0].isupper() and end - start > 4:
            return None
        if match is None and body.lower:
            match = self._lower.match(text, end)
            match = match and (self._further.match(text, match.end(), limit) or match)
        if match is None and body.adjective:
            match = self._adjective.match(text, end)
        return match or number


class _Resolver:
    """Says what the bodies of one article are called: full names as written, short ones by what the article names."""

    def __init__(self, read: PublicBodyPatterns, patterns: Patterns) -> None:
        self._read = read
        self._places = places_of(patterns)
        self._towns = TownFinder(patterns)
        of = alternation(read.prepositions)
        self._seat_of = re.compile(rf",?\s{alternation(read.seat_of)}\s{of}\s?")
        heads = alternation(read.area_heads)
        self._area = re.compile(rf"(?<!\w)(?:{alternation(read.areas)}(?!\w)|{heads} (?:{of} ?)?{_CAPITAL})")

    def for_article(self, scan: Scan, bodies: Sequence[_Body]) -> Callable[[_Body], tuple[str, str]]:
        named = [body for body in bodies if body.name is not None]
        by_kind: dict[str, list[_Body]] = {_GENERIC: named}
        for body in named:
            if body.kind != _GENERIC:  # a seat of a body of no listed kind
                by_kind.setdefault(body.kind, []).append(body)
        places: dict[str, str | None] = {}
        palaces = self._palaces_of(scan.source, bodies)
        tight = self._tight_mentions(scan, bodies)

        def resolve(body: _Body) -> tuple[str, str]:
            if body.name is not None:
                return body.name, body.rule
            if body.rule == "palace" and (owner := palaces.get(scan.source.lower[body.start : body.end])):
                return owner, "seat"
            same = by_kind.get(body.kind)
            if same:
                before = bisect.bisect_left(same, body.start, key=lambda other: other.start)
                nearest = same[max(0, before - 1)]
                return nearest.name or "", "generic" if body.kind == _GENERIC else "short"
            written = _written(body, scan)
            if body.kind == _GENERIC:
                return written, "unresolved"
            pattern = self._read.bodies[body.kind]
            if body.kind not in places:
                places[body.kind] = self._place_for(pattern, scan)
            place = places[body.kind]
            if place is None:
                return written, "unresolved"
            if written.lower() in pattern.loose:
                written = tight.get(body.kind, written)
            return _completed(pattern, written, place), "town"

        return resolve

    def _tight_mentions(self, scan: Scan, bodies: Sequence[_Body]) -> dict[str, str]:
        """Kind → the short mention that its loose ones stand for: the most frequent that is none itself."""
        written = Counter(
            (body.kind, _written(body, scan)) for body in bodies if body.rule == "short" and body.kind != _GENERIC
        )
        tight = [(kind, words) for kind, words in written if words.lower() not in self._read.bodies[kind].loose]
        return dict(sorted(tight, key=lambda found: written[found]))

    def _palaces_of(self, source: SourceText, bodies: Sequence[_Body]) -> dict[str, str]:
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


def _kinds(read: PublicBodyPatterns, role: str) -> dict[str, str]:
    """Phrase → kind; the first kind that lists a phrase has it."""
    kinds: dict[str, str] = {}
    for kind, body in read.bodies.items():
        for phrase in getattr(body, role):
            kinds.setdefault(phrase, kind)
    return kinds


def _written(body: _Body, scan: Scan) -> str:
    return _titled(scan.source.clean[body.start : body.end])


def _completed(pattern: BodyPatterns, written: str, place: str) -> str:
    """The name of a body that a short mention and a place give together."""
    if pattern.regional:
        return f"{pattern.name} {place}"
    if pattern.areas:
        return f"{written} {place}"
    return _of(pattern.name if pattern.place or written.lower() in pattern.synonyms else written, place)


def _titled(words: str) -> str:
    """Written words as a name: one line, the first letter large, no headline capitals."""
    name = _SPACES.sub(" ", words)
    if len(name) > 4 and name.isupper():
        name = name.lower()
    return name[:1].upper() + name[1:]


def _name_of_place(text: str, start: int, end: int, body: BodyPatterns, place: Place) -> str:
    """The name of the body with the head `start:end` and a place behind it, without headline capitals."""
    written = text[start : place.end]
    if body.place and (written.isupper() or not written.lower().startswith(body.name.lower())):
        return _completed(body, body.name, place.name)
    return _of(_titled(text[start:end]), place.name) if written.isupper() else _titled(written)


def _of(head: str, place: str) -> str:
    if place.startswith("L'"):
        return f"{head} dell'{place[2:]}"
    return f"{head} di {place}"
