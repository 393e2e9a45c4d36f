"""Dates: calendar dates in every form, at the precision of the text.

Reading order: the pattern file's model, the finder (recognise, link to neighbours, resolve), how a form's atoms become
a partial date. What a phrase leaves open stays open (`PartialDate`) until its neighbours or the publication date
complete it; without either nothing is guessed.
"""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.mentions.forms import Form, FormMatch, Forms, Table
from extractor.mentions.mention import Mention
from extractor.mentions.partial_dates import IsoDate, PartialDate, Unit, resolve
from extractor.mentions.scan import Number, Scan
from extractor.mentions.tense import TensePatterns, TenseReader
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import DateValue
from extractor.text import SourceText

_PIVOT = 50  # two digits: '49 is 2049, '50 is 1950


class Words(PatternFile):
    last: list[Expression]
    next: list[Expression]
    this: list[Expression]
    part: list[Expression]
    century: list[Expression]
    today: list[Expression]
    ahead: list[Expression]
    later: list[Expression]


class Links(PatternFile):
    phrases: list[Expression]
    deadlines: list[Phrase]
    day_end: list[Phrase]


class Traps(PatternFile):
    phrases: list[str]


class DatePatterns(PatternFile):
    """Tables give months from 1, weekdays from Monday as 0, and for relative words the shift they mean."""

    months: dict[Expression, int]
    short_months: dict[Expression, int]
    weekdays: dict[Expression, int]
    short_weekdays: dict[Expression, int]
    days: dict[Expression, int]
    counts: dict[Expression, int]
    units: dict[Expression, Unit]
    relative_days: dict[Phrase, int]
    relative_weeks: dict[Phrase, int]
    relative_months: dict[Phrase, int]
    relative_years: dict[Phrase, int]
    following_days: dict[Phrase, int]
    feasts: dict[Expression, str]
    words: Words
    forms: list[Form]
    links: Links
    traps: Traps
    tense: TensePatterns


@dataclass(slots=True)
class _Phrase:
    """A date as it is written; `value` once it is resolved, `relative` where more than its own words were needed."""

    start: int
    end: int
    form: str
    partial: PartialDate
    joined: bool = False
    filled: bool = False
    relative: bool = False
    value: IsoDate | None = None


class DateFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("dates", DatePatterns)
        self._forms, self._traps = _compiled(listed)
        self._link = re.compile(alternation(listed.links.phrases))
        self._tense = TenseReader(listed.tense)
        self._deadline = re.compile(rf"(?<!\w){alternation(listed.links.deadlines)}\s*$")
        self._day_end = re.compile(rf"\s*(?:[^\w\s]|$)|\s+{alternation(listed.links.day_end)}(?!\w)")

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        source = scan.source
        phrases = list(self._recognise(scan))
        self._join(phrases, source.lower)
        self._resolve(phrases, source)
        for phrase in phrases:
            if phrase.value is not None:
                value = DateValue(iso8601=phrase.value, relative=phrase.relative)
                yield Mention("date", phrase.start, phrase.end, value, phrase.form)

    def _recognise(self, scan: Scan) -> Iterator[_Phrase]:
        source, text = scan.source, scan.source.lower
        traps = [match.span() for match in self._traps.finditer(text)]
        starts = [start for start, _ in traps]
        for match in self._forms.matches(text):
            before = bisect.bisect_right(starts, match.start) - 1
            if match.start < source.body_start or (before >= 0 and match.start < traps[before][1]):
                continue
            partial = _partial(match, scan.numbers)
            if partial is not None:
                yield _Phrase(match.start, match.end, match.form, partial)

    def _join(self, phrases: list[_Phrase], text: str) -> None:
        """Fill what a date leaves to the next one that it is joined to: "dal 4 all'11 ottobre 2019"."""
        for index in reversed(range(1, len(phrases))):
            first, second = phrases[index - 1], phrases[index]
            if not self._link.fullmatch(text, first.end, second.start):
                continue
            own, other = first.partial, second.partial
            second.joined = True
            if own.shift is not None or own.year is not None or (other.month is None and other.shift is None):
                continue
            if own.month is None and own.day is not None and own.weekday is None and other.day is not None:
                first.partial = replace(own, month=other.month, year=other.year, shift=other.shift)
                first.filled = True
            elif own.month is not None and other.month is not None and other.year is not None:
                year = other.year - (own.month > other.month)
                first.partial = replace(own, year=year)

    def _resolve(self, phrases: list[_Phrase], source: SourceText) -> None:
        for index, phrase in enumerate(phrases):
            before = phrases[index - 1] if index else None
            anchor = _anchor(before, source.sentence_at(phrase.start).start)
            partial, reference = phrase.partial, source.published
            if phrase.form == "day" and not phrase.filled and not self._alone(phrase, anchor, source.lower):
                continue
            if anchor is not None and _follows(phrase):
                partial, reference = replace(partial, direction=1), anchor
            elif phrase.form == "after":
                continue
            phrase.value = resolve(partial, reference, self._tense.lean(source, phrase.start, phrase.end, phrase.form))
            phrase.relative = phrase.partial.year is None

    def _alone(self, phrase: _Phrase, anchor: datetime.date | None, text: str) -> bool:
        """Whether a bare number is a day: after a date in its sentence or words of a deadline, before a pause."""
        if not text[phrase.start].isdigit() or self._day_end.match(text, phrase.end) is None:
            return False
        return anchor is not None or self._deadline.search(text, max(0, phrase.start - 30), phrase.start) is not None


