"""The page: what is in it, and how it behaves in a real browser where one is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.record import ArticleRecord
from extractor.writers.html import write_html
from tests.growth import growth

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = (
    "<script>document.title='taken'</script> \"quotes\" & 'apostrophes' <img src=x onerror=\"document.title='taken'\">"
    " </div></section><h2>heading</h2> <!-- comment --> \u202eoiggetnop\u202c \u2066isolate \x1b[31m &lt;b&gt; ]]> 👷🏽"
)


class Page(HTMLParser):
    """The text of the page, by the element it stands in, and the elements with the mentions they name."""

    VOID = ("meta", "input", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(attributes.get("class") or tag for tag, attributes in self.open), data))

    def article(self) -> str:
        return "".join(text for path, text in self.texts if {"text", "text missing"} & set(path))

    def mentions(self, tag: str) -> set[str]:
        return {id for name, attributes in self.tags if name == tag for id in (attributes.get("data-m") or "").split()}


def page_of(*records: ArticleRecord) -> str:
    return "".join(write_html(records))


def bare(text: str, **fields: Any) -> ArticleRecord:
    return ArticleRecord.model_validate({"article": {"extra": {"text": text}}, "pipeline": {"version": "0"}, **fields})


def test_text_mentions_and_values_are_all_there(full_record: ArticleRecord) -> None:
    page = Page(page_of(full_record))
    assert page.article() == full_record.article.extra["text"]
    assert page.mentions("mark") == {mention.id for mention in full_record.mentions}
    [tender] = full_record.tenders
    assert tender.buyer is not None
    assert set(tender.buyer.evidence) <= page.mentions("button") <= page.mentions("mark")
    shown = " ".join(text for _, text in page.texts)
    for value in ("about €5,700,000, VAT excluded", "48 months", "Beta Spa (lead)", "A unit price stands"):
        assert value in shown


def test_nothing_is_fetched_and_only_our_script_may_run(full_record: ArticleRecord) -> None:
    page = Page(page_of(full_record))
    assert [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "object", "base")] == []
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [{}]
    assert not any(
        name.startswith("on") or name in ("src", "style") for _, attributes in page.tags for name in attributes
    )
    policy = next(
        attributes["content"] for tag, attributes in page.tags if tag == "meta" and "http-equiv" in attributes
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_hostile_text_stays_text(full_record: ArticleRecord) -> None:
    tender = full_record.tenders[0]
    hostile = full_record.model_copy(
        update={
            "article": full_record.article.model_copy(
                update={"title": HOSTILE, "source": HOSTILE, "url": "javascript:alert(1)", "extra": {"text": HOSTILE}}
            ),
            "mentions": (),
            "tenders": (tender.model_copy(update={"buyer": tender.buyer.model_copy(update={"name": HOSTILE})}),),  # type: ignore[union-attr]
        }
    )
    page = Page(page_of(hostile))
    wanted = HOSTILE
    for char in "\u202e\u202c\u2066\x1b":
        wanted = wanted.replace(char, f"⟨U+{ord(char):04X}⟩")
    assert page.article() == wanted
    assert sum(text.count(wanted) for _, text in page.texts) == 4
    assert [tag for tag, _ in page.tags if tag in ("script", "img")] == ["script"]
    assert not any("javascript:" in (value or "") for _, attributes in page.tags for value in attributes.values())


def test_a_record_without_its_text_says_so(full_record: ArticleRecord) -> None:
    article = full_record.article.model_copy(update={"extra": {}})
    page = Page(page_of(full_record.model_copy(update={"article": article})))
    assert page.article() == "The article's text was not kept with this record."


def test_an_article_without_title_is_headed_by_its_first_line() -> None:
    assert '<h2 lang="it">Vince la Alfa</h2>' in page_of(bare("\nVince la Alfa\nLa gara è finita."))
    assert "parola …</h2>" in page_of(bare("parola " * 100))


def test_an_article_without_tender_says_so() -> None:
    assert "No tender in this article." in page_of(bare("Il Modena ha vinto."))


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40), st.data())
def test_overlapping_mentions_leave_the_text_whole(text: str, data: st.DataObject) -> None:
    mentions = []
    for number in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        mentions.append(
            {"id": f"m{number}", "kind": "title", "text": text[start:end], "start": start, "end": end, "value": {}}
        )
    page = Page(page_of(bare(text, mentions=mentions)))
    assert unescape(re.sub(r"⟨U\+([0-9A-F]{4})⟩", lambda m: chr(int(m[1], 16)), page.article())) == unescape(text)
    assert page.mentions("mark") == {mention["id"] for mention in mentions}


# ------------------------------------------------------------------ in a browser
Browse = Callable[..., str]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """The page as the browser has it once its scripts ran; `script` runs at the end, past the page's own policy."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: install it to test the page in a browser")

    def browse(page: str, script: str = "", *arguments: str) -> str:
        if script:
            page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
            page = page.replace("</body>", f"<script>{script}</script></body>")
        file = tmp_path / "page.html"
        file.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", *arguments, "--dump-dom",
                file.as_uri(),
            ],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if not done.stdout:
            pytest.skip(f"chromium does not start here: {done.stderr[-200:]}")
        return done.stdout

    return browse


