"""Which sentences tell of which procedure, and what each procedure has of its own."""

from __future__ import annotations

import pytest

from extractor.article import Article
from extractor.record import ArticleRecord
from extractor.tenders.facts import FactFinder
from extractor.tenders.procedures import ProcedureSplitter
from extractor.text import SourceText
from tests.support import FIND, PATTERNS, load_once

FIND_FACTS = FactFinder(PATTERNS)
EXTRACTOR = load_once(model=None)

ROUND_UP = (
    "Monteverdi, due appalti in un giorno\n\n"
    "MONTEVERDI - Il Comune di Monteverdi ha aggiudicato la gara per il servizio di refezione scolastica "
    "alla Cucina Sana srl per 640.000 euro, con un ribasso del 4 per cento sulla base d'asta di 666.667 "
    "euro. Il contratto durerà tre anni.\n\n"
    "L'altra gara riguarda la manutenzione del verde pubblico: il bando, da 210.000 euro per due anni, è "
    "stato pubblicato ieri e le offerte vanno presentate entro il 30 giugno 2024."
)

ONE = (
    "Il Comune di Monteverdi ha aggiudicato la gara per il servizio di refezione scolastica alla Cucina "
    "Sana srl.\n\n"
    "Il contratto, da 640.000 euro, durerà tre anni: la base d'asta era di 666.667 euro e le offerte "
    "arrivate sono state quattro.\n\n"
    "Seconda in graduatoria la Mensa Felice srl. «Siamo soddisfatti», dice il sindaco."
)

LOTS = (
    "Il Comune di Monteverdi ha aggiudicato in tre lotti la gara per il servizio di pulizia degli uffici. "
    "Il lotto 1, uffici centrali, va alla Splendor srl per 120.000 euro.\n\n"
    "Il lotto 2, biblioteche, è andato alla Lindor srl per 80.000 euro.\n\n"
    "Deserto il lotto 3, palestre, che valeva 40.000 euro."
)


def procedures(text: str) -> list[range]:
    source = SourceText.of(Article.read(text), PATTERNS)
    return [
        range(source.sentence_index(tender.mentions[0].start), source.sentence_index(tender.mentions[-1].start) + 1)
        for tender in FIND_FACTS(source, FIND(source))
    ]


@pytest.fixture(scope="module")
def round_up() -> ArticleRecord:
    return EXTRACTOR.extract(ROUND_UP)


def test_a_round_up_has_a_tender_for_each_procedure(round_up: ArticleRecord) -> None:
    first, second = round_up.tenders
    assert first.title is not None
    assert "refezione" in first.title.text
    assert second.title is not None
    assert "verde" in second.title.text
    assert first.status is not None
    assert first.status.code == "awarded"
    assert second.status is not None
    assert second.status.code == "active"


def test_values_and_names_stay_with_their_procedure(round_up: ArticleRecord) -> None:
    first, second = round_up.tenders
    assert first.duration is not None
    assert first.duration.iso8601 == "P3Y"
    assert second.duration is not None
    assert second.duration.iso8601 == "P2Y"
    assert [supplier.name for supplier in first.suppliers] == ["Cucina Sana srl"]
    assert second.suppliers == ()
    assert second.estimated_value is not None
    assert second.estimated_value.amount == 210_000


def test_a_procedure_without_a_buyer_of_its_own_has_that_of_the_article(round_up: ArticleRecord) -> None:
    assert {tender.buyer.name for tender in round_up.tenders if tender.buyer} == {"Comune di Monteverdi"}
    assert all(tender.buyer for tender in round_up.tenders)


@pytest.mark.parametrize("text", [ONE, LOTS], ids=["one", "lots"])
def test_one_procedure_stays_whole(text: str) -> None:
    assert len(procedures(text)) == 1


def test_no_procedure_begins_amid_the_lots_of_one() -> None:
    source = SourceText.of(Article.read(LOTS), PATTERNS)
    mentions = FIND(source)
    (tender,) = FIND_FACTS(source, mentions)
    second_lot = source.sentence_index(source.clean.index("Il lotto 2"))
    assert all(beginning.sentence < second_lot for beginning in ProcedureSplitter(PATTERNS).beginnings(source, tender))


def test_the_stretches_cover_the_article_in_order() -> None:
    source = SourceText.of(Article.read(ROUND_UP), PATTERNS)
    mentions = FIND(source)
    tenders = FIND_FACTS(source, mentions)
    assert [mention for tender in tenders for mention in tender.mentions] == list(mentions)
    starts = [source.clean[source.sentences[part.start].start :][:11] for part in procedures(ROUND_UP)]
    assert starts[1] == "L'altra gar"


def test_identifiers_belong_to_their_procedure() -> None:
    text = ROUND_UP.replace("tre anni.", "tre anni (Cig 9427710C5A).").replace(
        "2024.", "2024. Il Cig della gara è 88123406F1."
    )
    first, second = EXTRACTOR.extract(text).tenders
    assert [cig.code for cig in first.cig] == ["9427710C5A"]
    assert [cig.code for cig in second.cig] == ["88123406F1"]
