"""HTML: one page that stands alone, with every article, its mentions marked, and its records as cards beside it.

The article's text is shown where the record keeps it (see `Article.keep_text`). Everything from outside is text: it is
escaped, control and direction characters are made visible, and the page's own policy forbids the browser to run any
script or style but ours and to fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources
from itertools import groupby, pairwise
from textwrap import shorten
from typing import get_args

from extractor.record import ArticleInfo, ArticleRecord, Evidence, Kind, LotRecord, MentionRecord, TenderRecord
from extractor.writers.display import Shown, lot_slots, mention_value, tender_slots, visible

_HEADING = 100


def write_html(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """The page in pieces: its head, each article, its end."""
    style, script = _asset("page.css"), _asset("page.js")
    yield _HEAD.format(policy=_policy(style, script), style=style, legend=_legend())
    for place, record in enumerate(records, start=1):
        yield _article(f"a{place}", record)
    yield _END.format(script=script)


_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tender records</title>
<style>{style}</style>
</head>
<body>
<header class="top"><h1>Tender records</h1>
<ul class="legend" aria-label="Kinds of mentions to mark">{legend}</ul></header>
<div class="page">
<nav class="list" aria-label="Articles" hidden>
<input type="search" placeholder="Search the articles" aria-label="Search the articles">
<p class="found" role="status"></p><ol></ol></nav>
<main>
"""
_END = """</main>
</div>
<script>{script}</script>
</body>
</html>
"""


def _asset(name: str) -> str:
    return resources.files("extractor.writers").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; base-uri 'none'"


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _legend() -> str:
    return "".join(
        f'<li><button type="button" class="{kind}" aria-pressed="true">{kind.replace("_", " ")}</button></li>'
        for kind in get_args(Kind)
    )


# ------------------------------------------------------------------ an article
def _article(id: str, record: ArticleRecord) -> str:
    cards = "".join(_tender(tender) for tender in record.tenders) or '<p class="card">No tender in this article.</p>'
    return (
        f'<section class="article" id="{id}"><h2 lang="it">{_safe(_heading(record))}</h2>{_about(record.article)}'
        f'<div class="columns">{_text(record)}<div class="cards">{cards}{_warnings(record)}</div></div></section>\n'
    )


def _heading(record: ArticleRecord) -> str:
    """The article's title, else its first line, where newspapers put it, cut to a heading's length."""
    text = record.article.extra.get("text")
    first_line = text.strip().partition("\n")[0] if isinstance(text, str) else ""
    return record.article.title or shorten(first_line, _HEADING, placeholder=" …") or record.article.id or "Article"


def _about(article: ArticleInfo) -> str:
    parts = [article.source, article.published.isoformat() if article.published else None, article.id]
    shown = [_safe(part) for part in parts if part]
    if article.url and article.url.startswith(("http://", "https://")):
        shown.append(f'<a href="{_safe(article.url)}" rel="noopener noreferrer">{_safe(article.url)}</a>')
    return f'<p class="about">{" · ".join(shown)}</p>' if shown else ""


def _text(record: ArticleRecord) -> str:
    text = record.article.extra.get("text")
    if not isinstance(text, str):
        return '<div class="text missing">The article\'s text was not kept with this record.</div>'
    return f'<div class="text" lang="it">{_marked(text, record.mentions)}</div>'


def _marked(text: str, mentions: Sequence[MentionRecord]) -> str:
    """The text with its mentions marked; where mentions overlap, each stretch names all of those it is in."""
    borders = sorted({0, len(text), *(m.start for m in mentions), *(m.end for m in mentions)})
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    pieces: list[str] = []
    open_mentions: list[MentionRecord] = []
    upcoming = 0
    for start, end in pairwise(borders):
        open_mentions = [mention for mention in open_mentions if mention.end > start]
        while upcoming < len(ordered) and ordered[upcoming].start <= start:
            open_mentions.append(ordered[upcoming])
            upcoming += 1
        words = _safe(text[start:end])
        pieces.append(_mark(words, open_mentions, start) if open_mentions else words)
    return "".join(pieces)


def _mark(words: str, mentions: Sequence[MentionRecord], start: int) -> str:
    kinds = dict.fromkeys(mention.kind for mention in mentions)
    begins = ' tabindex="0"' if any(mention.start == start for mention in mentions) else ""
    return (
        f'<mark class="{" ".join(kinds)}" data-m="{" ".join(mention.id for mention in mentions)}" '
        f'title="{_safe(" · ".join(_meaning(mention) for mention in mentions))}"{begins}>{words}</mark>'
    )


def _meaning(mention: MentionRecord) -> str:
    value = mention_value(mention)
    kind = mention.kind.replace("_", " ")
    return f"{kind}: {value}" if value else kind


# ------------------------------------------------------------------ cards
def _tender(tender: TenderRecord) -> str:
    title = tender.title
    heading = _value(title.text, title.evidence) if title else "Tender without a title"
    lots = "".join(_lot(lot) for lot in tender.lots)
    return f'<article class="card"><h3>{heading}</h3>{_slots(tender_slots(tender))}{lots}</article>'


def _lot(lot: LotRecord) -> str:
    name = f"Lot {_safe(lot.number)}" if lot.number else "Lot"
    title = f" · {_value(lot.title.text, lot.title.evidence)}" if lot.title else ""
    return f'<section class="lot-card"><h4>{name}{title}</h4>{_slots(lot_slots(lot))}</section>'


def _slots(slots: Iterable[Shown]) -> str:
    rows = "".join(
        f"<dt>{label}</dt>" + "".join(f"<dd>{_value(slot.text, slot.evidence)}</dd>" for slot in same)
        for label, same in groupby(slots, key=lambda slot: slot.label)
    )
    return f"<dl>{rows}</dl>" if rows else ""


def _value(text: str, evidence: Evidence) -> str:
    if not evidence:
        return f'<span class="v">{_safe(text)}</span>'
    return f'<button type="button" class="v" data-m="{" ".join(evidence)}">{_safe(text)}</button>'


def _warnings(record: ArticleRecord) -> str:
    items = "".join(f"<li>{_value(warning.message, warning.evidence)}</li>" for warning in record.warnings)
    return f'<ul class="warnings">{items}</ul>' if items else ""


def _safe(text: str) -> str:
    return escape(visible(text))
