"""The `extractor` command: its subcommands and what every one of them does with errors and closed pipes."""

from __future__ import annotations

import gc
import sys

import typer

from extractor import __version__
from extractor.cli.batch import batch
from extractor.cli.evaluate import evaluate
from extractor.cli.extract import extract
from extractor.cli.model import model
from extractor.cli.schema import schema
from extractor.cli.view import view

_OBJECTS = 100_000  # new ones before garbage is collected: what loading makes is none, and looking it over takes long

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command()(extract)
app.command()(evaluate)
app.command()(batch)
app.command()(view)
app.command()(schema)
app.command()(model)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """Read Italian news articles and give back structured tender records."""


def main() -> None:
    """Run the command; errors of ours are one line on stderr and exit status 2, a closed pipe ends quietly."""
    from extractor.errors import ExtractorError

    gc.set_threshold(_OBJECTS)
    try:
        app()
    except ExtractorError as error:
        print(f"extractor: {error}", file=sys.stderr)
        sys.exit(2)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # typer has silenced the streams and would exit with 1
            sys.exit(0)
        raise
