"""Many articles: from files to one output, by an engine, with nothing lost.

The coordinating process looks at the inputs and cuts them into portions; workers read those, extract and hand back
parts; the output takes the parts in order. Memory holds the blocks in flight and nothing that grows with the corpus.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from extractor import __version__
from extractor.article import MAX_LENGTH
from extractor.engines.block import Block
from extractor.errors import ArticleError, OutputError
from extractor.jobs import ExtractFiles
from extractor.outputs import open_output
from extractor.outputs.lock import only_run
from extractor.outputs.state import Part, State
from extractor.outputs.target import Target
from extractor.readers import files, format_of, reader
from extractor.readers.inputs import check_inputs, input_files
from extractor.readers.refused import slice_of
from extractor.readers.slices import SLICE_BYTES, SLICE_UNITS, Portion, Reading, Slice
from extractor.settings import Settings

Engine = Literal["local", "dask"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Articles, failures among them and bytes of input done; `_before` is what an interrupted run had done of it."""

    articles: int
    failed: int
    bytes: int
    articles_before: int
    bytes_before: int


def batch(
    inputs: Sequence[str | Path],
    output: str | Path,
    *,
    model: str | None = "auto",
    patterns: str | Path | None = None,
    workers: int | None = None,
    engine: Engine = "local",
    scheduler: str | None = None,
    encoding: str | None = None,
    max_length: int = MAX_LENGTH,
    resume: bool = False,
    force: bool = False,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Write the record of every article of `inputs` to `output`, in input order, and failures to OUT.errors.jsonl.

    `inputs` are files, folders, globs, fsspec addresses or "-"; `output` ends in .jsonl, .jsonl.gz, .jsonl.zst or
    .parquet, or is a folder. `workers` is the number of processes, one a core by default. With `resume` an interrupted
    run goes on and gives the same bytes as if nothing had happened; without `force` nothing is overwritten, and two
    runs cannot write to one output at once. `encoding` is that of text and pages; None finds it out. `report` is called
    after every block. An article that fails raises nothing. Raises InputError, OutputError, ModelError, PatternError,
    MissingExtraError and EngineError.
    """
    given = [str(path) for path in inputs]
    check_inputs(given)
    target = Target.of(str(output))
    target.prepare()
    settings = Settings(model, None if patterns is None else str(patterns), max_length)
    reading = Reading(encoding, max_length)
    options = {"version": __version__, "model": model, "patterns": settings.patterns, "encoding": encoding}
    with only_run(target.path):
        out = open_output(target, {**options, "max_length": max_length}, resume=resume, force=force)
        before = out.state
        if out.complete:
            return Progress(before.articles, before.failed, 0, before.articles, 0)
        paths = (path for path in input_files(given) if not out.owns(path))
        portions = _portions(paths, reading)
        bytes_before = _skip(portions, before)
        bytes_done = bytes_before
        blocks = _blocks(portions, before.blocks)
        with closing(_results(engine, ExtractFiles(settings, reading, target), blocks, workers, scheduler)) as parts:
            for part in parts:
                out.append(part)
                bytes_done += part.portion.size
                report(Progress(out.state.articles, out.state.failed, bytes_done, before.articles, bytes_before))
        out.finish()
        return Progress(out.state.articles, out.state.failed, bytes_done, before.articles, bytes_before)


def total_bytes(inputs: Sequence[str | Path]) -> int:
    """The bytes of all input files, as `Progress.bytes` counts them; standard input counts nothing."""
    return sum(files.size_of(path) for path in input_files([str(path) for path in inputs]))


def _portions(paths: Iterable[str], reading: Reading) -> Iterator[Portion]:
    digest = hashlib.sha256()
    for slices in _grouped(chain.from_iterable(_slices(path, reading) for path in paths)):
        for piece in slices:
            digest.update(repr(piece).encode())
        yield Portion(slices, digest.hexdigest())


def _slices(path: str, reading: Reading) -> Iterator[Slice]:
    """The slices of a file; what of it cannot be looked at becomes one failure."""
    try:
        yield from reader(format_of(path) or "plain").slices(path, reading)
    except (OSError, ArticleError) as error:
        yield slice_of(path, files.reason(error))


def _grouped(slices: Iterable[Slice]) -> Iterator[tuple[Slice, ...]]:
    """As many slices together as make a block."""
    group: list[Slice] = []
    for piece in slices:
        units = sum(member.count for member in group) + piece.count
        size = sum(member.size for member in group) + piece.size
        if group and (units > SLICE_UNITS or size > SLICE_BYTES):
            yield tuple(group)
            group = []
        group.append(piece)
    if group:
        yield tuple(group)


def _skip(portions: Iterator[Portion], done: State) -> int:
    """Pass over what an interrupted run has done, and give its bytes; raises OutputError for other inputs."""
    size, digest = 0, ""
    for _, portion in zip(range(done.blocks), portions, strict=False):
        size, digest = size + portion.size, portion.digest
    if digest != done.digest:
        raise OutputError("the inputs are not those that the run was begun with: give the same, or use --force")
    return size


def _blocks(portions: Iterable[Portion], first: int) -> Iterator[Block[Portion]]:
    for number, portion in enumerate(portions, first):
        yield Block(number, portion, range(sum(piece.count for piece in portion.slices)))


def _results(
    engine: Engine, job: ExtractFiles, blocks: Iterable[Block[Portion]], workers: int | None, scheduler: str | None
) -> Generator[Part, None, None]:
    if engine == "dask":
        from extractor.engines import dask

        return dask.run(job, blocks, workers, scheduler)
    from extractor.engines import local

    return local.run(job, blocks, workers or local.usable_cores())
