"""What stands around a name, and which names stand in one breath."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.patterns import load_patterns
from extractor.tenders.context import Context, RoleLanguage
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND, LANGUAGE = MentionFinder(PATTERNS), RoleLanguage(PATTERNS)


def context_of(text: str) -> Context:
    source = SourceText.of(Article.read(text, published="2026-03-10"), PATTERNS)
    return Context(source, FIND(source), LANGUAGE)


def features(text: str, name: str) -> Sequence[str]:
    context = context_of(text)
    (mention,) = [m for m in context.mentions if m.kind == "company" and context.source.clean[m.start : m.end] == name]
    return context.around(mention).features


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Vince l'Ati tra Alfa srl, Beta spa e Gamma srl.", [["Alfa", "Beta", "Gamma"]]),
        ("Vince Alfa srl (mandataria) con la romana Beta spa.", [["Alfa", "Beta"]]),
        ("Appalto alla cordata guidata da Alfa srl e completata da Beta spa.", [["Alfa", "Beta"]]),
        ("Vince Alfa srl, che ha battuto Beta spa.", []),
        ("Vince Alfa srl; seconda Beta spa.", []),
        ("Vince Alfa srl. Beta spa ricorre al Tar.", []),
        ("Vince Alfa srl.", []),
    ],
)
def test_rows_hold_the_companies_of_one_breath(text: str, rows: list[list[str]]) -> None:
    context = context_of(text)
    found = [[context.source.clean[m.start : m.end].split()[0] for m in row] for row in context.rows()]
    assert found == rows


@pytest.mark.parametrize(
    ("text", "feature", "there"),
    [
        ("Esce Alfa srl, che puliva le aule dal 2015, e arriva Beta spa.", "since>r", True),
        ("Esce Alfa srl, in carica dal 2015, e arriva Beta spa.", "since>r", True),
        ("Dal 2015 lavora qui Alfa srl, che non ha corso.", "since>r", False),
        ("La gara di Lodi va ad Alfa srl e Beta spa, uscente.", "outgoing>r", False),
        ("L'appalto va alla Alfa srl.", "goes<12+to", True),
    ],
)
def test_what_is_said_of_a_name(text: str, feature: str, there: bool) -> None:
    assert (feature in features(text, "Alfa srl")) is there
