"""Durations: lengths of time in days, weeks, months and years, kept in the unit of the text.

Reading order: measures (a number with its unit), numbers that share a unit ("3+2 anni"), compounds ("due anni e sei
mesi"), words that are a length ("triennio"), numbers that repeat a unit said before ("altri sei").
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from extractor.mentions.beginnings import Anchored
from extractor.mentions.elliptic_durations import REACH, EllipsisPatterns, EllipticDurations, apart
from extractor.mentions.hedges import Hedges
from extractor.mentions.measure import Measure
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import DurationValue, IsoDuration

_LONGEST = {"Y": 150, "M": 1200, "W": 520, "D": 5000}
_CONTEXT = 40
_YOUNG = 10  # years after a person's name are an age from here on
_ADULT = 16  # between two commas
_ASIDE_END = ",.)"
_OLD = 45  # "a settant'anni" is an age from here on, "a sette anni" the length of a loan
_FEMININE = "W"
_UNIT_ORDER = "YMWD"


class Links(PatternFile):
    to_unit: list[Expression]
    copula: list[Phrase]
    tail: list[Phrase]
    half: list[Phrase]
    share: list[Expression]
    compound: list[Expression]


class NotDurations(PatternFile):
    """Instants and ages: `after` and `before` a measure; `age_before`, `person` and `at_age` before years;
    `not_person` before a comma and years is no person; "un giorno" counts only after `one_before`, a part of the year
    ("terzo trimestre") not after `ordinals`."""

    after: list[Phrase]
    before: list[Phrase]
    age_before: list[Phrase]
    person: Expression
    not_person: list[Phrase]
    year_parts: list[Phrase]
    ordinals: list[Phrase]
    at_age: list[Phrase]
    one_before: list[Phrase]


IsoUnit = Annotated[str, StringConstraints(pattern=r"^[1-9]?[0-9]{0,2}[YMWD]$")]


class DurationPatterns(PatternFile):
    """`units` maps expressions to an ISO letter with a factor ("6M"), `words` expressions to a whole duration."""

    units: dict[Expression, IsoUnit]
    words: dict[Expression, IsoDuration]
    links: Links
    ellipsis: EllipsisPatterns
    inverted: dict[Phrase, IsoUnit]
    exclude: NotDurations


class DurationFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("durations", DurationPatterns)
        links = listed.links
        units, words = alternation(listed.units), alternation(listed.words)
        self._units = [(re.compile(expression), unit) for expression, unit in listed.units.items()]
        self._words = [(re.compile(expression), iso) for expression, iso in listed.words.items()]
        self._unit = re.compile(
            rf"{alternation(links.to_unit)}(?P<unit>{units})(?!\w)"
            rf"(?P<half>\s{alternation(links.half)}\b)?(?:\s{alternation(links.tail)}\b)?"
        )
        self._unit_before = re.compile(rf"(?<!\w)(?P<unit>{units})\s(?P<copula>{alternation(links.copula)}\s)?\Z")
        self._word = re.compile(rf"(?P<word>{words})(?!\w)")
        self._share = re.compile(alternation(links.share))
        self._compound = re.compile(alternation(links.compound))
        self._end = re.compile(rf"\s*{alternation(listed.ellipsis.end)}")
        self._elliptic = EllipticDurations(listed.ellipsis, listed.inverted, _FEMININE)
        self._not_after = re.compile(rf"\s{alternation(listed.exclude.after)}")
        self._not_before = re.compile(rf"(?<!\w){alternation(listed.exclude.before)}\s?\Z")
        self._age_before = re.compile(rf"(?<!\w){alternation(listed.exclude.age_before)}\s\Z")
        self._person = re.compile(rf"{listed.exclude.person}\s\Z")
        self._aside = re.compile(rf"(?<!\w)(?!{alternation(listed.exclude.not_person)},)\w+,\s\Z")
        self._year_part = re.compile(alternation(listed.exclude.year_parts))
        self._ordinal = re.compile(rf"(?<!\w){alternation(listed.exclude.ordinals)}\s\Z")
        self._at_age = re.compile(rf"(?<!\w){alternation(listed.exclude.at_age)}\s\Z")
        self._one_before = re.compile(rf"(?<!\w){alternation(listed.exclude.one_before)}\s\Z")
        self._again = Anchored(
            rf"(?<!\w){alternation(listed.ellipsis.renewed)}\s(?P<again>{alternation(listed.ellipsis.as_long)})(?!\w)"
        )
        self._hedges = Hedges(patterns)

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        found = list(self._said(scan))
        yield from found
        yield from self._said_again(scan, found)

    def _said(self, scan: Scan) -> Iterator[Mention]:
        measures = self._measures(scan)
        groups = [group for group in self._joined(measures, scan.source.lower) if self._is_length(group, scan)]
        for group in groups:
            yield self._mention(group, scan)
        yield from self._in_words(scan)
        for measure in self._elliptic(scan, [measure for group in groups for measure in group]):
            yield self._mention([measure], scan)

    def _said_again(self, scan: Scan, lengths: Sequence[Mention]) -> Iterator[Mention]:
        """The renewals for as long as the last length before them ("ripetibile per un periodo uguale")."""
        lengths = sorted(lengths, key=lambda length: length.start)
        starts = [length.start for length in lengths]
        for again in self._again.finditer(scan.source):
            start, end = again.span("again")
            before = bisect.bisect_left(starts, start)
            if before and apart(starts[before - 1], start, scan.source) <= REACH:
                yield Mention("duration", start, end, lengths[before - 1].value, "elliptic")

    def _measures(self, scan: Scan) -> list[Measure]:
        text = scan.source.lower
        found: list[Measure] = []
        for index, number in enumerate(scan.numbers):
            unit = self._unit.match(text, number.end)
            if unit:
                found.extend(self._sharing(scan.numbers, index, unit, text))
                found.append(self._measure(number, unit, "unit"))
            elif (before := self._leading_unit(number, text)) is not None:
                found.append(before)
        return [measure for measure in found if 0 < measure.count <= _LONGEST[measure.letter]]

    def _leading_unit(self, number: Number, text: str) -> Measure | None:
        """The measure of "giorni 420" and of "i giorni sono 400"."""
        unit = self._unit_before.search(text, max(0, number.start - _CONTEXT), number.start)
        if unit is None or not self._end.match(text, number.end):
            return None
        if unit["copula"]:
            return Measure(number.start, number.end, number.value, self._unit_of(unit["unit"]), "unit_before")
        if number.words or self._share.match(text, number.end):
            return None
        return Measure(unit.start(), number.end, number.value, self._unit_of(unit["unit"]), "unit_before")

    def _sharing(self, numbers: list[Number], index: int, unit: re.Match[str], text: str) -> Iterator[Measure]:
        """The number just before a measure that shares its unit."""
        if index and self._share.fullmatch(text, numbers[index - 1].end, numbers[index].start):
            before = numbers[index - 1]
            if before.scale == 1 and not self._unit.match(text, before.end):
                yield Measure(before.start, before.end, before.value, self._unit_of(unit["unit"]), "shared_unit")

    def _measure(self, number: Number, unit: re.Match[str], rule: str) -> Measure:
        value = number.value + (Decimal("0.5") if unit["half"] else 0)
        return Measure(number.start, unit.end(), value, self._unit_of(unit["unit"]), rule)

    def _unit_of(self, word: str) -> str:
        return next(unit for expression, unit in self._units if expression.fullmatch(word))

    def _joined(self, measures: list[Measure], text: str) -> list[list[Measure]]:
        """Measures grouped: years and months with "e" between them are one length."""
        groups: list[list[Measure]] = []
        for measure in measures:
            last = groups[-1][-1] if groups else None
            if (
                last is not None
                and _UNIT_ORDER.index(last.letter) < _UNIT_ORDER.index(measure.letter)
                and self._compound.fullmatch(text, last.end, measure.start)
            ):
                groups[-1].append(measure)
            else:
                groups.append([measure])
        return groups

    def _is_length(self, group: list[Measure], scan: Scan) -> bool:
        """Whether the measures are a length of time, not an instant ("tre anni fa") or an age."""
        text, start, end = scan.source.lower, group[0].start, group[-1].end
        window = max(0, start - _CONTEXT)
        if self._not_after.match(text, end) or self._not_before.search(text, window, start):
            return False
        if group[0].letter == "D" and group[0].value == 1:
            return self._one_before.search(text, window, start) is not None
        if group[0].letter != "Y":
            return True
        if self._age_before.search(text, window, start):
            return False
        if group[0].value >= _OLD and self._at_age.search(text, window, start):
            return False
        if group[0].value >= _ADULT and self._aside.search(text, window, start) and text[end : end + 1] in _ASIDE_END:
            return False
        return group[0].value < _YOUNG or not self._person.search(scan.source.clean, window, start)

    def _mention(self, group: list[Measure], scan: Scan) -> Mention:
        start, end = group[0].start, group[-1].end
        iso = "P" + "".join(measure.part for measure in group)
        qualifier = self._hedges.before(scan.source.lower, start)[1]
        return Mention("duration", start, end, DurationValue(iso8601=iso, qualifier=qualifier), group[0].rule)

    def _in_words(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        for match in self._word.finditer(text):
            if self._is_year_part(match, text):
                continue
            iso = next(iso for expression, iso in self._words if expression.fullmatch(match["word"]))
            yield Mention("duration", *match.span(), DurationValue(iso8601=iso), "word")

    def _is_year_part(self, word: re.Match[str], text: str) -> bool:
        if not self._year_part.fullmatch(word["word"]):
            return False
        return self._ordinal.search(text, max(0, word.start() - _CONTEXT), word.start()) is not None
