import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.mentions.companies import CompanyFinder
from extractor.mentions.names import NameReader
from extractor.mentions.places import places_of
from extractor.mentions.public_bodies import PublicBodyFinder
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.text import SourceText
from tests.growth import growth

PATTERNS = load_patterns()
READ = NameReader(PATTERNS)


def scan_of(text: str) -> Scan:
    source = SourceText.of(Article(text), PATTERNS)
    return Scan(source, places=list(places_of(PATTERNS).find(source)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vince la Rossi Impianti & C. s.n.c. di Lodi", ["Rossi Impianti & C. s.n.c.", "Lodi"]),
        ("la Lavanderie del Tronto srl ringrazia", ["Lavanderie del Tronto srl"]),
        ("va a Progetto 92, ieri", ["Progetto 92"]),
        ("la CO.GE.MA. S.r.l. e la Edil.Tre", ["CO.GE.MA. S.r.l.", "Edil.Tre"]),
        ("la Coop. Due Rocche", ["Coop. Due Rocche"]),
        ("il Consorzio stabile Aurora", ["Consorzio stabile Aurora"]),
        ("la Bruni Costruzioni di Bruni Ugo & C. sas", ["Bruni Costruzioni di Bruni Ugo & C. sas"]),
        ("la cooperativa Arti e Saperi, mentre Rossi e Bianchi", ["Arti e Saperi", "Rossi", "Bianchi"]),
        ("Ma la gara è aperta", []),
        ("Lunedì e martedì, entro Pasqua, l'Iva", []),
    ],
)
def test_where_names_begin_and_end(text: str, names: list[str]) -> None:
    scan = scan_of(text)
    found = [scan.source.clean[name.start : name.end] for name in READ(scan)]
    assert [name for name in found if name not in ("Iva", "Durc")] == names


@given(st.text(alphabet="aA .,'&-«»\n1dielSspr", max_size=120))
def test_names_are_in_order_and_apart(text: str) -> None:
    if not text.strip():
        return
    scan = scan_of(text)
    names = list(READ(scan))
    assert all(0 <= name.start < name.core_end <= name.end <= len(scan.source.clean) for name in names)
    assert all(one.end <= other.start for one, other in itertools.pairwise(names))


def test_time_grows_with_the_text_and_not_faster() -> None:
    find, bodies = CompanyFinder(PATTERNS), PublicBodyFinder(PATTERNS)

    def finding(count: int) -> Callable[[], object]:
        text = " ".join(f"Vince la Ditta{n} srl di Lodi per il Comune di Pavia." for n in range(count))

        def work() -> None:
            scan = scan_of(text)
            scan.mentions.extend(bodies(scan))
            list(find(scan))

        return work

    assert growth(finding(200), finding(800), 8) < 8
