"""Numerals: digits, words, both mixed, with their magnitudes; under every mention that counts or measures.

Reading order: the pattern file's model; numerals in words; the finder, which reads atoms ("2 milioni", "450 mila")
in one pass and adds neighbours up to one number where they are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property, lru_cache

from extractor.mentions.scan import Number
from extractor.patterns import DecimalText, Expression, PatternFile, Patterns, Phrase, Word, alternation
from extractor.text import NUMBER, SourceText

_THOUSAND = 1_000
_MILLION = 1_000_000
_LETTER = "a-zà-öø-ÿ"
_VOWELS = "aeiou"
_LONGEST_LINK = 12
_BEGINNING = 3
_LONGEST_NUMERAL = 120  # characters; longer runs of digits are no numbers
_DIGITS = (
    r"\d{1,3}\s\.\s?\d{3}(?:\s?\.\s?\d{3})*(?!\d)(?:\s?,\s?\d{2}(?!\d))?|"
    r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\s\d{2}(?=\s?(?:€|euro))|,\d+)?"
    r"|\d{1,3}(?:'\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?: \d{3})+(?!\d|[.,]\d{3})(?:,\d+)?"
    r"|\d{1,3}(?:,\d{3}){2,}(?!\d)(?:\.\d+)?"
    r"|\d+(?:[.,]\d+)?"
)
_THOUSANDS_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,.*)?")
_THOUSANDS_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\..*)?")


class Links(PatternFile):
    """`join`: between parts of one number; `decimal`: the spoken comma; `tail_end`: what follows "un milione e due";
    `unit`: what follows a part that is meant to the unit ("5 milioni e 42 euro")."""

    articles: list[Word]
    of: list[Expression]
    join: list[Expression]
    decimal: list[Phrase]
    glued_before: list[Word]
    glued_after: list[Word]
    tail_end: list[Expression]
    unit: list[Expression]


class NumberPatterns(PatternFile):
    """`magnitudes` maps expressions to powers of ten, `fractions` words to decimal strings."""

    zero: Word
    hundred: Word
    thousand: Word
    thousands: Word
    units: dict[Word, int]
    teens: dict[Word, int]
    tens: dict[Word, int]
    magnitudes: dict[Expression, int]
    singles: dict[Word, int]
    collectives: dict[Word, int]
    fractions: dict[Word, DecimalText]
    links: Links


class WordNumerals:
    """Numerals below a million in one word: their expression and their values."""

    def __init__(self, listed: NumberPatterns) -> None:
        self._values = {listed.zero: 0} | listed.units | listed.teens | listed.tens
        self._values |= {word[:-1]: value for word, value in listed.tens.items()}
        self._hundred, self._thousand, self._thousands = listed.hundred, listed.thousand, listed.thousands
        unit, teen, tens = alternation(listed.units), alternation(listed.teens), alternation(listed.tens)
        stem = alternation(word[:-1] for word in listed.tens)
        hundred = rf"(?:{unit})?(?:{listed.hundred}|{listed.hundred[:-1]}'?(?=[{_VOWELS}]))"
        below_100 = rf"(?:{teen}|{tens}(?:'?{unit})?|{stem}'?(?=[{_VOWELS}]){unit}|{stem}(?='[{_VOWELS}])|{unit})"
        below_1000 = rf"(?:{hundred}(?:(?:\se\s|')?{below_100})?|{below_100})"
        thousands = rf"{listed.thousand}(?:{below_1000})?|{below_1000}(?:{listed.thousands}(?:{below_1000})?)?"
        self.expression = rf"(?:{thousands}|{listed.zero})"
        self.parts = (*self._values, listed.hundred, listed.thousand)
        parts = (*self.parts, listed.thousands)
        elided = rf"{listed.hundred[:-1]}(?={alternation(word for word in self._values if word[0] in _VOWELS)})"
        self._part = re.compile(f"{elided}|{alternation(parts)}")
        self.value = lru_cache(maxsize=4096)(self._value)

    def has_thousands(self, word: str) -> bool:
        return self._thousand in word or self._thousands in word

    def _value(self, word: str) -> int:
        total = below_1000 = 0
        for part in self._part.findall(word):
            if part in (self._thousand, self._thousands):
                total += max(below_1000, 1) * _THOUSAND
                below_1000 = 0
            elif part in (self._hundred, self._hundred[:-1]):
                below_1000 = max(below_1000, 1) * 100
            else:
                below_1000 += self._values[part]
        return total + below_1000


class NumberFinder:
    """Called with a text it gives its numbers in order; none overlaps another."""

    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("numbers", NumberPatterns)
        self._words = WordNumerals(listed)
        self._magnitudes = [(re.compile(expression), value) for expression, value in listed.magnitudes.items()]
        self._collectives = [(re.compile(alternation([word])), value) for word, value in listed.collectives.items()]
        self._fractions = {word: Decimal(value) for word, value in listed.fractions.items()}
        self._singles = listed.singles
        self._beginnings = _beginnings(listed, self._words)
        self._short = tuple(word for word in self._words.parts if len(word) < _BEGINNING)
        named = alternation(word for word, value in listed.magnitudes.items() if value >= _MILLION)
        self._numeral = _numeral(listed, self._words, named)
        self._atom = re.compile(_atom(listed, self._numeral, named))
        links = listed.links
        self._join = re.compile(alternation(links.join))
        self._half = re.compile(rf"\s?e\s(?P<fraction>{alternation(listed.fractions)})(?!\w)")
        self._decimal = re.compile(rf"\s{alternation(links.decimal)}\s")
        self._tail_end = re.compile(rf"\s*(?:{alternation(links.tail_end)}|\Z)")
        self._unit = re.compile(rf"\s?(?:di\s)?{alternation(links.unit)}")

    @cached_property
    def _glued(self) -> re.Pattern[str]:
        """A numeral that is glued to the magnitude before it ("773mila600"); few texts have one."""
        return re.compile(self._numeral)

    def __call__(self, source: SourceText) -> list[Number]:
        text = source.lower
        numbers: list[Number] = []
        for number in self._atoms(source):
            joined = self._joined(numbers[-1], number, text) if numbers else None
            if joined is not None:
                numbers[-1] = joined
            else:
                numbers.append(number)
        return numbers

    def _atoms(self, source: SourceText) -> Iterator[Number]:
        text, free = source.lower, 0
        begins, short = self._beginnings, self._short
        for position in [at for at, word in source.words if word[:_BEGINNING] in begins or word.startswith(short)]:
            match = self._atom.match(text, position) if position >= free else None
            while match:
                free = match.end()
                if free - match.start() <= _LONGEST_NUMERAL:
                    number = self._read(match, text)
                    free = number.end
                    yield number
                glued = text[free - 1].isalpha() and text[free : free + 1].isalnum()
                match = self._glued.match(text, free) if glued else None

    def _read(self, match: re.Match[str], text: str) -> Number:
        number = self._value(match)
        half = self._half.match(text, number.end)
        if half is None:
            return number
        added = number.scale * self._fractions[_single_spaced(half["fraction"])]
        return number._replace(end=half.end(), value=number.value + added)

    def _value(self, match: re.Match[str]) -> Number:
        groups = match.groupdict()
        start, end = match.span()
        if groups.get("fraction"):
            scale = self._power(match["whole"])
            return Number(start, end, scale * self._fractions[_single_spaced(match["fraction"])], scale, words=True)
        if groups.get("single"):
            scale = self._singles[match["single"]]
            return Number(start, end, Decimal(scale), scale, words=True)
        if groups.get("collective"):
            scale = self._power(match["many"]) if match["many"] else 1
            counted = next(value for word, value in self._collectives if word.fullmatch(match["collective"]))
            return Number(start, end, Decimal(counted * scale), scale, words=True, collective=True)
        power = match["power"] or match["glued"] or match["counted"]
        scale = self._power(power) if power else 1
        start = match.start("words") if match["words"] else match.start("digits")
        if match["words"]:
            own = _THOUSAND if self._words.has_thousands(match["words"]) else 1
            value = Decimal(self._words.value(match["words"]) * scale)
            return Number(start, end, value, max(scale, own), words=True)
        plain = digits_value(match["digits"])
        redundant = scale > 1 and (plain >= _MILLION or (scale == _THOUSAND and plain >= _THOUSAND))
        return Number(start, end, plain if redundant else plain * scale, scale, redundant=redundant)

    def _power(self, word: str) -> int:
        return next(value for expression, value in self._magnitudes if expression.match(word + "€"))

    def _joined(self, before: Number, after: Number, text: str) -> Number | None:
        """The one number both make ("2 milioni e 450 mila"), or None where they are two."""
        if after.start - before.end > _LONGEST_LINK:
            return None
        gap = text[before.end : after.start]
        if before.words and after.words and before.scale == 1 and self._decimal.fullmatch(gap):
            return before._replace(end=after.end, value=_with_decimals(before.value, after.value))
        if before.scale == 1 or before.redundant or after.value >= before.scale or not self._join.fullmatch(gap):
            return None
        added = self._added(before, after, text, linked=gap.strip() != "")
        if added is None:
            return None
        return before._replace(end=after.end, value=before.value + added, words=before.words and after.words)

    def _added(self, before: Number, after: Number, text: str, linked: bool) -> Decimal | None:
        """What `after` adds: itself, or hundreds of thousands in "un milione e due" and "2 milioni e 400"."""
        if after.scale > 1 or after.value >= _THOUSAND or self._unit.match(text, after.end):
            return after.value
        if before.scale == _THOUSAND:
            return after.value if after.value >= 100 or not linked else None
        if after.words and not linked:
            return after.value
        if after.value != int(after.value) or not self._tail_end.match(text, after.end):
            return None
        return after.value * (before.scale // 10 if after.value < 10 else before.scale // _THOUSAND)


def _beginnings(listed: NumberPatterns, words: WordNumerals) -> frozenset[str]:
    """The first letters (`_BEGINNING` of them) of words that a number can begin with, and such words as are shorter."""
    glued = listed.links.glued_before
    numerals = [*words.parts, *listed.collectives, *listed.fractions, *listed.singles]
    begun = (*numerals, *(before + word for before in glued for word in words.parts))
    return frozenset({NUMBER, *glued, *(word[:_BEGINNING] for word in begun)})


def _atom(listed: NumberPatterns, numeral: str, named: str) -> str:
    """An atom at the beginning of a word."""
    links = listed.links
    collective, fraction = alternation(listed.collectives), alternation(listed.fractions)
    article = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in links.articles) + ")"
    return (
        rf"(?<!\w)(?:"
        rf"(?P<fraction>{fraction})(?:\s+di)?\s+(?P<whole>{named})(?!\w)"
        rf"|{article}(?P<single>{alternation(listed.singles)})(?!\w)"
        rf"|(?P<collective>{collective})(?!\w)(?:\s+di\s+(?P<many>{named})(?!\w))?"
        rf"|{alternation(links.glued_before)}?{numeral})"
    )


def _numeral(listed: NumberPatterns, words: WordNumerals, named: str) -> str:
    """Words or digits with the magnitude after them."""
    magnitude, of = alternation(listed.magnitudes), alternation(listed.links.of)
    end = rf"(?:(?!\w)|(?={alternation(listed.links.glued_after)}))"
    return (
        rf"(?:(?P<words>{words.expression})"
        rf"|(?<!\d[.,/:])(?<!\d\s\.\s)(?P<digits>{_DIGITS})(?![°ªº]|[.,/:]?\d|\s\.\s\d))"
        rf"(?:\s?(?P<power>{magnitude})(?![{_LETTER}])|{of}(?P<counted>{named})(?!\w)"
        rf"|(?P<glued>{named})(?=[{_LETTER}]{{3}})|(?(words){end}))"
    )


def digits_value(digits: str) -> Decimal:
    """The value of a numeral in digits: a comma is decimal, dots are thousands when three digits follow each."""
    plain = "".join(digits.split()).replace("'", "")
    if _THOUSANDS_COMMAS.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _THOUSANDS_DOTS.fullmatch(plain):
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", "."))


def _with_decimals(whole: Decimal, decimals: Decimal) -> Decimal:
    return Decimal(f"{whole}.{decimals}")


def _single_spaced(words: str) -> str:
    return " ".join(words.split())
