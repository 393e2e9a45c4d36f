import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.beginnings import first_words, spelt_out
from extractor.mentions.cues import CuePatterns
from extractor.mentions.phrases import OneOf, PhraseTable, check_first_words, spelt
from extractor.mentions.titles import TitlePatterns
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


PHRASES = {
    phrase: phrase
    for phrase in (
        "gara",
        "gara europea",
        "gara (?:più )?grande",
        "(?:la|una) gara",
        "l'asta",
        "la",
        "la (?:\\w+ ){0,2}gara",
        "(?:è|sono) andat[oaie]",
        "è stata",
        "offerte?, gara",
    )
}
PHRASE_WORDS = ["gara", "la", "una", "europea", "più", "piu'", "grande", "l'", "asta", "è", "e'", "e", "sono", "andata"]
PHRASE_TEXTS = st.lists(st.sampled_from([*PHRASE_WORDS, "stata", "offerta", "offert", ",", "\n", "2"]), max_size=12)


@given(PHRASE_TEXTS.map(" ".join) | PHRASE_TEXTS.map("".join))
def test_phrases_filed_under_two_words_are_found_as_one_expression_finds_them(text: str) -> None:
    ordered = sorted(PHRASES, key=lambda phrase: (-re._parser.parse(spelt(phrase)).getwidth()[0], -len(phrase), phrase))  # type: ignore[attr-defined]
    expression = re.compile("|".join(rf"(?<![^\W_]){spelt(phrase)}(?!\w)" for phrase in ordered))
    found = [(start, end) for start, end, _ in PhraseTable(PHRASES).find(source(text))]
    assert found == [match.span() for match in expression.finditer(text)]


@given(PHRASE_TEXTS.map(" ".join))
def test_accents_may_be_looked_for_as_they_stand(text: str) -> None:
    found = [meaning for _, _, meaning in PhraseTable({"è stata": 1}, accents=False).find(source(text))]
    assert found == [1] * len(re.findall(r"(?<!\w)è\s+stata(?!\w)", text))


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("gara europea", {"gara"}),
        ("gar[ae]", {"gara", "gare"}),
        ("(?:ha|hanno) vinto", {"ha", "hanno"}),
        ("posti? di", {"post", "posti"}),
        ("(?:la )?gara", {"la", "gara"}),
        ("sar(?:à|a')", {"sarà", "sara"}),
        ("l'asta", {"l"}),
        ("(?:la gara|un'asta) si", {"la", "un"}),
        ("(?:la )?", set()),
        ("gara ?europea", set()),
        ("gara|asta", set()),
        ("og\\d", set()),
        ("(?:\\w+ )?gara", set()),
    ],
)
def test_first_words_that_letters_spell_out(phrase: str, words: set[str]) -> None:
    assert spelt_out(phrase) == words


def test_words_spelt_out_are_those_that_parsing_finds() -> None:
    phrases = load_patterns().read("titles", TitlePatterns).objects
    parsed = {phrase: first_words(phrase.replace(" ", r"\s+")) for phrase in phrases if spelt_out(phrase)}
    assert {phrase: spelt_out(phrase) for phrase in parsed} == parsed


@pytest.mark.parametrize(
    ("text", "found"),
    [("enel x", "enel"), ("enelx", None), ("a2a spa", "a2a"), ("acea", "acea"), ("aceca", "aceca"), ("", None)],
)
def test_one_of_many_phrases_at_a_place(text: str, found: str | None) -> None:
    one_of = OneOf(["enel", "a2a", "acea", "ace?ca", "a.b.c"])
    match = one_of.match(f"di {text}", 3)
    assert (match and match[0]) == found
    assert (one_of.fullmatch(text) is not None) == (found == text)
