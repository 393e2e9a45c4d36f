"""Lots: references to a lot of a tender ("lotto 1", "il secondo lotto", "il B", "3) Cingoli") and how many there are.

Every reference is a mention of its own, so that "lotti 1, 2 e 3" is three. Whether they are lots of the tender that the
article is about (and not of an older one, of a vaccine or of a building site) is judged in `extractor.tenders.lots`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.mentions.beginnings import Anchored
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, Word, alternation
from extractor.record import CountValue, LotValue
from extractor.text import SourceText

_REACH = 700  # characters within which an elliptical reference looks back for a lot
_DIGITS = re.compile(r"\d+")
_CAPITALS = "AEIO"  # lots that are Italian words as well
_LEAST_BARE = 3  # items that a list within a line needs where its numbers have no mark
_LONGEST_ITEM = 240  # characters of a line that can be an item of a list of lots


class Counting(PatternFile):
    """How many lots: `single` for one lot in all, `partial_before` for counts of some lots only, `split` and `parts`
    for a tender split without the word "lotti", `pieces` for what may be lots without either: "tre i blocchi"."""

    single: list[Phrase]
    adjectives: list[Phrase]
    verbs: list[Phrase]
    partial_before: list[Phrase]
    each: list[Phrase]
    split: list[Phrase]
    split_by: list[Phrase]
    into: list[Phrase]
    parts: list[Phrase]
    pieces: list[Phrase]
    pieces_between: list[Phrase]


class LotPatterns(PatternFile):
    """`cardinals`, `ordinals` and `romans` give the number of a word; the rest is as commented in the file."""

    one: Expression
    many: Expression
    firsts: Expression
    last: Expression
    joins: list[Phrase]
    up_to: list[Phrase]
    out_of: Expression
    of_the: list[Phrase]
    number_signs: list[Phrase]
    articles: list[Phrase]
    elided_articles: list[Phrase]
    after_ellipsis: list[Phrase]
    not_after_ellipsis: list[Phrase]
    units: list[Phrase]
    cardinals: dict[Word, int]
    ordinals: dict[Word, int]
    romans: dict[Word, int]
    counting: Counting


class _Ordinal(NamedTuple):
    """An ordinal that may name a lot. `opening` is where its article begins; `full` says that the word "lotto" goes
    with it, `alone` that it stands without a noun where lots are the topic, `introduced` that an article or a list
    opens it."""

    opening: int
    start: int
    end: int
    number: str
    full: bool
    alone: bool
    introduced: bool


class LotFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("lots", LotPatterns)
        self._ordinals = {word: str(number) for word, number in listed.ordinals.items()}
        self._cardinals = listed.cardinals
        self._romans = {word.upper(): str(number) for word, number in listed.romans.items()}
        self._compile_references(listed)
        self._counts = _count_expression(listed)
        counting = listed.counting
        self._split_by = Anchored(
            rf"\b{alternation(counting.split)}\s+(?:\w+\s+){{0,3}}{alternation(counting.split_by)}\b"
            rf"|\b{alternation(counting.split_by)}\b[^.;:]{{0,40}}\b{alternation(counting.split)}\b"
        )
        self._each = Anchored(rf"\b{alternation(listed.counting.each)}")
        self._cardinal = re.compile(
            rf"\b{alternation(word for word, number in listed.cardinals.items() if number > 1)}\b"
        )
        self._partial = re.compile(rf"(?:\A|\W){alternation(listed.counting.partial_before)}\s+\Z")

    def _compile_references(self, listed: LotPatterns) -> None:
        lots = f"(?:{listed.one}|{listed.many})"
        articles = rf"(?:{alternation(listed.articles)}|{alternation(listed.elided_articles)}\s?)"
        cardinals = rf"(?:\d{{1,2}}|{alternation(listed.cardinals)})"
        units = alternation(listed.units)
        words = alternation([*listed.cardinals, *listed.ordinals])
        number = rf"(?P<number>(?:\d{{1,3}}(?:[/-]?[a-z])?|{words}|[a-z]{{1,4}})(?![\w°º]|[.,]\d|\s?[%€]|\s{units}\b))"
        signs = alternation(listed.number_signs)
        ordinal = alternation(listed.ordinals)
        join = alternation(listed.joins)
        several = alternation(word for word, count in listed.cardinals.items() if count > 1)
        romans = alternation(word for word in listed.romans if len(word) > 1)
        after = (
            r"(?:\s?[,;:.)(»\"?!–]|\s-\s|\s*\Z|"
            rf"\s(?!{alternation(listed.not_after_ellipsis)}){alternation(listed.after_ellipsis)}(?:(?<=')|(?!\w)))"
        )
        self._word = Anchored(rf"\b{lots}\b")
        self._name = re.compile(r"\b[A-Z]\w+ \Z")
        self._named = Anchored(rf"\b(?:{listed.one}|(?P<many>{listed.many}))\s+(?:{signs}\s?)?{number}")
        self._next = re.compile(
            rf"(?:\s?\([^()\n]{{1,60}}\))?"
            rf"(?:(?P<range>\s?[-–]\s?|\s{alternation(listed.up_to)}\s)|,\s?|,?\s{join}\s)(?:{articles})?{number}"
        )
        self._follow = re.compile(after)
        self._elliptical = re.compile(
            rf"(?<![^\s(«])(?:{articles}|{signs}\s?(?=\d))(?P<number>\d{{1,2}}|[a-z]|{romans}|{several})(?!\w|[.,]\d)"
        )
        self._row = Anchored(
            rf"(?<![^\s(])\d{{1,2}}(?:,\s\d{{1,2}}){{0,30}}\s{join}\s\d{{1,2}}(?={after})"
            rf"|(?<=\s)\d{{1,2}}\s{alternation(listed.up_to)}\s\d{{1,2}}(?!\w|[.,]\d|\s{units}\b)"
            rf"|(?<=\()\d{{1,2}}(?=\))"
        )
        self._ordinal = Anchored(rf"\b(?:{articles})?\b(?P<ordinal>{ordinal}|{listed.last})\b")
        self._firsts = Anchored(
            rf"\b(?P<first>{listed.firsts})\s+(?P<number>\d|{several})\b(?={after}|\s+{listed.many})"
        )
        self._and = re.compile(rf",\s|,?\s+{join}\s+")
        self._and_ordinal = re.compile(rf"(?:,\s|,?\s+{join}\s+)(?:{articles})?{ordinal}\b")
        self._and_last = re.compile(rf"\s+{join}\s+{listed.last}\b")
        self._lot_after = re.compile(
            rf"\s+(?P<own>{listed.one})\b|\s+{alternation(listed.of_the)}\s+(?:{cardinals}\s+)?{listed.many}\b"
        )
        self._item = re.compile(r"(?:\|\s*)?[(\[]?(\d{1,2})(?:\s?[).:|–-]\s*|\s+)(?=[^\W\d_]|[«\"'])")
        self._inline_item = re.compile(r"(?:(?<=[:;,.]\s)|(?<=\())(\d{1,2})\)\s(?=[^\W\d_])")
        self._bare_item = re.compile(rf"(?<=[:;,.]\s)(\d{{1,2}}),?\s(?!{units}\b)(?=[^\W\d_])")
        self._heads = re.compile(r"\s?[:,]")
        self._bullet = re.compile(r"[-–•*]\s*")

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        source = scan.source
        counts = list(self._find_counts(source))
        words = [match.start() for match in self._word.finditer(source) if not self._surname(source, match)]
        topics = sorted([*words, *(count.start for count in counts)])
        split = [
            Mention("lot", match.start(), match.end(), LotValue(number=None), "split")
            for match in self._split_by.finditer(source)
        ]
        if not topics:
            return split
        found = [*split, *self._find_named(source), *self._find_items(source)]
        found += self._find_firsts(source)
        found += self._find_ordinals(source, topics, {mention.end for mention in found}, _most(counts))
        found += self._find_rows(scan, found, _most(counts))
        found += self._find_elliptical(source, found, counts)
        return [*counts, *found]

    def _surname(self, source: SourceText, match: re.Match[str]) -> bool:
        start = match.start()
        return source.clean[start].isupper() and bool(self._name.search(source.clean, max(0, start - 20), start))

    # ------------------------------------------------------------------ "lotto 1", "lotti 1, 2 e 3"
    def _find_named(self, source: SourceText) -> Iterator[Mention]:
        for match in self._named.finditer(source):
            number = self._number(source, *match.span("number"))
            if number is None or (number in _CAPITALS and self._is_word(source, match)):
                continue
            more = list(self._find_more(source, match.end())) if match["many"] else []
            if match["many"] and match["number"] in self._cardinals and not more:
                continue
            yield Mention("lot", match.start(), match.end(), LotValue(number=number), "named")
            yield from more

    def _is_word(self, source: SourceText, match: re.Match[str]) -> bool:
        """Whether a letter in capitals is a word of a headline ("LOTTO A ROSSI")."""
        return source.clean[match.start() : match.end("number")].isupper() and not self._follow.match(
            source.lower, match.end()
        )

    def _find_more(self, source: SourceText, position: int) -> Iterator[Mention]:
        while match := self._next.match(source.lower, position):
            number = self._number(source, *match.span("number"))
            if number is None:
                return
            rule = "range" if match["range"] else "named"
            yield Mention("lot", *match.span("number"), LotValue(number=number), rule)
            position = match.end()

    def _number(self, source: SourceText, start: int, end: int) -> str | None:
        """The number as written in digits or capitals ("1", "3A", "B"); None when the words are none."""
        clean, lower = source.clean[start:end], source.lower[start:end]
        if lower[0].isdigit():
            return re.sub(r"[\s/-]", "", clean).upper()
        if lower in self._ordinals:
            return self._ordinals[lower]
        if lower in self._cardinals:
            return str(self._cardinals[lower])
        return self._romans.get(clean, clean if len(clean) == 1 and clean.isupper() else None)

    # ------------------------------------------------------------------ "il secondo lotto", "primo e terzo"
    def _find_ordinals(self, source: SourceText, topics: Sequence[int], taken: set[int], count: int) -> list[Mention]:
        found: list[_Ordinal] = []
        last = -_REACH
        for match in self._ordinal.finditer(source):
            start, end = match.span("ordinal")
            number = self._ordinals.get(match["ordinal"]) or (str(count) if count else None)
            if end in taken or number is None:
                continue
            lot = self._lot_after.match(source.lower, end)
            before = bisect_left(topics, start)
            near = start - max(last, topics[before - 1] if before else -_REACH) < _REACH
            ordinal = _Ordinal(
                opening=match.start(),
                start=start,
                end=lot.end("own") if lot is not None and lot["own"] else end,
                number=number,
                full=lot is not None,
                alone=near and self._follow.match(source.lower, end) is not None,
                introduced=match.start() < start or self._opens(source, start, end),
            )
            found.append(ordinal)
            if ordinal.full or (ordinal.alone and ordinal.introduced):
                last = start
        return [
            Mention("lot", ordinal.start, ordinal.end, LotValue(number=ordinal.number), "ordinal")
            for ordinal in self._accepted(source, found)
        ]

    def _opens(self, source: SourceText, start: int, end: int) -> bool:
        """Whether the words open an item of a list or, at a sentence's start, a row of ordinals or what one is."""
        sentence = source.sentence_at(start)
        if self._bullet.fullmatch(source.clean, sentence.start, start) or self._and_last.match(source.lower, end):
            return True
        if sentence.start != start:
            return False
        return (self._and_ordinal.match(source.lower, end) or self._heads.match(source.lower, end)) is not None

    def _accepted(self, source: SourceText, found: Sequence[_Ordinal]) -> list[_Ordinal]:
        """Those that stand by themselves or in a row with one that does ("nel primo e nel terzo lotto")."""
        kept = [ordinal.full or (ordinal.alone and ordinal.introduced) for ordinal in found]
        joined = [
            self._and.fullmatch(source.lower, before.end, after.opening) is not None
            for before, after in itertools.pairwise(found)
        ]
        for index, link in enumerate(joined):
            kept[index + 1] = kept[index + 1] or (link and kept[index] and found[index + 1].alone)
        for index in range(len(joined) - 1, -1, -1):
            kept[index] = kept[index] or (joined[index] and kept[index + 1])
        return [ordinal for ordinal, keep in zip(found, kept, strict=True) if keep]

    def _find_firsts(self, source: SourceText) -> Iterator[Mention]:
        """ "i primi tre": the first and the third, which stands for the range."""
        for match in self._firsts.finditer(source):
            last = self._number(source, *match.span("number"))
            if last is not None:
                yield Mention("lot", *match.span("first"), LotValue(number="1"), "ordinal")
                yield Mention("lot", *match.span("number"), LotValue(number=last), "range")

    # ------------------------------------------------------------------ "il 2", "l'1 e il 2", "il B"
    def _find_elliptical(
        self, source: SourceText, found: Sequence[Mention], counts: Sequence[Mention]
    ) -> Iterator[Mention]:
        starts = sorted([*(mention.start for mention in found), *(mention.start for mention in counts)])
        taken = {position for mention in found for position in (mention.start, mention.end)}
        count = _most(counts)
        highest = _highest(found)
        for match in self._elliptical.finditer(source.lower):
            start, end = match.span("number")
            number = self._number(source, start, end)
            before = bisect_left(starts, start)
            if number is None or start in taken or end in taken or not before:
                continue
            if number.isdigit() and not 0 < int(number) <= (count or highest + 1):
                continue
            if start - starts[before - 1] < _REACH and self._follow.match(source.lower, end):
                yield Mention("lot", start, end, LotValue(number=number), "elliptical")
                starts.insert(before, start)
                highest = max(highest, int(number) if number.isdigit() else 0)

    # ------------------------------------------------------------------ "prende 1, 2, 3 e 6", "per la Calabria (7)"
    def _find_rows(self, scan: Scan, found: Sequence[Mention], count: int) -> Iterator[Mention]:
        """Bare numbers where lots have numbers; the row must fit their count or go on from those named."""
        held = sorted((m.start, m.end) for m in (*scan.mentions, *found) if m.end - m.start > 2 or m.kind == "lot")
        digits = any(isinstance(m.value, LotValue) and m.rule == "named" for m in found)
        highest = _highest(found)
        for match in self._row.finditer(scan.source):
            numbers = list(_DIGITS.finditer(match[0]))
            values = [int(number[0]) for number in numbers]
            if (not count and not digits) or _holds(held, match.start(), match.end()):
                continue
            if (len(values) == 1 and not digits) or not 0 < max(values) <= (count or highest + 1) or min(values) < 1:
                continue
            highest = max(highest, *values)
            ranged = len(values) == 2 and not self._and.search(match[0])
            for index, number in enumerate(numbers):
                start, end = match.start() + number.start(), match.start() + number.end()
                rule = "range" if ranged and index else "row"
                yield Mention("lot", start, end, LotValue(number=number[0]), rule)

    # ------------------------------------------------------------------ "1) Cosenza, 31 milioni"
    def _find_items(self, source: SourceText) -> Iterator[Mention]:
        """The numbers of lists that count up from one, on lines of their own or within a line."""
        matches = [
            self._item.match(source.clean, line.start) if line.end - line.start <= _LONGEST_ITEM else None
            for line in source.lines
        ]
        yield from _rows(matches)
        for line in source.lines:
            yield from _rows(self._inline_item.finditer(source.clean, line.start, line.end))
            yield from _rows(self._bare_item.finditer(source.lower, line.start, line.end), _LEAST_BARE)

    # ------------------------------------------------------------------ "in due lotti", "lotto unico"
    def _find_counts(self, source: SourceText) -> Iterator[Mention]:
        for match in self._counts.finditer(source):
            group = match.lastgroup
            if group is None or self._partial.search(source.lower, max(0, match.start() - 20), match.start()):
                continue
            word = match[group]
            count = 1 if group == "single" else int(word) if word.isdigit() else self._cardinals[word]
            if count > 0:
                rule = "pieces" if group == "pieces" else "lots"
                yield Mention("count", match.start(), match.end(), CountValue(count=count), rule)
        for match in self._each.finditer(source):
            sentence = source.sentence_at(match.start())
            words = list(self._cardinal.finditer(source.lower, max(sentence.start, match.start() - 90), match.end()))
            if words:
                count = self._cardinals[words[-1][0]]
                yield Mention("count", *words[-1].span(), CountValue(count=count), "lots")


