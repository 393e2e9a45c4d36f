"""Turns of phrase: which cues come together where around a company's name, by what they tell of it.

    "behind: does_now since"     Alfa, che gestisce il servizio dal 2015
    "before with: contract"      il contratto con Alfa

One turn of a kind counts as much as another, so that one which articles have seldom speaks as loud as one they have
often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Annotated

from extractor.patterns import PatternFile, Patterns, of_users
from extractor.tenders.cue_table import CuePhrase, CueTable

_BESIDE = ("before", "after", "is")  # places that say what a name is
PLACES = (*_BESIDE, "behind", "clause", "around", "so_far", "next")


def _check_turn(phrase: str) -> str:
    where, colon, cues = phrase.partition(":")
    if not colon or not cues.split() or where.split()[:1] not in [[place] for place in PLACES]:
        raise ValueError(f"write a place ({', '.join(PLACES)}), a preposition if it matters, a colon, classes of cues")
    return phrase


Turn = Annotated[str, of_users(_check_turn)]


class TurnPatterns(PatternFile):
    """`copulas`: words between a name and what it is said to be; `cues`: further classes of cues, for turns only;
    `turns`: what is told → turns."""

    copulas: list[str]
    cues: dict[str, list[CuePhrase]]
    turns: dict[str, list[Turn]]


class TurnTable:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        read = patterns.read("turns", TurnPatterns)
        self.copulas = frozenset(read.copulas)
        self.cues = CueTable(read.cues)
        self._turns: dict[str, list[tuple[frozenset[str], str, str]]] = defaultdict(list)
        for told, turns in read.turns.items():
            for turn in turns:
                where, _, cues = turn.partition(":")
                place, *preposition = where.split()
                self._turns[place].append((frozenset(cues.split()), "".join(preposition), told))

    def features(self, place: str, preposition: str, cues: Collection[str]) -> Iterator[str]:
        """What the cues at a place around a name tell of it, the name being governed by a preposition."""
        for wanted, governed, told in self._turns[place]:
            if governed in ("", preposition) and wanted.issubset(cues):
                yield f"turn={told}"
                yield f"turn={told}.{'beside' if place in _BESIDE else place}"
