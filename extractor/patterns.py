"""Pattern files: Italian procurement language as data, with a user's folder laid over the built-in one.

A pattern file is TOML. Tables merge key by key; a list is extended by the user's entries, and an entry that begins
with "!" takes the built-in entry of that name away; any other value replaces the built-in one.
Every file is read through a model (`Patterns.read`), so that an unknown key or a wrong type is an error that names
file and entry.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Annotated, Any, TypeVar

import tomli
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from extractor.errors import PatternError

BUILT_IN = "built-in"


def _repeats_unboundedly(operation: Any, argument: Any) -> bool:
    return operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[1] == _constants.MAXREPEAT


def _inside(argument: Any) -> Iterator[Any]:
    """The sequences inside one part of a parsed expression."""
    for part in argument if isinstance(argument, tuple | list) else (argument,):
        for branch in part if isinstance(part, list) else (part,):
            if isinstance(branch, _parser.SubPattern):
                yield branch


def _nested_repeat(parsed: Any, inside: bool = False) -> bool:
    for operation, argument in parsed:
        repeats = _repeats_unboundedly(operation, argument)
        if (repeats and inside) or any(_nested_repeat(branch, inside or repeats) for branch in _inside(argument)):
            return True
    return False


def _open_repeats(parsed: Any) -> Iterator[list[Any]]:
    """What is repeated without an end: for each sequence in a row, None for its other parts."""
    yield [argument[2] if _repeats_unboundedly(operation, argument) else None for operation, argument in parsed]
    for _, argument in parsed:
        for branch in _inside(argument):
            yield from _open_repeats(branch)


def _slow_repeat(parsed: Any) -> bool:
    """Whether an open repeat can go on from word to word, or two in a row share what they repeat: with many places to
    begin at, or to part them at, time grows with the square of a text."""
    for row in _open_repeats(parsed):
        if not any(row):
            continue
        if any(body.getwidth()[1] > 1 or {"a", " "} <= _samples(body) for body in row if body):
            return True
        if any(one and other and _samples(one) & _samples(other) for one, other in itertools.pairwise(row)):
            return True
    return False


def _samples(body: Any) -> set[str]:
    """Which of some characters a part of an expression matches."""
    expression = _compiler.compile(body)
    return {char for char in "aà1 \n'.,-" if expression.fullmatch(char)}


_PLAIN = re.compile(r"[\w ',;:%/°-]*")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")


parse = lru_cache(maxsize=8)(_parser.parse)
"""What is checked is mostly looked into right afterwards."""


def check_expression(expression: str) -> str:
    """The expression itself; ValueError when it does not compile or could backtrack for long."""
    try:
        parsed = parse(expression)
        if "(?<" in expression:  # only a look behind parses and does not compile; compiling takes longer than all else
            re.compile(expression)
    except (re.error, OverflowError) as error:
        raise ValueError(f"not a regular expression: {error}") from None
    except RecursionError:
        raise ValueError("too many brackets inside brackets: write it with fewer") from None
    if _nested_repeat(parsed):
        raise ValueError("a repeat inside a repeat can take exponential time: write it without nesting * or +")
    if _slow_repeat(parsed):
        raise ValueError(
            "an open repeat over several words, or two in a row, can take long: say how often at most, as in .{0,40}"
        )
    return expression


def check_part(entry: str) -> str:
    """The entry itself; ValueError when it is no expression (`check_expression`) that others can be put beside."""
    if _PLAIN.fullmatch(entry):
        return entry
    check_expression(entry)
    check_expression(alternation([entry]))  # in a look behind a space has one width, any white space has not
    state = parse(entry).state
    if state.groups > 1:
        raise ValueError("a group of its own would be taken for another's: write (?:...) instead of (...)")
    if state.flags & ~re.UNICODE:
        raise ValueError("flags would hold for other entries too: leave (?...) out")
    return entry


def check_word(entry: str) -> str:
    """The entry itself; ValueError when it is anything but words as they stand."""
    if not entry or not _PLAIN.fullmatch(entry):
        raise ValueError("no regular expression here: write the words as they stand in a text")
    return entry


def check_decimal(entry: str) -> str:
    """The entry itself; ValueError when it is no decimal number."""
    if not _DECIMAL.fullmatch(entry):
        raise ValueError('not a number: write it with a point, as in "0.5"')
    return entry


def of_users(check: Callable[[str], str]) -> AfterValidator:
    """The check, for entries of a file that a user's folder changes: those built in are checked by the tests, since
    checking them takes longer than reading them."""

    def checked(entry: str, info: ValidationInfo) -> str:
        return entry if info.context == BUILT_IN else check(entry)

    return AfterValidator(checked)


Expression = Annotated[str, of_users(check_part)]
"""A regular expression over lower-case text with plain quotes and single-width spaces (see `SourceText.lower`)."""

Phrase = Annotated[str, of_users(check_part)]
"""Words to look for: a regular expression in which a space stands for any run of white space (see `alternation`)."""

Word = Annotated[str, of_users(check_word)]
"""Words as they stand, in lower case: what is looked up by them would not be found by an expression."""

DecimalText = Annotated[str, of_users(check_decimal)]
"""A number that is read as a Decimal."""


class PatternFile(BaseModel):
    """Base of the models that pattern files are read through."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


