"""Identifiers of Italian procurement: CIG (of the procedure or lot) and CUP (of the investment project).

A CIG has ten characters in three forms, each with check digits (ANAC): ordinary, seven digits and three hexadecimal
ones with `int(first 7) * 211 % 4091`; SmartCIG, V to Z and nine hexadecimal ones; unified since 2024, A to U and nine.
Without the word CIG nearby only a code whose check holds is one; near it a failed check is a warning.
A CUP has fifteen characters: letter, two digits, letter, eleven digits (CIPESS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import IdentifierValue
from extractor.text import NUMBER

_NEAR = 120
_CIG = re.compile(r"(?<![\w])(?:\d(?:[ .-]?\d){6}(?:[ .-]?[0-9a-f]){3}|[a-z](?:[ .-]?[0-9a-f]){9})(?![\w])")
_CUP = re.compile(r"(?<![\w])[a-z](?:[ .-]?\d){2}[ .-]?[a-z](?:[ .-]?[0-9a-z]){11}(?![\w])")
_BEFORE = re.compile(rf"{NUMBER}|[a-z][a-f]*")  # what stands before the first digit of a code's first word
_SEPARATOR = re.compile(r"[ .-]")


class IdentifierPatterns(PatternFile):
    cig_words: list[Phrase]
    cup_words: list[Phrase]


class IdentifierFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("identifiers", IdentifierPatterns)
        self._cig_word = re.compile(rf"(?<!\w){alternation(listed.cig_words)}(?!\w)")
        self._cup_word = re.compile(rf"(?<!\w){alternation(listed.cup_words)}(?!\w)")

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        text = scan.source.lower
        starts = [at for at, word in scan.source.words if _BEFORE.fullmatch(word)]
        cups = list(self._cups(text, starts))
        yield from cups
        inside = {position for cup in cups for position in range(cup.start, cup.end)}
        for match in _matches(_CIG, text, starts):
            if match.start() in inside or match.end() - 1 in inside:
                continue
            code = _SEPARATOR.sub("", match[0]).upper()
            named = self._cig_word.search(text, max(0, match.start() - _NEAR), match.start()) is not None
            valid = is_cig(code)
            if named or (valid and len(match[0]) == len(code) and not code.isdecimal()):
                value = IdentifierValue(scheme="CIG", code=code)
                yield Mention("identifier", *match.span(), value, "cig", "" if valid else "cig_check_failed")

    def _cups(self, text: str, starts: Sequence[int]) -> Iterator[Mention]:
        for match in _matches(_CUP, text, starts):
            code = _SEPARATOR.sub("", match[0]).upper()
            strict = code[4:].isdecimal() and len(match[0]) == len(code)
            if strict or self._cup_word.search(text, max(0, match.start() - _NEAR), match.start()):
                yield Mention("identifier", *match.span(), IdentifierValue(scheme="CUP", code=code), "cup")


def _matches(code: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    """The codes in order, none overlapping another."""
    free = 0
    for position in starts:
        match = code.match(text, position) if position >= free else None
        if match is not None:
            free = match.end()
            yield match


def is_cig(code: str) -> bool:
    """Whether ten upper-case characters are a CIG whose check digits hold, in any of the three forms."""
    try:
        if code[0].isdigit():
            return code[:7] != "0000000" and int(code[:7]) * 211 % 4091 == int(code[7:], 16)
        if code[0] >= "V":
            return int(code[3:], 16) * 211 % 251 == int(code[1:3], 16)
        return (int(code[1:7], 16) + ord(code[0]) - 64) * 211 % 4091 == int(code[7:], 16)
    except ValueError:
        return False
