"""Overlapping mentions are settled here and nowhere else: the longest wins, then the more specific kind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from extractor.mentions.mention import Mention
from extractor.record import Kind

# Kinds of one group exclude each other on the same words; kinds of different groups may overlap.
_GROUPS: tuple[tuple[Kind, ...], ...] = (
    ("identifier", "lot", "date", "percentage", "count", "amount", "duration"),
    ("company", "public_body"),
    ("title",),
    ("cue",),
)
_GROUP = {kind: (group, rank) for group, kinds in enumerate(_GROUPS) for rank, kind in enumerate(kinds)}


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions to keep, by position: none overlaps another of its group."""
    groups: list[list[Mention]] = [[] for _ in _GROUPS]
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, _GROUP[m.kind])):
        kept = groups[_GROUP[mention.kind][0]]
        if kept and kept[-1].overlaps(mention):
            before = kept[-1]
            if before.end - before.start >= mention.end - mention.start:
                continue
            kept.pop()
        kept.append(mention)
    return sorted(chain.from_iterable(groups), key=lambda m: (m.start, m.end, _GROUP[m.kind]))
