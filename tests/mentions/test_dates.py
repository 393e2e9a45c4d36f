import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Extractor
from extractor.article import Article
from extractor.mentions.dates import DateFinder, DatePatterns
from extractor.mentions.mention import Mention
from extractor.mentions.numbers import NumberFinder
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.record import DateValue
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = DateFinder(PATTERNS)
NUMBERS = NumberFinder(PATTERNS)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "dates.jsonl").read_text(encoding="utf-8").splitlines()
]


def scanned(text: str, published: str | None = None) -> tuple[Scan, list[Mention]]:
    day = None if published is None else datetime.date.fromisoformat(published)
    source = SourceText.of(Article(text, published=day), PATTERNS)
    scan = Scan(source, numbers=NUMBERS(source))
    return scan, list(FIND(scan))


def dates(text: str, published: str | None = None) -> list[list[Any]]:
    scan, mentions = scanned(text, published)
    found = []
    for mention in mentions:
        assert isinstance(mention.value, DateValue)
        words = scan.source.clean[mention.start : mention.end]
        found.append([words, str(mention.value.iso8601), mention.value.relative])
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_case(case: dict[str, Any]) -> None:
    assert dates(case["text"], case["published"]) == case["dates"]


@pytest.mark.parametrize("case", [case for case in CASES if "impossible" in case], ids=lambda case: str(case["text"]))
def test_impossible_dates_are_doubts(case: dict[str, Any]) -> None:
    scan, _ = scanned(case["text"], case["published"])
    assert [scan.source.clean[doubt.start : doubt.end] for doubt in scan.doubts] == case["impossible"]


LISTED = PATTERNS.read("dates", DatePatterns)


def test_tables_are_complete() -> None:
    assert sorted(set(LISTED.months.values())) == list(range(1, 13))
    assert sorted(set(LISTED.short_months.values())) == list(range(1, 13))
    assert sorted(set(LISTED.weekdays.values())) == list(range(7))
    assert sorted(set(LISTED.short_weekdays.values())) == list(range(7))
    assert sorted(set(LISTED.days.values())) == list(range(1, 32))


@pytest.mark.parametrize(("month", "number"), LISTED.months.items())
def test_every_month_is_read(month: str, number: int) -> None:
    assert dates(f"Il 7 {month} 2021.") == [[f"7 {month} 2021", f"2021-{number:02d}-07", False]]


@pytest.mark.parametrize(("word", "day"), [(word, day) for word, day in LISTED.days.items() if word.isalpha()])
def test_every_day_in_words_is_read(word: str, day: int) -> None:
    assert dates(f"Il {word} gennaio 2021.") == [[f"{word} gennaio 2021", f"2021-01-{day:02d}", False]]


MONTHS = list(LISTED.months)
FORMATS = (
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {MONTHS[d.month - 1].capitalize()} {d.year}",
    lambda d: f"{d.day}° {MONTHS[d.month - 1]} del {d.year}",
    lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
    lambda d: d.isoformat(),
)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(FORMATS))
def test_a_written_date_gives_its_value(date: datetime.date, written: Callable[[datetime.date], str]) -> None:
    assert [value for _, value, _ in dates(f"Scadenza: {written(date)}, ore 12.")] == [date.isoformat()]


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 1, 1)), st.integers(1, 100))
def test_a_day_without_its_year_is_the_next_one_where_it_will_be(published: datetime.date, ahead: int) -> None:
    date = published + datetime.timedelta(days=ahead)
    text = f"La gara si terrà il {date.day} {MONTHS[date.month - 1]}."
    assert [value for _, value, _ in dates(text, published.isoformat())] == [date.isoformat()]


WORDS = "il 22 31 giugno marzo lunedì 2024 '98 dal al e - / 1° scorso anni fa tra due quest'anno settimana prossima"
PIECES = st.sampled_from([*WORDS.split(" "), ".", ",", "\n", "03/04/05", "Maggio", "entro"])


@given(st.lists(PIECES, max_size=25), st.none() | st.dates())
def test_offsets_hold_and_no_date_lies_in_another(pieces: list[str], published: datetime.date | None) -> None:
    text = " ".join(pieces)
    scan, mentions = scanned(text, None if published is None else published.isoformat())
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(scan.source.clean)
        end = mention.end
        if published is None:
            assert isinstance(mention.value, DateValue)
            assert not mention.value.relative or any(not other.value.relative for other in mentions)  # type: ignore[union-attr]


def test_an_impossible_date_is_a_warning_of_the_record(rules: Extractor) -> None:
    record = rules.extract("Le offerte scadono il 31 giugno 2024.")
    assert [warning.code for warning in record.warnings] == ["impossible_date"]
    assert not [mention for mention in record.mentions if mention.kind == "date"]
