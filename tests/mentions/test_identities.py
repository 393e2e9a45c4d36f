import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.mentions.identities import IdentityResolver
from extractor.mentions.names import Name, NameReader
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.text import SourceText

PATTERNS = load_patterns()
READ = NameReader(PATTERNS)
RESOLVE = IdentityResolver(PATTERNS)
CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases/identities.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_cases(case: dict) -> None:
    source = SourceText.of(Article(case["text"]), PATTERNS)
    groups = RESOLVE(source, list(READ(Scan(source))))
    found = [{source.clean[name.start : name.end] for name in group.members} for group in groups]
    for expected in case["groups"]:
        assert any(set(expected) == names for names in found), (expected, found)
        assert any(group.name == expected[0] for group in groups)


def names_in(text: str) -> tuple[SourceText, list[Name]]:
    source = SourceText.of(Article(text), PATTERNS)
    return source, list(READ(Scan(source)))


@given(
    st.lists(st.sampled_from(["Alfa", "Beta srl", "Gamma Servizi", "Gamma", "Delta 2000", "Termoverde"]), max_size=9)
)
def test_every_name_is_in_one_group_and_order_does_not_matter(given_names: list[str]) -> None:
    source, names = names_in("; ditta ".join(["In gara la ditta", *given_names]))
    groups = RESOLVE(source, names)
    assert sorted(name.start for group in groups for name in group.members) == sorted(name.start for name in names)
    shuffled = random.Random(1).sample(names, len(names))
    assert {group.members for group in RESOLVE(source, shuffled)} == {group.members for group in groups}


def test_a_name_that_ends_a_sentence_keeps_no_full_stop() -> None:
    source, names = names_in("Ha vinto la Alfa srl. Poi la Beta S.p.A. che ha sede altrove.")
    assert [source.clean[name.start : name.end] for name in names] == ["Alfa srl", "Beta S.p.A."]
