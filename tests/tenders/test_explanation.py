from extractor import Extractor
from extractor.article import Article


def explain(rules: Extractor, text: str) -> str:
    return rules.explain(Article.read(text, published="2025-03-10"))


def test_each_filled_slot_is_shown_with_its_words_and_reasons(rules: Extractor) -> None:
    lines = explain(
        rules,
        "Il Comune di Lodi ha aggiudicato alla Alfa Costruzioni srl l'appalto per il rifacimento delle strade, "
        "su una base d'asta di 500.000 euro, per 430.000 euro. I lavori dureranno 120 giorni.",
    )
    assert "supplier: «Alfa Costruzioni srl»" in lines
    assert "estimated_value: «500.000 euro»" in lines
    assert "because" in lines
    assert "status: awarded" in lines


def test_no_tender_is_said(rules: Extractor) -> None:
    assert "no tender" in explain(
        rules, "La squadra ha vinto la partita con due gol nel secondo tempo, davanti al suo pubblico."
    )
