import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.tenders.periods import days_of, last_day, time_of


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-04-01", "P48M", "2030-03-31"),
        ("2024-02-29", "P1Y", "2025-02-27"),
        ("2025-01-31", "P1M", "2025-02-27"),
        ("2025-01-01", "P270D", "2025-09-27"),
        ("2025-01-01", "P2W", "2025-01-14"),
        ("2025-03-15", "P1Y6M", "2026-09-14"),
    ],
)
def test_last_day(start: str, duration: str, end: str) -> None:
    assert str(last_day(datetime.date.fromisoformat(start), duration)) == end


@pytest.mark.parametrize("duration", ["P1.5Y", "P9000Y"])
def test_no_last_day_for_fractions_and_ends_beyond_the_calendar(duration: str) -> None:
    assert last_day(datetime.date(2025, 1, 1), duration) is None


@given(st.dates(max_value=datetime.date(2900, 1, 1)), st.integers(1, 600))
def test_a_period_in_months_is_as_long_as_its_months(start: datetime.date, months: int) -> None:
    end = last_day(start, f"P{months}M")
    assert end is not None
    assert abs((end - start).days + 1 - days_of(f"P{months}M")) < 5


@pytest.mark.parametrize(
    ("date", "time"),
    [
        *(("2026-03-09", "past"), ("2026-03-10", "same"), ("2026-03-11", "future")),
        *(("2026-02", "past"), ("2026-03", "same"), ("2026-04", "future")),
        *(("2025", "past"), ("2026", "same"), ("2027", "future")),
    ],
)
def test_a_date_lies_where_its_precision_can_tell(date: str, time: str) -> None:
    assert time_of(date, "2026-03-10") == time
