"""An earlier round that nobody wanted is a tender of its own where it has figures of its own."""

from __future__ import annotations

import pytest

from extractor import Extractor

OPENING = "Il Comune di Pietrachiara ha affidato i lavori per la copertura del bocciodromo alla Edilvento srl. "


def told(rules: Extractor, text: str) -> list[tuple[str | None, str | None, int | None]]:
    """Status, base and bidders of every tender."""
    return [
        (
            tender.status.code if tender.status else None,
            str(tender.estimated_value.amount) if tender.estimated_value else None,
            tender.bidders.count if tender.bidders else None,
        )
        for tender in rules.extract(text, published="2024-05-20").tenders
    ]


def test_a_deserted_round_with_its_base_is_a_tender(rules: Extractor) -> None:
    text = OPENING + (
        "Il contratto vale 84.000 euro. La gara precedente, con una base d'asta di 71.000 euro, era andata deserta: "
        "entro il 12 marzo non era arrivata nessuna offerta. Il cantiere durerà 60 giorni."
    )
    (record, earlier) = rules.extract(text, published="2024-05-20").tenders
    assert told(rules, text)[1] == ("unsuccessful", "71000", 0)
    assert record.status is not None
    assert record.status.code == "awarded"
    assert (record.title, record.buyer) == (earlier.title, earlier.buyer)
    assert [supplier.name for supplier in record.suppliers] == ["Edilvento srl"]
    assert earlier.suppliers == ()


@pytest.mark.parametrize(
    "text",
    [
        OPENING + "La gara precedente era andata deserta. Il contratto vale 84.000 euro.",
        "Deserta la gara del Comune di Pietrachiara per la copertura del bocciodromo: la base era di 71.000 euro "
        "ed entro il 12 marzo non è arrivata nessuna offerta. Il bando sarà ripubblicato.",
        "Il Comune di Pietrachiara ha aggiudicato in due lotti la cura degli impianti. Il lotto 1, bocciodromo, "
        "va alla Edilvento srl per 84.000 euro. Il lotto 2, palestra, base d'asta 71.000 euro, è andato deserto: "
        "nessuna offerta.",
    ],
    ids=["no figure of its own", "the news itself", "a lot"],
)
def test_what_is_no_earlier_round(text: str, rules: Extractor) -> None:
    assert len(told(rules, text)) == 1
