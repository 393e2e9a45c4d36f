"""Cues: words that speak for a code of a slot ("aggiudicata" for status awarded, "massimo ribasso" for lowest_price).

Slots: status, method, award_criteria, category. All cues are found in one pass of one expression; the phrase that
matched is looked up by its group number. A cue of which the words before say that it has not happened ("non è stata
ancora aggiudicata", "sarà aggiudicata") changes its code or is dropped (`not_yet` in cues.toml). The mention's `rule`
is "slot.code", with ".past" added for an earlier story ("era stata aggiudicata") and ".not_yet" for a changed code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, field_validator

from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import CueValue
from extractor.text import SourceText

_SLOTS = ("status", "method", "award_criteria", "category")
_BEFORE = 40
_SPELLINGS = str.maketrans(
    {
        "à": "(?:à|a')",
        "è": "(?:è|é|e')",
        "é": "(?:é|è|e')",
        "ì": "(?:ì|i')",
        "ò": "(?:ò|o')",
        "ù": "(?:ù|u')",
        " ": r"\s+",
    }
)


class CueList(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    phrases: list[Phrase]

    @field_validator("phrases")
    @classmethod
    def _without_groups(cls, phrases: list[str]) -> list[str]:
        for phrase in phrases:
            if re.compile(phrase).groups:
                raise ValueError(f"{phrase!r} has a group of its own: write (?:...) instead of (...)")
        return phrases


class CueContext(BaseModel):
    """Words before a cue that deny it, leave it open, put it off or tell it of an earlier story."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    not_yet: dict[str, str]
    negations: list[Expression]
    possibilities: list[Expression]
    futures: list[Expression]
    pasts: list[Expression]


class CuePatterns(PatternFile):
    """code → phrases, for every slot; accents may also be written as apostrophes in the text ("e'", "qualita'")."""

    status: dict[str, CueList]
    method: dict[str, CueList]
    award_criteria: dict[str, CueList]
    category: dict[str, CueList]
    context: CueContext


class CueFinder:
    def __init__(self, patterns: Patterns) -> None:
        table = patterns.read("cues", CuePatterns)
        codes = {
            phrase: (slot, code)
            for slot in _SLOTS
            for code, listed in getattr(table, slot).items()
            for phrase in listed.phrases
        }
        expression, order = _numbered(codes)
        self._cues = re.compile(expression)
        self._codes = [codes[phrase] for phrase in order]
        context = table.context
        self._not_yet = context.not_yet
        self._open = _just_before([*context.negations, *context.possibilities, *context.futures])
        self._past = _just_before(context.pasts)

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        source = scan.source
        for match in self._cues.finditer(source.lower, source.body_start):
            slot, code = self._codes[(match.lastindex or 1) - 1]
            tense = ""
            if slot != "category":
                before = _words_before(source, match.start())
                if self._open.search(before):
                    if code not in self._not_yet:
                        continue
                    code, tense = self._not_yet[code], ".not_yet"
                elif self._past.search(before):
                    tense = ".past"
            yield Mention(
                "cue", match.start(), match.end(), CueValue(slot=slot, code=code), rule=f"{slot}.{code}{tense}"
            )


def _numbered(codes: Mapping[str, object]) -> tuple[str, list[str]]:
    """An expression in which the n-th phrase ends in the n-th (empty) group, sorted by first letter, longest first.

    Alternatives are tried by first letter, which makes the pass several times faster.
    """
    by_letter: dict[str, list[str]] = defaultdict(list)
    for phrase in codes:
        by_letter[phrase[0] if phrase[0].isalpha() else ""].append(phrase)
    order: list[str] = []
    branches = []
    for letter, phrases in sorted(by_letter.items(), reverse=True):
        phrases.sort(key=lambda phrase: (-len(phrase), phrase))
        order += phrases
        listed = "|".join(f"{_spelt(phrase)}(?!\\w)()" for phrase in phrases)
        branches.append(f"(?={letter})(?:{listed})" if letter else f"(?:{listed})")
    return rf"(?<!\w)(?:{'|'.join(branches)})", order


def _spelt(phrase: str) -> str:
    """The phrase with any white space for a space and either way of writing an accent."""
    return phrase.translate(_SPELLINGS)


def _just_before(expressions: list[str]) -> re.Pattern[str]:
    """Matches text that ends in one of the expressions, with up to three words after it."""
    return re.compile(rf"(?<!\w){_spelt(alternation(expressions))}(?:\s+[\w']+){{0,3}}\s*$")


def _words_before(source: SourceText, position: int) -> str:
    return source.lower[max(source.sentence_at(position).start, position - _BEFORE) : position]
