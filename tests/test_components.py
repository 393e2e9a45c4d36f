from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import spacy
from spacy.language import Language

from extractor import Extractor

TEXT = (
    " date 2026-03-10 Il Comune di Carpi ha affidato alla Pulix S.r.l. la pulizia delle scuole per 90mila euro l'anno."
)
FACTORIES = ("tender_mentions", "tender_facts", "tender_records")


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("it")
    for factory in FACTORIES:
        nlp.add_pipe(factory)
    return nlp


def test_the_factories_are_registered_by_entry_point() -> None:
    registered = {point.name: point.value for point in entry_points(group="spacy_factories")}
    assert {name: registered.get(name) for name in FACTORIES} == {
        name: f"extractor.components:{name}" for name in FACTORIES
    }


def test_any_italian_pipeline_can_add_them(nlp: Language, rules: Extractor) -> None:
    record = nlp(TEXT)._.record
    assert record == rules.extract(TEXT)
    assert str(record.article.published) == "2026-03-10"


def test_spans_hold_the_mentions(nlp: Language) -> None:
    doc = nlp(TEXT)
    spans, mentions = doc.spans["mentions"], doc._.record.mentions
    assert len(spans) == len(mentions)
    for span, mention in zip(spans, mentions, strict=True):
        assert span.label_ == mention.kind
        assert span.start_char <= mention.start < mention.end <= span.end_char
        assert TEXT[mention.start : mention.end] == mention.text


def test_they_stand_beside_other_components() -> None:
    nlp = spacy.blank("it")
    nlp.add_pipe("sentencizer")
    for factory in FACTORIES:
        nlp.add_pipe(factory)
    doc = nlp(TEXT)
    assert doc._.record is not None
    assert len(list(doc.sents)) >= 1


def test_pipe_gives_the_same_as_one_by_one(nlp: Language) -> None:
    one, two = nlp.pipe([TEXT, TEXT])
    assert one._.record == two._.record == nlp(TEXT)._.record


def test_components_take_a_folder_of_patterns(tmp_path) -> None:  # type: ignore[no-untyped-def]
    nlp = spacy.blank("it")
    for factory in FACTORIES:
        nlp.add_pipe(factory, config={"patterns": str(tmp_path)})
    assert nlp(TEXT)._.record.pipeline.patterns == str(tmp_path)
