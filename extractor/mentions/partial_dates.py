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
_WEEKDAY_REACH = 400  # days in which a weekday beside a date tells the year; beyond, it is a slip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The parts that the words give, `weekday` counted from Monday as 0.

    `shift` moves from the reference: ("year", -1) for last year, ("day", 1) for tomorrow. `direction` is -1 where the
    words say past ("scorso"), 1 for future ("prossimo"), 0 for the present ("questo"), None where they say nothing.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: tuple[Unit, int] | None = None
    direction: int | None = None

    @property
    def absolute(self) -> bool:
        """Whether the words need no reference."""
        return self.year is not None

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
    if partial.impossible:
        return None
    if partial.shift is not None:
        if reference is None:
            return None
        if partial.day is None and partial.month is None:
            return _shifted(reference, *partial.shift)
        partial = _anchored(partial, reference)
    if partial.year is not None:
        return _iso(partial.year, partial.month, partial.day)
    if reference is None:
        return None
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


def _shifted(reference: datetime.date, unit: Unit, by: int) -> IsoDate:
    if unit == "day":
        return reference + datetime.timedelta(days=by)
    if unit == "week":
        year, week, _ = (reference + datetime.timedelta(weeks=by)).isocalendar()
        return f"{year:04d}-W{week:02d}"
    if unit == "month":
        return add_months(reference, by).isoformat()[:7]
    return f"{reference.year + by:04d}"


def _anchored(partial: PartialDate, reference: datetime.date) -> PartialDate:
    assert partial.shift is not None
    unit, by = partial.shift
    if unit == "month":
        month = add_months(reference, by)
        return replace(partial, year=month.year, month=month.month)
    return replace(partial, year=reference.year + by)


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
