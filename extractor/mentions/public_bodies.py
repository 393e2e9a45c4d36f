"""Public bodies: full names ("Asl di Viterbo"), and short mentions resolved to the body the article names.

Reading order: the patterns; `PublicBodyFinder`, which reads heads ("comune", "asl") and what follows them; `_Resolver`,
which says what a short mention ("il Comune", "palazzo civico") stands for; `_main_town`, the town an article is about.

`Mention.rule` says what found a body: `head` a full name, `alone` a name without complement, `short` a short mention
of a body named elsewhere, `town` one put together with the article's town, `seat` a building that stands for a body,
`generic` ("l'ente"), `unresolved`.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from extractor.mentions.beginnings import Anchored
from extractor.mentions.mention import Mention
from extractor.mentions.names import NamePatterns
from extractor.mentions.places import PlacePatterns, places_of
from extractor.mentions.scan import Scan
from extractor.patterns import PatternFile, Patterns, Phrase, alternation, check_word, of_users
from extractor.record import PublicBodyValue
from extractor.text import SourceText

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]\w*(?:['.]\w+){0,3}"
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w']*")
_GENERIC = "generic"
_OPENING = 60
_DATELINE = re.compile(r"\s*([A-ZÀ-ÖØ-Þ]{4,20})(?:\. | ?[-–] )")
_LOWER_WORD = re.compile(r"[a-zàèéìòù]{5,}")
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
    place: bool = False
    joins: bool = False
    lower: bool = False
    numbered: bool = False
    seated: bool = False
    regional: bool = False


class PublicBodyPatterns(PatternFile):
    """`bodies`: kind → its words; the other keys are explained in the file."""

    prepositions: list[Phrase]
    qualifiers: list[Phrase]
    closers: list[Phrase]
    lower_complements: list[Phrase]
    town_offices: list[Phrase]
    office_of: list[Phrase]
    elsewhere: list[Phrase]
    of: list[Phrase]
    towards: list[Phrase]
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
    bodies: dict[str, BodyPatterns]


@dataclass(frozen=True, slots=True)
class _Body:
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
        heads = [*self._full, *self._alone, *self._short, *read.generic, *read.seats, *read.palaces]
        plain = (head.replace(".", r"\.") for head in heads)  # looked up as they stand: no expressions
        self._heads = Anchored(rf"(?<!\w){alternation(plain)}(?!\w)")
        preposition = alternation(read.prepositions)
        lead = rf"(?:\s+{alternation(read.qualifiers)}){{0,2}}(?:\s+{preposition})?\s{{0,2}}"
        word = rf"(?:\d{{1,3}}\s)?(?:{alternation(read.complement_nouns)}\s)?«?{_CAPITAL}»?"
        inner = rf"(?:[\s-]|\s{preposition}\s?)"
        name = rf"{word}(?:{inner}{word}){{0,5}}(?:\s{alternation(read.closers)}(?!\w)){{0,2}}"
        also = rf"(?:,\s|\se\s){preposition}?\s?"
        self._lead = re.compile(lead)
        self._complement = re.compile(rf"{lead}{name}")
        self._joined = re.compile(rf"{lead}{name}(?:{also}{name}){{0,3}}")
        self._of_another = re.compile(rf"\s{preposition}\s?{alternation(read.other_heads)}(?!\w)(?! \w+')")
        self._number = re.compile(r"\s\d{1,3}(?![\w.,]*\d)")
        self._lower = re.compile(rf"\s{alternation(read.lower_complements)}")
        self._article = re.compile(rf"(?<!\w){alternation(read.articles)}\s?$")
        forms = alternation(patterns.read("names", NamePatterns).legal_forms)
        self._legal_form = re.compile(rf"\s{forms}(?!\w)", re.IGNORECASE)
        self._palaces = frozenset(read.palaces)
        self._palace = re.compile(rf"(?:\s{preposition})?\s{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}")
        self._not_palace = re.compile(rf"(?:\s{preposition})?\s{alternation(read.not_palaces)}(?!\w)")
        self._municipal = Anchored(rf"(?<!\w){alternation(read.municipal)}(?!\w)")
        self._resolver = _Resolver(read, self._places)

    def __call__(self, scan: Scan) -> list[Mention]:
        found = list(self._bodies(scan))
        if all(body.kind in self._read.bystanders for body in found):
            found += self._municipality(scan.source)
        if not found:
            return []
        resolve = self._resolver.for_article(scan, found)
        return [
            Mention("public_body", body.start, body.end, PublicBodyValue(name=name), rule)
            for body in found
            for name, rule in (resolve(body),)
            if rule != "unresolved" or " " in name or body.kind in self._read.alone_if_short
        ]

    def _municipality(self, source: SourceText) -> list[_Body]:
        """The first word of the article that only a municipality has."""
        match = next(self._municipal.finditer(source, source.body_start), None)
        return [] if match is None else [_Body(self._read.palace_kind, match.start(), match.end(), None, "short")]

    def _bodies(self, scan: Scan) -> Iterable[_Body]:
        """Bodies as written, in order, none inside another."""
        source, free = scan.source, 0
        for match in self._heads.finditer(source, source.body_start):
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
        if head in self._palaces:
            palace = self._palace.match(source.clean, end)
            if palace is None or self._not_palace.match(source.lower, end):
                return None
            stop = palace.end() if not source.clean[start:end].isupper() else self._palace_in_capitals(source, end)
            return _Body(self._read.palace_kind, start, stop, None, "palace")
        kind = self._full.get(head)
        if kind is not None and self._of_another.match(source.lower, end):
            return None
        if kind is not None and (named := self._named(source, start, end, kind)):
            return named
        if head in self._alone and source.clean[start].isupper():
            return _Body(self._alone[head], start, end, source.clean[start:end], "alone")
        standing = head in self._short and head.split(" ")[0] in self._palaces
        if standing or source.clean[start].isupper() or self._article.search(source.lower, max(0, start - 6), start):
            return _Body(self._short.get(head, _GENERIC), start, end, None, "short")
        return None

    def _palace_in_capitals(self, source: SourceText, end: int) -> int:
        """In a headline only the first word behind "PALAZZO" is sure to be of its name."""
        word = _WORD.search(source.clean, end)
        return end if word is None else word.end()

    def _kind_of(self, name: str) -> str:
        return next((kind for kind, body in self._read.bodies.items() if name.startswith(body.name)), _GENERIC)

    def _named(self, source: SourceText, start: int, end: int, kind: str) -> _Body | None:
        """The body whose head is `start:end`, with its complement, which ends with its line at the latest."""
        text, body = source.clean, self._read.bodies[kind]
        limit = source.sentence_at(start).end
        lead = self._lead.match(text, end) if body.place else None
        word = lead and _WORD.match(text, lead.end())
        place = word and self._places.at(text, word.start(), word.end())
        if place:
            name = text[start : place.end]
            if not name.lower().startswith(body.name.lower()) or name.isupper():
                name = _of(body.name, place.name)
            return _Body(kind, start, place.end, _titled(name), "head")
        if body.place and lead is not None and lead[0].isspace():
            return None
        match = (self._joined if body.joins else self._complement).match(text, end, limit)
        if match and body.numbered:
            match = self._number.match(text, match.end()) or match
        if match is not None and self._legal_form.match(text, match.end()):
            return None
        if match is not None and text[start:end].isupper() and match[0].isupper() and end - start > 4:
            return None
        if match is None and body.lower:
            match = self._lower.match(text, end)
        if match is None and body.numbered:
            match = self._number.match(text, end)
        if match is None:
            return None
        head = body.name if source.lower[start:end] in body.synonyms else text[start:end]
        return _Body(kind, start, match.end(), _titled(head + text[end : match.end()]), "head")


class _Resolver:
    """Says what the bodies of one article are called: full names as written, short ones by what the article names."""

    def __init__(self, read: PublicBodyPatterns, places: PlacePatterns) -> None:
        self._read = read
        self._places = places
        self._elsewhere = re.compile(rf"(?<!\w){alternation(read.elsewhere)}\s?(?:{alternation(read.of)} ?)?$")
        self._towards = re.compile(rf"(?<!\w){alternation(read.towards)}\s$")
        self._office = re.compile(rf"(?<!\w){alternation(read.town_offices)}\s+{alternation(read.office_of)}\s?$")

    def for_article(self, scan: Scan, bodies: Sequence[_Body]) -> Callable[[_Body], tuple[str, str]]:
        named = [body for body in bodies if body.name is not None]
        by_kind: dict[str, list[_Body]] = {_GENERIC: named}
        for body in named:
            if body.kind != _GENERIC:  # a seat of a body of no listed kind
                by_kind.setdefault(body.kind, []).append(body)
        towns: list[str] | None = None

        def resolve(body: _Body) -> tuple[str, str]:
            nonlocal towns
            if body.name is not None:
                return body.name, body.rule
            same = by_kind.get(body.kind)
            if not same:
                towns = self._towns(scan) if towns is None else towns
                return self._placed(body, towns, scan)
            before = bisect.bisect_left(same, body.start, key=lambda other: other.start)
            nearest = same[max(0, before - 1)]
            return nearest.name or "", "generic" if body.kind == _GENERIC else "short"

        return resolve

    def _placed(self, body: _Body, towns: Sequence[str], scan: Scan) -> tuple[str, str]:
        written = _titled(scan.source.clean[body.start : body.end])
        if body.kind == _GENERIC:
            return written, "unresolved"
        pattern = self._read.bodies[body.kind]
        if pattern.regional:
            region = self._region(scan) or next(
                (self._places.region_of[town] for town in towns if town in self._places.region_of), None
            )
            return (f"{pattern.name} {region}", "town") if region else (written, "unresolved")
        if not pattern.place and not pattern.seated:
            return written, "unresolved"
        seat = next((t for t in towns if t in self._places.capitals or not pattern.seated), None)
        head = pattern.name if pattern.place or written.lower() in pattern.synonyms else written
        return (_of(head, seat), "town") if seat else (written, "unresolved")

    def _region(self, scan: Scan) -> str | None:
        """The region that the article names most often, the first of them."""
        lower = scan.source.lower
        named = Counter(
            place.name
            for place in scan.places
            if place.name in self._places.municipalities
            and not self._elsewhere.search(lower, max(0, place.start - 30), place.start)
        )
        return max(named, key=lambda region: named[region], default=None)

    def _towns(self, scan: Scan) -> list[str]:
        """The towns the article is about, first the one with most to show for it."""
        weights: Counter[str] = Counter()
        source = scan.source
        first = source.sentences[0].end if source.sentences else 0
        opening = source.body_start + _OPENING
        for place in scan.places:
            if place.name not in self._places.region_of:
                continue
            before = source.lower[max(0, place.start - 40) : place.start]
            office = self._office.search(before) is not None
            if place.name in self._places.ambiguous and not office and not self._towards.search(before):
                continue
            if self._elsewhere.search(before):
                continue
            weights[place.name] += 1 + 4 * office + 2 * (place.end <= first) + 2 * (place.start < opening)
        for match in _LOWER_WORD.finditer(source.lower, source.body_start):
            town = self._places.of_demonym(match[0])
            if town is not None and (town in weights or town in self._places.capitals):
                weights[town] += 2 if town in weights else 1
        dateline = _DATELINE.match(source.clean, source.body_start)
        if dateline and self._places.at(source.clean, *dateline.span(1)) is None:
            weights[dateline[1].title()] += 3
        return [town for town, _ in sorted(weights.items(), key=lambda item: -item[1])]


def _kinds(read: PublicBodyPatterns, role: str) -> dict[str, str]:
    """Phrase → kind; the first kind that lists a phrase has it."""
    kinds: dict[str, str] = {}
    for kind, body in read.bodies.items():
        for phrase in getattr(body, role):
            kinds.setdefault(phrase, kind)
    return kinds


def _titled(words: str) -> str:
    """Written words as a name: one line, the first letter large, no headline capitals."""
    name = _SPACES.sub(" ", words)
    if len(name) > 4 and name.isupper():
        name = name.lower()
    return name[:1].upper() + name[1:]


def _of(head: str, place: str) -> str:
    if place.startswith("L'"):
        return f"{head} dell'{place[2:]}"
    return f"{head} di {place}"
