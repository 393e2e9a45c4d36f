from __future__ import annotations

from extractor.record import ArticleRecord
from extractor.writers.table import write_table


def test_it_shows_every_filled_slot(full_record: ArticleRecord) -> None:
    table = "".join(write_table([full_record], width=120))
    for shown in (
        "La Gazzetta di Prova · 2026-06-10",
        "gestione delle mense scolastiche",
        "Comune di Prova",
        "awarded",
        "services",
        "best value",
        "about €5,700,000, VAT excluded",
        "11.627 %",
        "48 months",
        "2030-08-31 (computed)",
        "2 years",
        "Omega Srl",
        "Delta Ristorazione",
        "A0123456BC",
        "B12C34000560001",
        "centri cottura",
        "Beta Spa (lead)",
        "! A unit price stands beside the total.",
    ):
        assert shown in table
    assert "\x1b" not in table


def test_colours_on_request(full_record: ArticleRecord) -> None:
    assert "\x1b[" in "".join(write_table([full_record], color=True))


def test_lines_keep_to_the_width(full_record: ArticleRecord) -> None:
    for width in (40, 80):
        assert {len(line) for line in "".join(write_table([full_record], width=width)).splitlines()} == {width}


def test_hostile_text_does_not_act(full_record: ArticleRecord) -> None:
    article = full_record.article.model_copy(update={"title": "\x1b[2J[bold]\u202etitolo"})
    table = "".join(write_table([full_record.model_copy(update={"article": article, "tenders": ()})]))
    assert "⟨U+001B⟩[2J[bold]⟨U+202E⟩titolo" in table
    assert "no tender" in table
