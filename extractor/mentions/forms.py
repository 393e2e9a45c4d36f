"""Forms: ways to write something, as templates over named atoms, compiled into one expression.

A template is a regular expression in which a space stands for any white space and {name} for an atom. An atom is an
expression of its own, or a table of words with their values. The forms are tried in order at every place where one can
begin; the first that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pydantic import Field

from extractor.errors import PatternError
from extractor.mentions.beginnings import beginnings
from extractor.patterns import PatternFile, Phrase, alternation
from extractor.text import SourceText

_IN_WORD = re.compile(r"\w")
_CONTEXT = 40  # characters before a form in which its `before` words are looked for
_REMEMBERED = 4096  # words of atoms

Table = Mapping[str, object]


class Form(PatternFile):
    """One way to write it: `before` lists words of which one must stand before, the `not_` lists forbid the form."""

    name: str
    text: str
    before: list[Phrase] = Field(default_factory=list)
    not_before: list[Phrase] = Field(default_factory=list)
    not_after: list[Phrase] = Field(default_factory=list)


class FormMatch(NamedTuple):
    """Where a form stands and its atoms in order, by name: their values from the tables, or their text."""

    start: int
    end: int
    form: str
    atoms: tuple[tuple[str, object], ...]

    @property
    def values(self) -> dict[str, object]:
        """The atoms by name, the last where one stands twice."""
        return dict(self.atoms)


class Forms:
    """`tables` and `atoms` name what templates may refer to; `file` is where the forms stand."""

    def __init__(
        self,
        file: str,
        forms: Sequence[Form],
        tables: Mapping[str, Table],
        atoms: Mapping[str, str],
        check: Callable[[str], str],
    ) -> None:
        """PatternError for a form that `check` refuses, or of which it is open what it begins with."""
        self._names = [form.name for form in forms]
        self._tables = tables
        self._atoms = {name: rf"(?P<{name}>{alternation(table)})(?!\w)" for name, table in tables.items()} | dict(atoms)
        self._before = [_preceded(form.before) for form in forms]
        self._not_before = [_preceded(form.not_before) for form in forms]
        branches: list[str] = []
        self._beginning: dict[str, tuple[int, ...]] = {}
        for index, form in enumerate(forms):
            try:
                branches.append(check(numbered(self._branch(form))))
                keys = beginnings(branches[index].replace("'(?P<yy", "(?P<yy"))  # "'98" is found as the number it is
            except ValueError as error:
                raise PatternError(file, f"forms.{form.name}", str(error)) from None
            for key in keys:
                self._beginning[key] = (*self._beginning.get(key, ()), index)
        # Most texts have few of the forms.
        self._each = cache(lambda form: re.compile(branches[form]))
        self._value = lru_cache(_REMEMBERED)(self._read_value)

    def _branch(self, form: Form) -> str:
        return f"(?:{self.expand(form.text)}){_not_followed(form.not_after)}"

    def expand(self, template: str) -> str:
        """The expression of a template, not yet checked. ValueError for an atom that is none."""
        return re.sub(r"\{([a-z_]+)\}", self._atom, template.replace(" ", r"\s+"))

    def _atom(self, match: re.Match[str]) -> str:
        if match[1] not in self._atoms:
            raise ValueError(f"there is no atom {match[0]}: use one of {', '.join(sorted(self._atoms))}")
        return self._atoms[match[1]]

    def matches(self, source: SourceText) -> Iterator[FormMatch]:
        """The forms in the text in lower case, in order, none overlapping another."""
        text, free = source.lower, 0
        here = self._beginning.keys() & source.beginnings.keys()
        for position, key in sorted([(at, known) for known in here for at in source.beginnings[known]]):
            for start in (position - 1, position) if text[position - 1 : position] == "'" else (position,):
                found = self._match(text, start, self._beginning[key]) if start >= free else None
                if found is not None:
                    free = found.end
                    yield found

    def _match(self, text: str, start: int, forms: Sequence[int]) -> FormMatch | None:
        """The first of the forms that fits here and that the words around allow."""
        if start and _IN_WORD.match(text, start - 1):
            return None
        for form in forms:
            match = self._each(form).match(text, start)
            if match is not None and self._allowed(form, text, start):
                return FormMatch(start, match.end(), self._names[form], self._atoms_of(match))
        return None

    def _allowed(self, form: int, text: str, start: int) -> bool:
        begin = max(0, start - _CONTEXT)
        before, not_before = self._before[form], self._not_before[form]
        if before is not None and not before.search(text, begin, start):
            return False
        return not_before is None or not not_before.search(text, begin, start)

    def _atoms_of(self, match: re.Match[str]) -> tuple[tuple[str, object], ...]:
        found = [(group.rsplit("_", 1)[0], words) for group, words in match.groupdict().items() if words is not None]
        return tuple((name, self._value(name, words)) for name, words in found)

    def _read_value(self, name: str, words: str) -> object:
        for written, value in self._tables.get(name, {}).items():
            if written == words or re.fullmatch(alternation([written]), words):
                return value
        return words


def numbered(expression: str) -> str:
    """The expression with a number at the end of every group's name, so that atoms may repeat."""
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"(?P<{match[1].rstrip('_0123456789')}_{count}>"

    return re.sub(r"\(\?P<([a-z_0-9]+)>", number, expression)


def _preceded(phrases: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w){alternation(phrases)}\s*$") if phrases else None


def _not_followed(phrases: Sequence[str]) -> str:
    return rf"(?!\s?{alternation(phrases)}(?!\w))" if phrases else ""