def _follows(phrase: _Phrase) -> bool:
    """Whether a date counts from the one before it: "il 22" after "19 ottobre", a range's end, "il giorno dopo"."""
    open_day = phrase.form == "day" and not phrase.filled
    return phrase.form == "after" or open_day or (phrase.joined and phrase.partial.shift is None)


def _anchor(before: _Phrase | None, sentence: int) -> datetime.date | None:
    """The day of the phrase before, in the sentence that begins at `sentence`; the first one where it names a month."""
    if before is None or before.value is None or before.start < sentence:
        return None
    if isinstance(before.value, datetime.date):
        return before.value
    year, _, month = before.value.partition("-")
    return datetime.date(int(year), int(month), 1) if month.isdigit() else None


def _compiled(listed: DatePatterns) -> tuple[Forms, re.Pattern[str]]:
    tables: dict[str, Table] = {
        "long_month": listed.months,
        "month": listed.months | listed.short_months,
        "weekday": listed.weekdays,
        "any_weekday": listed.weekdays | listed.short_weekdays,
        "day": listed.days,
        "count": listed.counts,
        "unit": listed.units,
        "relative_day": listed.relative_days,
        "relative_week": listed.relative_weeks,
        "relative_month": listed.relative_months,
        "relative_year": listed.relative_years,
        "following_day": listed.following_days,
        "feast": listed.feasts,
    }
    words = listed.words
    dd, yyyy = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)", r"(?:1\d|20)\d\d(?!\d)"
    month, day, weekday, count = (alternation(tables[name]) for name in ("month", "day", "any_weekday", "count"))
    atoms = {
        "dd": f"(?P<dd>{dd})",
        "mm": r"(?P<mm>1[0-2]|0?[1-9])(?!\d)",
        "yy": r"(?P<yy>\d\d)(?!\d)",
        "yyyy": f"(?P<yyyy>{yyyy})",
        "day": rf"(?:(?P<dd>{dd})(?:\s?[°ºª])?|(?P<day>{day})(?!\w))",
        "month": rf"(?:(?P<month>{alternation(listed.months)})|(?P<month>{alternation(listed.short_months)})\.?)(?!\w)",
        "any_weekday": rf"(?P<any_weekday>{weekday})(?!\w)",
        "year": rf"(?:(?P<yyyy>{yyyy})(?![.,]\d)|'(?P<yy>\d\d)(?!\d)|(?P<worded>{alternation(words.century)}[a-zéì]*))",
        "count": rf"(?:(?P<number>\d{{1,3}})|(?P<count>{count}))(?!\w)",
        "day_like": rf"(?:{dd}|{day})",
        "month_like": rf"{month}(?!\w)",
        "yyyy_like": yyyy,
        "dd_like": dd,
        "part": alternation(words.part),
        "today": rf"(?P<today>{alternation(words.today)})(?!\w)",
        "ahead": f"(?P<ahead>{alternation(words.ahead)})",
        "later": f"(?P<ahead>{alternation(words.later)})",
        "last": f"(?P<last>{alternation(words.last)})",
        "next": f"(?P<next>{alternation(words.next)})",
        "this": f"(?P<this>{alternation(words.this)})",
    }
    starts = [r"'?\d", *words.last, *words.next, *words.this, *words.century, *words.ahead, *words.today]
    starts += [phrase for table in tables.values() for phrase in table]
    forms = Forms(listed.forms, tables, atoms, starts)
    traps = [forms.expand(phrase) for phrase in listed.traps.phrases]
    return forms, re.compile(rf"(?<!\w)(?:{'|'.join(traps)})")


def _partial(match: FormMatch, numbers: Sequence[Number]) -> PartialDate | None:
    """The date that a form's atoms give; None where a number in words is no year."""
    said = match.values
    year = _year(match, numbers)
    if year is None and "worded" in said:
        return None
    month, day = said.get("month", said.get("long_month", said.get("mm"))), said.get("day", said.get("dd"))
    if "feast" in said:
        month, day = str(said["feast"]).split("-")
    weekday = said.get("weekday", said.get("any_weekday"))
    return PartialDate(year, _integer(month), _integer(day), _integer(weekday), _shift(said), _direction(said))


def _integer(value: object) -> int | None:
    return None if value is None else int(str(value))


def _year(match: FormMatch, numbers: Sequence[Number]) -> int | None:
    said = match.values
    if "yyyy" in said:
        return int(str(said["yyyy"]))
    if "yy" in said:
        short = int(str(said["yy"]))
        return short + (2000 if short < _PIVOT else 1900)
    if "worded" in said:
        inside = (number.value for number in numbers if match.start <= number.start < match.end)
        return next((int(value) for value in inside if isinstance(value, Decimal) and 1000 <= value <= 2100), None)
    return None


def _shift(said: dict[str, object]) -> tuple[Unit, int] | None:
    units: tuple[tuple[str, Unit], ...] = (
        ("relative_day", "day"),
        ("following_day", "day"),
        ("relative_week", "week"),
        ("relative_month", "month"),
        ("relative_year", "year"),
    )
    for name, unit in units:
        if name in said:
            return unit, int(str(said[name]))
    if "today" in said:
        return "day", 0
    if "unit" in said:
        counted = int(str(said.get("number", said.get("count"))))
        return said["unit"], counted if "ahead" in said else -counted  # type: ignore[return-value]
    return None


def _direction(said: dict[str, object]) -> int | None:
    return next((sign for name, sign in (("last", -1), ("next", 1), ("this", 0)) if name in said), None)
