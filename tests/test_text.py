import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.patterns import load_patterns
from extractor.text import SourceText

PATTERNS = load_patterns()


def source(text: str) -> SourceText:
    return SourceText.of(Article(text), PATTERNS)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Vince la Alfa S.p.A. di Roma. Base 2 milioni. Fine.",
            ["Vince la Alfa S.p.A. di Roma.", "Base 2 milioni.", "Fine."],
        ),
        (" date 2026-03-10 Uno. Due.", ["Uno.", "Due."]),
        ("Titolo del pezzo\nLa gara è aperta.", ["Titolo del pezzo", "La gara è aperta."]),
        ("una riga spezzata\nda un vecchio editor.", ["una riga spezzata\nda un vecchio editor."]),
        ("«Sì». Poi basta!", ["«Sì».", "Poi basta!"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    read = source(text)
    assert [read.clean[s.start : s.end] for s in read.sentences] == sentences


def test_decomposed_accents_are_composed_and_offsets_lead_back() -> None:
    text = unicodedata.normalize("NFD", "La città pagherà")
    read = source(text)
    assert read.clean == "La città pagherà"
    start, end = read.original(3, 8)
    assert unicodedata.normalize("NFC", text[start:end]) == "città "[:5]


@given(st.text(min_size=1, max_size=200))
def test_lower_is_as_long_as_clean_and_offsets_stay_inside(text: str) -> None:
    read = source(text)
    assert len(read.lower) == len(read.clean)
    for sentence in read.sentences:
        start, end = read.original(sentence.start, sentence.end)
        assert 0 <= start < end <= len(text)
