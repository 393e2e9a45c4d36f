"""Dates as they are written, with what the text leaves open, and how a reference date completes them.

A `PartialDate` says no more than the words do ("giovedì 14": a weekday and a day). `resolve` completes it against a
reference, usually the publication date; what stays open gives None. Nothing is compared with today.
"""

from __future__ import annotations

import calendar
import datetime
import math
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
IsoDate = datetime.date | str
_MONTHS = 12
_YEARS = 8  # enough for the next 29 February, 1896-1904 included
_FIRST_YEAR, _LAST_YEAR = 1000, 9000  # references outside are no dates of articles
_WEEKDAY_REACH = 400  # days in which a weekday beside a date tells the year; beyond, it is a slip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The parts that the words give, `weekday` counted from Monday as 0.

    `shift` moves from the reference: (("year", -1),) for last year, (("day", 1),) for tomorrow. `direction` is -1 where
    the words say past ("scorso"), 1 for future ("prossimo"), 0 for the present ("questo"), None where they say nothing.
    `nth` counts weekdays or, without one, weeks of the month or year, from 1, with -1 for the last. `around` asks for
    the week or month that the day lies in.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: tuple[tuple[Unit, int], ...] = ()
    direction: int | None = None
    nth: int | None = None
    around: Unit | None = None

    @property
    def impossible(self) -> bool:
        """Whether no calendar has such a day."""
        if self.day is None or self.month is None:
            return False
        return self.day > calendar.monthrange(self.year or 2000, self.month)[1]


def resolve(partial: PartialDate, reference: datetime.date | None, lean: float = 0.0) -> IsoDate | None:
    """The date at the precision of the words: a day, "YYYY-MM", "YYYY", an ISO week "YYYY-Www", or None.

    Where the words leave several days, the nearest to the reference is meant; a `lean` above 0 makes the future
    nearer, one below 0 the past (see `tense.py`).
    """
    if reference is not None and not _FIRST_YEAR <= reference.year <= _LAST_YEAR:
        reference = None
    if partial.impossible or (reference is None and partial.year is None):
        return None
    if partial.around is not None:
        day = resolve(replace(partial, around=None), reference, lean)
        if not isinstance(day, datetime.date):
            return None
        return iso_week(day) if partial.around == "week" else day.isoformat()[:7]
    if partial.nth is not None:
        whole = resolve(replace(partial, nth=None, weekday=None), reference, lean)
        return None if whole is None else _counted(str(whole), partial.nth, partial.weekday)
    if reference is not None and partial.shift:
        if partial.day is None and partial.month is None:
            shifted = _shifted(reference, partial.shift)
            return shifted if partial.weekday is None else first_day(shifted) + datetime.timedelta(partial.weekday)
        partial = _anchored(partial, reference)
    if partial.year is not None:
        return _iso(partial.year, partial.month, partial.day)
    assert reference is not None
    chosen = _choose(partial, reference, lean)
    if chosen is None:
        return None
    return _iso(chosen.year, chosen.month, chosen.day if partial.day or partial.weekday is not None else None)


def _iso(year: int, month: int | None, day: int | None) -> IsoDate | None:
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR or day > calendar.monthrange(year, month)[1]:
        return None
    return datetime.date(year, month, day)


