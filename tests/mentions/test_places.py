import pytest

from extractor.article import Article
from extractor.mentions.places import places_of
from extractor.patterns import load_patterns
from extractor.text import SourceText

PATTERNS = load_patterns()
PLACES = places_of(PATTERNS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("da Castel di Sangro a Reggio Emilia", ["Castel di Sangro", "Reggio Emilia"]),
        ("SULMONA, FIRMATO IL CONTRATTO", ["Sulmona"]),
        ("la Valle d'Aosta e L'Aquila", ["Valle d'Aosta", "L'Aquila"]),
        ("nessuno qui", []),
    ],
)
def test_places(text: str, names: list[str]) -> None:
    assert [place.name for place in PLACES.find(SourceText.of(Article(text), PATTERNS))] == names


def test_the_table_is_whole() -> None:
    assert len(PLACES.region_of) > 7800
    assert set(PLACES.municipalities) <= set(PLACES.regions)
    assert PLACES.capitals <= set(PLACES.region_of)
    assert PLACES.ambiguous <= set(PLACES.region_of)
