"""`extractor batch`"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from extractor.cli.articles import Encoding, MaxLength, Model, Patterns


class EngineName(StrEnum):
    local = "local"
    dask = "dask"


def batch(
    inputs: Annotated[
        list[str], typer.Argument(metavar="IN…", help="Files, folders, globs; - for JSON lines on stdin.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="OUT", help=".jsonl, .jsonl.gz, .jsonl.zst, .parquet or a folder/.")
    ],
    model: Model = "auto",
    patterns: Patterns = None,
    encoding: Encoding = None,
    max_length: MaxLength = 1_000_000,
    workers: Annotated[int | None, typer.Option(metavar="N", min=1, help="Processes; one a core by default.")] = None,
    engine: Annotated[EngineName, typer.Option(help="On this machine, or on a Dask cluster.")] = EngineName.local,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://HOST:8786.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")] = False,
) -> None:
    """Write the records of many articles to one output; what fails goes to OUT.errors.jsonl."""
    from extractor import corpus
    from extractor.cli.progress import shown_progress
    from extractor.outputs.target import Target

    try:
        with shown_progress(inputs, quiet=quiet) as report:
            done = corpus.batch(
                inputs,
                output,
                model=None if model == "none" else model,
                patterns=patterns,
                workers=workers,
                engine=engine.value,
                scheduler=scheduler,
                encoding=encoding,
                max_length=max_length,
                resume=resume,
                force=force,
                report=report,
            )
    except KeyboardInterrupt:
        typer.echo("extractor: interrupted: go on with --resume", err=True)
        raise typer.Exit(130) from None
    if not quiet or done.failed:
        failures = f", {done.failed:,} failed: see {Target.of(output).failures()}" if done.failed else ""
        typer.echo(f"extractor: {done.articles:,} articles{failures}", err=True)
    raise typer.Exit(1 if done.failed else 0)
