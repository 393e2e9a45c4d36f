"""Amounts: sums of money with currency, exactness, period or unit, and what is said of VAT.

Reading order: sums that name their currency, sums that share it with the one after them, sums whose noun is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

from extractor.mentions.bare_amounts import BareAmounts, Sum, Surroundings
from extractor.mentions.hedges import Hedges
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Number, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation
from extractor.record import AmountValue, Currency, Per, Vat
from extractor.text import SourceText

_MILLION = 1_000_000
_REACH = 2
_REMEMBERED = 12
_LONGEST_LIST = 12
_CONTEXT = 20
_EURO = "EUR"
_PREFIXES = {"k": 1_000, "m": _MILLION}


class Links(PatternFile):
    cents: list[Expression]
    cents_end: list[Expression]
    half: list[Phrase]
    filling: list[Expression]
    share: list[Expression]
    not_shared: list[Phrase]
    no_unit: list[Phrase]


Meaning = TypeVar("Meaning", bound=str)


class VatWords(PatternFile):
    excluded: list[Phrase]
    included: list[Phrase]


class AmountPatterns(PatternFile):
    """`signs` stand before a number, `nouns` after it, `cents` are hundredths; all map to ISO 4217 codes.
    `per` maps ISO 8601 periods and "unit" to the phrases that say them."""

    signs: dict[Expression, Currency]
    nouns: dict[Expression, Currency]
    cents: dict[Expression, Currency]
    links: Links
    per: dict[Per, list[Phrase]]
    vat: VatWords


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
        self._half = re.compile(rf"\s{alternation(listed.links.half)}\b")
        self._cents_end = re.compile(rf"\s*{alternation(listed.links.cents_end)}")
        self._filling = re.compile(filling)
        self._shared = re.compile(alternation(listed.links.share))
        self._not_shared = re.compile(rf"(?<!\w){alternation(listed.links.not_shared)}\s?\Z")
        self._no_unit = re.compile(rf"(?<!\w){alternation(listed.links.no_unit)}\s?\Z")
        self._per = _Said(listed.per)
        vat: dict[Vat, list[str]] = {"excluded": listed.vat.excluded, "included": listed.vat.included}
        self._vat = _Said(vat)
        self._hedges = Hedges(patterns)
        self._bare = BareAmounts(patterns)

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        taken = _Taken(scan.mentions)
        numbers = [number for number in scan.numbers if not taken.holds(number)]
        text = scan.source.lower
        sums = self._named(numbers, text)
        self._share_with_sign(sums, text)
        for index in [*sums]:
            self._share(index, numbers, sums, text)
        self._add_bare(numbers, sums, scan.source)
        for index in sorted(sums):
            yield self._mention(sums[index], text)

    # ------------------------------------------------------------------ sums that name their currency
    def _named(self, numbers: list[Number], text: str) -> dict[int, Sum]:
        sums: dict[int, Sum] = {}
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

    def _named_sum(self, number: Number, text: str) -> Sum | None:
        if number.value == 1 and number.words and self._no_unit.search(text, max(0, number.start - 40), number.start):
            return None
        warning = "wrong_unit" if number.redundant else ""
        cents = self._cent.match(text, number.end)
        if cents:
            code = _code(self._cents, cents["cents"])
            if number.value < 1:  # "0,40 centesimi" is a slip for 0.40 euro
                return Sum(number.start, cents.end(), number.value, code, 1, "cents", "wrong_unit")
            return Sum(number.start, cents.end(), number.value / 100, code, 1, "cents", warning)
        after = self._after.match(text, number.end)
        if after:
            half = self._half.match(text, after.end())
            end, value = (half.end(), number.value + Decimal("0.5")) if half else (after.end(), number.value)
            code = _code(self._nouns, after["noun"])
            return Sum(number.start, end, value, code, number.scale, "currency", warning)
        before = self._before.search(text, max(0, number.start - 12), number.start)
        if before:
            factor = _PREFIXES.get(before["prefix"], 1)
            filling = self._filling.match(text, number.end)
            end = filling.end() if filling else number.end
            value, scale = number.value * factor, max(number.scale, factor)
            return Sum(before.start(), end, value, _code(self._signs, before["sign"]), scale, "currency", warning)
        return None

    def _with_cents(self, whole: Sum, number: Number, text: str) -> Sum | None:
        """The sum with the hundredths after its currency ("quattro euro e 85", "18 euro e 50 centesimi")."""
        if number.value >= 100 or number.scale > 1 or not self._odd_cents.fullmatch(text, whole.end, number.start):
            return None
        cents = self._cent.match(text, number.end)
        if cents is None and (number.value < 5 or not self._cents_end.match(text, number.end)):
            return None
        end = cents.end() if cents else number.end
        return whole._replace(end=end, value=whole.value + number.value / 100)

    # ------------------------------------------------------------------ sums that share
    def _share_with_sign(self, sums: dict[int, Sum], text: str) -> None:
        """Give the magnitude of a sum to the one before it that has a sign of its own ("tra €9 e €9,5 miliardi")."""
        for index in [index for index in sums if index - 1 in sums]:
            before, last = sums[index - 1], sums[index]
            signs = text[before.start : before.start + 1] == text[last.start : last.start + 1] == "€"
            if (
                signs
                and before.scale == 1
                and before.value < 1000
                and self._shared.fullmatch(text, before.end, last.start)
            ):
                sums[index - 1] = before._replace(value=before.value * last.scale, scale=last.scale)

    def _share(self, index: int, numbers: list[Number], sums: dict[int, Sum], text: str) -> None:
        """Give currency and magnitude of one sum to the numbers just before it ("45, 30 e 12 milioni")."""
        last = sums[index]
        while index and index - 1 not in sums:
            if not self._shared.fullmatch(text, numbers[index - 1].end, max(sums[index].start, numbers[index - 1].end)):
                return
            number = numbers[index - 1]
            if number.words != numbers[index].words:
                return
            if self._not_shared.search(text, max(0, number.start - _CONTEXT), number.start):
                return
            index -= 1
            scale = last.scale if number.scale == 1 and number.value < 1000 else 1
            value, own = number.value * scale, max(number.scale, scale)
            sums[index] = Sum(number.start, number.end, value, last.currency, own, "shared")

    # ------------------------------------------------------------------ sums whose currency is left out
    def _add_bare(self, numbers: list[Number], sums: dict[int, Sum], source: SourceText) -> None:
        """Judge the other numbers from left to right, each with the sums known before and after it."""
        before: list[Sum] = []
        following = _following(sums, len(numbers))
        for index, number in enumerate(numbers):
            if index in sums:
                before.append(sums[index])
            elif not before or number.start >= before[-1].end:
                surroundings = Surroundings(
                    _recent(before, number, source), _same_sentence(following[index], number, source)
                )
                follower = numbers[index + 1] if index + 1 < len(numbers) and index + 1 not in sums else None
                found = self._bare.read_compound(number, follower, surroundings, source)
                if found is None and not self._waits(index, numbers, source.lower):
                    found = self._bare.read(number, surroundings, source)
                if found is not None:
                    currency = surroundings.before[-1].currency if surroundings.before else _EURO
                    warning = "wrong_unit" if number.redundant else ""
                    sums[index] = Sum(number.start, found.end, found.value, currency, found.scale, "bare", warning)
                    before.append(sums[index])
                    self._share(index, numbers, sums, source.lower)

    def _waits(self, index: int, numbers: list[Number], text: str) -> bool:
        """Whether a number takes its magnitude from a later one ("45, 30 e 12 milioni") and is judged with it."""
        if numbers[index].scale > 1 or numbers[index].value >= 1000:
            return False
        for number, following in pairwise(numbers[index : index + _LONGEST_LIST]):
            if number.words != following.words or not self._shared.fullmatch(text, number.end, following.start):
                return False
            if following.scale > 1:
                return True
        return False

    # ------------------------------------------------------------------ the mention
    def _mention(self, found: Sum, text: str) -> Mention:
        start, qualifier = self._hedges.before(text, found.start)
        end = found.end
        if qualifier == "exact":
            end, qualifier = self._hedges.after(text, end)
        per, after = self._per.after(text, end)
        vat, _ = self._vat.after(text, after)
        value = AmountValue(amount=found.value, currency=found.currency, qualifier=qualifier, per=per, vat=vat)
        return Mention("amount", start, end, value, found.rule, found.warning)


def _following(sums: dict[int, Sum], count: int) -> list[Sum | None]:
    """For each number the next sum after it."""
    following: list[Sum | None] = [None] * count
    after: Sum | None = None
    for index in range(count - 1, -1, -1):
        following[index] = after
        after = sums.get(index, after)
    return following


def _recent(sums: list[Sum], number: Number, source: SourceText) -> list[Sum]:
    """The sums before the number that stand at most two sentences back."""
    first = source.sentences[max(0, source.sentence_index(number.start) - _REACH)].start if source.sentences else 0
    return [found for found in sums[-_REMEMBERED:] if found.start >= first]


def _same_sentence(found: Sum | None, number: Number, source: SourceText) -> Sum | None:
    """The sum after the number, if it stands in its sentence."""
    return found if found is not None and found.start < source.sentence_at(number.start).end else None


class _Said(Generic[Meaning]):
    """Which of several things is said within a few words after a position."""

    def __init__(self, phrases: Mapping[Meaning, list[str]]) -> None:
        self._meanings = {f"said{index}": meaning for index, meaning in enumerate(phrases)}
        groups = "|".join(f"(?P<said{index}>{alternation(said)})" for index, said in enumerate(phrases.values()))
        self._phrase = re.compile(rf"[,;]?\s?\(?(?:{groups})(?!\w)")

    def after(self, text: str, position: int) -> tuple[Meaning | None, int]:
        """The meaning and where its words end; None and the position itself where nothing is said."""
        match = self._phrase.match(text, position)
        return (self._meanings[str(match.lastgroup)], match.end()) if match else (None, position)


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
