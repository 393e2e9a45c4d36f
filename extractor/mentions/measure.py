"""A measure of time: a number with its unit, as durations are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit` is an ISO 8601 letter (Y, M, W, D) with a factor before it where it is a multiple ("6M")."""

    start: int
    end: int
    value: Decimal
    unit: str
    rule: str

    @property
    def letter(self) -> str:
        return self.unit[-1]

    @property
    def count(self) -> Decimal:
        return self.value * int(self.unit[:-1] or 1)

    @property
    def part(self) -> str:
        """Its part of an ISO 8601 duration; a fraction of a year is given in months."""
        whole = int(self.count)
        if self.count == whole:
            return f"{whole}{self.letter}"
        months = (self.count - whole) * 12
        if self.letter == "Y" and months == int(months):
            return (f"{whole}Y" if whole else "") + f"{int(months)}M"
        return f"{self.count.normalize():f}{self.letter}"
