"""Capitalised names as Italian writes them: where one begins and ends, before anybody asks whose it is.

A name is a run of capitalised words held together by spaces, "&", "del Vulture", numbers ("Progetto 92") and closed by
a legal form ("srl", "& C. s.n.c."). Towns after "di", public bodies and words that only open a sentence are left out.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.mentions.ownership import BuyerPatterns
from extractor.mentions.phrases import OneOf
from extractor.mentions.places import places_of
from extractor.mentions.scan import Scan
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.text import Region, SourceText

_UPPER = "A-ZÀ-ÖØ-Þ"
_NUMBER = re.compile(r" (?:\d{1,4}(?:\.\d\d)?|[IVX]{1,4})(?![\w%°]|[.,]\d)")
_NEXT = re.compile(r"\s*([\w&]+|[^\w\s])")
_DASHES = ("- ", "– ")
_DATELINE = re.compile(r"(?:\d|[A-Z]{3}|[.)]) ?[-–] $")
_DATELINE_LENGTH = 50
_OPENING_QUOTES = ("«", '"')
_CLOSES_QUOTE = ("»", '"', ".")
_INITIALS = re.compile(rf" \(([{_UPPER}]\w{{2,5}})\)")
_PLAIN_WORD = re.compile(r"\w+")
_SPELT_OUT = 80
_CAPITALS = re.compile(rf"[{_UPPER}]{{2,}}")
_HEADLINE = 10
_MOST_WORDS = 8


class NamePatterns(PatternFile):
    """The lists are explained in the file."""

    legal_forms: list[Phrase]
    partners: list[Phrase]
    of: list[Phrase]
    of_the: list[Phrase]
    inside: list[Phrase]
    takes_complement: list[str]
    heads: list[str]
    openers: list[str]
    articles: list[str]
    never: list[str]
    stops: list[str]
    abbreviated: list[Phrase]
    known: list[Phrase]
    within: list[Phrase]
    binds: list[Phrase]
    pairs: list[Phrase]
    after_number: list[str]


class Name(NamedTuple):
    """A name as written, half-open offsets into the clean text.

    `core_end`: where it ends without its legal form; `initial`: it stands where any word has a capital;
    `article`: the start of an article before it that may belong to it ("La Cascina" at the head of a sentence).
    """

    start: int
    end: int
    core_end: int
    legal_form: str | None
    initial: bool
    article: int | None = None


class NameReader:
    def __init__(self, patterns: Patterns) -> None:
        read = patterns.read("names", NamePatterns)
        self._places = places_of(patterns)
        form, partner = alternation(read.legal_forms), alternation(read.partners)
        self._legal = re.compile(rf"(?:\s?{partner})?,?\s\(?({form})(?!\w)\)?|\s?{partner}(?!\w)")
        abbreviated = "|".join(word[:1].upper() + word[1:] for word in read.abbreviated)
        self._word = re.compile(
            rf"(?<!\w)(?:(?:{abbreviated})\.(?=\s)|[{_UPPER}]\w{{0,3}}(?:\.\w{{1,4}}){{1,6}}\.?|[{_UPPER}]\.(?=\s[&{_UPPER}])"
            rf"|(?:[{_UPPER}]\w{{0,4}}')?\d{{0,2}}[{_UPPER}]\w*(?:[&!+]\w+|\.[{_UPPER}]\w*|'s(?=\s))*!?)"
        )
        self._gap = re.compile(
            rf"(?P<of>\s{_elided(read.of)})|(?P<the>\s{_elided(read.of_the)})|(?P<inside>\s{_elided(read.inside)})"
            rf"|(?P<within>\s{alternation(read.within)}\s)|(?P<and>\se\s)"
            r"|(?P<space>\s[&+]\s|\s\d{1,2}\s|\s)|(?P<hyphen>-)"
        )
        buyers = patterns.read("buyers", BuyerPatterns)
        self._known = OneOf([*read.known, *buyers.names, *buyers.buy_only])
        self._bound = re.compile(rf"(?<!\w){alternation(read.binds)}\s[«\"]?$")
        self._pair = re.compile(rf"(?<!\w){alternation(read.pairs)}(?: tra| fra)?\s$")
        self._openers = frozenset(read.openers)
        self._articles = frozenset(read.articles)
        self._never = frozenset([*read.never, *read.stops])
        self._stops = frozenset(read.stops)
        self._heads = frozenset(read.heads)
        self._takes_complement = frozenset(read.takes_complement)
        self._after_number = frozenset(read.after_number)

    def is_known(self, name: str) -> bool:
        """Whether the name, in lower case, is a well-known company's."""
        return self._known.fullmatch(name) is not None

    def __call__(self, scan: Scan) -> Iterator[Name]:
        source = scan.source
        taken = [Region(m.start, m.end) for m in scan.of_kind("public_body") if m.rule != "generic"]
        taken += [Region(p.start, p.end) for p in scan.places if " " in p.name and not _goes_on(source.clean, p.end)]
        taken = sorted([*taken, *_headlines(source)], key=lambda region: region.start)
        starts = [region.start for region in taken]
        defined = _spelt_out(source)
        position = source.body_start
        while match := self._word.search(source.clean, position):
            at = bisect.bisect_right(starts, match.start()) - 1
            if at >= 0 and match.start() < taken[at].end:
                position = max(taken[at].end, match.start() + 1)
                continue
            limit = starts[at + 1] if at + 1 < len(starts) else len(source.clean)
            name = self._name(source, match, limit, defined)
            if name is not None and name.end - name.start > 1:
                yield name
            position = match.end() if name is None else max(name.end, match.start() + 1)

    def _name(self, source: SourceText, first: re.Match[str], limit: int, defined: dict[int, int]) -> Name | None:
        word = source.lower[first.start() : first.end()]
        start, article = first.start(), None
        initial = _opens(source, start) or (word in self._openers and source.clean[start - 2 : start] in _DASHES)
        if word in self._never:
            return None
        if initial and (word in self._openers or word in self._articles):
            following = self._word.match(source.clean, first.end() + (not word.endswith("'")))
            if word not in self._articles or following is None:
                return None
            first = following
            article, start = start, first.start()
            if source.lower[first.start() : first.end()] in self._never:
                return None
        elif initial and "'" in word and word[: word.index("'") + 1] in self._openers:
            article, start = start, start + word.index("'") + 1
        core_end, legal_end, form = self._extent(source, start, first.end(), limit, initial, defined)
        quoted = article is not None and source.clean[article - 1 : article] in _OPENING_QUOTES
        if quoted and source.clean[legal_end : legal_end + 1] in _CLOSES_QUOTE:
            start, article = article or start, None
        return Name(start, legal_end, core_end, form, initial, article)

    def _extent(
        self, source: SourceText, start: int, end: int, limit: int, initial: bool, defined: dict[int, int]
    ) -> tuple[int, int, str | None]:
        """Where the name that begins with the word `start:end` ends without and with its legal form."""
        words = 1
        known = self._known.match(source.lower, start)
        end = max(known.end() if known else end, defined.get(start, end))
        while words < _MOST_WORDS:
            legal = self._legal_at(source, end)
            if legal is not None:
                return end, *legal
            number = _NUMBER.match(source.clean, end)
            if number and self._numbers_a_name(source, number.end()):
                end = number.end()
                continue
            gap = self._gap.match(source.clean, end)
            following = gap and gap.end() < limit and self._word.match(source.clean, gap.end())
            if not gap or not following or not self._joins(source, start, end, initial, gap, following):
                break
            end = following.end()
            words += 1
        return end, end, None

    def _legal_at(self, source: SourceText, end: int) -> tuple[int, str | None] | None:
        legal = self._legal.match(source.lower, end)
        if legal is None:
            return None
        more = self._legal.match(source.lower, legal.end())
        last = more or legal
        stop = last.end()
        if source.lower.endswith(".", 0, stop) and "." not in source.lower[last.start() : stop - 1]:
            stop -= 1
        elif source.lower[stop : stop + 1] == "." and "." in source.lower[last.start() : stop]:
            stop += 1
        return stop, last[1]

    def _numbers_a_name(self, source: SourceText, end: int) -> bool:
        following = _NEXT.match(source.lower, end)
        return (
            following is None
            or not following[1].isalnum()
            or following[1] in self._after_number
            or (self._legal.match(source.lower, end) is not None)
        )

    def _joins(
        self, source: SourceText, start: int, end: int, initial: bool, gap: re.Match[str], following: re.Match[str]
    ) -> bool:
        """Whether the name `start:end` goes on over the gap with the following word."""
        word = source.lower[following.start() : following.end()]
        abbreviated = source.lower[start : end - 1] in self._takes_complement
        if word in self._stops or (word in self._openers and source.clean[end - 1] == "." and not abbreviated):
            return False
        if "\n" in gap[0] and source.sentence_at(end - 1) != source.sentence_at(following.start()):
            return False
        place = self._places.at(source.clean, following.start(), following.end())
        first = source.lower[start:end]
        match gap.lastgroup:
            case "space":
                return first in self._takes_complement or self._known.match(source.lower, following.start()) is None
            case "within":
                return first in self._takes_complement
            case "and" if place is not None and first.split(" ")[0] in self._takes_complement:
                return True
            case "and":
                return " " not in first and self._bound.search(source.lower, max(0, start - 16), start) is not None
            case "hyphen":
                single = " " not in first and (place is None or place.name in self._places.ambiguous)
                return single and not self._pair.search(source.lower, max(0, start - 30), start)
            case "of":
                return first in self._takes_complement or self._closed_by_legal_form(source, following)
            case "the" if word in self._heads or (initial and first not in self._takes_complement):
                return False
            case "the":
                return place is None or place.name not in self._places.regions or first in self._takes_complement
            case _:
                return place is None and " " not in first
        return False

    def _closed_by_legal_form(self, source: SourceText, word: re.Match[str]) -> bool:
        """Whether the words from here on end in a legal form ("Calabrò Natale & C. sas")."""
        end = word.end()
        for _ in range(3):
            if self._legal.match(source.lower, end):
                return True
            gap = self._gap.match(source.clean, end)
            following = gap and gap.lastgroup == "space" and self._word.match(source.clean, gap.end())
            if not following:
                return False
            if following.end() - following.start() < 3:
                return True
            end = following.end()
        return self._legal.match(source.lower, end) is not None


