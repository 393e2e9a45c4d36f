"""`.parquet`: one article a row, with the names and nesting of the JSON record (extra `extractor[parquet]`).

The columns are made from the record's JSON Schema. The `value` of a mention has the fields of every kind of mention,
null where the kind has no such field; `article.extra` is JSON text, since its keys are anybody's.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, BinaryIO

from extractor.extras import pyarrow

_ROW_GROUP = 4096
_COMPRESSION = "zstd"


def stream_bytes(lines: list[bytes]) -> bytes:
    """Records, as JSON lines, as an Arrow stream that `write_file` takes."""
    table = _table(lines)
    sink = io.BytesIO()
    options = pyarrow().ipc.IpcWriteOptions(compression=_COMPRESSION)
    with pyarrow().ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue()


def file_bytes(lines: list[bytes]) -> bytes:
    """Records, as JSON lines, as a Parquet file of one row group."""
    sink = io.BytesIO()
    pyarrow().parquet.write_table(_table(lines), sink, compression=_COMPRESSION)
    return sink.getvalue()


def write_file(streams: Iterable[bytes], file: BinaryIO) -> None:
    """Join Arrow streams to one Parquet file with row groups of some thousand articles."""
    with pyarrow().parquet.ParquetWriter(file, schema(), compression=_COMPRESSION) as writer:
        gathered: list[Any] = []
        for stream in streams:
            gathered.append(pyarrow().ipc.open_stream(stream).read_all())
            if sum(table.num_rows for table in gathered) >= _ROW_GROUP:
                writer.write_table(pyarrow().concat_tables(gathered).combine_chunks())
                gathered = []
        if gathered:
            writer.write_table(pyarrow().concat_tables(gathered).combine_chunks())


@lru_cache(maxsize=1)
def schema() -> Any:
    """The Arrow schema of a record."""
    from extractor.record import json_schema

    described = json_schema()
    record = _struct([described], described["$defs"])
    return pyarrow().schema(list(record))


def _table(lines: list[bytes]) -> Any:
    rows = [json.loads(line) for line in lines]
    for row in rows:
        row["article"]["extra"] = json.dumps(row["article"]["extra"], ensure_ascii=False)
    return pyarrow().Table.from_pylist(rows, schema=schema())


def _struct(objects: list[dict[str, Any]], definitions: dict[str, Any]) -> Any:
    """A struct with the fields of all the objects."""
    fields: dict[str, Any] = {}
    for described in objects:
        for name, field in described.get("properties", {}).items():
            fields.setdefault(name, _type(field, definitions))
    return pyarrow().struct(list(fields.items()))


def _type(described: dict[str, Any], definitions: dict[str, Any]) -> Any:
    choices = [choice for choice in _choices(described, definitions) if choice.get("type") != "null"]
    kinds = {choice.get("type", "string") for choice in choices}
    if kinds == {"object"}:
        return (
            _struct(choices, definitions) if any("properties" in choice for choice in choices) else pyarrow().string()
        )
    if kinds == {"array"}:
        return pyarrow().list_(_type(choices[0]["items"], definitions))
    if kinds <= {"integer", "number"}:
        return pyarrow().int64() if kinds == {"integer"} else pyarrow().float64()
    return pyarrow().bool_() if kinds == {"boolean"} else pyarrow().string()


def _choices(described: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in described:
        return _choices(definitions[described["$ref"].rsplit("/", 1)[-1]], definitions)
    if "anyOf" in described:
        return [choice for option in described["anyOf"] for choice in _choices(option, definitions)]
    return [described]
