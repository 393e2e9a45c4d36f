import pytest

from extractor.article import Article
from extractor.mentions.mention import Mention
from extractor.mentions.ownership import Ownership
from extractor.patterns import load_patterns
from extractor.record import CompanyValue
from extractor.text import SourceText

PATTERNS = load_patterns()
OWNERSHIP = Ownership(PATTERNS)


def features(text: str, name: str) -> set[str]:
    source = SourceText.of(Article(text), PATTERNS)
    start = source.clean.index(name)
    mention = Mention("company", start, start + len(name), CompanyValue(name=name, legal_form=None), "known")
    return set(OWNERSHIP.features(name, source, [mention]))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Consip ha bandito la gara.", "Consip", {"public_company", "only_buys"}),
        ("La gara di So.Re.Sa. è chiusa.", "So.Re.Sa.", {"public_company", "only_buys"}),
        ("Il Gruppo Torinese Trasporti rinnova i bus.", "Gruppo Torinese Trasporti", {"public_company", "public_word"}),
        ("Aria compra i vaccini.", "Aria", {"perhaps_public_company"}),
        ("La partecipata Valle Reti cerca operai.", "Valle Reti", {"public_word", "owned_near"}),
        ("Vince la Rossi Scavi di Lodi.", "Rossi Scavi", set()),
    ],
)
def test_what_says_that_a_company_is_public(text: str, name: str, expected: set[str]) -> None:
    assert features(text, name) == expected


def test_a_name_that_only_begins_like_a_public_one_is_not_public() -> None:
    assert not OWNERSHIP.is_public(["rfidea"])
    assert OWNERSHIP.is_public(["rete ferroviaria italiana"])
