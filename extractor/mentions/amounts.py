"""Amounts: sums of money with currency, exactness, period or unit, and what is said of VAT.

Reading order: sums that name their currency, sums that share it with the one after them, sums whose noun is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.mentions.bare_amounts import BareAmounts, Candidate, Known
from extractor.mentions.hedges import Hedges
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import AmountValue
from extractor.text import SourceText

_MILLION = 1_000_000
_REACH = 2
_PREFIXES = {"k": 1_000, "m": _MILLION}


class Links(PatternFile):
    cents: list[Expression]
    filling: list[Expression]
    share: list[Expression]


class VatWords(PatternFile):
    excluded: list[Phrase]
    included: list[Phrase]


class AmountPatterns(PatternFile):
    """`signs` stand before a number, `nouns` after it, `cents` are hundredths; all map to ISO 4217 codes.
    `per` maps ISO 8601 periods and "unit" to the phrases that say them."""

    signs: dict[Expression, str]
    nouns: dict[Expression, str]
    cents: dict[Expression, str]
    links: Links
    per: dict[str, list[Phrase]]
    vat: VatWords


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum being read: `scale` is the magnitude it can lend to a number that shares it."""

    start: int
    end: int
    value: Decimal
    currency: str
    scale: int
    rule: str
    warning: str = ""


class AmountFinder:
    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("amounts", AmountPatterns)
        self._signs = [(re.compile(expression), code) for expression, code in listed.signs.items()]
        self._nouns = [(re.compile(expression), code) for expression, code in listed.nouns.items()]
        self._cents = [(re.compile(expression), code) for expression, code in listed.cents.items()]
        sign, noun, cents = alternation(listed.signs), alternation(listed.nouns), alternation(listed.cents)
        filling = alternation(listed.links.filling)
        self._before = re.compile(rf"(?<![a-z])(?P<prefix>[km])?(?P<sign>{sign})\s?\Z")
        self._after = re.compile(rf"(?:{filling})?\s?(?:di\s)?(?P<noun>{noun})")
        self._cent = re.compile(rf"\s(?P<cents>{cents})")
        self._odd_cents = re.compile(alternation(listed.links.cents))
        self._filling = re.compile(filling)
        self._share = re.compile(alternation(listed.links.share))
        self._per = _Said(listed.per)
        self._vat = _Said({"excluded": listed.vat.excluded, "included": listed.vat.included})
        self._hedges = Hedges(patterns)
        self._bare = BareAmounts(patterns)

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        taken = _Taken(scan.mentions)
        numbers = [number for number in scan.numbers if not taken.holds(number)]
        sums = self._named(numbers, scan.source.lower)
        sums.update(self._sharing(numbers, sums, scan.source.lower))
        self._add_bare(numbers, sums, scan.source)
        for index in sorted(sums):
            yield self._mention(sums[index], scan.source.lower)

    # ------------------------------------------------------------------ sums that name their currency
    def _named(self, numbers: list[Number], text: str) -> dict[int, _Sum]:
        sums: dict[int, _Sum] = {}
        cents_of: int | None = None
        for index, number in enumerate(numbers):
            if cents_of is not None and (whole := self._with_cents(sums[cents_of], number, text)) is not None:
                sums[cents_of] = whole
                cents_of = None
                continue
            found = self._named_sum(number, text)
            cents_of = None
            if found is not None:
                sums[index] = found
                cents_of = index if number.value == int(number.value) else None
        return sums

    def _named_sum(self, number: Number, text: str) -> _Sum | None:
        warning = "redundant_magnitude" if number.redundant else ""
        cents = self._cent.match(text, number.end)
        if cents:
            code = _code(self._cents, cents["cents"])
            return _Sum(number.start, cents.end(), number.value / 100, code, 1, "cents", warning)
        after = self._after.match(text, number.end)
        if after:
            return _Sum(
                number.start,
                after.end(),
                number.value,
                _code(self._nouns, after["noun"]),
                number.scale,
                "currency",
                warning,
            )
        before = self._before.search(text, max(0, number.start - 12), number.start)
        if before:
            factor = _PREFIXES.get(before["prefix"], 1)
            filling = self._filling.match(text, number.end)
            end = filling.end() if filling else number.end
            value, scale = number.value * factor, max(number.scale, factor)
            return _Sum(before.start(), end, value, _code(self._signs, before["sign"]), scale, "currency", warning)
        return None

    def _with_cents(self, whole: _Sum, number: Number, text: str) -> _Sum | None:
        """The sum with the hundredths after its currency ("quattro euro e 85", "18 euro e 50 centesimi")."""
        if number.value >= 100 or number.scale > 1 or not self._odd_cents.fullmatch(text, whole.end, number.start):
            return None
        cents = self._cent.match(text, number.end)
        if cents is None and (number.value < 5 or text[number.end : number.end + 2].strip()[:1].isalpha()):
            return None
        end = cents.end() if cents else number.end
        return replace(whole, end=end, value=whole.value + number.value / 100)

    # ------------------------------------------------------------------ sums that share
    def _sharing(self, numbers: list[Number], sums: dict[int, _Sum], text: str) -> dict[int, _Sum]:
        found: dict[int, _Sum] = {}
        for index, last in sums.items():
            before = index - 1
            while (
                before >= 0
                and before not in sums
                and self._share.fullmatch(text, numbers[before].end, numbers[before + 1].start)
            ):
                number = numbers[before]
                scale = last.scale if number.scale == 1 and number.value < 1000 else 1
                found[before] = _Sum(
                    number.start, number.end, number.value * scale, last.currency, max(number.scale, scale), "shared"
                )
                before -= 1
        return found

    # ------------------------------------------------------------------ sums whose currency is left out
    def _add_bare(self, numbers: list[Number], sums: dict[int, _Sum], source: SourceText) -> None:
        before: _Sum | None = None
        following = _following(sums, len(numbers))
        for index, number in enumerate(numbers):
            if index in sums:
                before = sums[index]
                continue
            if before is not None and number.start < before.end:
                continue
            candidate = Candidate(number, _near(before, number, source), _near(following[index], number, source))
            found = self._bare.value(candidate, source)
            if found is not None:
                value, scale = found
                currency = before.currency if before else "EUR"
                warning = "redundant_magnitude" if number.redundant else ""
                before = sums[index] = _Sum(number.start, number.end, value, currency, scale, "bare", warning)

    # ------------------------------------------------------------------ the mention
    def _mention(self, found: _Sum, text: str) -> Mention:
        start, qualifier = self._hedges.before(text, found.start)
        end = found.end
        if qualifier == "exact":
            end, qualifier = self._hedges.after(text, end)
        value = AmountValue(
            amount=found.value,
            currency=found.currency,
            qualifier=qualifier,
            per=self._per.after(text, end),
            vat=self._vat.after(text, end),  # type: ignore[arg-type]
        )
        return Mention("amount", start, end, value, found.rule, found.warning)


