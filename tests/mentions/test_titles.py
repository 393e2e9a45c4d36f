import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.text import SourceText
from tests.support import FIND, PATTERNS

CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/titles.jsonl").read_text(encoding="utf-8").splitlines()
]


def titles(text: str) -> list[str]:
    source = SourceText.of(Article(text), PATTERNS)
    return [source.clean[mention.start : mention.end] for mention in FIND(source) if mention.kind == "title"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_cases(case: dict[str, str | None]) -> None:
    assert case["text"] is not None
    found = titles(case["text"])
    assert case["title"] in found if case["title"] else not found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Gara per la mensa che nessuno vuole.", "mensa"),
        ("Gara per la mensa della Provincia di Pisa.", "mensa"),
        ("Gara per la mensa per tre anni.", "mensa"),
        ("Gara per la mensa da 300mila euro.", "mensa"),
        ("Gara per la mensa (lotto 1).", "mensa"),
        ("Gara per la mensa entro giugno.", "mensa"),
    ],
)
def test_where_a_title_ends(text: str, title: str) -> None:
    assert title in titles(text)


def test_a_quoted_title_is_whole() -> None:
    assert "Servizi di informazione e di relazione" in titles(
        "Il lotto 1 «Servizi di informazione e di relazione» è suo."
    )


@settings(max_examples=50)
@given(st.text(alphabet="gara per la mensa «»,.'\ndelìi", min_size=1, max_size=150).filter(str.strip))
def test_titles_hold_words_and_do_not_overlap(text: str) -> None:
    source = SourceText.of(Article(text), PATTERNS)
    found = [mention for mention in FIND(source) if mention.kind == "title"]
    assert all(source.clean[mention.start : mention.end].strip() for mention in found)
    assert all(found[i].end <= found[i + 1].start for i in range(len(found) - 1))
