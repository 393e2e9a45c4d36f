"""Public bodies: full names ("Asl di Viterbo"), and short mentions resolved to the body the article names.

`PublicBodyFinder` reads heads ("comune", "asl") and what follows them; `body_resolver.py` says what a short mention
("il Comune", "palazzo civico") stands for, `towns.py` which town an article is about, `body_names.py` how bodies are
called.

`Mention.rule` says what found a body: `head` a full name, `alone` a name without complement, `short` a short mention
of a body named elsewhere, `town` one put together with the article's town, `seat` a building that stands for a body,
`generic` ("l'ente"), `municipal` the Comune of the article's town where it names no body that buys, `unresolved`.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from extractor.mentions.beginnings import Anchored
from extractor.mentions.body_names import fullest, name_of_place, titled
from extractor.mentions.body_patterns import BodyPatterns, PublicBodyPatterns, kinds
from extractor.mentions.body_resolver import CAPITALISED, GENERIC, Body, BodyResolver
from extractor.mentions.mention import Mention
from extractor.mentions.names import NamePatterns
from extractor.mentions.phrases import PhraseTable
from extractor.mentions.places import places_of
from extractor.mentions.scan import Scan
from extractor.patterns import Patterns, alternation
from extractor.record import PublicBodyValue
from extractor.text import SourceText

_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w']*")
_SPACES = re.compile(r"\s+")
MUNICIPAL = "municipal"
"""The rule of a town's Comune that only municipal words stand for."""