def _following(sums: dict[int, _Sum], count: int) -> list[_Sum | None]:
    """For each number the next sum after it."""
    following: list[_Sum | None] = [None] * count
    after: _Sum | None = None
    for index in range(count - 1, -1, -1):
        following[index] = after
        after = sums.get(index, after)
    return following


def _near(found: _Sum | None, number: Number, source: SourceText) -> Known | None:
    """The sum as context of a number, unless it is further than two sentences away."""
    if found is None:
        return None
    apart = source.sentence_index(number.start) - source.sentence_index(found.start)
    return Known(found.start, found.end, found.value, found.scale) if -1 < apart <= _REACH else None


class _Said:
    """Which of several things is said within a few words after a position."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self._phrases = [(re.compile(rf",?\s?\(?{alternation(listed)}\b"), said) for said, listed in phrases.items()]

    def after(self, text: str, position: int) -> str | None:
        return next((said for phrases, said in self._phrases if phrases.match(text, position)), None)


class _Taken:
    """Where finders before have found what a number belongs to."""

    def __init__(self, mentions: list[Mention]) -> None:
        held = sorted((mention.start, mention.end) for mention in mentions if mention.kind in _HOLDING)
        self._starts = [start for start, _ in held]
        self._ends = [end for _, end in held]

    def holds(self, number: Number) -> bool:
        index = bisect_left(self._starts, number.end) - 1
        return index >= 0 and self._ends[index] > number.start


_HOLDING = frozenset({"identifier", "percentage", "duration", "date", "lot"})


def _code(listed: list[tuple[re.Pattern[str], str]], words: str) -> str:
    return next(code for expression, code in listed if expression.match(words))
