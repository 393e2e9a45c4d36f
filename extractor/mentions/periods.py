"""Periods: stretches of time as their first and last day, made of the dates and lengths among an article's mentions.

Reading order: the pattern file's model, the finder (stretches: parts of the year, lengths counted from publication,
what rests of a month; then ranges of stretches and dates, and open ends), calendar arithmetic.
The record holds dates, each at the precision of the text; periods are for readers who plan by days.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeVar

from extractor.mentions.mention import Mention
from extractor.mentions.partial_dates import add_months, first_day, iso_week, last_day
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import DateValue, DurationValue
from extractor.text import SourceText

_CONTEXT = 60  # characters before a date in which the words of its edge are looked for
_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_DAY = datetime.timedelta(days=1)
_YEAR = 12
Value = TypeVar("Value")


class Edges(PatternFile):
    """Words right before a date, links between two, `moves` before both of a postponement, `vague` beginnings."""

    since: list[Phrase]
    not_before: list[Phrase]
    between: list[Phrase]
    until: list[Phrase]
    after: list[Phrase]
    before: list[Phrase]
    to: list[Expression]
    together: list[Expression]
    dash: list[Expression]
    moves: list[Phrase]
    vague: list[Phrase]


class Words(PatternFile):
    of: list[Phrase]
    this_year: list[Phrase]
    coming: list[Phrase]
    gone: list[Phrase]
    first: list[Phrase]
    last: list[Phrase]
    rest: list[Phrase]


class PeriodPatterns(PatternFile):
    """`parts` and `named` give months, `ordinals` count from 1 (-1: the last), `turns` from the part that is now."""

    edges: Edges
    parts: dict[Expression, int]
    named: dict[Expression, int]
    ordinals: dict[Expression, int]
    turns: dict[Phrase, int]
    words: Words
    rest_units: dict[Expression, Literal["week", "month", "year"]]


@dataclass(frozen=True, slots=True)
class Period:
    """Words that say a stretch of time, with its first and last day; None for the side that is open.

    `start` and `end` are half-open offsets into the article's text as given.
    """

    text: str
    start: int
    end: int
    first_day: datetime.date | None
    last_day: datetime.date | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A first and last day with the words for both, offsets into the clean text; `bare` marks a mere date, which makes
    a period only with another or with the words of an edge."""

    start: int
    end: int
    first: datetime.date
    last: datetime.date
    bare: bool = False

    @property
    def is_year(self) -> bool:
        return (self.first.month, self.first.day) == (1, 1) and self.last == self.first.replace(month=12, day=31)


_Ends = tuple[int, int, datetime.date | None, datetime.date | None]


class PeriodFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("periods", PeriodPatterns)
        edges, words = listed.edges, listed.words
        nth, turn = alternation(listed.ordinals), alternation(listed.turns)
        part, named = alternation(listed.parts), alternation(listed.named)
        self._part = re.compile(
            rf"(?<!\w)(?:(?P<nth>{nth})\s(?:(?P<part>{part})|(?P<named>{named}))"
            rf"|(?P<turn>{turn})\s(?P<turned>{part})|(?P<turning>{part})\s(?P<turn_after>{turn}))(?!\w)"
        )
        self._ordinals, self._turns = _compiled(listed.ordinals), _compiled(listed.turns)
        self._months = _compiled(listed.parts | listed.named)
        self._of = re.compile(rf"\s{alternation(words.of)}(?:(?<=')|(?!\w))\s?")
        self._this_year = re.compile(rf"{alternation(words.this_year)}(?!\w)")
        self._gap = re.compile(r"[,(]?\s?[,(]?")
        self._edge = re.compile(
            rf"(?<!\w)(?:{_groups(edges, 'not_before', 'since', 'between', 'until', 'after', 'before')})\s?\Z"
        )
        self._links = {"since": re.compile(alternation(edges.to)), "between": re.compile(alternation(edges.together))}
        self._dash = re.compile(alternation(edges.dash))
        self._moves = re.compile(rf"(?<!\w){alternation(edges.moves)}\s\Z")
        self._vague = re.compile(rf"{alternation(edges.vague)}(?!\w)")
        self._counted = re.compile(rf"(?<!\w)(?:{_groups(words, 'coming', 'gone')})\s\Z")
        self._counted_after = re.compile(rf"\s(?:{_groups(words, 'coming', 'gone')})(?!\w)")
        self._counted_of = re.compile(rf"(?<!\w)(?:{_groups(words, 'first', 'last')})\s\Z")
        self._rest = re.compile(
            rf"(?<!\w){alternation(words.rest)}\s?(?P<unit>{alternation(listed.rest_units)}(?!\w))?"
        )
        self._rest_units = _compiled(listed.rest_units)

    def __call__(self, text: str, source: SourceText, mentions: Iterable[Mention]) -> list[Period]:
        """The periods of an article in order, from its text as given, its source text and its mentions."""
        dates: dict[int, _Stretch] = {}
        lengths: list[Mention] = []
        for mention in mentions:
            if isinstance(mention.value, DateValue):
                value = mention.value.iso8601
                dates[mention.start] = _Stretch(mention.start, mention.end, first_day(value), last_day(value), True)
            elif isinstance(mention.value, DurationValue):
                lengths.append(mention)
        own = [*self._parts(source, dates), *self._lengths(source, dates, lengths), *self._rests(source, dates)]
        return [_period(ends, text, source) for ends in self._edged(_apart([*own, *dates.values()]), source.lower)]

    # ------------------------------------------------------------------ stretches with words of their own
    def _parts(self, source: SourceText, dates: Mapping[int, _Stretch]) -> Iterator[_Stretch]:
        """Parts of a calendar year: "il terzo trimestre del 2027", "il prossimo semestre"."""
        for match in self._part.finditer(source.lower, source.body_start):
            months = _value(self._months, match["part"] or match["named"] or match["turned"] or match["turning"])
            year, of = self._date_after(source, match.end(), dates)
            if year is not None and not year.is_year:
                continue
            inside = source.published if year is None else year.first
            if inside is None or (year is None and (of or match["named"])):
                continue
            if match["nth"]:
                nth = _value(self._ordinals, match["nth"])
                index = nth - 1 if nth > 0 else _YEAR // months + nth
            else:
                index = (inside.month - 1) // months + _value(self._turns, match["turn"] or match["turn_after"])
            if match["nth"] is None or 0 <= index < _YEAR // months:
                first = add_months(inside.replace(month=1, day=1), index * months)
                end = match.end() if year is None else year.end
                yield _Stretch(match.start(), end, first, add_months(first, months) - _DAY)

    def _lengths(
        self, source: SourceText, dates: Mapping[int, _Stretch], lengths: Iterable[Mention]
    ) -> Iterator[_Stretch]:
        """Lengths counted from publication ("i prossimi tre mesi") or in a year ("i primi sei mesi del 2027")."""
        text, published = source.lower, source.published
        for length in lengths:
            window = max(source.body_start, length.start - _CONTEXT)
            whole, of = self._date_after(source, length.end, dates)
            if whole is not None and (side := self._counted_of.search(text, window, length.start)):
                first = whole.first if side["first"] else _later(whole.last + _DAY, length, -1)
                last = whole.last if side["last"] else _later(whole.first, length, 1) - _DAY
                if whole.first <= first <= last <= whole.last:
                    yield _Stretch(side.start(), whole.end, first, last)
            elif published is None or of:
                continue
            elif side := self._counted.search(text, window, length.start):
                yield _Stretch(side.start(), length.end, *_counted(published, length, ahead=bool(side["coming"])))
            elif side := self._counted_after.match(text, length.end):
                yield _Stretch(length.start, side.end(), *_counted(published, length, ahead=bool(side["coming"])))

    def _rests(self, source: SourceText, dates: Mapping[int, _Stretch]) -> Iterator[_Stretch]:
        """What is left of a week, month or year: "il resto dell'anno"."""
        published = source.published
        if published is None:
            return
        for match in self._rest.finditer(source.lower, source.body_start):
            date = dates.get(match.start("unit") if match["unit"] else match.end())
            if date is not None:
                yield _Stretch(match.start(), date.end, max(date.first, published), date.last)
            elif match["unit"]:
                whole = _whole(published, _value(self._rest_units, match["unit"]))
                yield _Stretch(match.start(), match.end(), published, last_day(whole))

    def _date_after(
        self, source: SourceText, position: int, dates: Mapping[int, _Stretch]
    ) -> tuple[_Stretch | None, re.Match[str] | None]:
        """The date that follows ("del 2027", ", 2027") and whether words say that something follows ("di servizio")."""
        of = self._of.match(source.lower, position)
        after = of.end() if of else self._gap.match(source.lower, position).end()  # type: ignore[union-attr]
        year = self._this_year.match(source.lower, after) if of and source.published else None
        if year is not None and after not in dates:
            first, last = f"{source.published:%Y}-01-01", f"{source.published:%Y}-12-31"
            return _Stretch(after, year.end(), first_day(first), first_day(last)), of
        return dates.get(after), of

    # ------------------------------------------------------------------ ranges and open ends
    def _edged(self, stretches: Sequence[_Stretch], text: str) -> Iterator[_Ends]:
        """The stretches joined to ranges, and what is left with the words of its edge before it."""
        joined = False
        for this, following in zip_longest(stretches, stretches[1:]):
            if joined:
                joined = False
                continue
            edge = self._edge.search(text, max(0, this.start - _CONTEXT), this.start)
            side, start = (edge.lastgroup, edge.start()) if edge else (None, this.start)
            joined = following is not None and self._linked(side, text, this.end, following.start)
            if joined:
                moved = self._moves.search(text, max(0, start - _CONTEXT), start)
                if this.first <= following.last and not moved and not self._vague.match(text, this.start):
                    yield start, following.end, this.first, following.last
            elif side in _OPEN and (side == "until" or not self._vague.match(text, this.start)):
                yield start, this.end, *_OPEN[side](this)
            elif not this.bare:
                yield this.start, this.end, this.first, this.last

    def _linked(self, side: str | None, text: str, start: int, end: int) -> bool:
        """Whether the words between two stretches make one of them, after the words before the first."""
        if self._dash.fullmatch(text, start, end):
            return side in (None, *self._links)
        return side in self._links and self._links[str(side)].fullmatch(text, start, end) is not None


