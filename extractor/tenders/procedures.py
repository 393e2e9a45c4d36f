"""Procedures: which sentences of an article tell of which procurement procedure.

    split = ProcedureSplitter(patterns)
    split(source, tender)               -> [range(0, 9)] or, for a round-up, [range(0, 4), range(4, 9)]

`tender` holds the facts of the whole article read as one procedure. Procedures take turns in stretches of sentences, so
the question is only where a new one begins: at a sentence that tells something (a value, a name, a title), or at the
beginning of its paragraph. What it tells is compared with all that was told before: a second base, a second winner or
another title speak for a new procedure, words like "altra gara" too. The weights are those of the decision "procedure".
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from extractor.patterns import PatternFile, Patterns, Phrase, alternation
from extractor.record import AmountValue, CompanyValue, CueValue, PublicBodyValue
from extractor.tenders.weights import LinearModel
from extractor.text import SourceText

if TYPE_CHECKING:
    from extractor.tenders.facts import Fact, TenderFacts

# A less probable beginning is none. Cross-validated by article: 0.33 is best on train (slot F1 0.855, tender F1 0.937),
# above 0.36 no more beginnings are wrong on other newspapers than at one half.
_LEAST = 0.37
_MOST = 30  # procedures of one article: more are no longer told one by one
_SUMS = ("estimated_value", "awarded_value")
_VALUES = (*_SUMS, "discount_percent", "duration", "renewal", "start_date", "end_date", "bids_due", "bidders")
_NAMES = ("supplier", "losing_bidder", "incumbent")
_LEAST_VALUE, _LEAST_NAME, _LEAST_TITLE, _KNOWN_TITLE = 0.25, 0.2, 0.25, 0.1
_TITLE_STEPS = (0.1, 0.25, 0.4, 0.6)
_REACH = 3  # sentences from the first telling one in which a new procedure shows itself
_LEAD = 400
_OPENING = 40  # letters
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6
_PARAGRAPH = "paragraph"
_NEW_VALUES = ("new_sum", "disagrees>=1", "first=estimated_value", "first=awarded_value")
_SEVERAL = "several"
_EXTENSION = "cue=extension"
_TOLD_OF_SEVERAL = ("fresh_title", "new_sum", "head=", _PARAGRAPH, "bullet", "catchword", "disagrees>=")
_SAID_OF_EXTENSIONS = ("first=", "disagrees_here=", "new_sum", "cue=bridge", "status", "fresh_title")


class ProcedurePatterns(PatternFile):
    """`cues`: class → phrases."""

    cues: dict[str, list[Phrase]]


@dataclass(slots=True)
class Told:
    """What sentences tell: slot → values, titles as word stems with their probability and the stems of the likely ones,
    codes of status cues, public bodies, lots (indices into the plan), and whether some of the values belong to lots."""

    values: dict[str, set[Hashable]] = field(default_factory=lambda: defaultdict(set))
    titles: list[tuple[set[str], float]] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    first_status: str = ""
    last_status: str = ""
    bodies: set[str] = field(default_factory=set)
    lots: set[int] = field(default_factory=set)
    lot_values: bool = False

    @property
    def telling(self) -> bool:
        return bool(self.values) or any(probability > _LEAST_TITLE for _, probability in self.titles)

    def add(self, *others: Told) -> None:
        for other in others:
            for slot, values in other.values.items():
                self.values[slot] |= values
            self.titles += other.titles
            self.stems |= other.stems
            self.first_status = self.first_status or other.first_status
            self.last_status = other.last_status or self.last_status
            self.bodies |= other.bodies
            self.lots |= other.lots
            self.lot_values |= other.lot_values


class Beginning(NamedTuple):
    """A sentence at which a new procedure may begin, with what speaks for and against it."""

    sentence: int
    features: tuple[str, ...]


class ProcedureSplitter:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        cues = patterns.read("procedures", ProcedurePatterns).cues
        self._cues = {name: re.compile(rf"(?<!\w){alternation(phrases)}(?!\w)") for name, phrases in cues.items()}
        self._several = self._cues.pop("several")
        self._model = LinearModel.of(patterns, "procedure")

    def __call__(self, source: SourceText, tender: TenderFacts) -> list[range]:
        """The sentences of each procedure, in the order of the article; all in one for most articles."""
        judged = [
            (self._model.probability(beginning.features), beginning.sentence)
            for beginning in self.beginnings(source, tender)
        ]
        likely = sorted((choice for choice in judged if choice[0] >= _LEAST), reverse=True)[: _MOST - 1]
        starts = [0, *sorted({sentence for _, sentence in likely})]
        return [range(start, end) for start, end in zip(starts, [*starts[1:], len(source.sentences)], strict=True)]

    def beginnings(self, source: SourceText, tender: TenderFacts) -> Iterator[Beginning]:
        """Every sentence where a procedure other than the first may begin: not behind a mere headline, not amid the
        lots of one."""
        told = _told(source, tender)
        telling = [index for index, sentence in enumerate(told) if sentence.telling]
        several = self._several.search(source.lower, source.body_start, source.body_start + _LEAD)
        before, position = Told(), 0
        for last, index in itertools.pairwise(telling):
            start = _paragraph_start(source, last, index)
            before.add(*told[position:start])
            position = start
            here, shown = Told(), Told()
            here.add(*told[start : index + 1])
            shown.add(*told[start : _end(source, index)])
            if not before.values or (before.lots and shown.lots - before.lots):
                continue
            features = [
                *_news(before, shown, here),
                *self._words(source, start, index),
                *_form(source, start),
                *([_SEVERAL] if several else []),
            ]
            yield Beginning(start, tuple(_joined(features)))

    def _words(self, source: SourceText, start: int, index: int) -> Iterator[str]:
        opening, end = source.sentences[start], source.sentences[index].end
        for name, cue in self._cues.items():
            if cue.search(source.lower, opening.start, end):
                if cue.search(source.lower, opening.start, min(opening.end, opening.start + _OPENING)):
                    yield f"head={name}"
                yield f"cue={name}"


# ------------------------------------------------------------------ features
def _joined(features: Sequence[str]) -> Iterator[str]:
    """The features alone, with a new paragraph, words of another procedure with a value that is new, with the promise
    of several procedures, and the old contract going on with what is said of it."""
    yield from features
    if _PARAGRAPH in features:
        yield from (f"{_PARAGRAPH}&{feature}" for feature in features if feature != _PARAGRAPH)
    if any(feature in features for feature in _NEW_VALUES):
        yield from (f"value&{feature}" for feature in features if feature.startswith(("fresh", "cue", "head")))
    if _SEVERAL in features:
        yield from (f"{_SEVERAL}&{feature}" for feature in features if feature.startswith(_TOLD_OF_SEVERAL))
    if _EXTENSION in features:
        yield from (f"extension&{feature}" for feature in features if feature.startswith(_SAID_OF_EXTENSIONS))


def _news(before: Told, shown: Told, here: Told) -> Iterator[str]:
    """What is said for the first time, or differently than before."""
    yield from _value_news(before, shown, here)
    yield from _title_news(before, here)
    if before.bodies and here.bodies - before.bodies:
        yield "new_body"
    if here.first_status:
        yield "status"
        if before.last_status:
            yield f"{before.last_status}>{here.first_status}"
    if shown.lot_values:
        yield "lot_values"
    if before.lot_values:
        yield "lot_values_before"


def _value_news(before: Told, shown: Told, here: Told) -> Iterator[str]:
    """What is said of a slot for the first time, or differently than before."""
    disagreeing = 0
    for slot in (*_VALUES, *_NAMES):
        known = before.values.get(slot, set())
        new = shown.values.get(slot, set()) - known
        if not new:
            continue
        if not known:
            yield f"first={slot}"
            continue
        disagreeing += 1
        yield f"disagrees={slot}"
        if here.values.get(slot, set()) - known:
            yield f"disagrees_here={slot}"
    yield from (f"disagrees>={number}" for number in (1, 2, 3) if disagreeing >= number)
    known_sums = [before.values[slot] for slot in _SUMS if slot in before.values]
    if not known_sums:
        yield "no_sum_before"
    elif any(all(sum_ not in known for known in known_sums) for slot in _SUMS for sum_ in shown.values.get(slot, ())):
        yield "new_sum"


def _title_news(before: Told, here: Told) -> Iterator[str]:
    best = max((probability for _, probability in here.titles), default=0.0)
    yield from (f"title>={step}" for step in _TITLE_STEPS if best >= step)
    fresh = max((probability for stems, probability in here.titles if not stems & before.stems), default=0.0)
    yield from (f"fresh_title>={step}" for step in _TITLE_STEPS if before.titles and fresh >= step)


def _form(source: SourceText, start: int) -> Iterator[str]:
    """How the text marks the sentence."""
    sentence = source.sentences[start]
    text = source.clean[sentence.start : min(sentence.end, sentence.start + 2 * _OPENING)]
    paragraph = _opens_paragraph(source, start)
    if paragraph:
        yield _PARAGRAPH
    first = text.split(maxsplit=1)[0]
    if len(first) > 2 and first.isupper():
        yield "capitals"
    if first[0] in "«\"'":
        yield "quotation"
    elif not first[0].isalnum():
        yield "bullet"
        if paragraph and start and source.clean[source.sentences[start - 1].start] == first[0]:
            yield "next_bullet"
    if paragraph and len(text) < 2 * _OPENING:
        if len(text.split()) <= 4 and text[-1] in ".?:":
            yield "catchword"
        elif text[-1] not in '.!?»"':
            yield "heading"


# ------------------------------------------------------------------ reading
def _told(source: SourceText, tender: TenderFacts) -> list[Told]:
    """What each sentence tells."""
    told = [Told() for _ in source.sentences]
    if not told:
        return []
    for fact in tender.facts:
        if _tells(fact):
            sentence = told[source.sentence_index(min(mention.start for mention in fact.mentions))]
            sentence.values[fact.slot].add(_said(fact))
            sentence.lot_values |= fact.lot is not None
    for mention, probability in ((tender.title.mention, tender.title.probability), *tender.title.runners_up):
        stems = {word[0][:_STEM] for word in _WORD.finditer(source.lower, mention.start, mention.end)}
        sentence = told[source.sentence_index(mention.start)]
        sentence.titles.append((stems, probability))
        if probability > _KNOWN_TITLE:
            sentence.stems |= stems
    for number, lot in enumerate(tender.plan.lots):
        for reference in lot.references:
            told[source.sentence_index(reference.start)].lots.add(number)
    for mention in tender.mentions:
        if isinstance(mention.value, PublicBodyValue):
            told[source.sentence_index(mention.start)].bodies.add(mention.value.name)
        elif isinstance(mention.value, CueValue) and mention.value.slot == "status":
            sentence = told[source.sentence_index(mention.start)]
            sentence.first_status = sentence.first_status or mention.value.code
            sentence.last_status = mention.value.code
    return told


def _tells(fact: Fact) -> bool:
    """Whether a fact is likely enough to tell of a procedure; the suppliers of single lots tell nothing."""
    if fact.slot in _VALUES:
        return fact.probability >= _LEAST_VALUE
    return fact.slot in _NAMES and fact.lot is None and fact.probability >= _LEAST_NAME


def _said(fact: Fact) -> Hashable:
    value = fact.mention.value
    if isinstance(value, AmountValue):
        return value.amount
    return value.name if isinstance(value, CompanyValue | PublicBodyValue) else value


def _opens_paragraph(source: SourceText, index: int) -> bool:
    return "\n" in source.clean[source.sentences[index - 1].end : source.sentences[index].start]


def _paragraph_start(source: SourceText, last: int, index: int) -> int:
    """The nearest sentence up to `index`, but behind `last`, that opens a paragraph; else `index`."""
    return next((start for start in range(index, last, -1) if _opens_paragraph(source, start)), index)


def _end(source: SourceText, index: int) -> int:
    """The sentence behind the last one that belongs closely to `index`: of its paragraph and near."""
    behind = range(index + 1, min(index + _REACH, len(source.sentences)))
    return next((end for end in behind if _opens_paragraph(source, end)), behind.stop)
