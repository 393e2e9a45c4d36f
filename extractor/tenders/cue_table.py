"""Cues: the words and phrases of each class, found in a row of words.

    CueTable({"award": ["aggiudic*", "va a"]}).find(["la", "gara", "va", "a"])   -> [Cue(first=2, last=3, name="award")]

Each word is looked up once, and the next one only where a phrase goes on: phrases with one beginning share the way to
where they part. `*` stands for any ending of a word ("aggiudic*") or any beginning ("*ava").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple

from extractor.patterns import of_users

_PART = re.compile(r"\*?[^\W_]+'?\*?")
_REMEMBERED = 50_000  # words


def check_cue(phrase: str) -> str:
    """The phrase; raises ValueError where no word is in it."""
    if not _PART.search(phrase):
        raise ValueError("no word in it: write words, * for any beginning or ending of one")
    return phrase


CuePhrase = Annotated[str, of_users(check_cue)]


class Cue(NamedTuple):
    """`first` and `last` are token indices, both inclusive; `rank` puts cues with one beginning in order."""

    first: int
    rank: int
    last: int
    name: str


class PhraseTree:
    """The words that phrases of one beginning can go on with: as they stand, by how they begin and by how they end."""

    __slots__ = ("_beginnings", "_endings", "_exact", "_lengths", "ends")

    def __init__(self) -> None:
        self.ends: list[tuple[int, str]] = []  # rank and class of the phrases that are complete here
        self._exact: dict[str, PhraseTree] = {}
        self._beginnings: dict[str, PhraseTree] = {}
        self._endings: dict[str, PhraseTree] = {}
        self._lengths: set[int] = set()  # of beginnings and endings

    def grow(self, part: str) -> PhraseTree:
        """The tree behind a further word, * for any beginning or ending of it; made when it is new."""
        table = self._endings if part[0] == "*" else self._beginnings if part[-1] == "*" else self._exact
        letters = part.strip("*")
        if table is not self._exact:
            self._lengths.add(len(letters))
        return table.setdefault(letters, PhraseTree())

    @property
    def goes_on(self) -> bool:
        return bool(self._exact or self._lengths)

    def behind(self, word: str) -> list[PhraseTree]:
        """The trees behind a word of the text."""
        exact = self._exact.get(word)
        found = [exact] if exact is not None else []
        for length in self._lengths:
            if length <= len(word) and (tree := self._beginnings.get(word[:length])) is not None:
                found.append(tree)
            if length < len(word) and (tree := self._endings.get(word[-length:])) is not None:
                found.append(tree)
        return found


class CueTable:
    """The phrases of all classes; made once, asked for every article."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        filed = sorted(
            (_precedence(parts[0]), order, parts, name)
            for order, (name, parts) in enumerate(
                (name, _PART.findall(phrase)) for name, phrases in classes.items() for phrase in phrases
            )
        )
        root = PhraseTree()
        for rank, (_, _, parts, name) in enumerate(filed):
            tree = root
            for part in parts:
                tree = tree.grow(part)
            tree.ends.append((rank, name))
        self.size = len(filed)
        self._behind = lru_cache(_REMEMBERED)(PhraseTree.behind)
        self._begun = lru_cache(_REMEMBERED)(lambda word: _begun(root.behind(word)))

    def find(self, words: Sequence[str]) -> list[Cue]:
        """Every phrase, in order."""
        found: list[Cue] = []
        for first, (complete, trees) in enumerate(map(self._begun, words)):
            if complete:
                found += [Cue(first, rank, first, name) for rank, name in complete]
            last = first + 1
            while trees and last < len(words):
                trees = [further for tree in trees for further in self._behind(tree, words[last])]
                for tree in trees:
                    if tree.ends:
                        found += [Cue(first, rank, last, name) for rank, name in tree.ends]
                last += 1
        return sorted(found)


def _begun(trees: Sequence[PhraseTree]) -> tuple[list[tuple[int, str]], list[PhraseTree]]:
    """Rank and class of the phrases that are complete behind their first word, and where others go on."""
    return [end for tree in trees for end in tree.ends], [tree for tree in trees if tree.goes_on]


def _precedence(part: str) -> tuple[int, int]:
    """Where a phrase that begins with a part comes among others: whole words first, then beginnings, then endings."""
    return (2, len(part)) if part[0] == "*" else (1, len(part)) if part[-1] == "*" else (0, 0)
