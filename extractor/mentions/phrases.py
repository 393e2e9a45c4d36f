"""Many phrases, one pass: every phrase is filed under the words it can begin with, and a word of the text is looked up.

A thousand phrases cost little more than ten, since only those that begin with the word at hand are tried. Phrases are
regular expressions over lower-case text; a space stands for any white space, "è" also for "e'" and so on. The first
word must be listable: letters, classes and alternatives, no open repeat. At one place the longest phrase is tried
first; matches do not overlap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from re import _parser  # type: ignore[attr-defined]
from typing import Annotated, Generic, TypeVar

from extractor.mentions.beginnings import first_words, spelt_out
from extractor.patterns import Phrase, alternation, any_space, check_expression, of_users, several
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

_ANY = ""
_NONE = " "
_LETTERS = 2
_FIRST_LETTERS = re.compile(rf"[a-z0-9]{{{_LETTERS}}}(?![?*+{{])")
_CLASS = re.compile(r"\[\w+\]")
_PLAIN = re.compile(r"(?:[\w ',]|\[\w+\])*")
# Where the first word of a phrase ends: the accents in it are the last of its letters, or else apostrophes may part it.
_FIRST = re.compile(r"(?:[a-z]|[à-ù](?=[ |)])|\[[a-z]+\]|\(\?:(?:[a-z|]|[à-ù](?=[|)]))+\)|\?)+(?:'|,? )(?![?*+{])")


class PhraseTable(Generic[Payload]):
    """What each phrase stands for; made once, asked for every text."""

    def __init__(self, phrases: Mapping[str, Payload], accents: bool = True) -> None:
        """`accents`: whether they may be written as apostrophes in the text; else phrases are found as they stand."""
        self._spelt = spelt if accents else any_space
        filed: dict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            for word in self._first_words(phrase):
                filed[word].append(phrase)
        self._phrases = phrases
        self._filed = dict(filed)
        self._further: dict[str, dict[str, list[str]]] = {}
        self._compiled: dict[tuple[str, str], tuple[re.Pattern[str], list[str]]] = {}
        self._precedence = cache(self._read_precedence)

    def find(self, source: SourceText, start: int = 0) -> Iterator[tuple[int, int, Payload]]:
        """Start, end and meaning of every match in the text in lower case, in order."""
        text, words, filed, free = source.lower, source.words, self._filed, start
        for index in [index for index, (_, word) in enumerate(words) if word in filed]:
            position, word = words[index]
            if position < free:
                continue
            following = words[index + 1][1] if index + 1 < len(words) else _NONE
            found: list[tuple[str, int]] = []
            for expression, phrases in self._going_on(word, following):
                if match := expression.match(text, position):
                    found.append((phrases[(match.lastindex or 1) - 1], match.end()))
            if found:
                phrase, free = found[0] if len(found) == 1 else min(found, key=lambda one: self._precedence(one[0]))
                yield position, free, self._phrases[phrase]

    def _going_on(self, word: str, following: str) -> Iterator[tuple[re.Pattern[str], list[str]]]:
        """The expressions for phrases that begin with a word and can go on with the next one: made when the words first
        turn up in a text, since most texts have few of them."""
        further = self._further.get(word) or self._file_further(word)
        for key in (following, _ANY):
            if key in further:
                yield self._compiled.get((word, key)) or self._compile(word, key)

    def _file_further(self, word: str) -> dict[str, list[str]]:
        """The phrases that begin with a word under the next one; under _ANY where it cannot be told."""
        further: dict[str, list[str]] = defaultdict(list)
        for phrase in self._filed[word]:
            for following in self._second_words(phrase):
                further[following].append(phrase)
        self._further[word] = dict(further)
        return self._further[word]

    def _compile(self, word: str, following: str) -> tuple[re.Pattern[str], list[str]]:
        listed = self._further[word][following]
        if len(listed) > 1:
            listed = sorted(listed, key=self._precedence)
        # The n-th alternative ends in the n-th (empty) group, which tells which one matched.
        expression = re.compile("|".join(rf"{self._spelt(phrase)}(?!\w)()" for phrase in listed))
        self._compiled[word, following] = expression, listed
        return expression, listed

    def _read_precedence(self, phrase: str) -> tuple[int, int, str]:
        """What puts phrases in order: those that are longest at least come first."""
        if _PLAIN.fullmatch(phrase):  # what most phrases are, and parsing takes long
            return -len(_CLASS.sub(" ", phrase)), -len(phrase), phrase
        return -_parser.parse(self._spelt(phrase)).getwidth()[0], -len(phrase), phrase

    def _first_words(self, phrase: str) -> frozenset[str]:
        written = spelt_out(phrase)
        if not written:
            return first_words(self._spelt(phrase))
        accented = [word for word in written if not word.isascii()]
        return written.union(*(spelt_out(self._spelt(word)) for word in accented))

    def _second_words(self, phrase: str) -> frozenset[str]:
        """The words, as in `SourceText.words`, that a match can go on with; _ANY where they cannot be listed."""
        first = None if several(phrase) else _FIRST.match(phrase)
        try:
            return frozenset({_ANY}) if first is None else self._first_words(phrase[first.end() :])
        except ValueError:
            return frozenset({_ANY})


class OneOf:
    """One of many phrases, and then the end of a word, at one place of a text in lower case."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._filed: dict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            letters = None if several(phrase) else _FIRST_LETTERS.match(phrase)
            self._filed[letters[0] if letters else _ANY].append(phrase)
        # Most texts need few of them.
        self._beginning_with = cache(lambda letters: re.compile(rf"{alternation(self._listed(letters))}(?!\w)"))

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self._at(text, start).match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._at(text, 0).fullmatch(text)

    def _at(self, text: str, start: int) -> re.Pattern[str]:
        letters = text[start : start + _LETTERS]
        return self._beginning_with(letters if letters in self._filed else _ANY)

    def _listed(self, letters: str) -> list[str]:
        return [*self._filed[letters], *(self._filed[_ANY] if letters != _ANY else ())]


def check_first_words(phrase: str) -> str:
    """The phrase itself; ValueError when it cannot be filed under its first words."""
    first_words(check_expression(spelt(phrase)))
    return phrase


FiledPhrase = Annotated[Phrase, of_users(check_first_words)]
"""A phrase of a table; its accents may be written as apostrophes in the text ("e'", "qualita'")."""


def spelt(phrase: str) -> str:
    """The phrase with any white space for a space and either way of writing an accent."""
    return phrase.translate(_SPELLINGS)
