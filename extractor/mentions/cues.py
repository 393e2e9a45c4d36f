"""Cues: words that speak for a code of a slot ("aggiudicata" for status awarded, "massimo ribasso" for lowest_price).

Slots: status, method, award_criteria, category, and is_tender (yes for words of procurement, no for words of news that
only looks like it). A cue of status of which the words before say that it has not happened
("non è stata ancora aggiudicata", "sarà aggiudicata") changes its code or is dropped (`not_yet` in cues.toml). The
mention's `rule` is "slot.code.kind" as in cues.toml, with ".past" for an earlier story ("era stata aggiudicata") and
".not_yet" for a changed code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict

from extractor.mentions.mention import Mention
from extractor.mentions.phrases import FiledPhrase, PhraseTable, spelt
from extractor.mentions.scan import Scan
from extractor.patterns import Expression, PatternFile, Patterns, alternation
from extractor.record import CueValue
from extractor.text import SourceText

_SLOTS = ("status", "method", "award_criteria", "category", "is_tender")
_BEFORE = 40

CueTable = dict[str, dict[str, list[FiledPhrase]]]
"""code → kind of cue → phrases."""


class CueContext(BaseModel):
    """Words before a cue that deny it, leave it open, put it off or tell it of an earlier story; how verbs end that
    tell of what will be or would be."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    not_yet: dict[str, str]
    negations: list[Expression]
    possibilities: list[Expression]
    futures: list[Expression]
    pasts: list[Expression]
    future_endings: list[Expression]
    conditional_endings: list[Expression]


class CuePatterns(PatternFile):
    """A table for every slot; accents may also be written as apostrophes in the text ("e'", "qualita'")."""

    status: CueTable
    method: CueTable
    award_criteria: CueTable
    category: CueTable
    is_tender: CueTable
    context: CueContext


class CueFinder:
    def __init__(self, patterns: Patterns) -> None:
        table = patterns.read("cues", CuePatterns)
        self._cues = PhraseTable(
            {
                phrase: (slot, code, kind)
                for slot in _SLOTS
                for code, kinds in getattr(table, slot).items()
                for kind, phrases in kinds.items()
                for phrase in phrases
            }
        )
        context = table.context
        self._not_yet = context.not_yet
        self._open = _just_before([*context.negations, *context.possibilities, *context.futures])
        self._past = _just_before(context.pasts)

    def __call__(self, scan: Scan) -> Iterable[Mention]:
        source = scan.source
        for start, end, (slot, code, kind) in self._cues.find(source, source.body_start):
            rule = f"{slot}.{code}.{kind}"
            if slot == "status":
                before = _words_before(source, start)
                if self._open.search(before):
                    if code not in self._not_yet:
                        continue
                    code, rule = self._not_yet[code], f"{rule}.not_yet"
                elif self._past.search(before):
                    rule = f"{rule}.past"
            yield Mention("cue", start, end, _value(slot, code), rule)


@cache
def _value(slot: str, code: str) -> CueValue:
    return CueValue(slot=slot, code=code)


def _just_before(expressions: list[str]) -> re.Pattern[str]:
    """Matches text that ends in one of the expressions, with up to three words after it."""
    return re.compile(rf"(?<!\w){spelt(alternation(expressions))}(?:\s+[\w']+){{0,3}}\s*$")


def _words_before(source: SourceText, position: int) -> str:
    return source.lower[max(source.sentence_at(position).start, position - _BEFORE) : position]
