"""Time grows with the length of the text: for every expression of the package, and for a whole long article.

Growth is compared, not seconds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from extractor import Extractor
from extractor.mentions.beginnings import Anchored
from extractor.mentions.forms import Forms
from extractor.mentions.phrases import OneOf, PhraseTable
from tests.growth import growth, seconds
from tests.support import sample_articles

LENGTH = 5_000  # characters
QUICK = 0.004  # seconds; what takes less at twice the length is not worth a judgement
MOST = 3.0
PIECES = [
    *("a", " ", "1", ".", "'", "(", "A", "a ", "A ", "1 ", "1.", "1. ", "A.", "A. ", "e la ", "1.000 ", "due "),
    *("cento", "milioni di ", "lotto 1, ", "Alfa & ", "non è stata "),
]
RUNS = [" ", "\t", "\n", ",", " ,", "- ", "a ", "A ", "1 ", "1.", "a, ", "A, ", "a-", "a'"]
FEW = 22  # characters
ENDLESS = 100.0  # times as long for eleven characters more: two to the power of eleven is twenty times that
SEARCHED = ("(?<!", r"\b")  # how expressions begin that look for their words anywhere


def expressions(root: object) -> Iterator[re.Pattern[str]]:
    """Every compiled expression that an object of the package holds, and those of its modules."""
    waiting: list[object] = [root, *(vars(m) for name, m in sys.modules.items() if name.startswith("extractor."))]
    seen: set[int] = set()
    while waiting:
        held = waiting.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        waiting.extend(lazy(held))
        if isinstance(held, re.Pattern):
            yield held
        elif isinstance(held, dict):
            waiting.extend(held.values())
        elif isinstance(held, list | tuple | set | frozenset):
            waiting.extend(held)
        elif type(held).__module__.startswith("extractor.") and hasattr(held, "__dict__"):
            waiting.extend(vars(held).values())


def lazy(held: object) -> list[object]:
    """The expressions that are compiled only when a text has the words for them."""
    if isinstance(held, Anchored):
        assert held.beginnings is not None, f"tried everywhere in every text: {held.expression.pattern[:200]}"
        return [held.expression]
    if isinstance(held, PhraseTable):
        return [held._compile(word, following)[0] for word in held._filed for following in held._file_further(word)]
    if isinstance(held, OneOf):
        return [held._beginning_with(letters) for letters in held._filed]
    if isinstance(held, Forms):
        return [held._each(form) for form in range(len(held._names))]
    return []


def reading(expression: re.Pattern[str], piece: str, length: int) -> Callable[[], object]:
    """Reads a text of one repeated piece: from its beginning, or all of it where the expression searches."""
    text = (piece * (length // len(piece) + 1))[:length]
    if expression.pattern.startswith(SEARCHED):
        return lambda: sum(1 for _ in expression.finditer(text))
    return lambda: expression.match(text)


def test_no_expression_takes_more_than_its_share_for_twice_the_text(rules: Extractor) -> None:
    steps = [*(step for _, step in rules.nlp.pipeline), rules._find_periods]
    # What ends at the end of a text is asked of the few words before a place, never of a whole article.
    found = {e for e in expressions(steps) if isinstance(e.pattern, str) and not e.pattern.endswith(("$", r"\Z"))}
    assert len(found) > 500
    slow = []
    for expression in sorted(found, key=lambda e: e.pattern):
        for piece in PIECES:
            once, twice, twice_again = (reading(expression, piece, factor * LENGTH) for factor in (1, 2, 4))
            if seconds(twice) < QUICK:
                continue
            # A busy moment may lengthen one of two close times, never threefold and threefold again.
            if growth(once, twice, MOST) >= MOST and growth(once, twice_again, MOST**2) >= MOST**2:
                slow.append(f"{piece!r}: {expression.pattern[:200]}")
    assert not slow, "\n".join(slow)


def failing(expression: re.Pattern[str], piece: str, length: int) -> Callable[[], object]:
    """Searches a text of one repeated piece that ends otherwise."""
    text = (piece * length)[:length] + "\x00"
    return lambda: expression.search(text)


def test_no_expression_backtracks_without_end_on_a_few_characters(rules: Extractor) -> None:
    """A repeat inside a repeat doubles its work with every character that it fails on."""
    steps = [*(step for _, step in rules.nlp.pipeline), rules._find_periods, rules._explain]
    endless = []
    for expression in expressions(steps):
        if isinstance(expression.pattern, str):
            for piece in RUNS:
                half, whole = (failing(expression, piece, length) for length in (FEW // 2, FEW))
                if seconds(whole) > QUICK and growth(half, whole, ENDLESS) >= ENDLESS:
                    endless.append(f"{piece!r}: {expression.pattern[:200]}")
    assert not endless, "\n".join(endless)


@pytest.mark.parametrize("joint", ["\n\n", " "], ids=["paragraphs", "one paragraph"])
def test_a_word_of_a_long_article_takes_no_longer(joint: str, rules: Extractor) -> None:
    words = joint.join(sample_articles()).split(" ")

    def extraction(length: int) -> Callable[[], object]:
        article = " ".join(islice((word for _ in range(length) for word in words), length))
        return lambda: rules.extract(article, published="2026-03-10")

    limit = 8 * 2
    assert growth(extraction(2_000), extraction(16_000), limit) < limit
