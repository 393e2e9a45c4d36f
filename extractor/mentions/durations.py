"""Durations: lengths of time in days, weeks, months and years, kept in the unit of the text.

Reading order: measures (a number with its unit), numbers that share a unit ("3+2 anni"), compounds ("due anni e sei
mesi"), words that are a length ("triennio"), numbers that repeat a unit said before ("altri sei").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.mentions.hedges import Hedges
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import DurationValue

_LONGEST = {"Y": 150, "M": 1200, "W": 520, "D": 5000}
_CONTEXT = 40
_REACH = 2
_UNIT_ORDER = "YMWD"


class Links(PatternFile):
    to_unit: list[Expression]
    tail: list[Phrase]
    half: list[Phrase]
    share: list[Expression]
    compound: list[Expression]


class Ellipsis(PatternFile):
    """Around a number that repeats the unit of a length before it: `before` and `after` it, `end` what may follow."""

    before: list[Phrase]
    after: list[Phrase]
    end: list[Expression]


class NotDurations(PatternFile):
    """Ages and instants: `after` and `before` the measure; `age_before` only where the unit is years."""

    after: list[Phrase]
    before: list[Phrase]
    age_before: list[Phrase]


class DurationPatterns(PatternFile):
    """`units` maps expressions to an ISO letter with a factor ("6M"), `words` expressions to a whole duration."""

    units: dict[Expression, str]
    words: dict[Expression, str]
    links: Links
    ellipsis: Ellipsis
    exclude: NotDurations


@dataclass(frozen=True, slots=True)
class _Measure:
    start: int
    end: int
    value: Decimal
    unit: str
    rule: str

    @property
    def letter(self) -> str:
        return self.unit[-1]

    @property
    def count(self) -> Decimal:
        return self.value * int(self.unit[:-1] or 1)

    def iso(self) -> str:
        return "P" + _part(self.count, self.letter)


class DurationFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("durations", DurationPatterns)
        links, ellipsis = listed.links, listed.ellipsis
        units, words = alternation(listed.units), alternation(listed.words)
        self._units = [(re.compile(expression), unit) for expression, unit in listed.units.items()]
        self._words = [(re.compile(expression), iso) for expression, iso in listed.words.items()]
        self._unit = re.compile(
            rf"{alternation(links.to_unit)}(?P<unit>{units})(?!\w)"
            rf"(?P<half>\s{alternation(links.half)}\b)?(?:\s{alternation(links.tail)}\b)?"
        )
        self._unit_before = re.compile(rf"(?<!\w)(?P<unit>{units})\s\Z")
        self._word = re.compile(rf"(?P<word>{words})(?!\w)")
        self._share = re.compile(alternation(links.share))
        self._compound = re.compile(alternation(links.compound))
        self._elliptic_before = re.compile(rf"(?<!\w){alternation(ellipsis.before)}\s\Z")
        self._elliptic_after = re.compile(rf"\s{alternation(ellipsis.after)}\b")
        self._elliptic_end = re.compile(rf"\s*{alternation(ellipsis.end)}")
        self._not_after = re.compile(rf"\s{alternation(listed.exclude.after)}")
        self._not_before = re.compile(rf"(?<!\w){alternation(listed.exclude.before)}\s?\Z")
        self._age_before = re.compile(rf"(?<!\w){alternation(listed.exclude.age_before)}\s\Z")
        self._hedges = Hedges(patterns)

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        measures = self._joined(self._measures(scan), scan.source.lower)
        found = [*(mention for group in measures if (mention := self._mention(group, scan)) is not None)]
        yield from found
        yield from self._in_words(scan)
        yield from self._elliptic(scan, [measure for group in measures for measure in group])

    def _measures(self, scan: Scan) -> list[_Measure]:
        text = scan.source.lower
        found: list[_Measure] = []
        for index, number in enumerate(scan.numbers):
            unit = self._unit.match(text, number.end)
            if unit:
                found.extend(self._sharing(scan.numbers, index, unit, text))
                found.append(self._measure(number, unit, "unit"))
            elif (before := self._leading_unit(number, text)) is not None:
                found.append(before)
        return [measure for measure in found if 0 < measure.count <= _LONGEST[measure.letter]]

    def _leading_unit(self, number: Number, text: str) -> _Measure | None:
        """The measure of "giorni 420"."""
        unit = self._unit_before.search(text, max(0, number.start - 12), number.start)
        if unit is None or number.words or self._share.match(text, number.end):
            return None
        if not self._elliptic_end.match(text, number.end):
            return None
        return _Measure(unit.start(), number.end, number.value, self._unit_of(unit["unit"]), "unit_before")

    def _sharing(self, numbers: list[Number], index: int, unit: re.Match[str], text: str) -> Iterator[_Measure]:
        """The number just before a measure that shares its unit."""
        if index and self._share.fullmatch(text, numbers[index - 1].end, numbers[index].start):
            before = numbers[index - 1]
            if before.scale == 1 and not self._unit.match(text, before.end):
                yield _Measure(before.start, before.end, before.value, self._unit_of(unit["unit"]), "shared_unit")

    def _measure(self, number: Number, unit: re.Match[str], rule: str) -> _Measure:
        value = number.value + (Decimal("0.5") if unit["half"] else 0)
        return _Measure(number.start, unit.end(), value, self._unit_of(unit["unit"]), rule)

    def _unit_of(self, word: str) -> str:
        return next(unit for expression, unit in self._units if expression.fullmatch(word))

    def _joined(self, measures: list[_Measure], text: str) -> list[list[_Measure]]:
        """Measures grouped: years and months with "e" between them are one length."""
        groups: list[list[_Measure]] = []
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

    def _mention(self, group: list[_Measure], scan: Scan) -> Mention | None:
        text, start, end = scan.source.lower, group[0].start, group[-1].end
        window = max(0, start - _CONTEXT)
        if self._not_after.match(text, end) or self._not_before.search(text, window, start):
            return None
        if group[0].letter == "Y" and self._age_before.search(text, window, start):
            return None
        iso = "P" + "".join(_part(measure.count, measure.letter) for measure in group)
        qualifier = self._hedges.before(text, start)[1]
        return Mention("duration", start, end, DurationValue(iso8601=iso, qualifier=qualifier), group[0].rule)

    def _in_words(self, scan: Scan) -> Iterator[Mention]:
        for match in self._word.finditer(scan.source.lower):
            iso = next(iso for expression, iso in self._words if expression.fullmatch(match["word"]))
            yield Mention("duration", *match.span(), DurationValue(iso8601=iso), "word")

    def _elliptic(self, scan: Scan, measures: list[_Measure]) -> Iterator[Mention]:
        """Numbers that repeat the unit of the last length said, in the same sentence or just before."""
        text, source = scan.source.lower, scan.source
        starts = {measure.start for measure in measures}
        last: _Measure | None = None
        waiting = iter([*measures, None])
        upcoming = next(waiting)
        for number in scan.numbers:
            while upcoming is not None and upcoming.end <= number.start:
                last, upcoming = upcoming, next(waiting)
            if last is None or number.scale > 1 or number.start in starts or number.value > 1000:
                continue
            if source.sentence_index(number.start) - source.sentence_index(last.start) > _REACH:
                continue
            before = self._elliptic_before.search(text, max(0, number.start - _CONTEXT), number.start)
            after = self._elliptic_after.match(text, number.end)
            if after or (before and self._elliptic_end.match(text, number.end)):
                measure = _Measure(number.start, number.end, number.value, last.letter, "elliptic")
                yield Mention("duration", number.start, number.end, DurationValue(iso8601=measure.iso()), "elliptic")


def _part(count: Decimal, letter: str) -> str:
    whole = int(count)
    if count == whole:
        return f"{whole}{letter}"
    if letter == "Y" and count * 12 == int(count * 12):
        months = int(count * 12) - whole * 12
        return (f"{whole}Y" if whole else "") + f"{months}M"
    return f"{count.normalize():f}{letter}"
