"""Cues are found by whole words, beginnings and endings, each phrase to its end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.tenders.cue_table import CueTable

TABLE = CueTable(
    {
        "award": ["aggiudic*", "va a", "ha vinto"],
        "past": ["ha *to", "*ava"],
        "base": ["a base d' asta", "a base di gara", "base"],
    }
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("la gara va a rossi", [(2, 3, "award")]),
        ("aggiudicata", [(0, 0, "award")]),
        ("ha vinto", [(0, 1, "award"), (0, 1, "past")]),
        ("ha perso", []),
        ("la ditta lavorava", [(2, 2, "past")]),
        ("ava", []),  # an ending is that of a longer word
        ("importo a base d' asta", [(1, 4, "base"), (2, 2, "base")]),
        ("a base di", [(1, 1, "base")]),
        ("va", []),
        ("", []),
    ],
)
def test_cues_of_a_row_of_words(words: str, found: list[tuple[int, int, str]]) -> None:
    assert [(cue.first, cue.last, cue.name) for cue in TABLE.find(words.split())] == found


@given(
    st.lists(
        st.sampled_from(["va", "a", "ha", "vinto", "base", "di", "gara", "d'", "asta", "aggiudicò", "lavorava"]),
        max_size=12,
    )
)
def test_cues_come_in_order_and_lie_in_the_row(words: list[str]) -> None:
    found = TABLE.find(words)
    assert found == sorted(found)
    assert all(0 <= cue.first <= cue.last < len(words) for cue in found)
