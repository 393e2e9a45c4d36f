"""Dates: calendar dates in every form, at the precision of the text.

Reading order: the pattern file's model, the finder (recognise, link to neighbours, resolve), how a form's atoms become
a partial date. What a phrase leaves open stays open (`PartialDate`) until its neighbours or the publication date
complete it; without either nothing is guessed.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from extractor.errors import PatternError
from extractor.mentions.beginnings import Anchored
from extractor.mentions.date_context import DatePhrase, DateResolver, LinkPatterns
from extractor.mentions.forms import Form, FormMatch, Forms, Table, numbered
from extractor.mentions.mention import Mention
from extractor.mentions.partial_dates import PartialDate, Unit
from extractor.mentions.scan import Doubt, Number, Scan
from extractor.mentions.tense import TensePatterns
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import DateValue
from extractor.text import SourceText

_FILE = "dates.toml"
_PIVOT = 40  # two digits: '39 is 2039, '40 is 1940
_NAME = 40  # characters before a date in which the last word is looked for
_LAST_WORD = re.compile(r"[^\W\d_]+ $")
_CAPITAL_NEXT = re.compile(r" [A-ZÀ-Þ][a-zà-ÿ]")


class Words(PatternFile):
    last: list[Expression]
    next: list[Expression]
    this: list[Expression]
    part: list[Expression]
    century: list[Expression]
    today: list[Expression]
    ahead: list[Expression]
    later: list[Expression]
    next_one: list[Expression]


class Traps(PatternFile):
    phrases: list[str]


Month = Annotated[int, Field(ge=1, le=12)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Day = Annotated[int, Field(ge=1, le=31)]
Shift = Annotated[int, Field(ge=-999, le=999)]
Ordinal = Annotated[int, Field(ge=-1, le=53)]
MonthAndDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class DatePatterns(PatternFile):
    """Tables give months from 1, weekdays from Monday as 0, and for relative words the shift they mean."""

    months: dict[Expression, Month]
    short_months: dict[Expression, Month]
    weekdays: dict[Expression, Weekday]
    short_weekdays: dict[Expression, Weekday]
    days: dict[Expression, Day]
    counts: dict[Expression, Shift]
    ordinals: dict[Expression, Ordinal]
    units: dict[Expression, Unit]
    relative_days: dict[Phrase, Shift]
    relative_weeks: dict[Phrase, Shift]
    relative_months: dict[Phrase, Shift]
    relative_years: dict[Phrase, Shift]
    following_days: dict[Phrase, Shift]
    following_years: dict[Phrase, Shift]
    feasts: dict[Expression, MonthAndDay]
    words: Words
    forms: list[Form]
    links: LinkPatterns
    traps: Traps
    tense: TensePatterns


class DateFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("dates", DatePatterns)
        self._forms, self._traps = _compiled(listed, patterns.checker("dates"))
        self._resolve = DateResolver(listed.links, listed.tense)

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        phrases = list(self._recognise(scan))
        self._resolve(phrases, scan.source)
        for phrase in phrases:
            if phrase.partial.impossible:
                scan.doubts.append(Doubt("impossible_date", phrase.start, phrase.end))
            if phrase.value is not None:
                value = DateValue(iso8601=phrase.value, relative=phrase.relative)
                yield Mention("date", phrase.start, phrase.end, value, phrase.form)

    def _recognise(self, scan: Scan) -> Iterator[DatePhrase]:
        source = scan.source
        traps = [match.span() for match in self._traps.finditer(source)]
        starts = [start for start, _ in traps]
        for match in self._forms.matches(source):
            before = bisect.bisect_right(starts, match.start) - 1
            trapped = before >= 0 and match.start < traps[before][1]
            if match.start < source.body_start or trapped or _part_of_a_name(match, source):
                continue
            partial = _partial(match, scan.numbers)
            if partial is not None:
                yield DatePhrase(match.start, match.end, match.form, partial)


def _part_of_a_name(match: FormMatch, source: SourceText) -> bool:
    """Whether capitals make a name of it: "Maggio Ferrari", "Lamezia Domani", "Elettra 2000"."""
    text = source.clean
    sentence = source.sentence_at(match.start).start
    words_before = _LAST_WORD.search(text, max(source.body_start, match.start - _NAME), match.start)
    capital = words_before is not None and words_before[0][0].isupper() and not words_before[0].strip().isupper()
    named_before = capital and words_before is not None and words_before.start() > sentence
    if match.form == "recent_year":
        return words_before is None or words_before[0][0].isupper()
    if match.form not in ("month", "weekday", "relative") or not text[match.start].isupper():
        return False
    if text[match.start : match.end].isupper():
        return False
    opens = sentence == match.start and match.form != "month"
    named_after = _CAPITAL_NEXT.match(text, match.end) is not None
    return named_before or (named_after and not opens)


def _compiled(listed: DatePatterns, check: Callable[[str], str]) -> tuple[Forms, Anchored]:
    tables: dict[str, Table] = {
        "long_month": listed.months,
        "month": listed.months | listed.short_months,
        "weekday": listed.weekdays,
        "any_weekday": listed.weekdays | listed.short_weekdays,
        "day": listed.days,
        "count": listed.counts,
        "unit": listed.units,
        "around": listed.units,
        "relative_day": listed.relative_days,
        "relative_week": listed.relative_weeks,
        "relative_month": listed.relative_months,
        "relative_year": listed.relative_years,
        "following_day": listed.following_days,
        "following_year": listed.following_years,
        "feast": listed.feasts,
        "nth": listed.ordinals,
        "nth_day": {words: nth for words, nth in listed.ordinals.items() if nth > 0},
    }
    words = listed.words
    dd, yyyy = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)", r"(?:1\d|20)\d\d(?!\d)"
    month, day, weekday, count = (alternation(tables[name]) for name in ("month", "day", "any_weekday", "count"))
    atoms = {
        "dd": f"(?P<dd>{dd})",
        "m": r"(?P<mm>[1-9])(?!\d)",
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
        "relative_month_like": alternation(tables["relative_month"]),
        "yyyy_like": yyyy,
        "dd_like": dd,
        "part": alternation(words.part),
        "today": rf"(?P<today>{alternation(words.today)})(?!\w)",
        "ahead": f"(?P<ahead>{alternation(words.ahead)})",
        "next_one": f"(?P<next>{alternation(words.next_one)})",
        "recent_year": r"(?P<yyyy>19[5-9]\d|20[0-4]\d)(?!\d)",
        "later": f"(?P<ahead>{alternation(words.later)})",
        "last": f"(?P<last>{alternation(words.last)})",
        "next": f"(?P<next>{alternation(words.next)})",
        "this": f"(?P<this>{alternation(words.this)})",
    }
    forms = Forms(_FILE, listed.forms, tables, atoms, check)
    traps = [_trap(forms, phrase, check) for phrase in listed.traps.phrases]
    return forms, Anchored(numbered(rf"(?<!\w)(?:{'|'.join(traps)})"))


def _trap(forms: Forms, phrase: str, check: Callable[[str], str]) -> str:
    try:
        expression = f"(?:{forms.expand(phrase)})"
        check(numbered(expression))
    except ValueError as error:
        raise PatternError(_FILE, f"traps.phrases {phrase!r}", str(error)) from None
    return expression


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
    nth = said.get("nth_day", said.get("nth"))
    if "nth_day" in said:
        day, nth = nth, None
    shift = tuple(_shift(match.atoms))
    around = said.get("around")
    return PartialDate(
        year=year,
        month=_integer(month),
        day=_integer(day),
        weekday=_integer(weekday),
        shift=shift,
        direction=_direction(said),
        nth=_integer(nth),
        around=around,  # type: ignore[arg-type]
    )


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


_SHIFTS: dict[str, Unit] = {
    "today": "day",
    "relative_day": "day",
    "following_day": "day",
    "relative_week": "week",
    "relative_month": "month",
    "relative_year": "year",
    "following_year": "year",
}


def _shift(atoms: Sequence[tuple[str, object]]) -> Iterator[tuple[Unit, int]]:
    """How far the words move from the reference: by a relative word, or by counted units back or ahead."""
    counted = 0
    sign = 1 if any(name == "ahead" for name, _ in atoms) else -1
    for name, value in atoms:
        if name in _SHIFTS:
            yield _SHIFTS[name], 0 if name == "today" else int(str(value))
        elif name in ("number", "count"):
            counted = int(str(value))
        elif name == "unit":
            yield value, sign * counted  # type: ignore[misc]


def _direction(said: dict[str, object]) -> int | None:
    return next((sign for name, sign in (("last", -1), ("next", 1), ("this", 0)) if name in said), None)
