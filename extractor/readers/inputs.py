"""From what the user names (files, folders, globs, addresses, standard input) to files, always in the same order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence

from extractor import extras
from extractor.errors import InputError
from extractor.readers import files, format_of, known_suffixes


def check_inputs(inputs: Sequence[str]) -> None:
    """Raises InputError for an input that is not there or that no reader takes, before any work is done."""
    if not inputs:
        raise InputError("no input: give files, folders, globs, or - for standard input")
    for given in inputs:
        if next(_files(given), None) is None:
            raise InputError(f"{given}: no file with one of the suffixes {known_suffixes()} (also .gz, .zst) is there")
        if not _holds_many(given) and format_of(given) is None:
            raise InputError(f"{given}: unknown kind of file: use one of {known_suffixes()} (also .gz, .zst)")


def input_files(inputs: Sequence[str]) -> Iterator[str]:
    """Every file to read: the inputs in the order given, folders and globs sorted by name."""
    for given in inputs:
        yield from _files(given)


def _files(given: str) -> Iterator[str]:
    if given == "-":
        yield given
    elif files.is_address(given):
        yield from _remote_files(given)
    elif os.path.isdir(given):
        yield from _folder_files(given)
    elif glob.has_magic(given) and not os.path.exists(given):
        for path in sorted(glob.iglob(given, recursive=True)):
            yield from _files(glob.escape(path)) if os.path.isdir(path) else [path] if format_of(path) else []
    elif os.path.exists(given):
        yield given


def _folder_files(folder: str) -> Iterator[str]:
    """Depth first, names in code-point order, hidden ones left out; one folder's names are in memory at a time."""
    with os.scandir(folder) as found:
        entries = sorted((entry.name, entry.is_dir()) for entry in found if not entry.name.startswith("."))
    for name, is_folder in entries:
        path = os.path.join(folder, name)
        if is_folder:
            yield from _folder_files(path)
        elif format_of(path):
            yield path


def _remote_files(address: str) -> Iterator[str]:
    system, path = extras.fsspec().core.url_to_fs(address)
    if glob.has_magic(path):
        found = system.glob(path)
    elif system.isdir(path):
        found = system.find(path)
    else:
        found = [path] if system.exists(path) else []
    yield from (system.unstrip_protocol(name) for name in sorted(found) if format_of(name))


def _holds_many(given: str) -> bool:
    return given != "-" and (files.is_address(given) or os.path.isdir(given) or not os.path.exists(given))