# What a space stands for depends on where it is: in a class or before a quantifier it is one white space.
_SPACE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|(?P<quantified> (?=[?*+{]))|(?P<run> )", re.DOTALL)


_FIRST_LETTER = re.compile(r"(?:[a-zA-Z0-9]|\\s\+)(?![?*+{])")
_MANY = 4  # branches with one first letter that are worth being put together
_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|[()|]", re.DOTALL)


def any_space(phrase: str) -> str:
    """The phrase with any white space for a space."""
    return _SPACE.sub(_any_space, phrase)


def _any_space(match: re.Match[str]) -> str:
    if match["run"]:
        return r"\s+"
    if match["quantified"]:
        return r"\s"
    return match[0].replace(" ", r"\s") if match[0].startswith("[") else match[0]


def alternation(phrases: Iterable[str]) -> str:
    """One group that matches any of the phrases, the longest first; spaces match any white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{_by_first_letters([any_space(phrase) for phrase in ordered])})" if ordered else "(?!)"


def _by_first_letters(branches: Sequence[str]) -> str:
    """The branches in order, those with the same first letter put together: at one place of a text only those that
    begin with its letter are tried, in a fraction of the time. Branches with other letters exclude each other, so that
    their order does not matter; no branch is moved across one that does not begin with a letter."""
    groups: list[list[str]] = []
    known: dict[str, list[str]] = {}
    for branch in branches:
        first = "" if several(branch) else _first_letter(branch)
        if not first:
            known = {}
            groups.append([branch])
        elif first in known:
            known[first].append(branch)
        else:
            known[first] = [branch]
            groups.append(known[first])
    return "|".join("|".join(group) if len(group) < _MANY else _with_one_beginning(group) for group in groups)


def _with_one_beginning(branches: Sequence[str]) -> str:
    """Branches that all begin with the same letters, which are written once."""
    shared, rests = "", branches
    while (first := _first_letter(rests[0])) and all(_first_letter(rest) == first for rest in rests):
        shared += first
        rests = [branch[len(shared) :] for branch in branches]
    return f"{shared}(?:{_by_first_letters(rests)})"


def _first_letter(branch: str) -> str:
    """The letter or white space that a branch begins with; empty where it begins with anything else."""
    match = _FIRST_LETTER.match(branch)
    return match[0] if match else ""


def several(branch: str) -> bool:
    """Whether a branch is several itself ("a|b"), outside brackets."""
    if "|" not in branch:
        return False
    depth = 0
    for sign in _SIGN.findall(branch):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return True
    return False


Model = TypeVar("Model", bound=PatternFile)


class Patterns:
    """The merged pattern files, each read once through its model."""

    def __init__(self, tables: dict[str, dict[str, Any]], source: str) -> None:
        self._tables = tables
        self._models: dict[str, PatternFile] = {}
        self.source = source

    def read(self, name: str, model: type[Model]) -> Model:
        """The file `name`.toml as `model`; PatternError for a missing file and for an entry that does not fit."""
        if name not in self._tables:
            raise PatternError(f"{name}.toml", "(file)", "missing from the built-in patterns: install extractor again")
        if name not in self._models:
            try:
                self._models[name] = model.model_validate(self._tables[name], context=self._origin(name))
            except ValidationError as error:
                first = error.errors()[0]
                entry = ".".join(str(part) for part in first["loc"]) or "(top)"
                raise PatternError(f"{name}.toml", entry, first["msg"]) from None
        return self._models[name]  # type: ignore[return-value]

    def checker(self, name: str) -> Callable[[str], str]:
        """What checks the expressions that entries of a file make together: nothing for a built-in one (`of_users`)."""
        return str if self._origin(name) == BUILT_IN else check_expression

    def _origin(self, name: str) -> str | None:
        return BUILT_IN if self._tables[name] is _built_in_tables().get(name) else None


def built_in_folder() -> Traversable:
    """`extractor/patterns` in an installed wheel, `patterns/` beside the package in a checkout or editable install."""
    packaged = resources.files("extractor").joinpath("patterns")
    if packaged.is_dir():
        return packaged
    return Path(str(resources.files("extractor"))).parent / "patterns"


def load_patterns(folder: str | Path | None = None) -> Patterns:
    """The built-in pattern files, with those of `folder` laid over them.

    Raises PatternError for a folder that is missing, a file whose name is not a built-in one and bad TOML.
    """
    tables = dict(_built_in_tables())
    if folder is None:
        return Patterns(tables, BUILT_IN)
    path = Path(folder)
    if not path.is_dir():
        raise PatternError(str(path), "(folder)", "no such folder: give a folder that holds .toml pattern files")
    for file in sorted(path.glob("*.toml")):
        if file.stem not in tables:
            known = ", ".join(sorted(tables))
            raise PatternError(file.name, "(file)", f"no built-in pattern file has this name: use one of {known}")
        tables[file.stem] = _merge(tables[file.stem], _read_toml(file.name, _read_bytes(file)), file.name, "")
    return Patterns(tables, str(folder))


@lru_cache(maxsize=1)
def _built_in_tables() -> dict[str, dict[str, Any]]:
    return {
        entry.name.removesuffix(".toml"): _read_toml(entry.name, entry.read_bytes())
        for entry in sorted(built_in_folder().iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


def _read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PatternError(file.name, "(file)", f"cannot be read: {error.strerror}") from None


def _read_toml(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomli.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise PatternError(name, "(file)", "not UTF-8: save the file as UTF-8") from None
    except tomli.TOMLDecodeError as error:
        raise PatternError(name, "(file)", f"not TOML: {error}") from None


def _merge(base: Any, over: Any, file: str, entry: str) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        merged = dict(base)
        for key, value in over.items():
            merged[key] = _merge(base[key], value, file, f"{entry}.{key}".lstrip(".")) if key in base else value
        return merged
    if isinstance(base, list) and isinstance(over, list):
        return _merge_lists(base, over, file, entry)
    if isinstance(base, dict | list) or isinstance(over, dict | list):
        raise PatternError(file, entry, f"should be {_toml_type(base)}, as built in")
    return over


def _toml_type(value: Any) -> str:
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a single value"


def _merge_lists(base: list[Any], over: list[Any], file: str, entry: str) -> list[Any]:
    removed = [item[1:] for item in over if isinstance(item, str) and item.startswith("!")]
    for item in removed:
        if item not in base:
            raise PatternError(file, entry, f"'!{item}' takes away an entry that is not built in: copy it as it stands")
    added = [item for item in over if not (isinstance(item, str) and item.startswith("!"))]
    return [item for item in base if item not in removed] + added
