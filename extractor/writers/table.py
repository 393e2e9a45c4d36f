"""Table: a summary for the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from extractor.record import ArticleInfo, ArticleRecord, LotRecord, TenderRecord
from extractor.writers.display import Shown, lot_slots, tender_slots, visible


def write_table(records: Iterable[ArticleRecord], *, width: int = 100, color: bool = False) -> Iterator[str]:
    """A panel for each article, `width` columns wide; `color` adds the escape codes of a terminal."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=color, no_color=not color, color_system="standard" if color else None
    )
    for record in records:
        console.print(_article(record))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _article(record: ArticleRecord) -> Panel:
    parts: list[RenderableType] = []
    for tender in record.tenders:
        parts += _tender(tender)
    if not record.tenders:
        parts.append(Text("no tender", style="dim"))
    parts += [Text(visible(f"! {warning.message}"), style="yellow") for warning in record.warnings]
    return Panel(Group(*parts), title=_heading(record.article), title_align="left", border_style="dim")


def _heading(article: ArticleInfo) -> Text:
    known = (article.title or article.id, article.source, article.published and article.published.isoformat())
    return Text(visible(" · ".join(part for part in known if part) or "article"), style="bold")


def _tender(tender: TenderRecord) -> Iterator[RenderableType]:
    title = tender.title.text if tender.title else "(no title)"
    yield Text(visible(f"{tender.id}  {title}"), style="bold cyan")
    yield _grid(tender_slots(tender))
    if tender.lots:
        yield _lots(tender.lots)


def _grid(slots: Iterable[Shown]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    before = None
    for slot in slots:
        grid.add_row("" if slot.label == before else slot.label, Text(visible(slot.text)))
        before = slot.label
    return grid


def _lots(lots: Iterable[LotRecord]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Lot", no_wrap=True)
    table.add_column("Title")
    table.add_column("Facts")
    for lot in lots:
        title = lot.title.text if lot.title else ""
        table.add_row(Text(visible(lot.number or "-")), Text(visible(title)), _grid(lot_slots(lot)))
    return table
