"""A record with every slot of a tender and of a lot filled, made by hand with the words it rests on."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from extractor.record import ArticleRecord

TEXT = """Mense scolastiche, Alfa e Beta si dividono l'appalto
Il Comune di Prova ha aggiudicato con procedura aperta e offerta economicamente più vantaggiosa la gestione delle \
mense scolastiche, divisa in due lotti. La base d'asta era di circa 5.700.000 euro, Iva esclusa; l'importo finale è \
di 5,2 milioni di euro, con un ribasso dell'11,627 per cento. Il contratto dura quarantotto mesi, rinnovabile per due \
anni, dal 1° settembre 2026; le offerte andavano presentate entro il 30 aprile 2026 e cinque imprese hanno risposto.
Il lotto 1, centri cottura, base 3 milioni di euro, va alla Alfa Srl per 2.800.000 euro, ribasso del 6,5 per cento, \
due offerte, per trentasei mesi dal 1° ottobre 2026 al 30 settembre 2029. Il lotto 2 va al raggruppamento tra \
Beta Spa (mandataria) e Coop Gamma. Battuta la Delta Ristorazione; il servizio era finora della Omega Srl. \
Cig A0123456BC, Cup B12C34000560001. Il prezzo di un pasto è di 4,90 euro."""

EUR = {"currency": "EUR", "qualifier": "exact", "per": None, "vat": None}


class _Text:
    """Finds words in the text and keeps them as mentions."""

    def __init__(self) -> None:
        self.mentions: list[dict[str, Any]] = []

    def __call__(self, words: str, kind: str, **value: Any) -> list[str]:
        found = re.search(re.escape(words), TEXT)
        assert found, words
        id = f"m{len(self.mentions)}"
        self.mentions.append(
            {"id": id, "kind": kind, "text": words, "start": found.start(), "end": found.end(), "value": value}
        )
        return [id]


@pytest.fixture(scope="session")
def full_record() -> ArticleRecord:
    m = _Text()
    money = lambda words, amount, **more: {  # noqa: E731
        "amount": amount, **EUR, **more, "evidence": m(words, "amount", amount=amount, **EUR | more)
    }  # fmt: skip
    date = lambda words, day: {  # noqa: E731
        "iso8601": day, "derived": False, "evidence": m(words, "date", iso8601=day, relative=False)
    }  # fmt: skip
    name = lambda words, **more: {"name": words, **more, "evidence": m(words, "company", name=words)}  # noqa: E731
    duration = lambda words, value: {  # noqa: E731
        "iso8601": value, "evidence": m(words, "duration", iso8601=value)
    }  # fmt: skip
    tender = {
        "id": "t1",
        "title": {
            "text": "gestione delle mense scolastiche",
            "evidence": m("gestione delle mense scolastiche", "title"),
        },
        "buyer": {"name": "Comune di Prova", "evidence": m("Comune di Prova", "public_body", name="Comune di Prova")},
        "category": {"code": "services", "evidence": []},
        "status": {"code": "awarded", "evidence": m("aggiudicato", "cue", slot="status", code="awarded")},
        "method": {"code": "open", "evidence": m("procedura aperta", "cue", slot="method", code="open")},
        "award_criteria": {
            "code": "best_value",
            "evidence": m("offerta economicamente più vantaggiosa", "cue", slot="award_criteria", code="best_value"),
        },
        "estimated_value": money("circa 5.700.000 euro, Iva esclusa", 5700000, qualifier="about", vat="excluded"),
        "awarded_value": money("5,2 milioni di euro", 5200000),
        "discount": {"percent": 11.627, "evidence": m("11,627 per cento", "percentage", percent=11.627)},
        "duration": duration("quarantotto mesi", "P48M"),
        "renewal": duration("due anni", "P2Y") if "due anni" in TEXT else duration("due \\\nanni", "P2Y"),
        "start_date": date("1° settembre 2026", "2026-09-01"),
        "end_date": {"iso8601": "2030-08-31", "derived": True, "evidence": []},
        "bids_due": date("30 aprile 2026", "2026-04-30"),
        "bidders": {"count": 5, "evidence": m("cinque imprese", "count", count=5)},
        "suppliers": [],
        "incumbents": [name("Omega Srl")],
        "losing_bidders": [name("Delta Ristorazione")],
        "cig": [{"code": "A0123456BC", "evidence": m("A0123456BC", "identifier", scheme="CIG", code="A0123456BC")}],
        "cup": [
            {
                "code": "B12C34000560001",
                "evidence": m("B12C34000560001", "identifier", scheme="CUP", code="B12C34000560001"),
            }
        ],
        "lot_count": {"count": 2, "evidence": m("due lotti", "count", count=2)},
        "lots": [
            {
                "number": "1",
                "title": {"text": "centri cottura", "evidence": m("centri cottura", "title")},
                "estimated_value": money("3 milioni di euro", 3000000),
                "awarded_value": money("2.800.000 euro", 2800000),
                "discount": {"percent": 6.5, "evidence": m("6,5 per cento", "percentage", percent=6.5)},
                "duration": duration("trentasei mesi", "P36M"),
                "start_date": date("1° ottobre 2026", "2026-10-01"),
                "end_date": date("30 settembre 2029", "2029-09-30"),
                "bidders": {"count": 2, "evidence": m("due offerte", "count", count=2)},
                "suppliers": [name("Alfa Srl", role=None)],
            },
            {"number": "2", "suppliers": [name("Beta Spa", role="lead"), name("Coop Gamma", role="member")]},
        ],
    }
    for words, number in (("lotto 1", "1"), ("lotto 2", "2")):
        m(words, "lot", number=number)
    warning = money("4,90 euro", 4.9, per="unit")
    return ArticleRecord.model_validate_json(
        _json(
            {
                "article": {
                    "id": "a1",
                    "title": "Mense scolastiche, Alfa e Beta si dividono l'appalto",
                    "published": "2026-06-10",
                    "source": "La Gazzetta di Prova",
                    "url": "https://example.org/mense?a=1&b=2",
                    "extra": {"text": TEXT},
                },
                "tenders": [tender],
                "mentions": m.mentions,
                "warnings": [
                    {
                        "code": "unit_price",
                        "message": "A unit price stands beside the total.",
                        "evidence": warning["evidence"],
                    }
                ],
                "pipeline": {"version": "0.1.0", "model": None, "patterns": "built-in"},
            }
        )
    )


def _json(value: object) -> str:
    import json

    return json.dumps(value)


def record_of(text: str, **fields: Any) -> ArticleRecord:
    """A record about nothing but the given text and fields."""
    return ArticleRecord.model_validate(
        {
            "article": {"id": "x", "published": datetime.date(2026, 3, 10), "extra": {"text": text}},
            "pipeline": {"version": "0.1.0"},
            **fields,
        }
    )
