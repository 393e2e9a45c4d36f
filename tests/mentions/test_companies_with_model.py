"""A stand-in for a statistical model that makes the usual mistakes: precision must not fall below the rules alone."""

import json
import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

import extractor
import extractor.components
from extractor.record import CompanyValue
from tests.support import load_once

CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/companies.jsonl").read_text("utf-8").splitlines()
]
MISTAKES = (
    (r"\b(?:Comune|Tar|Iva|Durc|Cgil|Regione|Asl|Provincia)\b", "ORG"),
    (r"\b(?:Mario Rossi|Anna Bianchi|Rossi|Lodi|Gorizia)\b", "ORG"),
    (r"Il Tar ha respinto il ricorso|Ha vinto la \w+", "ORG"),
    (r"\b(?:Sigma|Termoverde)\b", "PER"),
)


@Language.component("mistaken_entities")
def mistaken_entities(doc: Doc) -> Doc:
    spans = [
        doc.char_span(match.start(), match.end(), label=label, alignment_mode="expand")
        for expression, label in MISTAKES
        for match in re.finditer(expression, doc.text)
    ]
    doc.ents = filter_spans([span for span in spans if span is not None])
    return doc


@pytest.fixture(scope="module")
def with_model() -> Language:
    nlp = spacy.blank("it")
    nlp.add_pipe("mistaken_entities")
    for component in ("tender_mentions", "tender_facts", "tender_records"):
        nlp.add_pipe(component)
    return nlp


RULES = load_once(model=None)


def found(record: extractor.ArticleRecord) -> set[str]:
    return {mention.value.name for mention in record.mentions if isinstance(mention.value, CompanyValue)}


def test_precision_does_not_fall(with_model: Language) -> None:
    wrong_rules = wrong_model = 0
    for case in CASES:
        wrong_rules += len(found(RULES.extract(case["text"])) - set(case["companies"]))
        wrong_model += len(found(with_model(case["text"])._.record) - set(case["companies"]))
    assert wrong_model <= wrong_rules


def test_a_model_speaks_for_a_name_that_rules_leave_open(with_model: Language) -> None:
    doc = with_model("Il Tar ha respinto il ricorso del Comune di Lodi contro Mario Rossi: l'Iva resta.")
    assert found(doc._.record) == set()
