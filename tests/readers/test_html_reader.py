from __future__ import annotations

import datetime

import pytest

from extractor.errors import ArticleError
from extractor.readers.html import read_html

BODY = """<nav><a href="/">Home</a> <a href="/cronaca">Cronaca</a></nav>
<article><h1>Mense, vince la Alfa</h1><p class="data">Pubblicato il 3 gennaio 2019</p>
<p>Il Comune di Prova ha aggiudicato alla <b>Alfa Srl</b> il servizio di mensa per 2 milioni di euro. La gara era divisa
in due lotti e ha visto la partecipazione di cinque imprese della provincia.</p>
<p>Il contratto durer&agrave; quattro anni a partire dal primo settembre, come ha spiegato la sindaca in consiglio.</p>
</article><div id="comments" class="comments"><p>Che vergogna, la Beta Spa!</p></div><footer>Copyright</footer>"""


def page(head: str, body: str = BODY) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


FULL = (
    '<meta charset="{}"><meta property="og:title" content="Mense, vince la Alfa">'
    '<meta property="og:site_name" content="La Gazzetta di Prova"><meta name="author" content="Mario Rossi">'
    '<meta property="article:published_time" content="2026-03-10T08:15:00+01:00">'
    '<link rel="canonical" href="https://example.org/mense">'
)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-15"])
def test_a_page_gives_its_article(encoding: str) -> None:
    article = read_html(page(FULL.format(encoding)).replace("&agrave;", "à").encode(encoding), id="p.html")
    assert (article.id, article.title, article.source, article.url, article.published) == (
        "p.html",
        "Mense, vince la Alfa",
        "La Gazzetta di Prova",
        "https://example.org/mense",
        datetime.date(2026, 3, 10),
    )
    assert "Il contratto durerà quattro anni" in article.text
    assert not any(words in article.text for words in ("Cronaca", "Copyright", "Che vergogna", "Mario Rossi"))
    assert dict(article.extra) == {}


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("", None),
        ('<meta name="date" content="ieri">', None),
        ('<meta property="article:modified_time" content="2026-03-12">', None),
        ('<meta name="DC.date.issued" content="10/03/2026">', datetime.date(2026, 3, 10)),
        ('<meta itemprop="datePublished" content="10 marzo 2026, ore 8:15">', datetime.date(2026, 3, 10)),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2026-03-10T07:00:00Z"}]}</script>',
         datetime.date(2026, 3, 10)),
        ('<script type="application/ld+json">{"datePublished": </script>', None),
    ],
)  # fmt: skip
def test_the_date_comes_from_the_metadata_alone(head: str, published: datetime.date | None) -> None:
    assert read_html(page(head).encode()).published == published


def test_a_marked_time_is_metadata() -> None:
    body = BODY.replace("<h1>", '<time itemprop="datePublished" datetime="2026-03-10">ieri</time><h1>')
    assert read_html(page("", body).encode()).published == datetime.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"solo testo", "not an HTML page"), (b"", "not an HTML page"), (page("", "").encode(), "no article")],
)
def test_what_holds_no_article_is_an_error(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        read_html(data)
