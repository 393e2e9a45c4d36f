"""`extractor evaluate`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.articles import Model, Patterns

if TYPE_CHECKING:
    from extractor.evaluation import Evaluation


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder with articles/ and gold/.")],
    errors: Annotated[int, typer.Option(metavar="N", help="Show up to N errors with the article's words.")] = 0,
    slot: Annotated[str | None, typer.Option(help="Show errors of this slot or kind of mention only.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    model: Model = "auto",
    patterns: Patterns = None,
) -> None:
    """Score the records against annotated articles."""
    from json import dumps

    import extractor
    from extractor.evaluation import evaluate as score

    evaluation = score(gold, extractor.load(None if model == "none" else model, patterns))
    known = {name for figures in evaluation.figures().values() for name in figures if name != "all"}
    if slot is not None and slot not in known:
        raise typer.BadParameter(f"these articles have no {slot}: name one of {', '.join(sorted(known))}")
    typer.echo(dumps(evaluation.as_dict(), indent=2) if json else _table(evaluation))
    shown = [error for error in evaluation.errors if slot in (None, error.slot)]
    for error in shown[:errors]:
        typer.echo(
            f"{error.outcome:4} {error.article} {error.slot}: gold {_said(error.gold)}, found {_said(error.found)}"
        )
        if error.words:
            typer.echo(f"     {error.words}")


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    return " | ".join(value) if isinstance(value, list) else str(value)


def _table(evaluation: Evaluation) -> str:
    lines = []
    for part, slots in evaluation.figures().items():
        lines.append(f"{part:24} {'P':>6} {'R':>6} {'F1':>6} {'hit':>5} {'fp':>5} {'miss':>5}")
        lines += [
            f"  {slot:22} {f.precision:6.3f} {f.recall:6.3f} {f.f1:6.3f} {f.hit:5} {f.fp:5} {f.miss:5}"
            for slot, f in slots.items()
        ]
    return "\n".join([*lines, f"articles: {evaluation.articles}"])
