import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.beginnings import first_words
from extractor.mentions.cues import CuePatterns
from extractor.mentions.phrases import PhraseTable, check_first_words, spelt
from extractor.patterns import load_patterns
from extractor.text import SourceText

TABLE = PhraseTable(
    {"gara europea": 1, "gara": 2, "andat[ao] desert[ao]": 3, "(?:sarà|verrà) bandita": 4, "l'ha presa": 5}
)


def source(text: str) -> SourceText:
    return SourceText(text, text.lower())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("una gara europea", [1]),
        ("una gara, europea", [2]),
        ("la gara è andata deserta", [2, 3]),
        ("sara' bandita la gara", [4, 2]),
        ("gara\n  europea", [1]),
        ("l'ha presa; l'ha persa", [5]),
        ("le gare, il garante, garante", []),
        ("gara_europea", []),
    ],
)
def test_find(text: str, found: list[int]) -> None:
    assert [meaning for _, _, meaning in TABLE.find(source(text))] == found


def test_starts_where_told() -> None:
    assert [(start, end) for start, end, _ in TABLE.find(source("gara e gara"), 2)] == [(7, 11)]


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("lavori", {"lavori"}),
        ("lavor[oi] di", {"lavoro", "lavori"}),
        ("(?:è|sono) andat[ao]", {"è", "é", "e", "sono"}),
        ("l'aggiudicazione", {"l"}),
        ("nessun(?:a |')offerta", {"nessun", "nessuna"}),
        ("lettere? d'invito", {"letter", "lettere"}),
        ("og\\d", {"og"}),
    ],
)
def test_first_words(phrase: str, words: set[str]) -> None:
    assert first_words(spelt(phrase)) == words


@pytest.mark.parametrize("phrase", ["\\w+ gara", ".{0,9}", " gara"])
def test_phrases_that_cannot_be_filed_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"listed|begin"):
        check_first_words(phrase)


def test_no_cue_phrase_stands_for_two_codes() -> None:
    table = load_patterns().read("cues", CuePatterns)
    phrases = [
        phrase
        for slot in (table.status, table.method, table.award_criteria, table.category)
        for kinds in slot.values()
        for listed in kinds.values()
        for phrase in listed
    ]
    assert sorted({phrase for phrase in phrases if phrases.count(phrase) > 1}) == []


@given(st.text(alphabet="gar euopndtsà'l\n", max_size=80))
def test_matches_are_in_order_and_apart(text: str) -> None:
    spans = [(start, end) for start, end, _ in TABLE.find(source(text))]
    assert all(start < end for start, end in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
