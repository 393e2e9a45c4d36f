"""Durations that leave out a unit said before: "rinnovabile per altri due", "ne ha usati trecento"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from extractor.mentions.measure import Measure
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Phrase, alternation
from extractor.text import SourceText

_CONTEXT = 40
REACH = 2  # sentences
_LARGEST = 1000
_LONGEST_TERM = 30  # of a contract and of its extension, where both are only numbers


class EllipsisPatterns(PatternFile):
    """Cues around a number: `before` it and `after` it wherever the unit stands, `near` only when no other number is
    between; `others` and `feminine_others` agree with the unit; `plus` joins two ("sei più tre"); `end` is what may
    follow the number; `as_long` after `renewed` is the last length once more."""

    before: list[Phrase]
    near: list[Phrase]
    others: list[Phrase]
    feminine_others: list[Phrase]
    not_others: list[Phrase]
    after: list[Phrase]
    another: list[Phrase]
    plus: list[Expression]
    end: list[Expression]
    renewed: list[Phrase]
    as_long: list[Phrase]


class EllipticDurations:
    def __init__(self, listed: EllipsisPatterns, inverted: dict[Phrase, str], feminine: str) -> None:
        """`feminine` holds the ISO letters of the units whose name is feminine."""
        self._feminine = feminine
        self._before = re.compile(rf"(?<!\w){alternation(listed.before)}\s\Z")
        self._near = re.compile(rf"(?<!\w){alternation(listed.near)}\s\Z")
        self._other = re.compile(rf"(?<!\w){alternation(listed.others)}\s\Z")
        self._feminine_other = re.compile(rf"(?<!\w){alternation(listed.feminine_others)}\s\Z")
        self._not_other = re.compile(rf"(?<!\w){alternation(listed.not_others)}\s\w+\s\Z")
        end = rf"\s*{alternation(listed.end)}"
        self._end = re.compile(end)
        self._after = re.compile(rf"\s(?:{alternation(listed.after)}(?!\w)|{alternation(listed.another)}(?={end}))")
        self._plus = re.compile(alternation(listed.plus))
        self._units = list(inverted.values())
        phrases = "|".join(f"(?P<unit_{index}>{alternation([phrase])})" for index, phrase in enumerate(inverted))
        self._inverted = re.compile(rf"(?:{phrases})\s\Z")

    def __call__(self, scan: Scan, measures: Sequence[Measure]) -> Iterator[Measure]:
        """The numbers that repeat the unit of the last measure before them, which stands at most two sentences back."""
        text, source = scan.source.lower, scan.source
        taken = {measure.start for measure in measures}
        last: Measure | None = None
        between: Number | None = None
        upcoming = 0
        added: Number | None = None
        for number, following in zip_longest(scan.numbers, scan.numbers[1:]):
            while upcoming < len(measures) and measures[upcoming].start <= number.start:
                last, between, upcoming = measures[upcoming], None, upcoming + 1
            if number.start in taken or (last is not None and number.start < last.end):
                continue
            unit = self._inverted_unit(number, text)
            if unit is None and last is not None and apart(last.start, number.start, source) <= REACH:
                is_sum = number is not added and self._is_sum(last, number, following, source)
                if is_sum or number is added or self._repeats(number, last, between, text):
                    unit = last.unit
                added = following if is_sum else None
            if unit is not None and number.value <= _LARGEST:
                last = Measure(number.start, number.end, number.value, unit, "elliptic")
                between = None
                yield last
            else:
                between = number

    def _is_sum(self, last: Measure, number: Number, following: Number | None, source: SourceText) -> bool:
        """Whether a length and its extension are named together, in the sentence of the unit: "sei più tre"."""
        if (
            following is None
            or max(number.value, following.value) > _LONGEST_TERM
            or apart(last.start, number.start, source)
        ):
            return False
        joined = self._plus.fullmatch(source.lower, number.end, following.start)
        return joined is not None and self._end.match(source.lower, following.end) is not None

    def _inverted_unit(self, number: Number, text: str) -> str | None:
        start = max(0, number.start - _CONTEXT)
        said = self._inverted.search(text, start, number.start)
        return self._units[int(str(said.lastgroup).removeprefix("unit_"))] if said else None

    def _repeats(self, number: Number, last: Measure, between: Number | None, text: str) -> bool:
        if number.scale > 1 or (between is not None and between.value >= _LARGEST):
            return False
        start = max(0, number.start - _CONTEXT)
        if self._after.match(text, number.end):
            return True
        if not self._end.match(text, number.end):
            return False
        if self._before.search(text, start, number.start):
            return True
        other = self._feminine_other if last.letter in self._feminine else self._other
        if other.search(text, start, number.start):
            return not self._not_other.search(text, start, number.start)
        return between is None and number.value > 1 and self._near.search(text, start, number.start) is not None


def apart(first: int, second: int, source: SourceText) -> int:
    """How many sentences lie between two places."""
    return source.sentence_index(second) - source.sentence_index(first)
