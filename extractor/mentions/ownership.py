"""Whose a business is: what says that it is publicly owned and so buys as a contracting authority."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extractor.mentions.mention import Mention
from extractor.mentions.phrases import OneOf
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.text import SourceText

_NEAR = 70  # letters before and behind a name


class BuyerPatterns(PatternFile):
    """`names`, `buy_only`, `plain_names`: companies that buy as public bodies; the file explains the other lists."""

    names: list[Phrase]
    buy_only: list[Phrase]
    plain_names: list[str]
    name_words: list[str]
    owned: list[Phrase]
    frameworks: list[Phrase]


class Ownership:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        read = patterns.read("buyers", BuyerPatterns)
        self._names = OneOf([*read.names, *read.buy_only])
        self._buy_only = OneOf(read.buy_only)
        self._plain_names = frozenset(read.plain_names)
        self._name_words = frozenset(read.name_words)
        self._framework = re.compile(rf"(?<!\w){alternation(read.frameworks)}\s(?:\w+['\s]){{0,2}}$")
        self._owned = re.compile(rf"(?<!\w){alternation(read.owned)}(?!\w)")

    def is_public(self, forms: Iterable[str]) -> bool:
        """Whether a form of a company's name is, or begins with, that of a publicly owned one."""
        return any(self._names.match(form) for form in forms)

    def only_buys(self, forms: Iterable[str], source: SourceText, mentions: Sequence[Mention]) -> bool:
        """Whether a company takes part in tenders as the buyer only, and not just by a contract that others join."""
        return any(self._buy_only.match(form) for form in forms) and not all(
            self._framework.search(source.lower, max(0, m.start - _NEAR), m.start) for m in mentions
        )

    def features(self, name: str, source: SourceText, mentions: Sequence[Mention]) -> Iterator[str]:
        """What the name of a company, the words of the name and those near its mentions say."""
        forms = forms_of(name, source, mentions)
        if self.is_public(forms):
            yield "public_company"
            if self.only_buys(forms, source, mentions):
                yield "only_buys"
        elif not self._plain_names.isdisjoint(forms):
            yield "perhaps_public_company"
        if not self._name_words.isdisjoint(name.lower().split(" ")):
            yield "public_word"
        if any(self._owned.search(source.lower, max(0, m.start - _NEAR), m.end + _NEAR) for m in mentions):
            yield "owned_near"


def forms_of(name: str, source: SourceText, mentions: Iterable[Mention]) -> frozenset[str]:
    """A company's name and what its mentions call it, in lower case."""
    return frozenset({name.lower(), *(source.lower[mention.start : mention.end] for mention in mentions)})
