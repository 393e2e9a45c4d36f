import json
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.tenders.titles import TitleChoice, TitleJudge
from extractor.text import SourceText
from tests.support import FIND, PATTERNS

JUDGE = TitleJudge(PATTERNS)
CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/titles.jsonl").read_text(encoding="utf-8").splitlines()
]


def chosen(text: str, sentences: set[int] | None = None) -> tuple[str | None, TitleChoice | None]:
    source = SourceText.of(Article(text), PATTERNS)
    choice = JUDGE(source, FIND(source), sentences)
    return (source.clean[choice.mention.start : choice.mention.end] if choice else None), choice


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_the_best_candidate(case: dict[str, str]) -> None:
    assert chosen(case["text"])[0] == case["title"]


def test_sentences_limit_the_candidates() -> None:
    text = "Aggiudicata la gara per la mensa scolastica. È uscito il bando per la bonifica della cava."
    assert chosen(text, {0})[0] == "mensa scolastica"
    assert chosen(text, {1})[0] == "bonifica della cava"


def test_runners_up_are_less_probable() -> None:
    _, choice = chosen("Gara per la mensa. Nel frattempo la scuola ha un tetto nuovo e la palestra è chiusa.")
    assert choice is not None
    assert choice.runners_up
    assert all(probability <= choice.probability for _, probability in choice.runners_up)