def _elided(words: list[str]) -> str:
    return rf"{alternation(words)}(?:(?<=')|\s)"


def _opens(source: SourceText, position: int) -> bool:
    """Whether a word at the position has its capital because a sentence, quotation or item opens with it."""
    start = source.sentence_at(position).start
    before = source.clean[max(start, position - 4) : position].strip(" -–•*>|«\"'([)")
    if not before or source.clean[position - 1] in '«"':
        return True
    return position - start < _DATELINE_LENGTH and _DATELINE.search(source.clean, start, position) is not None


def _spelt_out(source: SourceText) -> dict[int, int]:
    """Start → end of the names whose initials stand in brackets after them ("Consorzio nazionale servizi (Cns)")."""
    found = {}
    for match in _INITIALS.finditer(source.clean, source.body_start):
        start = max(source.sentence_at(match.start()).start, match.start() - _SPELT_OUT)
        words = [word for word in _PLAIN_WORD.finditer(source.clean, start, match.start()) if len(word[0]) > 3]
        initials = words[-len(match[1]) :]
        if "".join(word[0][0] for word in initials).lower() == match[1].lower() and initials[0][0][0].isupper():
            found[initials[0].start()] = match.start()
    return found


def _goes_on(text: str, end: int) -> bool:
    """Whether another capitalised word follows."""
    return text[end + 1 : end + 2].isupper() and text[end] == " "


def _headlines(source: SourceText) -> list[Region]:
    """Lines that are mostly in capitals, where a capital says nothing."""
    found = []
    for line in source.lines:
        capitals = _CAPITALS.findall(source.clean, line.start, line.end)
        if sum(map(len, capitals)) > max(_HEADLINE, 0.5 * (line.end - line.start)):
            found.append(line)
    return found
