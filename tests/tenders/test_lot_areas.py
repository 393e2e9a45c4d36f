from collections.abc import Callable

import pytest

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.patterns import load_patterns
from extractor.tenders.lots import LotPlanner
from extractor.text import SourceText
from tests.growth import growth

PATTERNS = load_patterns()
FIND = MentionFinder(PATTERNS)
PLAN = LotPlanner(PATTERNS)


def offered(text: str) -> set[str]:
    """The stretches that may name a lot."""
    source = SourceText.of(Article(text), PATTERNS)
    mentions = FIND(source)
    count = next(mention for mention in mentions if mention.kind == "count")
    return {source.clean[c.start : c.end] for c in PLAN.area_candidates(source, mentions, count)}


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("la fascia costiera tra Anzio, Nettuno e Ardea a Rossi srl", "fascia costiera tra Anzio, Nettuno e Ardea"),
        ("a chi si aggiudicherà Sabina andranno 3 milioni", "Sabina"),
        ("90mila euro ciascuna per la Sabina e la Tuscia", "Sabina"),
        ("per Sabina la spunta la Rossi srl", "Sabina"),
        (
            "la prima tiene insieme Alba, Bra, Cuneo, Dronero, Fossano e Mondovì",
            "Alba, Bra, Cuneo, Dronero, Fossano e Mondovì",
        ),
    ],
)
def test_an_area_is_cut_where_it_ends(words: str, area: str) -> None:
    assert area in offered(f"Il Comune divide la gara in due lotti: {words}.")


def test_places_between_which_an_area_lies_are_no_areas() -> None:
    found = offered("La gara è divisa in due lotti: la costa tra Anzio, Nettuno e Ardea, e la montagna.")
    assert not found & {"Anzio", "Nettuno", "Ardea", "costa tra Anzio"}


@pytest.mark.parametrize("headline", ["Verde, la Tuscia in gara", "VERDE PUBBLICO, TUSCIA"])
def test_a_headline_names_no_lot(headline: str) -> None:
    found = offered(headline + "\n\nLa gara è divisa in due lotti: Alta Valle e Pianura.")
    assert "Alta Valle" in found
    assert not any("uscia" in words.lower() for words in found)


@pytest.mark.parametrize("piece", ["Alba, ", "costa tra Alba, ", "fra Alba e Bra, ", "ciascuna per Alba e "])
def test_time_grows_with_a_row(piece: str) -> None:
    def planning(times: int) -> Callable[[], object]:
        source = SourceText.of(Article("Gara in due lotti: " + piece * times), PATTERNS)
        mentions = FIND(source)
        return lambda: PLAN(source, mentions)

    assert growth(planning(500), planning(1000), 3) < 3
