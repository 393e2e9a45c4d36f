"""Dates in company: how the dates of one article complete each other before the publication date completes the rest.

"dal 4 all'11 ottobre" shares a month, "il 22" after "19 ottobre" inherits one, "il giorno prima" counts from the date
before it, and without a publication date a dateline ("Cosenza, 12 marzo 2019 –") or the year of a neighbour serves.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.mentions.partial_dates import IsoDate, PartialDate, resolve
from extractor.mentions.tense import TensePatterns, TenseReader
from extractor.patterns import Expression, PatternFile, Phrase, alternation
from extractor.text import SourceText

_DATELINE_HEAD = 60  # characters of its line that may stand before a dateline
_DATELINE_TAIL = re.compile(r"\s*(?:$|[–\-·|•.:)])")
_CUE = 30  # characters before a day alone in which words of a deadline are looked for
_SEQUENCE = 2.0  # how far a date leans to the future after a future one in its sentence


class LinkPatterns(PatternFile):
    """`phrases` join two dates; a day alone is one after `deadlines` or a date, before `day_end` or punctuation."""

    phrases: list[Expression]
    deadlines: list[Phrase]
    day_end: list[Phrase]


@dataclass(slots=True)
class DatePhrase:
    """A date as it is written; `value` once it is resolved, `relative` where more than its own words were needed.

    `joined` marks one that a link joins to the date before it, `filled` one that took its month from the next.
    """

    start: int
    end: int
    form: str
    partial: PartialDate
    joined: bool = False
    filled: bool = False
    relative: bool = False
    value: IsoDate | None = None


class DateResolver:
    def __init__(self, links: LinkPatterns, tense: TensePatterns) -> None:
        self._link = re.compile(alternation(links.phrases))
        self._deadline = re.compile(rf"(?<!\w){alternation(links.deadlines)}\s*$")
        self._day_end = re.compile(rf"\s*(?:[^\w\s]|$)|\s+{alternation(links.day_end)}(?!\w)")
        self._tense = TenseReader(tense)

    def __call__(self, phrases: Sequence[DatePhrase], source: SourceText) -> None:
        """Set `value` and `relative` of the phrases (all of the article, in order) that can be resolved."""
        self._join(phrases, source.lower)
        dateline = None if source.published is not None else _dateline(phrases, source)
        for index, phrase in enumerate(phrases):
            before = [other for other in phrases[max(0, index - 2) : index] if other.value is not None]
            if phrase.form == "day" and not phrase.filled:
                self._resolve_day(phrase, before, source)
            elif phrase.form == "after" or (phrase.joined and phrase.partial.shift is None and before):
                self._count_from(phrase, before, source)
            else:
                self._resolve(phrase, before, source, dateline)

    def _join(self, phrases: Sequence[DatePhrase], text: str) -> None:
        """Fill what a date leaves to the next one that it is joined to: "dal 4 all'11 ottobre 2019"."""
        for first, second in zip(reversed(phrases[:-1]), reversed(phrases[1:]), strict=True):
            if not self._link.fullmatch(text, first.end, second.start):
                continue
            second.joined = True
            own, other = first.partial, second.partial
            if own.shift is not None or own.year is not None or (other.month is None and other.shift is None):
                continue
            if own.month is None and own.day is not None and own.weekday is None and other.day is not None:
                first.partial = replace(own, month=other.month, year=other.year, shift=other.shift)
                first.filled = True
            elif own.month is not None and other.month is not None and other.year is not None:
                first.partial = replace(own, year=other.year - (own.month > other.month))

    def _count_from(self, phrase: DatePhrase, before: Sequence[DatePhrase], source: SourceText) -> None:
        """A date that goes on from the one before: "il giorno dopo", "febbraio dell'anno dopo", the end of a range."""
        if not before:
            return
        partial = phrase.partial
        exact = isinstance(before[-1].value, datetime.date) and _near(before[-1], phrase, source)
        if phrase.form == "after" and partial.month is None and not exact:
            return
        if partial.shift is None and partial.year is None:
            partial = replace(partial, direction=1)
        phrase.value, phrase.relative = resolve(partial, _first_day(before[-1].value)), phrase.partial.year is None

    def _resolve_day(self, phrase: DatePhrase, before: Sequence[DatePhrase], source: SourceText) -> None:
        """A day alone: the next one after a date in its sentence, or one near publication after words of a deadline."""
        text = source.lower
        if not text[phrase.start].isdigit() or self._day_end.match(text, phrase.end) is None:
            return
        phrase.relative = True
        same = [other for other in before if _same_sentence(other, phrase, source) and len(str(other.value)) > 4]
        if same:
            phrase.value = resolve(replace(phrase.partial, direction=1), _first_day(same[-1].value))
        elif self._deadline.search(text, max(0, phrase.start - _CUE), phrase.start):
            lean = self._tense.lean(source, phrase.start, phrase.end, phrase.form)
            phrase.value = resolve(phrase.partial, source.published, lean)

    def _resolve(
        self, phrase: DatePhrase, before: Sequence[DatePhrase], source: SourceText, dateline: DatePhrase | None
    ) -> None:
        partial, reference = phrase.partial, source.published
        phrase.relative = partial.year is None
        if reference is None and dateline is not None and _reaches(partial, dateline):
            reference = _first_day(dateline.value or resolve(dateline.partial, None))
        if reference is None and before and _near(before[-1], phrase, source) and partial.day is not None:
            reference = _first_day(before[-1].value)
            if partial.year is None and partial.shift is None and partial.direction is None:
                partial = replace(partial, year=reference.year)
        lean = self._tense.lean(source, phrase.start, phrase.end, phrase.form)
        if reference is not None and before and _same_sentence(before[-1], phrase, source):
            lean += _SEQUENCE * (_first_day(before[-1].value) > reference)
        phrase.value = resolve(partial, reference, lean)


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
    unit = partial.shift[0] if partial.shift is not None else None
    return partial.month is not None or unit in ("month", "year")


def _near(before: DatePhrase, phrase: DatePhrase, source: SourceText) -> bool:
    return source.sentence_index(phrase.start) - source.sentence_index(before.start) <= 1


def _same_sentence(before: DatePhrase, phrase: DatePhrase, source: SourceText) -> bool:
    return source.sentence_index(phrase.start) == source.sentence_index(before.start)


def _first_day(value: IsoDate | None) -> datetime.date:
    """The first day of a resolved date."""
    if isinstance(value, datetime.date):
        return value
    if value is not None and "W" in value:
        return datetime.date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
    year, _, month = str(value).partition("-")
    return datetime.date(int(year), int(month or 1), 1)
