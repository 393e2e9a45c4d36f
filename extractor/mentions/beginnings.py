"""Where a regular expression can match at all: the words that a match can begin with.

The words of a text are listed once (`SourceText.words`), so that an expression is tried only where the text has such a
word; most expressions are never tried on most texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from re import _constants  # type: ignore[attr-defined]
from typing import Any

from extractor.patterns import parse, several
from extractor.text import BEGINNING, NUMBER, SourceText

_LETTER = re.compile(r"[^\W\d_]")
_PLAIN = re.compile(r"[a-z]+(?=[ ',-]|\\s\+|$)(?! [?*{])")
_SPACED = re.compile(r"(?:[^\W_]|'|\[\w+\]|\((?:\?:)?(?:[\w'|]|\[\w+\])*\)|\?)+(?=\\s\+(?![?*{]))")
_PIECE = re.compile(r"([a-zà-ù]+(?![?*+{])|[a-zà-ù](?=\?)|\[[a-z]+\]|\(\?:[a-zà-ù' |]+\))(\??)(?![?*+{])")
_PIECES = re.compile(rf"(?:{_PIECE.pattern})+(?=[ ',-](?![?*+{{])|$)")
_WORD_END = re.compile("[' ]")
_ANYTHING = "\0"
_OPEN = (_ANYTHING, True)
_ZERO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_MOST = 5  # pieces that are spelt out where one is repeated, and how often
_MOST_SPELT = 20_000  # beginnings of one expression: with more it may as well be tried everywhere
_Beginning = tuple[str, bool]
"""The first letters of a word, and whether it ends there; what follows _ANYTHING is unknown."""


class Anchored:
    """An expression over text in lower case, tried where a word begins that a match can begin with.

    Where a user's entry leaves open what a match begins with, it is tried everywhere: `beginnings` is None then.
    """

    def __init__(self, expression: str) -> None:
        self._text = expression
        self.beginnings: frozenset[str] | None
        try:
            self.beginnings = beginnings(expression)
        except ValueError:
            self.beginnings = None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        return re.compile(self._text)

    def finditer(self, source: SourceText, start: int = 0, *, cased: bool = False) -> Iterator[re.Match[str]]:
        """The matches in the text in lower case, or as it is, in order, none overlapping another."""
        text, free = source.clean if cased else source.lower, start
        if self.beginnings is None:
            yield from self.expression.finditer(text, start)
            return
        here = self.beginnings & source.beginnings.keys()
        for position in sorted([at for key in here for at in source.beginnings[key]]):
            match = self.expression.match(text, position) if position >= free else None
            if match is not None:
                free = match.end()
                yield match


def spelt_out(phrase: str) -> frozenset[str]:
    """The first words of a phrase where letters, their classes and alternatives make them, else none: parsing the
    phrase takes ten times as long."""
    pieces = None if several(phrase) else _PIECES.match(phrase)
    words = [""]
    for choice, optional in _PIECE.findall(pieces[0]) if pieces else ():
        choices = choice[3:-1].split("|") if choice[0] == "(" else choice[1:-1] if choice[0] == "[" else (choice,)
        words = [word + letters for word in words for letters in (*choices, *([""] if optional else ()))]
    return frozenset(_WORD_END.split(word, 1)[0] for word in words) if all(words) else frozenset()


def first_words(phrase: str) -> frozenset[str]:
    """All words, as in `SourceText.words`, that a match of the phrase can begin with, if it ends where a word ends.

    ValueError where they cannot be listed.
    """
    if not several(phrase):
        if plain := _PLAIN.match(phrase):
            return frozenset({plain[0]})
        if spaced := _SPACED.match(phrase):  # all that comes behind takes long to read
            phrase = spaced[0]
    words = frozenset(word for word, _ in _beginnings(parse(phrase)))
    if not all(word and _ANYTHING not in word for word in words):
        raise ValueError("the first word of the phrase cannot be listed: spell it out")
    return words


def beginnings(expression: str) -> frozenset[str]:
    """What words begin with (`SourceText.beginnings`) that any match of the expression can begin with.

    ValueError where that cannot be listed.
    """
    found = _beginnings(parse(expression))
    keys = frozenset(word[:BEGINNING].lower() for word, _ in found)
    settled = all(ended or len(word) >= BEGINNING for word, ended in found)
    if not settled or "" in keys or any(_ANYTHING in key for key in keys):
        raise ValueError(f"what {expression[:60]!r} begins with cannot be listed: spell its first words out")
    return keys


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
    if sum(not settled for _, settled in found) * len(pieces) > _MOST_SPELT:
        return {(word + _ANYTHING, True) for word, _ in found}
    return {
        (word, True) if settled or (word and piece == NUMBER) else (word + piece, ended)
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
    return {_OPEN}


def _repeated(least: int, most: int, parsed: Any) -> set[_Beginning]:
    once = _beginnings(parsed)
    found = once | ({("", False)} if least == 0 else set())
    if most == 1 or all(ended for _, ended in once):
        return found
    if len(once) > _MOST:
        return {(word if ended else word + _ANYTHING, True) for word, ended in once} | (found - once)
    several = once
    for _ in range(1, min(most, _MOST)):
        several = _joined(several, once)
        found |= several
    return found | ({(word + _ANYTHING, True) for word, _ in several} if most > _MOST else set())


def _char(char: str) -> _Beginning:
    if char.isdecimal():
        return NUMBER, True
    return (char, False) if _LETTER.fullmatch(char) else ("", True)


def _members(operation: Any, argument: Any) -> set[_Beginning]:
    if operation is _constants.LITERAL:
        return {_char(chr(argument))}
    if operation is _constants.RANGE:
        least, most = argument
        return {_char(chr(code)) for code in range(least, most + 1)} if most - least < _MOST_SPELT else {_OPEN}
    if argument is _constants.CATEGORY_DIGIT:
        return {(NUMBER, True)}
    if argument is _constants.CATEGORY_SPACE:
        return {("", True)}
    return {_OPEN}
