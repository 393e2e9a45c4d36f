"""Where the records of many articles go, and what is kept so that an interrupted run can go on.

A block of articles becomes a part: bytes that can stand after one another (JSON lines; one gzip member or zstd frame;
for Parquet a table). There are two kinds of output, of one shape: a file, to which the coordinating process appends
parts in order, and a folder or fsspec address, into which each worker writes its part. Either keeps a state, replaced
in one step after its part is written, so that no moment of a kill can leave it ahead of the output; what stands behind
it is cut off or written again when a run goes on. A lock keeps a second run out.
Reading order: target.py, state.py, lock.py, file.py, folder.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.errors import OutputError
from extractor.outputs.file import FileOutput
from extractor.outputs.folder import FolderOutput
from extractor.outputs.state import State
from extractor.outputs.target import Target


def open_output(target: Target, options: Mapping[str, Any], *, resume: bool, force: bool) -> FileOutput | FolderOutput:
    """The output of a run, new or gone on with; raises OutputError rather than overwrite anything without `force`.

    A run can go on only with the `options` it was begun with, since they show in the records.
    """
    output = (FolderOutput if target.is_folder else FileOutput)(target, State(dict(options)))
    if force:
        output.remove()
    elif resume:
        output.go_on()
    elif output.exists():
        raise OutputError(
            f"{target.path} exists: give --resume to go on with it, --force to overwrite it, or another name"
        )
    if not output.complete:
        output.begin()
    return output
