import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.mentions.beginnings import Anchored, beginnings
from extractor.text import SourceText


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        (r"\blotto\b", {"lotto"}),
        (r"\b(?:un|due) lotti\b", {"un", "due"}),
        (r"(?<!\w)(?:suddivis|divis)[oa]\b", {"suddi", "divis"}),
        (r"tagli\w+", {"tagli"}),
        (r"(?:19|20)\d\d/\d{2,4}", {"0"}),
        (r"co2\b", {"co"}),
        (r"(?:in )?gara\b", {"in", "gara"}),
        (r"[iv]{1,2} maggio", {"i", "v", "ii", "iv", "vi", "vv"}),
        (r"[Vv]ia [A-Z]", {"via"}),
        (r"l'art\.", {"l"}),
    ],
)
def test_beginnings(expression: str, keys: set[str]) -> None:
    assert beginnings(expression) == keys


@pytest.mark.parametrize(
    "expression", [r"\w+ gara", r".*", r" gara", r"art", r"(?:\w+\s)?gara", r"\+39", r"[a-z]{2,9}\b"]
)
def test_what_cannot_be_listed_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="listed"):
        beginnings(expression)


@pytest.mark.parametrize("expression", ["[a-z]" * 4 + "x gara", r"[\u0100-\U0010ffff]gara", "[a-z][a-z]{5}"])
def test_too_many_beginnings_are_not_listed(expression: str) -> None:
    with pytest.raises(ValueError, match="listed"):
        beginnings(expression)


@pytest.mark.parametrize("text", ["due lotti in gara", "una  gara", "gara", ""])
def test_an_expression_whose_beginnings_cannot_be_listed_is_tried_everywhere(text: str) -> None:
    anchored = Anchored(r"\b\w+\s+gara\b")
    assert anchored.beginnings is None
    found = [match.span() for match in anchored.finditer(SourceText(text, text.lower()))]
    assert found == [match.span() for match in re.finditer(r"\b\w+\s+gara\b", text)]


WORDS = st.sampled_from(
    ["un", "lotto", "lotti", "lottizzare", "in", "via Roma", "2", "gara", "_gara", "co2", "d'", ",", " ", "\n"]
)


@given(st.lists(WORDS, max_size=12).map("".join))
def test_an_anchored_expression_finds_what_the_expression_finds(text: str) -> None:
    expression = r"(?<!\w)(?:un lott[oi]|lotti (?:in )?gara|in|co2|gara(?:,\s?gara)*|d'\w+|\d{1,2} lott[oi])(?!\w)"
    source = SourceText(text, text.lower())
    found = [match.span() for match in Anchored(expression).finditer(source)]
    assert found == [match.span() for match in re.finditer(expression, source.lower)]
