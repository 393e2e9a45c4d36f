"""`extractor schema`"""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of the records."""
    import json

    from extractor.record import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