def _count_expression(listed: LotPatterns) -> Anchored:
    counting = listed.counting
    cardinals = rf"(?:\d{{1,2}}|{alternation(word for word, number in listed.cardinals.items() if number > 1)})"
    adjectives = rf"(?:{alternation(counting.adjectives)}\s+)?"
    return Anchored(
        rf"\b(?P<single>{alternation(counting.single)})\b"
        rf"|\b{cardinals}\s+{listed.many}\s+{listed.out_of}\s+(?P<of>{cardinals})\b"
        rf"|\b(?P<before>{cardinals})\s+{adjectives}{listed.many}\b"
        rf"|\b{listed.many}\s?(?:{alternation(counting.verbs)}\s?){{1,2}}(?P<after>{cardinals})(?=\s?[.,;:)(«»–]|\s*\Z)"
        rf"|\b(?P<pieces>{cardinals})\s+(?:{alternation(counting.pieces_between)}\s+)?{alternation(counting.pieces)}\b"
        rf"|\b{alternation(counting.split)}\s+(?:\w+\s+){{0,3}}?{alternation(counting.into)}\s+(?P<split>{cardinals})"
        rf"(?:\s+{adjectives}{alternation(counting.parts)}\b|(?=\s?[.,;:)(]))"
    )


def counts_lots(mention: Mention) -> bool:
    """Whether a mention says how many lots there are, or how many pieces that may be lots."""
    return mention.rule in ("lots", "pieces")


def _most(counts: Iterable[Mention]) -> int:
    """The largest number of lots said, by that word where there is one; 0 when none is."""
    said = [(m.rule == "lots", m.value.count) for m in counts if isinstance(m.value, CountValue)]
    return max(said, default=(False, 0))[1]


def _highest(found: Iterable[Mention]) -> int:
    """The highest number of the lots named; 0 without one."""
    named = [mention.value.number or "" for mention in found if isinstance(mention.value, LotValue)]
    return max((int(number) for number in named if number.isdigit()), default=0)


def _holds(held: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether another mention stands on these words."""
    after = bisect_left(held, (end, end))
    return any(stop > start for _, stop in held[max(0, after - 4) : after])


def _rows(matches: Iterable[re.Match[str] | None], least: int = 2) -> Iterator[Mention]:
    """Mentions of every row of at least so many that counts up from one without a gap; None is a gap."""
    row: list[re.Match[str]] = []
    for match in [*matches, None]:
        if match is not None and int(match[1]) == len(row) + 1:
            row.append(match)
            continue
        if len(row) >= least:
            yield from (Mention("lot", *item.span(1), LotValue(number=str(int(item[1]))), "list") for item in row)
        row = [match] if match is not None and int(match[1]) == 1 else []
