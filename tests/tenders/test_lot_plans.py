from decimal import Decimal

import pytest

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.patterns import load_patterns
from extractor.record import AmountValue
from extractor.tenders.lots import LotPlan, LotPlanner
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = MentionFinder(PATTERNS)
PLAN = LotPlanner(PATTERNS)


def plan(text: str) -> tuple[SourceText, LotPlan]:
    source = SourceText.of(Article(text), PATTERNS)
    return source, PLAN(source, FIND(source))


def titles(text: str) -> dict[str | None, str | None]:
    source, found = plan(text)
    return {lot.number: lot.title and source.clean[lot.title.start : lot.title.end] for lot in found.lots}


def amounts(text: str) -> dict[str | None, list[Decimal]]:
    return {
        lot.number: [link.mention.value.amount for link in lot.links if isinstance(link.mention.value, AmountValue)]
        for lot in plan(text)[1].lots
    }


LIST = """Il Comune di Borgo ha aggiudicato la manutenzione degli argini in tre lotti:

Lotto 1 – Argine nord: 120.000 euro
Lotto 2 – Argine sud: 95.000 euro
Lotto 3 – Casse di espansione: 40.000 euro
"""
PROSE = (
    "La gara per le mense di Borgo è divisa in due lotti. Il primo, scuole elementari, vale 300mila euro; "
    "il secondo, asili nido, 150mila euro."
)


def test_a_list_gives_its_lots_with_titles_and_amounts() -> None:
    assert titles(LIST) == {"1": "Argine nord", "2": "Argine sud", "3": "Casse di espansione"}
    assert amounts(LIST) == {"1": [Decimal(120000)], "2": [Decimal(95000)], "3": [Decimal(40000)]}


def test_ordinals_in_prose_are_lots() -> None:
    assert titles(PROSE) == {"1": "scuole elementari", "2": "asili nido"}
    assert amounts(PROSE) == {"1": [Decimal(300000)], "2": [Decimal(150000)]}


def test_the_count_is_found() -> None:
    count = plan(PROSE)[1].count
    assert count is not None
    assert count.rule == "lots"


@pytest.mark.parametrize(
    "text",
    [
        "Il ministero ha bloccato il lotto 12 di un vaccino, in scadenza a maggio: 300 confezioni ritirate.",
        "Il Comune appalta la scuola. Il secondo lotto funzionale della palestra aspetterà ancora.",
        "Un appalto solo, da 900mila euro. Nel 2014 i lotti erano due: il primo alla Rossi, il secondo alla Bianchi.",
        "La squadra ha vinto il primo incontro e perso il secondo.",
    ],
)
def test_other_lots_are_none(text: str) -> None:
    assert plan(text)[1].lots == ()
