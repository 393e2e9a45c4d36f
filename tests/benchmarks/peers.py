"""Measure mentions against cases of other projects' Italian test suites.

    python tests/benchmarks/peers.py CASES.jsonl [--kind amount] [--misses]

One case a line: text, reference date, kind, expected values (`accept` lists other right ones), `negative` where
nothing of the kind is there. Cases with a doubt or tagged borderline are left out, and durations in hours, which the
record has no place for. Prints, for each kind, how many cases are wholly right.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import extractor
from extractor.mentions.periods import Period
from extractor.record import ArticleRecord, MentionRecord

Case = dict[str, Any]
_HOURS = re.compile(r"^P.*T")
_DURATION = re.compile(r"P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?")


def cases(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case.get("doubt") or "borderline" in case.get("tags", []):
            continue
        if any(_HOURS.match(str(expected["value"])) for expected in case["expected"]):
            continue
        yield case


def is_right(case: Case, record: ArticleRecord) -> bool:
    """Whether the mentions of the case's kind have the expected values, no more and no fewer."""
    found = [mention for mention in record.mentions if mention.kind == case["kind"]]
    expected = case["expected"]
    return len(found) == len(expected) and all(any(_agrees(one, mention) for mention in found) for one in expected)


def is_right_period(case: Case, periods: list[Period]) -> bool:
    """Whether the periods have both ends as expected, no more periods and no fewer."""
    found = [(_iso(period.first_day), _iso(period.last_day)) for period in periods]
    right = [
        {(ends["start"], ends["end"]) for ends in (expected["value"], *expected.get("accept", []))}
        for expected in case["expected"]
    ]
    return len(found) == len(right) and all(any(ends in accepted for ends in found) for accepted in right)


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _agrees(expected: dict[str, Any], mention: MentionRecord) -> bool:
    value: Any = mention.value
    right = [expected["value"], *expected.get("accept", [])]
    if mention.kind == "amount":
        currency = expected.get("currency") in (None, value.currency)
        return currency and any(value.amount == Decimal(str(one)) for one in right)
    if mention.kind == "duration":
        return any(_length(value.iso8601) == _length(str(one)) for one in right)
    return any(str(value.iso8601) == str(one) for one in right)


def _length(iso: str) -> tuple[float, float]:
    """Months and days."""
    match = _DURATION.fullmatch(iso)
    years, months, weeks, days = (float(part or 0) for part in match.groups()) if match else (0.0,) * 4
    return years * 12 + months, weeks * 7 + days


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--kind")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if not options.cases.is_file():
        print(f"{options.cases} is not there: skipped")
        return
    ex = extractor.load(model=None)
    tallies: dict[str, list[bool]] = {}
    for case in cases(options.cases):
        if case["kind"] == "number" or options.kind not in (None, case["kind"]):
            continue
        if case["kind"] == "period":
            periods = ex.periods(case["text"], published=case["reference"])
            right, found = is_right_period(case, periods), [str(period) for period in periods]
        else:
            record = ex.extract(case["text"], published=case["reference"])
            right = is_right(case, record)
            found = [f"{m.text!r} {m.value}" for m in record.mentions if m.kind == case["kind"]]
        tallies.setdefault(case["kind"], []).append(right)
        if options.misses and not right:
            print(f"{case['id']}: {case['text']!r}\n    expected {case['expected']}\n    found {found}")
    for kind, results in sorted(tallies.items()):
        print(f"{kind:10} {sum(results):4} of {len(results):4}  {sum(results) / len(results):.3f}")


if __name__ == "__main__":
    main()