# What an edge leaves of a stretch.
_OPEN: dict[str | None, Callable[[_Stretch], tuple[datetime.date | None, datetime.date | None]]] = {
    "since": lambda stretch: (stretch.first, None),
    "not_before": lambda stretch: (stretch.first, None),
    "until": lambda stretch: (None, stretch.last),
    "after": lambda stretch: (stretch.last + _DAY, None),
    "before": lambda stretch: (None, stretch.first - _DAY),
}


def _period(ends: _Ends, text: str, source: SourceText) -> Period:
    start, end = source.original(*ends[:2])
    return Period(text[start:end], start, end, *ends[2:])


def _apart(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The stretches in order without those that lie in a longer one."""
    kept: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)):
        if not kept or stretch.start >= kept[-1].end:
            kept.append(stretch)
    return kept


def _later(day: datetime.date, length: Mention, sign: int) -> datetime.date:
    """The day a length of time later, or earlier for a `sign` of -1."""
    assert isinstance(length.value, DurationValue)
    years, months, weeks, days = (int(part or 0) for part in _LENGTH.findall(length.value.iso8601)[0])
    return add_months(day, sign * (12 * years + months)) + sign * datetime.timedelta(weeks=weeks, days=days)


def _counted(published: datetime.date, length: Mention, ahead: bool) -> tuple[datetime.date, datetime.date]:
    if ahead:
        return published + _DAY, _later(published, length, 1)
    return _later(published, length, -1), published - _DAY


def _whole(day: datetime.date, unit: str) -> str:
    """The week, month or year that a day lies in."""
    return iso_week(day) if unit == "week" else day.isoformat()[: len("2026-01" if unit == "month" else "2026")]


def _groups(listed: PatternFile, *names: str) -> str:
    return "|".join(f"(?P<{name}>{alternation(getattr(listed, name))})" for name in names)


def _compiled(table: Mapping[str, Value]) -> list[tuple[re.Pattern[str], Value]]:
    return [(re.compile(alternation([words])), value) for words, value in table.items()]


def _value(table: list[tuple[re.Pattern[str], Value]], words: str) -> Value:
    return next(value for expression, value in table if expression.fullmatch(words))
