"""Facts: which slot of a tender a mention could fill, how probable that is, and why.

A fact says nothing final: `choice.py` chooses among the facts of a tender, all slots together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.record import CompanyValue, PublicBodyValue
from extractor.tenders.context import Context, RoleLanguage
from extractor.tenders.roles import DECISIONS, RoleJudge, by_name
from extractor.text import SourceText

_WORTH_KEEPING = 0.02


@dataclass(frozen=True, slots=True)
class Fact:
    """`mentions` (the telling one first) could fill `slot` with `probability`."""

    slot: str
    mentions: tuple[Mention, ...]
    probability: float

    @property
    def mention(self) -> Mention:
        return self.mentions[0]


class FactFinder:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._language = RoleLanguage(patterns)
        self._judge = RoleJudge(patterns)

    def __call__(self, source: SourceText, mentions: Sequence[Mention]) -> list[Fact]:
        context = Context(source, mentions, self._language)
        facts = [*self._value_facts(mentions, context), *self._name_facts(mentions, context)]
        return sorted(facts, key=lambda fact: -fact.probability)

    def _value_facts(self, mentions: Sequence[Mention], context: Context) -> Iterator[Fact]:
        for mention in mentions:
            if mention.kind in DECISIONS:
                for role, probability in self._judge.value_roles(mention, context).items():
                    if role != "other" and probability >= _WORTH_KEEPING:
                        yield Fact(role, (mention,), probability)

    def _name_facts(self, mentions: Sequence[Mention], context: Context) -> Iterator[Fact]:
        for group in by_name(mentions).values():
            for role, probability in self._judge.name_roles(group, context).items():
                if probability >= _WORTH_KEEPING:
                    yield Fact(role, tuple(group), probability)


def name_of(fact: Fact) -> str:
    value = fact.mention.value
    assert isinstance(value, CompanyValue | PublicBodyValue)
    return value.name
