"""Hedges: words beside a value that say how exact it is ("circa", "oltre", "fino a")."""

from __future__ import annotations

import re

from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import Qualifier

_LONGEST = 30


class HedgesAfter(PatternFile):
    about: list[Phrase]
    at_least: list[Phrase]
    at_most: list[Phrase]


class HedgePatterns(PatternFile):
    about: list[Phrase]
    at_least: list[Phrase]
    at_most: list[Phrase]
    after: HedgesAfter


class Hedges:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("hedges", HedgePatterns)
        self._before = re.compile(rf"(?<!\w){_groups(listed)}\s\Z")
        self._after = re.compile(rf",?\s{_groups(listed.after)}(?!\w)")

    def before(self, text: str, position: int) -> tuple[int, Qualifier]:
        """Where the hedge that ends at `position` begins, and what it says; the position and "exact" without one."""
        match = self._before.search(text, max(0, position - _LONGEST), position)
        return (match.start(), _said(match)) if match else (position, "exact")

    def after(self, text: str, position: int) -> tuple[int, Qualifier]:
        """Where the hedge that begins at `position` ends, and what it says."""
        match = self._after.match(text, position)
        return (match.end(), _said(match)) if match else (position, "exact")


def _groups(listed: HedgePatterns | HedgesAfter) -> str:
    return (
        rf"(?:(?P<at_most>{alternation(listed.at_most)})|(?P<at_least>{alternation(listed.at_least)})"
        rf"|(?P<about>{alternation(listed.about)}))"
    )


def _said(match: re.Match[str]) -> Qualifier:
    if match["at_most"]:
        return "at_most"
    return "at_least" if match["at_least"] else "about"
