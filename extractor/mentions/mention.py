"""A mention: words of the article with a typed value."""

from __future__ import annotations

from typing import NamedTuple

from extractor.record import Kind, Value


class Mention(NamedTuple):
    """`start` and `end` are half-open offsets into `SourceText.clean`; `rule` names what found it.

    `warning` is the code of a doubt a reader should see ("wrong_unit", "cig_check_failed"), empty without one.
    """

    kind: Kind
    start: int
    end: int
    value: Value
    rule: str = ""
    warning: str = ""

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.kind))  # values are slow to hash and seldom tell mentions apart

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end
