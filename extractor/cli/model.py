"""`extractor model`"""

from __future__ import annotations

import typer


def model() -> None:
    """Say which statistical model is used and how to get it."""
    from importlib.metadata import version

    from extractor.pipeline import AUTO_MODEL, auto_model

    found = auto_model()
    if found:
        used = f"--model auto uses {found} {version(found)}."
    else:
        used = (
            f"--model auto uses the rules alone: {AUTO_MODEL} is not installed.\n"
            f"To install it: python -m spacy download {AUTO_MODEL}"
        )
    typer.echo(
        f"{used}\n"
        f"{AUTO_MODEL}: 541 MB, licence CC BY-NC-SA 3.0 (not for commercial use), by Explosion.\n"
        "--model none never uses a model; --model NAME or PATH uses any other Italian spaCy pipeline."
    )