def test_hostile_text_does_nothing_in_a_browser(browse: Browse) -> None:
    dom = browse(page_of(bare(HOSTILE, article={"title": HOSTILE, "extra": {"text": HOSTILE}})))
    assert "<title>Tender records</title>" in dom
    assert "<img" not in dom


def test_the_page_in_a_browser(browse: Browse, full_record: ArticleRecord) -> None:
    """Hover, click, keyboard, legend, list and search, and how long the page takes: in one visit."""
    other = full_record.model_copy(
        update={"article": full_record.article.model_copy(update={"title": "Città d’altro"})}
    )
    dom = browse(
        page_of(full_record, other),
        """
        const log = (name, value) => document.documentElement.setAttribute("data-" + name, value);
        const lit = () => [...document.querySelectorAll(".lit")].map((e) => e.tagName + ":" + e.textContent).join("|");
        const button = [...document.querySelectorAll("button.v")].find((e) => e.textContent === "Comune di Prova");
        button.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        log("hover", lit());
        document.body.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        log("away", lit());
        const mark = document.querySelector("mark.public_body");
        mark.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
        log("focus", lit());
        mark.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        document.body.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        log("kept", lit());
        mark.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
        log("escaped", lit());
        log("tint", getComputedStyle(mark).backgroundColor);
        document.querySelector(".legend .public_body").click();
        log("hidden", getComputedStyle(mark).backgroundColor);
        log("shown", [...document.querySelectorAll(".article")].filter((e) => !e.hidden).length);
        const search = document.querySelector("input");
        search.value = "citta altro";
        search.dispatchEvent(new Event("input"));
        log("found", document.querySelector(".found").textContent);
        log("wide", document.documentElement.scrollWidth <= innerWidth);
        """,
        "--window-size=500,900",
    )
    seen = {name: unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', dom[: dom.index("<head>")])}
    both = "MARK:Comune di Prova|BUTTON:Comune di Prova"
    assert (seen["hover"], seen["away"], seen["focus"], seen["kept"], seen["escaped"]) == (both, "", both, both, "")
    assert seen["tint"] != seen["hidden"] == "rgba(0, 0, 0, 0)"
    assert (seen["shown"], seen["found"], seen["wide"]) == ("1", "1 of 2 articles", "true")


def test_a_long_page_is_small_and_quick(full_record: ArticleRecord) -> None:
    """Nothing in the page grows faster than the article."""

    def long(times: int) -> ArticleRecord:
        text = full_record.article.extra["text"] * times
        shift = len(full_record.article.extra["text"])
        mentions = [
            mention.model_copy(
                update={
                    "id": f"m{number + place * 100}",
                    "start": mention.start + place * shift,
                    "end": mention.end + place * shift,
                }
            )
            for place in range(times)
            for number, mention in enumerate(full_record.mentions)
        ]
        article = full_record.article.model_copy(update={"extra": {"text": text}})
        return full_record.model_copy(update={"article": article, "mentions": tuple(mentions)})

    once, often = long(1), long(20)
    assert len(page_of(once)) < 30_000
    assert len(page_of(often)) < 200_000
    assert growth(lambda: page_of(once), lambda: page_of(often), 40) < 40
