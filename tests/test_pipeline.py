from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

import extractor
from extractor import Article, Extractor
from extractor.errors import ArticleError, ExtractorError, ModelError

TEXT = " date 2026-03-10 Il Comune di Carpi affida la pulizia delle scuole per 90mila euro."


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("no_such_model", "python -m spacy download no_such_model"),
        ("folder/of/no/model", "folder of a saved spaCy pipeline"),
        (Path("no/model"), "folder of a saved spaCy pipeline"),
        ("", "model"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_an_error_that_says_what_to_do(model: str | Path, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        extractor.load(model=model)


def test_a_model_of_another_language_is_an_error(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "de")
    with pytest.raises(ModelError, match="Italian"):
        extractor.load(model=tmp_path / "de")


def test_auto_is_the_rules_alone_where_the_model_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert extractor.load().extract(TEXT).pipeline.model is None


def test_the_rules_alone_need_no_spacy() -> None:
    read = f"import sys, extractor; extractor.load(None).extract({TEXT!r}).to_json(); print('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", read], capture_output=True, text=True).stdout == "False\n"


def test_a_pipeline_by_path_is_used_and_named(tmp_path: Path) -> None:
    stand_in = spacy.blank("it", meta={"name": "stand_in"})
    ruler = stand_in.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Carpi"}])  # type: ignore[attr-defined]
    stand_in.to_disk(tmp_path / "model")
    loaded = extractor.load(model=tmp_path / "model")
    assert loaded.nlp.pipe_names[0] == "entity_ruler"
    assert loaded.extract(TEXT).pipeline.model == "it_stand_in"


def test_a_saved_pipeline_of_ours_can_be_loaded_again(rules: Extractor, tmp_path: Path) -> None:
    rules.nlp.to_disk(tmp_path / "ours")
    again = extractor.load(model=tmp_path / "ours")
    assert again.nlp.pipe_names == rules.nlp.pipe_names
    assert again.extract(TEXT).mentions == rules.extract(TEXT).mentions


def test_the_record_says_what_made_it(rules: Extractor, tmp_path: Path) -> None:
    pipeline = rules.extract(TEXT).pipeline
    assert (pipeline.version, pipeline.model, pipeline.patterns) == (extractor.__version__, None, "built-in")
    assert extractor.load(None, patterns=tmp_path).extract(TEXT).pipeline.patterns == str(tmp_path)


def test_the_article_is_in_the_record(rules: Extractor) -> None:
    article = rules.extract(TEXT, id="a1", title="T", source="S", url="U").article
    assert (article.id, article.title, article.source, article.url) == ("a1", "T", "S", "U")
    assert str(article.published) == "2026-03-10"


def test_many_articles_come_lazily_in_order_with_their_extra_keys(rules: Extractor) -> None:
    def articles():  # type: ignore[no-untyped-def]
        yield TEXT
        yield {"text": TEXT, "id": 2, "published": "2025-01-01", "page": 4}
        yield Article.read(TEXT, id="3")
        raise AssertionError("read too far")

    records = rules.extract_many(articles())
    first, second, third = next(records), next(records), next(records)
    assert [first.article.id, second.article.id, third.article.id] == [None, "2", "3"]
    assert second.article.extra == {"page": 4}
    assert str(second.article.published) == "2025-01-01"


def test_a_mapping_without_text_is_an_error(rules: Extractor) -> None:
    with pytest.raises(ArticleError, match="text"):
        list(rules.extract_many([{"id": "1"}]))


@pytest.mark.parametrize("workers", [1, 2])
def test_many_articles_give_the_same_records_with_any_number_of_workers(rules: Extractor, workers: int) -> None:
    texts = [f"Base d'asta di {number} mila euro." for number in range(70)]
    records = list(rules.extract_many([{"content": text, "id": index} for index, text in enumerate(texts)], workers))
    assert [record.article.id for record in records] == [str(index) for index in range(70)]
    assert [record.mentions for record in records] == [rules.extract(text).mentions for text in texts]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_faulty_article_is_an_error_when_it_is_come_to_and_not_before(rules: Extractor, workers: int) -> None:
    records = rules.extract_many(["Uno.", "Due.", {"id": "3"}, "Quattro."], workers)
    assert [next(records).article.id, next(records).article.id] == [None, None]
    with pytest.raises(ArticleError, match=r"article 3: no .text. key"):
        next(records)


def test_a_pipeline_of_ones_own_has_one_worker(rules: Extractor) -> None:
    with pytest.raises(ExtractorError, match=r"load\(\)"):
        next(Extractor(rules.nlp).extract_many(["Uno."], workers=2))


def test_a_longer_article_than_the_limit_is_an_error_that_says_so() -> None:
    with pytest.raises(ArticleError, match=r"200.*limit of 100.*max_length"):
        extractor.load(None, max_length=100).extract("a " * 100)


def test_one_root_for_all_errors() -> None:
    assert issubclass(ArticleError, ExtractorError)
    assert issubclass(ModelError, ExtractorError)


def test_the_same_article_gives_the_same_bytes(rules: Extractor) -> None:
    assert rules.extract(TEXT).to_json() == rules.extract(TEXT).to_json()