class PublicBodyFinder:
    def __init__(self, patterns: Patterns) -> None:
        self._read = read = patterns.read("public_bodies", PublicBodyPatterns)
        self._places = places_of(patterns)
        self._full, self._alone, self._short = (kinds(read, role) for role in ("full", "alone", "short"))
        heads = [*self._full, *self._alone, *self._short, *read.generic, *read.seats, *read.nicknames, *read.palaces]
        plain = {head.replace(".", r"\."): head for head in heads}  # looked up as they stand: no expressions
        self._heads = PhraseTable(plain, accents=False)
        numbered = (head.replace(".", r"\.") for head, kind in self._full.items() if read.bodies[kind].numbered)
        self._glued = Anchored(rf"(?<!\w)(?P<head>{alternation(numbered)})\d{{1,2}}(?!\w)")
        preposition = alternation(read.prepositions)
        lead = rf"(?:\s+{alternation(read.qualifiers)}){{0,2}}(?:\s+{preposition})?\s{{0,2}}"
        word = rf"(?:\d{{1,3}}\s)?(?:{alternation(read.complement_nouns)}\s)?«?{CAPITALISED}»?"
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
        self._palace = re.compile(rf"(?:\s{preposition})?\s{CAPITALISED}(?:\s{CAPITALISED}){{0,2}}")
        self._not_palace = re.compile(rf"(?:\s{preposition})?\s{alternation(read.not_palaces)}(?!\w)")
        self._municipal = Anchored(rf"(?<!\w){alternation(read.municipal)}(?!\w)")
        self._small_words = frozenset(word for words in read.prepositions for word in re.findall(r"\w+", words))
        self._related = Anchored(rf"(?<!\w){alternation(read.related)}(?!\w)")
        self._resolver = BodyResolver(read, patterns)

    def __call__(self, scan: Scan) -> list[Mention]:
        end = self._end_of_story(scan.source)
        found = [body for body in self._bodies(scan) if body.start < end]
        resolve = self._resolver.for_article(scan, found)
        resolved = [(body, *resolve(body)) for body in found]
        if all(rule in ("unresolved", "generic") or body.kind in self._read.bystanders for body, _, rule in resolved):
            resolved += self._municipality(scan.source, resolve)
        named = [entry for entry in resolved if entry[2] != "unresolved" or self._stands_alone(*entry[:2])]
        called = fullest((name for _, name, _ in named), self._small_words, self._read.same)
        return [
            Mention("public_body", body.start, body.end, PublicBodyValue(name=called[name]), rule)
            for body, name, rule in named
        ]

    def _end_of_story(self, source: SourceText) -> int:
        """Where the headlines of other articles begin that stand behind this one."""
        starts = (match.start() for match in self._related.finditer(source, source.body_start))
        return next((start for start in starts if source.line_at(start).start == start), len(source.clean))

    def _stands_alone(self, body: Body, name: str) -> bool:
        """Whether a short mention that the article does not explain names a body all the same."""
        if body.rule != "short" or body.kind == GENERIC:
            return False
        return body.kind in self._read.alone_if_short or " " in name

    def _municipality(
        self, source: SourceText, resolve: Callable[[Body], tuple[str, str]]
    ) -> Iterator[tuple[Body, str, str]]:
        """The Comune that the first word of the article that only a municipality has stands for."""
        match = next(self._municipal.finditer(source, source.body_start), None)
        if match is not None:
            body = Body(self._read.palace_kind, match.start(), match.end(), None, MUNICIPAL)
            name, rule = resolve(body)
            yield body, name, rule if rule == "unresolved" else MUNICIPAL

    def _bodies(self, scan: Scan) -> Iterable[Body]:
        """Bodies as written, in order, none inside another."""
        source, free = scan.source, 0
        glued = (
            (*match.span("head"), _SPACES.sub(" ", match["head"]))
            for match in self._glued.finditer(source, source.body_start)
        )
        heads = self._heads.find(source, source.body_start)
        for start, end, head in heapq.merge(glued, heads, key=itemgetter(0)):
            if start < free:
                continue
            body = self._body(source, start, end, head)
            if body is not None:
                free = body.end
                yield body

    def _body(self, source: SourceText, start: int, end: int, head: str) -> Body | None:
        if head in self._read.seats:
            name = self._read.seats[head]
            return Body(self._kind_of(name), start, end, name, "seat")
        if head in self._read.nicknames and source.clean[start].isupper() and self._means_body(source, start, head):
            name = self._read.nicknames[head]
            return Body(self._kind_of(name), start, end, name, "alone")
        if head in self._palaces:
            palace = self._palace.match(source.clean, end)
            if palace is None or self._not_palace.match(source.lower, end):
                return None
            stop = palace.end() if not source.clean[start:end].isupper() else self._palace_in_capitals(source, end)
            return Body(self._read.palace_kind, start, stop, None, "palace")
        kind = self._full.get(head)
        if kind is not None and self._of_another.match(source.lower, end):
            return None
        proper = kind is not None and head in self._read.bodies[kind].proper
        if proper and source.clean[start].islower():
            return None
        if kind is not None and (named := self._named(source, start, end, kind)):
            return named
        if head in self._alone and source.clean[start:end] != head:
            return Body(self._alone[head], start, end, source.clean[start:end], "alone")
        standing = head in self._short and head.split(" ")[0] in self._palaces
        if head not in self._short and head not in self._read.generic:
            return None
        if standing or source.clean[start].isupper() or self._introduced(source, start):
            return Body(self._short.get(head, GENERIC), start, end, None, "short")
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
        return next((kind for kind, body in self._read.bodies.items() if name.startswith(body.name)), GENERIC)

    def _named(self, source: SourceText, start: int, end: int, kind: str) -> Body | None:
        """The body whose head is `start:end`, with its complement, which ends with its line at the latest."""
        text, body = source.clean, self._read.bodies[kind]
        in_capitals = text[start:end].isupper()
        lead = self._lead.match(source.lower, end) if body.place or in_capitals else None
        word = lead and _WORD.match(text, lead.end())
        place = word and self._places.at(text, word.start(), word.end())
        if place and lead and (body.place or (lead[0].strip() and text[place.start : place.end].isupper())):
            return Body(kind, start, place.end, name_of_place(text, start, end, body, place), "head")
        if body.place and lead is not None and lead[0].isspace():
            return None
        match = self._complement_at(source, start, end, body)
        if match is None:
            return None
        head = body.name if source.lower[start:end] in body.synonyms else text[start:end]
        return Body(kind, start, match.end(), titled(head + text[end : match.end()]), "head")

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
