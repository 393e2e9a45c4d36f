"""Where a regular expression can match at all: what the first word of a match begins with.

`SourceText.words` files the words of a text under their first letters, so that an expression is tried only where the
text has such a word; most expressions are never tried on most texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from extractor.text import BEGINNING, NUMBER, SourceText

_LETTER = re.compile(r"[^\W\d_]")
_PLAIN = re.compile(rf"[a-z]{{{BEGINNING}}}(?=[\w ',-]|$)|[a-z]+(?=[ ',-]|$)(?! [?*{{])")
_ANYTHING = "\0"
_ZERO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_MOST = 5  # alternatives of a repeated piece that are spelt out
_Beginning = tuple[str, bool]
"""First letters, and whether no further letter matters: the word has ended or enough of it is known."""


class Anchored:
    """An expression over text in lower case all of whose matches begin with a word, tried where one can begin."""

    def __init__(self, expression: str) -> None:
        """ValueError for an expression whose beginnings cannot be listed."""
        self._text = expression
        self.beginnings = beginnings(expression)

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self._text)

    def finditer(self, source: SourceText, *, cased: bool = False) -> Iterator[re.Match[str]]:
        """The matches in the text in lower case, or as it is, in order, none overlapping another."""
        text, free = source.clean if cased else source.lower, 0
        for position in source.beginning(self.beginnings):
            match = self._expression.match(text, position) if position >= free else None
            if match is not None:
                free = match.end()
                yield match


def beginnings(expression: str, *, words: bool = False) -> frozenset[str]:
    """The keys of `SourceText.words` under which all matches of an expression begin.

    `words`: a match of the expression always ends where a word ends. ValueError where the keys cannot be listed.
    """
    if words and (plain := _PLAIN.match(expression)):
        return frozenset({plain[0]})
    found = _beginnings(_parser.parse(expression))
    if not all(word and _ANYTHING not in word and (words or settled) for word, settled in found):
        raise ValueError(f"what {expression[:60]!r} begins with cannot be listed: begin it with a word spelt out")
    return frozenset(word.lower() for word, _ in found)


def _beginnings(parsed: Any) -> set[_Beginning]:
    found: set[_Beginning] = {("", False)}
    for operation, argument in parsed:
        if all(settled for _, settled in found):
            break
        if _ends_word(operation, argument):
            found = {(word, settled or word != "") for word, settled in found}
        else:
            found = _joined(found, _pieces(operation, argument))
    return found


def _joined(found: set[_Beginning], pieces: set[_Beginning]) -> set[_Beginning]:
    return {
        (word, True)
        if settled or (word and piece == NUMBER)
        else ((word + piece)[:BEGINNING], ended or len(word + piece) >= BEGINNING)
        for word, settled in found
        for piece, ended in pieces
    }


def _ends_word(operation: Any, argument: Any) -> bool:
    if operation is _constants.AT:
        return argument is _constants.AT_BOUNDARY
    return operation is _constants.ASSERT_NOT and argument[0] == 1 and _begins_with_any_letter(argument[1])


def _begins_with_any_letter(parsed: Any) -> bool:
    operation, argument = parsed[0]
    if operation is _constants.BRANCH:
        return any(_begins_with_any_letter(branch) for branch in argument[1])
    return (
        len(parsed) == 1 and operation is _constants.IN and (_constants.CATEGORY, _constants.CATEGORY_WORD) in argument
    )


def _pieces(operation: Any, argument: Any) -> set[_Beginning]:
    if operation in _ZERO_WIDTH:
        return {("", False)}
    if operation is _constants.LITERAL:
        return {_char(chr(argument))}
    if operation is _constants.IN:
        return {piece for item in argument for piece in _members(*item)}
    if operation is _constants.SUBPATTERN:
        return _beginnings(argument[3])
    if operation is _constants.BRANCH:
        return {beginning for branch in argument[1] for beginning in _beginnings(branch)}
    if operation is _constants.MAX_REPEAT:
        return _repeated(*argument)
    return {(_ANYTHING, True)}


def _repeated(least: int, most: int, parsed: Any) -> set[_Beginning]:
    once = _beginnings(parsed)
    found = once | {("", False)} if least == 0 else once
    if most == 1 or all(ended for _, ended in once):
        return found
    if len(once) > _MOST:
        return {(word if ended else word + _ANYTHING, True) for word, ended in once} | (found - once)
    several = once
    for _ in range(1, min(most, BEGINNING)):
        several = _joined(several, once)
        found |= several
    return found


def _char(char: str) -> _Beginning:
    if char.isdecimal():
        return NUMBER, True
    return (char, False) if _LETTER.fullmatch(char) else ("", True)


def _members(operation: Any, argument: Any) -> set[_Beginning]:
    if operation is _constants.LITERAL:
        return {_char(chr(argument))}
    if operation is _constants.RANGE:
        return {_char(chr(code)) for code in range(argument[0], argument[1] + 1)}
    if argument is _constants.CATEGORY_DIGIT:
        return {(NUMBER, True)}
    if argument is _constants.CATEGORY_SPACE:
        return {("", True)}
    return {(_ANYTHING, True)}
