"""The libraries of optional extras, imported when first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from extractor.errors import MissingExtraError


def pyarrow() -> Any:
    """pyarrow, with pyarrow.ipc and pyarrow.parquet; raises MissingExtraError, as do all of these."""
    _import("pyarrow.ipc", "Parquet files", "parquet")
    _import("pyarrow.parquet", "Parquet files", "parquet")
    return _import("pyarrow", "Parquet files", "parquet")


def zstandard() -> Any:
    return _import("zstandard", ".zst files", "zst")


def fsspec() -> Any:
    """fsspec, with fsspec.core."""
    _import("fsspec.core", "addresses with ://", "cluster")
    return _import("fsspec", "addresses with ://", "cluster")


def distributed() -> Any:
    """Dask's distributed scheduler."""
    return _import("distributed", "runs on a Dask cluster", "cluster")


def _import(module: str, what: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(what, extra) from None
