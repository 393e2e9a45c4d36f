"""Calendar arithmetic: the end of a contract from its start and length, a length in days, what is still to come."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal

_PARTS = re.compile(r"(\d+(?:\.\d+)?)([YMWD])")
_DAYS = {"Y": 365.25, "M": 30.4375, "W": 7.0, "D": 1.0}


def last_day(start: datetime.date, duration: str) -> datetime.date | None:
    """The last day of an ISO 8601 duration of whole years, months, weeks and days that begins on `start`.

    None for fractions and for ends beyond the calendar.
    """
    parts = _PARTS.findall(duration)
    if any("." in amount for amount, _ in parts):
        return None
    count = {unit: int(amount) for amount, unit in parts}
    months = start.year * 12 + start.month - 1 + count.get("Y", 0) * 12 + count.get("M", 0)
    year, month = divmod(months, 12)
    if year > datetime.MAXYEAR - 1:
        return None
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    behind = datetime.date(year, month + 1, day) + datetime.timedelta(count.get("W", 0) * 7 + count.get("D", 0))
    return behind - datetime.timedelta(1) if behind > start else None


def days_of(duration: str) -> float:
    """The length of an ISO 8601 duration in days, of average months and years."""
    return sum(float(amount) * _DAYS[unit] for amount, unit in _PARTS.findall(duration))


def time_of(date: str, published: str) -> Literal["past", "same", "future"]:
    """When an ISO 8601 date lies, seen from the day of publication: as precisely as the date is given."""
    today = published[: len(date)]
    return "future" if date > today else "past" if date < today else "same"