def add_months(date: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def _shifted(reference: datetime.date, steps: tuple[tuple[Unit, int], ...]) -> IsoDate:
    """The reference moved by all steps, at the precision of the smallest unit among them."""
    sums = dict.fromkeys(("day", "week", "month", "year"), 0)
    for unit, by in steps:
        sums[unit] += by
    moved = add_months(reference, sums["month"] + 12 * sums["year"])
    moved += datetime.timedelta(days=sums["day"], weeks=sums["week"])
    units = {unit for unit, _ in steps}
    if "day" in units:
        return moved
    if "week" in units:
        return iso_week(moved)
    return moved.isoformat()[:7] if "month" in units else moved.isoformat()[:4]


def _anchored(partial: PartialDate, reference: datetime.date) -> PartialDate:
    """A day or month with the month and year that its shift gives: "il 20 del prossimo mese"."""
    moved = str(_shifted(reference, partial.shift))
    month = int(moved[5:7]) if partial.month is None and "W" not in moved and len(moved) > 4 else partial.month
    return replace(partial, year=int(moved[:4]), month=month, shift=())


def iso_week(date: datetime.date) -> str:
    """The ISO week of a day: "2026-W14"."""
    year, week, _ = date.isocalendar()
    return f"{year:04d}-W{week:02d}"


def first_day(value: IsoDate) -> datetime.date:
    """The first day of a resolved date."""
    if isinstance(value, datetime.date):
        return value
    if "W" in value:
        return datetime.date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
    return datetime.date(int(value[:4]), int(value[5:7] or 1), int(value[8:] or 1))


def last_day(value: IsoDate) -> datetime.date:
    """The last day of a resolved date."""
    first = first_day(value)
    if isinstance(value, datetime.date) or len(value) == len("2026-01-01"):
        return first
    if "W" in value:
        return first + datetime.timedelta(days=6)
    return add_months(first, 12 if len(value) == len("2026") else 1) - datetime.timedelta(days=1)


def _counted(whole: str, nth: int, weekday: int | None) -> IsoDate | None:
    """The nth weekday of a month, or the nth whole week of a month or year."""
    first, last = first_day(whole), last_day(whole)
    if weekday is not None:
        days = [first + datetime.timedelta(days=days) for days in range((last - first).days + 1)]
        found = [day for day in days if day.weekday() == weekday]
        return found[nth - (nth > 0)] if abs(nth) <= len(found) else None
    if nth < 0:
        sunday = last - datetime.timedelta(days=(last.weekday() + 1) % 7)
        return iso_week(sunday)
    if len(whole) == len("2026"):
        return f"{whole}-W{nth:02d}"
    monday = first + datetime.timedelta(days=-first.weekday() % 7)
    return iso_week(monday + datetime.timedelta(weeks=nth - 1))


def _candidates(partial: PartialDate, reference: datetime.date) -> list[datetime.date]:
    """The days that the words may mean around the reference; the first of a month stands for the month."""
    if partial.month is not None:
        days = [_day(reference.year + years, partial.month, partial.day or 1) for years in range(-_YEARS, _YEARS + 1)]
    elif partial.day is not None:
        months = [add_months(reference.replace(day=1), months) for months in range(-_MONTHS, _MONTHS + 1)]
        days = [_day(month.year, month.month, partial.day) for month in months]
    else:
        assert partial.weekday is not None
        ahead = (partial.weekday - reference.weekday()) % 7
        return [reference + datetime.timedelta(days=ahead + days) for days in (-7, 0, 7)]
    found = [day for day in days if day is not None]
    if partial.weekday is None or partial.day is None:
        return found
    near = [day for day in found if abs((day - reference).days) <= _WEEKDAY_REACH]
    return [day for day in near if day.weekday() == partial.weekday] or found


def _choose(partial: PartialDate, reference: datetime.date, lean: float) -> datetime.date | None:
    here = reference.replace(day=1) if partial.day is None and partial.month is not None else reference
    candidates = _candidates(partial, reference)
    if partial.direction == -1:
        candidates = [date for date in candidates if date < here]
    elif partial.direction == 1:
        candidates = [date for date in candidates if date > here]
    elif partial.direction == 0 and partial.month is not None:
        candidates = [date for date in candidates if date.year == here.year]
    elif partial.direction == 0:
        monday = here - datetime.timedelta(days=here.weekday())
        candidates = [date for date in candidates if 0 <= (date - monday).days < 7]
    elif partial.month is None and partial.day is None:
        candidates = [date for date in candidates if date != here]  # on a Monday "lunedì" is another one

    def distance(date: datetime.date) -> float:
        days = (date - here).days
        return days * math.exp2(-lean) if days > 0 else -days * math.exp2(lean)

    return min(candidates, key=distance, default=None)
