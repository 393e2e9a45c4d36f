"""Dates in company: how the dates of one article complete each other before the publication date completes the rest.

"dal 4 all'11 ottobre" shares a month, "il 22" after "19 ottobre" inherits one, "il giorno prima" counts from the date
before it, and without a publication date a dateline ("Cosenza, 12 marzo 2019 –") or the year of a neighbour serves.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractor.mentions.partial_dates import IsoDate, PartialDate, first_day, resolve
from extractor.mentions.tense import TensePatterns, TenseReader
from extractor.patterns import Expression, PatternFile, Phrase, alternation
from extractor.text import SourceText

_DATELINE_HEAD = 60  # characters of its line that may stand before a dateline
_DATELINE_TAIL = re.compile(r"\s*(?:$|[–\-·|•.:)])")
_CUE = 30  # characters before a day alone in which words of a deadline are looked for
_AROUND = 200  # characters of its sentence in which words make a number alone the number of a lot
_NEAR = 2  # sentences from which on the date before is too far away to count from
_SEQUENCE = 2.0  # how far a date leans to the future after a future one in its sentence


class LinkPatterns(PatternFile):
    """`phrases` join two dates; a day alone is one after `deadlines` or a date, before `day_end` or punctuation,
    unless its sentence has one of `not_days`. Two of them are a range after `range_start`, unless after `sizes`.
    """

    phrases: list[Expression]
    deadlines: list[Phrase]
    day_end: list[Phrase]
    not_days: list[Phrase]
    range_start: list[Phrase]
    sizes: list[Phrase]


@dataclass(slots=True)
class DatePhrase:
    """A date as it is written; `value` once it is resolved, `relative` where more than its own words were needed.

    `joined` marks one that a link joins to the date before it, `opens` that other one, `filled` one that took its month
    from the next, `ranged` either end of a range of days without a month.
    """

    start: int
    end: int
    form: str
    partial: PartialDate
    joined: bool = False
    opens: bool = False
    filled: bool = False
    ranged: bool = False
    relative: bool = False
    value: IsoDate | None = None


class _Anchor(NamedTuple):
    """A resolved date that later ones may count from, and the index of its sentence."""

    value: IsoDate
    sentence: int

    @property
    def knows_month(self) -> bool:
        return isinstance(self.value, datetime.date) or len(self.value) > len("2026")


class DateResolver:
    def __init__(self, links: LinkPatterns, tense: TensePatterns) -> None:
        self._link = re.compile(alternation(links.phrases))
        self._deadline = re.compile(rf"(?<!\w){alternation(links.deadlines)}\s*$")
        self._day_end = re.compile(rf"\s*(?:[^\w\s]|$)|\s+{alternation(links.day_end)}(?!\w)")
        self._not_days = re.compile(rf"(?<!\w){alternation(links.not_days)}(?!\w)")
        self._range_start = re.compile(rf"(?<!\w){alternation(links.range_start)}\s?$")
        self._sizes = re.compile(rf"(?<!\w){alternation(links.sizes)}\s$")
        self._tense = TenseReader(tense)

    def __call__(self, phrases: Sequence[DatePhrase], source: SourceText) -> None:
        """Set `value` and `relative` of the phrases (all of the article, in order) that can be resolved."""
        self._join(phrases, source.lower)
        dateline = None if source.published is not None else _dateline(phrases, source)
        before: _Anchor | None = None
        for phrase in phrases:
            phrase.relative = phrase.partial.year is None
            sentences = source.sentence_index(phrase.start) - (before.sentence if before is not None else -_NEAR)
            if phrase.form == "day" and not phrase.filled:
                phrase.value = self._day(phrase, before if sentences == 0 else None, source)
            elif phrase.form == "after" or (phrase.joined and not phrase.partial.shift and before is not None):
                phrase.value = _counted_from(phrase, before, sentences)
            else:
                phrase.value = self._resolved(phrase, before if sentences < _NEAR else None, source, dateline)
            if phrase.value is not None:
                before = _Anchor(phrase.value, source.sentence_index(phrase.start))

    def _join(self, phrases: Sequence[DatePhrase], text: str) -> None:
        """Fill what a date leaves to the next one that it is joined to: "dal 4 all'11 ottobre 2019"."""
        for first, second in zip(reversed(phrases[:-1]), reversed(phrases[1:]), strict=True):
            if not self._link.fullmatch(text, first.end, second.start):
                continue
            first.opens = second.joined = True
            own, other = first.partial, second.partial
            if first.form == second.form == "day":
                first.ranged = second.ranged = self._is_range(first, second, text)
            if own.shift or own.year is not None or (other.month is None and not other.shift):
                continue
            if own.month is None and own.day is not None and own.weekday is None and other.day is not None:
                first.partial = replace(own, month=other.month, year=other.year, shift=other.shift)
                first.filled = True
            elif own.month is not None and other.month is not None and other.year is not None:
                first.partial = replace(own, year=other.year - (own.month > other.month))

    def _is_range(self, first: DatePhrase, second: DatePhrase, text: str) -> bool:
        """Whether two days alone are the ends of one stretch: "dal 3 al 5", but not "il ribasso sale dal 3 al 5"."""
        if (first.partial.day or 0) >= (second.partial.day or 0) or not self._day_end.match(text, second.end):
            return False
        start = self._range_start.search(text, max(0, first.start - _CUE), first.start)
        return start is not None and not self._sizes.search(text, max(0, start.start() - _CUE), start.start())

    def _day(self, phrase: DatePhrase, before: _Anchor | None, source: SourceText) -> IsoDate | None:
        """A day alone: the next one after a date in its sentence, or one near publication after words of a deadline."""
        text = source.lower
        sentence = source.sentence_at(phrase.start)
        first, last = max(sentence.start, phrase.start - _AROUND), min(sentence.end, phrase.end + _AROUND)
        if self._not_days.search(text, first, last):
            return None
        ends = not text[phrase.end : last].strip(" .!?\n")
        in_digits = text[phrase.start].isdigit() and self._day_end.match(text, phrase.end) is not None
        if before is not None and (in_digits or phrase.ranged) and before.knows_month:
            return resolve(replace(phrase.partial, direction=1), first_day(before.value))
        if phrase.ranged:
            lean = self._tense.lean(source, phrase.start, phrase.end, "day_range")
            return resolve(phrase.partial, source.published, lean)
        if (ends or in_digits) and self._deadline.search(text, max(0, phrase.start - _CUE), phrase.start):
            return resolve(phrase.partial, source.published, self._lean(phrase, source))
        return None

    def _resolved(
        self, phrase: DatePhrase, before: _Anchor | None, source: SourceText, dateline: DatePhrase | None
    ) -> IsoDate | None:
        partial, reference, lean = phrase.partial, source.published, self._lean(phrase, source)
        if reference is None and dateline is not None and _reaches(partial, dateline):
            written = resolve(dateline.partial, None)
            reference = None if written is None else first_day(written)
        if reference is None and before is not None and partial.day is not None:
            reference = first_day(before.value)
            if partial.year is None and not partial.shift and partial.direction is None:
                partial = replace(partial, year=reference.year)
        elif reference is not None and before is not None and before.sentence == source.sentence_index(phrase.start):
            lean += _SEQUENCE * (first_day(before.value) > reference)
        return resolve(partial, reference, lean)

    def _lean(self, phrase: DatePhrase, source: SourceText) -> float:
        form = "weekday_range" if phrase.opens and phrase.form == "weekday" else phrase.form
        return self._tense.lean(source, phrase.start, phrase.end, form)


def _counted_from(phrase: DatePhrase, before: _Anchor | None, sentences: int) -> IsoDate | None:
    """A date that goes on from the one before: "il giorno dopo", "febbraio dell'anno dopo", the end of a range."""
    partial = phrase.partial
    if before is None:
        return None
    exact = isinstance(before.value, datetime.date) and sentences < _NEAR
    if phrase.form == "after" and partial.month is None and not exact:
        return None
    if not partial.shift and partial.year is None:
        partial = replace(partial, direction=1)
    return resolve(partial, first_day(before.value))


def _dateline(phrases: Sequence[DatePhrase], source: SourceText) -> DatePhrase | None:
    """The first date with a year that stands at the head of a line or closes one: "Lavello, 27 marzo 2019"."""
    lines = iter(source.lines)
    line = next(lines, None)
    for phrase in phrases:
        while line is not None and line.end <= phrase.start:
            line = next(lines, None)
        if line is None:
            return None
        named = phrase.partial.year is not None and phrase.partial.month is not None
        if (
            named
            and phrase.start - line.start <= _DATELINE_HEAD
            and _DATELINE_TAIL.match(source.clean, phrase.end, line.end)
        ):
            return phrase
    return None


def _reaches(partial: PartialDate, dateline: DatePhrase) -> bool:
    """Whether a dateline is exact enough: a masthead's month tells the year of a day, but not which Thursday."""
    if dateline.partial.day is not None:
        return True
    return partial.month is not None or any(unit in ("month", "year") for unit, _ in partial.shift)
