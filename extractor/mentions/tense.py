"""Before or after publication: what the words around a date without a year say.

A lean is a number: below zero the words speak for the past, above for the future. It is a base-two exponent: a lean of
1 makes a future date count as half, a past one as twice as far away as it is.
"""

from __future__ import annotations

import re

from extractor.patterns import Expression, PatternFile, alternation
from extractor.text import SourceText

_BEFORE, _AFTER = 90, 70  # characters of the sentence that are read on either side
_REACH = 45  # characters in which a verb counts
_LETTER = re.compile(r"[^\W\d_]")
_ALONE = 2.0  # a date that is all of its sentence, as in a programme, is rather to come
_PAUSE = 20  # characters that a pause between verb and date is worth


class Lean(PatternFile):
    """How far each kind of evidence leans for one form; `default` counts always."""

    default: float
    past: float
    participle: float
    future: float
    deadline: float
    since: float
    of: float


class TensePatterns(PatternFile):
    """Verbs of the `past` and `future` and the `participle` of either (tried in order); the nearest to the date counts.

    `deadline`, `since` and `of` stand right before the date.
    """

    past: list[Expression]
    participle: list[Expression]
    future: list[Expression]
    deadline: list[Expression]
    since: list[Expression]
    of: list[Expression]
    pauses: list[Expression]
    leans: dict[str, Lean]


class TenseReader:
    def __init__(self, listed: TensePatterns) -> None:
        kinds = {"future": listed.future, "past": listed.past, "participle": listed.participle}
        verbs = "|".join(f"(?P<{kind}>{'|'.join(verbs)})" for kind, verbs in kinds.items()).replace(" ", r"\s+")
        self._verb = re.compile(rf"(?<!\w)(?:{verbs})(?!\w)")
        self._pause = re.compile(alternation(listed.pauses))
        self._before = {
            "deadline": re.compile(rf"(?<!\w){alternation(listed.deadline)}\s*$"),
            "since": re.compile(rf"(?<!\w){alternation(listed.since)}\s*$"),
            "of": re.compile(rf"{alternation(listed.of)}\s*$"),
        }
        self._leans = listed.leans

    def lean(self, source: SourceText, start: int, end: int, form: str) -> float:
        """The lean of the words around a date phrase of this form; 0 for forms without weights."""
        if form not in self._leans:
            return 0.0
        sentence = source.sentence_at(start)
        first, last = max(sentence.start, start - _BEFORE), min(max(sentence.end, end), end + _AFTER)
        weights = self._leans[form]
        if not (_LETTER.search(source.clean, first, start) or _LETTER.search(source.clean, end, last)):
            return _ALONE - weights.default
        lean = weights.default
        verb = self._nearest_verb(source.lower, first, start, end, last)
        if verb is not None:
            lean += float(getattr(weights, verb))
        for name, expression in self._before.items():
            if expression.search(source.lower, first, start):
                lean += float(getattr(weights, name))
        return lean

    def _nearest_verb(self, text: str, first: int, start: int, end: int, last: int) -> str | None:
        found = [(self._distance(text, match.end(), start), match) for match in self._verb.finditer(text, first, start)]
        after = self._verb.search(text, end, last)
        if after is not None:
            found.append((self._distance(text, end, after.start()), after))
        distance, verb = min(found, key=lambda item: item[0], default=(_REACH + 1, None))
        return verb.lastgroup if verb is not None and distance <= _REACH else None

    def _distance(self, text: str, start: int, end: int) -> int:
        return end - start + _PAUSE * len(self._pause.findall(text, start, end))
