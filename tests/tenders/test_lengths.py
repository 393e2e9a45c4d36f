"""What the words right beside a length of time or a date say that it is."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.tenders.context import Context, RoleLanguage
from extractor.tenders.facts import FactFinder
from extractor.tenders.roles import value_features
from extractor.text import SourceText
from tests.support import cases

PATTERNS = load_patterns()
FIND, LANGUAGE, FACTS = MentionFinder(PATTERNS), RoleLanguage(PATTERNS), FactFinder(PATTERNS)


def context_of(text: str) -> Context:
    source = SourceText.of(Article.read(text, published="2026-03-10"), PATTERNS)
    return Context(source, FIND(source), LANGUAGE)


def lengths(context: Context) -> dict[str, Mention]:
    """The words of each length of time, and the mention."""
    return {context.source.clean[m.start : m.end]: m for m in context.mentions if m.kind == "duration"}


@pytest.mark.parametrize("case", cases("lengths"), ids=lambda case: case["text"])
def test_cases(case: dict[str, Any]) -> None:
    context = context_of(case["text"])
    found = lengths(context)
    assert [words for words, m in found.items() if context.rules_out(m)] == case.get("ruled_out", [])
    told = [feature.removeprefix("length=") for m in found.values() for feature in context.length(m)]
    if "kind" in case:
        assert told == list(dict.fromkeys([case["kind"].rstrip("<>"), case["kind"]]))
    if "sum" in case:
        assert [name for name in told if name.startswith("sum")] == ([case["sum"]] if case["sum"] else [])


def test_a_length_that_is_ruled_out_fills_nothing() -> None:
    text = "Lodi affida il servizio di lettura dei contatori per due anni a Sigma srl. Garanzia di cinque anni."
    whole = FACTS.whole(context_of(text))
    assert whole is not None
    filled = {fact.mention.value.iso8601 for fact in whole.facts if fact.mention.kind == "duration"}  # type: ignore[union-attr]
    assert filled == {"P2Y"}


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("Durata di due anni.", {"only_length", "first_length"}),
        ("Durata di 24 mesi. In due anni si vedrà.", {"only_length", "said_again", "first_length"}),
        ("Durata di due anni, rinnovabile per sei mesi.", {"longest", "first_length"}),
        ("Durata di due anni, con una garanzia di dieci anni.", {"only_length", "first_length"}),
        ("Durata di due anni, più tre anni di rinnovo.", {"first_length"}),
    ],
)
def test_the_rank_of_the_first_length_is_among_those_that_can_be_of_a_contract(text: str, ranks: set[str]) -> None:
    context = context_of(text)
    first = next(iter(lengths(context).values()))
    assert {"only_length", "longest", "said_again", "first_length"} & set(value_features(first, context)) == ranks


@pytest.mark.parametrize("case", cases("moments"), ids=lambda case: case["text"])
def test_dates(case: dict[str, Any]) -> None:
    context = context_of(case["text"])
    (date,) = [mention for mention in context.mentions if mention.kind == "date"]
    assert "".join(context.moment(date)) == case["moment"]
