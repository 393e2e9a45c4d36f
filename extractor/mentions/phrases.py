"""Many phrases, one pass: every phrase is filed under the words it can begin with, and a word of the text is looked up.

A thousand phrases cost little more than ten, since only those that begin with the word at hand are tried. Phrases are
regular expressions over lower-case text; a space stands for any white space, "è" also for "e'" and so on. The first
word must be listable: letters, classes and alternatives, no open repeat. At one place the longest phrase is tried
first; matches do not overlap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

Payload = TypeVar("Payload")

_WORD = re.compile(r"[^\W_]+")
_PLAIN_BEGINNING = re.compile(r"[a-z0-9]+(?=[ ',-]|$)(?! [?*{])")
_SPELLINGS = str.maketrans(
    {
        "à": "(?:à|a')",
        "è": "(?:è|é|e')",
        "é": "(?:é|è|e')",
        "ì": "(?:ì|i')",
        "ò": "(?:ò|o')",
        "ù": "(?:ù|u')",
        " ": r"\s+",
    }
)
_ZERO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)


class PhraseTable(Generic[Payload]):
    """What each phrase stands for; made once, asked for every text."""

    def __init__(self, phrases: Mapping[str, Payload]) -> None:
        filed: dict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            for word in first_words(phrase):
                filed[word].append(phrase)
        self._phrases = phrases
        self._filed = dict(filed)
        self._compiled: dict[str, tuple[re.Pattern[str], list[Payload]]] = {}

    def find(self, text: str, start: int = 0) -> Iterator[tuple[int, int, Payload]]:
        """Start, end and meaning of every match, in order."""
        free = start
        for word in _WORD.finditer(text, start):
            if word.start() < free or word[0] not in self._filed:
                continue
            expression, payloads = self._compiled.get(word[0]) or self._compile(word[0])
            match = expression.match(text, word.start())
            if match is not None:
                free = match.end()
                yield match.start(), free, payloads[(match.lastindex or 1) - 1]

    def _compile(self, word: str) -> tuple[re.Pattern[str], list[Payload]]:
        """The expression for phrases that begin with a word, made when the word first turns up in a text."""
        listed = sorted(self._filed[word], key=lambda phrase: (-_least_width(phrase), -len(phrase), phrase))
        # The n-th alternative ends in the n-th (empty) group, which tells which one matched.
        expression = re.compile("|".join(rf"{spelt(phrase)}(?!\w)()" for phrase in listed))
        self._compiled[word] = expression, [self._phrases[phrase] for phrase in listed]
        return self._compiled[word]


def without_groups(phrase: str) -> str:
    """The phrase itself; ValueError when it cannot be filed under its first words."""
    if "(" in phrase and _parser.parse(phrase).state.groups > 1:
        raise ValueError(f"{phrase!r} has a group of its own: write (?:...) instead of (...)")
    if not all(first_words(phrase)):
        raise ValueError(f"{phrase!r} does not begin with a word: begin it with letters")
    return phrase


def spelt(phrase: str) -> str:
    """The phrase with any white space for a space and either way of writing an accent."""
    return phrase.translate(_SPELLINGS)


def _least_width(phrase: str) -> int:
    """How many characters a match has at least."""
    width: int = _parser.parse(spelt(phrase)).getwidth()[0]
    return width


@lru_cache(maxsize=20_000)  # asked for when a pattern file is checked and again when its phrases are filed
def first_words(phrase: str) -> frozenset[str]:
    """All words that a match of the phrase can begin with; ValueError where they cannot be listed."""
    if plain := _PLAIN_BEGINNING.match(phrase):
        return frozenset({plain[0]})
    return frozenset(word for word, _ in _beginnings(_parser.parse(spelt(phrase))))


def _beginnings(parsed: Any) -> set[tuple[str, bool]]:
    """First words of a parsed expression, each with whether it has ended (a further letter would not belong to it)."""
    words: set[tuple[str, bool]] = {("", False)}
    for operation, argument in parsed:
        if all(ended for _, ended in words):
            break
        pieces = _pieces(operation, argument)
        words = {
            (word + piece, closed) if not ended else (word, True)
            for word, ended in words
            for piece, closed in (pieces if not ended else {("", True)})
        }
    return words


def _pieces(operation: Any, argument: Any) -> set[tuple[str, bool]]:
    if operation in _ZERO_WIDTH:
        return {("", False)}
    if operation is _constants.LITERAL:
        char = chr(argument)
        return {(char, False)} if _WORD.fullmatch(char) else {("", True)}
    if operation is _constants.IN:
        return {piece for item in argument for piece in _members(*item)}
    if operation is _constants.SUBPATTERN:
        return _beginnings(argument[3])
    if operation is _constants.BRANCH:
        return {beginning for branch in argument[1] for beginning in _beginnings(branch)}
    if operation is _constants.MAX_REPEAT:
        least, most, repeated = argument
        begun = _beginnings(repeated)
        if most == 1 or begun == {("", True)}:
            return begun | {("", False)} if least == 0 else begun
    raise ValueError("the first word of the phrase cannot be listed: spell it out")


def _members(operation: Any, argument: Any) -> set[tuple[str, bool]]:
    if operation is _constants.LITERAL:
        return _pieces(operation, argument)
    if operation is _constants.RANGE:
        return {piece for code in range(argument[0], argument[1] + 1) for piece in _pieces(_constants.LITERAL, code)}
    if argument is _constants.CATEGORY_DIGIT:
        return {(digit, False) for digit in "0123456789"}
    if argument is _constants.CATEGORY_SPACE:
        return {("", True)}
    raise ValueError("the first word of the phrase cannot be listed: spell it out")
