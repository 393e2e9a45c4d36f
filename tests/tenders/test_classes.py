import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.mentions.mention import Mention
from extractor.record import CueValue
from extractor.tenders.classes import CATEGORY_CODES, STATUS_CODES, Class, ClassJudge
from extractor.text import SourceText
from tests.support import FIND, PATTERNS

JUDGE = ClassJudge(PATTERNS)
CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in CASES.joinpath(name).read_text(encoding="utf-8").splitlines()]


def read(text: str) -> tuple[SourceText, list[Mention]]:
    source = SourceText.of(Article(text), PATTERNS)
    return source, FIND(source)


def classes(text: str, **about: object) -> dict[str, Class]:
    return JUDGE(*read(text), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases("status.jsonl"), ids=lambda case: case["text"][:40])
def test_status(case: dict[str, str]) -> None:
    assert classes(case["text"])["status"].code == case["status"]


@pytest.mark.parametrize(
    ("text", "slot", "code"),
    [
        ("Appalto per i lavori di rifacimento del tetto della scuola.", "category", "works"),
        ("Gara per la fornitura di dieci autobus elettrici.", "category", "goods"),
        ("Affidato il servizio di pulizia degli uffici.", "category", "services"),
        ("Procedura aperta europea per la mensa.", "method", "open"),
        ("Gara ristretta per la mensa.", "method", "selective"),
        ("Procedura negoziata con invito a dieci imprese.", "method", "limited"),
        ("La mensa è stata affidata direttamente alla Sole, senza gara.", "method", "direct"),
        ("Conta la qualità: 70 punti al progetto, 30 al prezzo.", "award_criteria", "best_value"),
        ("Si aggiudica al massimo ribasso.", "award_criteria", "lowest_price"),
    ],
)
def test_other_classes(text: str, slot: str, code: str) -> None:
    choice = classes(text)[slot]
    assert choice.code == code
    assert choice.evidence
    assert all(isinstance(cue.value, CueValue) and cue.value.code == code for cue in choice.evidence)


def test_what_is_not_said_is_missing() -> None:
    assert not {"method", "award_criteria"} & set(classes("Aggiudicata la mensa alla Sole."))


def test_sentences_limit_what_counts() -> None:
    text = "Aggiudicata alla Sole la mensa, con un ribasso del 3 per cento. Il bando per gli autobus uscirà in autunno."
    assert classes(text, sentences={0})["status"].code == "awarded"
    assert classes(text, sentences={1})["status"].code == "planned"


@settings(max_examples=40)
@given(st.text(alphabet="gara deserta aggiudicata.\n'Aè", min_size=1, max_size=120).filter(str.strip))
def test_any_text_has_a_status_and_a_category_and_ranked_runners_up(text: str) -> None:
    found = classes(text)
    for slot, codes in (("status", STATUS_CODES), ("category", CATEGORY_CODES)):
        choice = found[slot]
        assert {choice.code, *(code for code, _ in choice.runners_up)} == set(codes)
        ranked = [choice.probability, *(probability for _, probability in choice.runners_up)]
        assert ranked == sorted(ranked, reverse=True)
        assert sum(ranked) == pytest.approx(1)
