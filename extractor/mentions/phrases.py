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
from re import _parser  # type: ignore[attr-defined]
from typing import Annotated, Generic, TypeVar

from extractor.mentions.beginnings import first_words
from extractor.patterns import Phrase, check_expression, of_users
from extractor.text import SourceText

Payload = TypeVar("Payload")

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


class PhraseTable(Generic[Payload]):
    """What each phrase stands for; made once, asked for every text."""

    def __init__(self, phrases: Mapping[str, Payload]) -> None:
        filed: dict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            for word in first_words(spelt(phrase)):
                filed[word].append(phrase)
        self._phrases = phrases
        self._filed = dict(filed)
        self._compiled: dict[str, tuple[re.Pattern[str], list[Payload]]] = {}

    def find(self, source: SourceText, start: int = 0) -> Iterator[tuple[int, int, Payload]]:
        """Start, end and meaning of every match in the text in lower case, in order."""
        text, filed, free = source.lower, self._filed, start
        for position, word in [place for place in source.words if place[1] in filed]:
            if position < free:
                continue
            expression, payloads = self._compiled.get(word) or self._compile(word)
            match = expression.match(text, position)
            if match is not None:
                free = match.end()
                yield position, free, payloads[(match.lastindex or 1) - 1]

    def _compile(self, word: str) -> tuple[re.Pattern[str], list[Payload]]:
        """The expression for phrases that begin with a word, made when the word first turns up in a text."""
        listed = sorted(self._filed[word], key=lambda phrase: (-_least_width(phrase), -len(phrase), phrase))
        # The n-th alternative ends in the n-th (empty) group, which tells which one matched.
        expression = re.compile("|".join(rf"{spelt(phrase)}(?!\w)()" for phrase in listed))
        self._compiled[word] = expression, [self._phrases[phrase] for phrase in listed]
        return self._compiled[word]


def check_first_words(phrase: str) -> str:
    """The phrase itself; ValueError when it cannot be filed under its first words."""
    first_words(check_expression(spelt(phrase)))
    return phrase


FiledPhrase = Annotated[Phrase, of_users(check_first_words)]
"""A phrase of a table; its accents may be written as apostrophes in the text ("e'", "qualita'")."""


def spelt(phrase: str) -> str:
    """The phrase with any white space for a space and either way of writing an accent."""
    return phrase.translate(_SPELLINGS)


def _least_width(phrase: str) -> int:
    """How many characters a match has at least."""
    width: int = _parser.parse(spelt(phrase)).getwidth()[0]
    return width
