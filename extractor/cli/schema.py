"""`extractor schema`"""

from __future__ import annotations


def schema() -> None:
    """Print the JSON Schema of the records."""
    import json
    import sys

    from extractor.record import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
