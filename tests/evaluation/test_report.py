from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import Extractor
from extractor.errors import ExtractorError
from extractor.evaluation import evaluate
from extractor.evaluation.report import Figures

TEXT = " date 2026-03-10 La gara per la mensa vale 90mila euro e dura tre anni."
GOLD = {
    "id": "uno",
    "mentions": {"amount": [{"text": "90mila euro", "value": 90000, "currency": "EUR"}], "company": [{"name": "Zeta"}]},
    "tenders": [{"title": ["mensa"], "estimated_value": 90000, "lots": [], "doubts": []}],
}


def folder(tmp_path: Path, gold: str, article: str | None = TEXT) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "uno.json").write_text(gold, encoding="utf-8")
    if article is not None:
        (tmp_path / "articles" / "uno.txt").write_text(article, encoding="utf-8")
    return tmp_path


def test_figures() -> None:
    figures = Figures(hit=3, fp=1, miss=2)
    assert (figures.precision, figures.recall) == (0.75, 0.6)
    assert figures.f1 == pytest.approx(2 / 3)
    assert Figures(0, 0, 0).f1 == Figures(0, 1, 1).f1 == 0.0


def test_a_folder_is_scored_with_the_words_of_every_error(rules: Extractor, tmp_path: Path) -> None:
    evaluation = evaluate(folder(tmp_path, json.dumps(GOLD)), rules)
    assert evaluation.articles == 1
    missed = {error.slot: error for error in evaluation.errors if error.outcome == "miss"}
    assert missed["company"].gold == "Zeta"
    assert missed["company"].words == ""
    figures = evaluation.figures()
    assert figures["mentions"]["company"].miss == 1
    total = figures["slots"]["all"]
    assert total.hit + total.miss == 3


def test_articles_may_be_json_too(rules: Extractor, tmp_path: Path) -> None:
    where = folder(tmp_path, json.dumps(GOLD), None)
    (where / "articles" / "uno.json").write_text(json.dumps({"text": TEXT, "published": "2026-03-10"}))
    assert evaluate(where, rules).articles == 1


@pytest.mark.parametrize(
    ("gold", "article", "says"),
    [
        ("{", TEXT, r"uno\.json: not JSON"),
        ('{"id": "uno", "tenders": [{"lots": 3}]}', TEXT, r"uno\.json, entry tenders\.0\.lots"),
        ('{"tenders": []}', TEXT, r"uno\.json, entry id"),
        (json.dumps(GOLD), None, r"uno\.json: No such file"),
        (json.dumps(GOLD), " ", r"articles/uno: .*empty"),
    ],
)
def test_what_cannot_be_scored_is_a_clear_error(
    rules: Extractor, tmp_path: Path, gold: str, article: str | None, says: str
) -> None:
    with pytest.raises(ExtractorError, match=says):
        evaluate(folder(tmp_path, gold, article), rules)


def test_a_folder_without_annotations_is_an_error(rules: Extractor, tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="articles/ and gold/"):
        evaluate(tmp_path, rules)
