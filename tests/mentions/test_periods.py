import datetime
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Extractor
from extractor.mentions.periods import PeriodPatterns
from extractor.patterns import load_patterns
from tests.support import cases


@pytest.mark.parametrize("case", cases("periods"), ids=lambda case: str(case["text"]))
def test_case(rules: Extractor, case: dict[str, Any]) -> None:
    found = rules.periods(case["text"], published=case["published"])
    assert [[period.text, _iso(period.first_day), _iso(period.last_day)] for period in found] == case["periods"]


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize("months", sorted(set(load_patterns().read("periods", PeriodPatterns).parts.values())))
def test_the_parts_of_a_year_are_the_year(rules: Extractor, months: int) -> None:
    listed = load_patterns().read("periods", PeriodPatterns)
    name = next(name for name, length in listed.parts.items() if length == months)
    spoken = ["primo", "secondo", "terzo", "quarto", "quinto", "sesto"][: 12 // months]
    text = "; ".join(f"nel {nth} {name} del 2027" for nth in spoken)
    days = [(period.first_day, period.last_day) for period in rules.periods(f"Si lavora {text}.")]
    assert len(days) == len(spoken)
    assert days[0][0] == datetime.date(2027, 1, 1)
    assert days[-1][1] == datetime.date(2027, 12, 31)
    assert all(
        last is not None and last + datetime.timedelta(days=1) == first
        for (_, last), (first, _) in itertools.pairwise(days)
    )


DAYS = st.dates(datetime.date(1960, 1, 1), datetime.date(2060, 12, 31))


@given(DAYS, DAYS)
def test_a_written_range_gives_both_ends(rules: Extractor, one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    (period,) = rules.periods(f"Cantiere aperto dal {first:%d/%m/%Y} al {last:%d/%m/%Y}.")
    assert (period.first_day, period.last_day) == (first, last)


@given(st.integers(2, 400), DAYS)
def test_coming_days_are_as_many_as_said(rules: Extractor, days: int, published: datetime.date) -> None:
    (period,) = rules.periods(f"Si decide nei prossimi {days} giorni.", published=published)
    assert period.first_day is not None
    assert period.last_day is not None
    assert (period.last_day - period.first_day).days + 1 == days
    assert period.first_day > published


WORDS = (
    "dal al tra il e entro fino a prima del dopo 3 5 12 giugno marzo 2026 2027 primo terzo ultimo trimestre semestre "
    "prossimi ultimi tre mesi giorni anni resto dell'anno della settimana di - , . fine slitta"
)


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25), st.none() | DAYS)
def test_periods_stand_in_the_text_apart_and_in_order(
    rules: Extractor, words: list[str], published: datetime.date | None
) -> None:
    text, end = " ".join(words), 0
    for period in rules.periods(text, published=published):
        assert end <= period.start < period.end <= len(text)
        assert text[period.start : period.end] == period.text
        assert period.first_day is None or period.last_day is None or period.first_day <= period.last_day
        assert period.first_day is not None or period.last_day is not None
        end = period.end
