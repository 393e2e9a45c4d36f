"""Any text gives a record or a clear error, with true offsets, in time that grows with its length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Extractor
from extractor.article import Article, header_end
from extractor.errors import ArticleError
from extractor.patterns import load_patterns
from extractor.text import SourceText
from extractor.tokens import make_doc
from tests.growth import growth
from tests.support import check_record

PATTERNS = load_patterns()

# Pieces of which odd articles are made: cues without their values, values without cues, marks without words.
PIECES = [
    " date 2026-03-10 ",
    "Il Comune di Carpi ha aggiudicato ",
    "alla Pulix S.r.l. ",
    "Lotto 1: ",
    "lotto 2 ",
    "base d'asta ",
    "1.234.567,89 euro",
    "4.7 milioni di ",
    "miliardi di ",
    "quarantotto mesi ",
    "dal 1° aprile 2026 ",
    "31 giugno 2025 ",
    "CIG B3A51C0D04 ",
    "12,5% ",
    "“",
    "«",
    "»",
    "((",
    "S.p.A.",
    "...",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u200f",
    "\u202e",
    "\u0301",
    "é",
    "e\u0301",
    "\ufeff",
    "😀",
    "👨‍👩‍👧",
    "İ",
    "ß",
    "ﬁ",
    "| a | b |",
    "- ",
    "999999999999999999999 euro ",
    "A",
    "z",
    "0",
    "'",
]
ODD_TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

HOSTILE: dict[str, Callable[[int], str]] = {
    "one word": lambda n: "a" * n,
    "a title and tabs": lambda n: "Gara per i lavori" + "\t" * n + "e altro",
    "a title and commas": lambda n: "Gara per i lavori" + " ," * n + "x",
    "digits": lambda n: "1" * n,
    "full stops": lambda n: "." * n,
    "spaced stops": lambda n: ". " * n,
    "exclamation marks": lambda n: "!" * n,
    "opening quotes": lambda n: "“" * n,
    "stops and quotes": lambda n: '."' * n,
    "brackets": lambda n: "(" * n,
    "blank lines": lambda n: "\n" * n + "a",
    "short lines": lambda n: "a\n" * n,
    "lines in capitals": lambda n: "A\n" * n,
    "mixed line ends": lambda n: "a\r\nB\rc\n" * n,
    "spaces after a stop": lambda n: "a." + " " * n + "b",
    "spaces": lambda n: " " * n + "a",
    "tabs": lambda n: "\t" * n + "a",
    "combining marks": lambda n: "a" + "\u0301" * n,
    "decomposed accents": lambda n: unicodedata.normalize("NFD", "perché è così ") * n,
    "zero width": lambda n: "a" + "\u200b" * n + "b",
    "zero width alone": lambda n: "\u200b" * n,
    "right to left": lambda n: "a\u202e" * n,
    "emoji": lambda n: "👨‍👩‍👧" * n,
    "dashes after a stop": lambda n: "a. " + "-" * n,
    "apostrophes after stops": lambda n: "a. '" * n,
    "abbreviations": lambda n: "S.p.A. " * n,
    "all capitals": lambda n: "GARA DESERTA " * n,
    "a table": lambda n: "| lotto | euro |\n" * n,
}


def read(text: str) -> SourceText:
    source = SourceText.of(Article.read(text), PATTERNS)
    assert source.sentences is not None
    return source


@pytest.mark.parametrize("make", HOSTILE.values(), ids=list(HOSTILE))
def test_reading_takes_time_in_proportion_to_length(make: Callable[[int], str]) -> None:
    short, long = make(2_000), make(16_000)
    assert growth(lambda: read(short), lambda: read(long), 24) < 24


@pytest.mark.parametrize("make", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_gives_a_record_with_true_offsets(make: Callable[[int], str], rules: Extractor) -> None:
    text = make(300)
    check_record(rules.extract(text), text)


@pytest.mark.parametrize("run", ["!" * 201, '."' * 500, "a" * 1000, "(" * 999])
def test_runs_too_long_for_a_word_are_cut_for_spacy(run: str, rules: Extractor) -> None:
    for text in (run, f"Gara {run} da 90mila euro.", f"{run} Gara\n\n{run}", f"  {run}  {run}\n"):
        doc = make_doc(rules.nlp, text)
        assert doc.text == text
        assert max(len(token) for token in doc) <= 200
    assert [m.text for m in rules.extract(f"Gara {run} da 90mila euro.").mentions if m.kind == "amount"] == [
        "90mila euro"
    ]


@given(text=ODD_TEXT)
def test_odd_text_gives_a_record_or_a_clear_error(rules: Extractor, text: str) -> None:
    try:
        record = rules.extract(text)
    except ArticleError:
        assert not text[header_end(text) :].strip()
    else:
        check_record(record, text)


@given(text=st.text(max_size=200))
def test_any_text_gives_a_record_or_a_clear_error(rules: Extractor, text: str) -> None:
    try:
        record = rules.extract(text)
    except ArticleError:
        assert (
            not text[header_end(text) :].strip() or "\x00" in text or any(unicodedata.category(c) == "Cs" for c in text)
        )
    else:
        check_record(record, text)


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=300) | ODD_TEXT)
def test_clean_text_leads_back_to_the_given_one(text: str) -> None:
    if not text[header_end(text) :].strip():
        return
    source = read(text)
    assert len(source.lower) == len(source.clean)
    starts = [source.original(i, i)[0] for i in range(len(source.clean) + 1)]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)
    ends = [sentence.end for sentence in source.sentences]
    assert all(s.start < s.end for s in source.sentences)
    assert ends == sorted(ends)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_accents_give_the_same_values(rules: Extractor, form: str) -> None:
    text = "Perché così: la città di Forlì spenderà 90mila euro più Iva per ventitré mesi."
    given = unicodedata.normalize(form, text)
    record = rules.extract(given)
    check_record(record, given)
    assert [m.value for m in record.mentions] == [m.value for m in rules.extract(text).mentions]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n", "\f", "\x85", "\u2028"])
def test_line_ends_change_nothing(rules: Extractor, line_end: str) -> None:
    lines = ["Gara da 90mila euro.", "Durata: due anni.", "Lotto 1 alla Pulix S.r.l."]
    values = [m.value for m in rules.extract(line_end.join(lines)).mentions]
    assert values == [m.value for m in rules.extract("\n".join(lines)).mentions]


def test_an_article_of_another_language_gives_a_record(rules: Extractor) -> None:
    text = "The council awarded the cleaning contract to Brightwell Ltd on Monday. Das Dorf sucht einen Bäcker."
    check_record(rules.extract(text), text)
