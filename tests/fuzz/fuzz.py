"""Looks for texts that break the extraction, guided by the code they reach.

    pip install atheris pytest hypothesis
    PYTHONPATH=. python tests/fuzz/fuzz.py TARGET [FOLDER] [-max_total_time=300] [other libFuzzer options]

TARGET is one of amounts, dates, durations, names, article. FOLDER keeps what has been found to reach new code, for the
next run. A text that breaks a promise is printed, with the promise; put it among the pieces or cases of the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise

import atheris

with atheris.instrument_imports(include=["extractor"]):
    import extractor
    from extractor.article import Article, header_end
    from extractor.errors import ArticleError
    from extractor.mentions.finder import MentionFinder
    from extractor.patterns import load_patterns
    from extractor.text import SourceText

from tests.support import cases, check_record, sample_articles
from tests.test_robustness import PIECES

# Target → the cases whose words its texts are made of.
CASES = {
    "amounts": ("amounts", "numbers", "percentages"),
    "dates": ("dates", "periods"),
    "durations": ("durations", "numbers"),
    "names": ("companies", "identities", "public_bodies"),
}
PUBLISHED = "2026-03-10"
MOST_PIECES = 60
RULES = extractor.load(model=None)
PATTERNS = load_patterns()
FIND = MentionFinder(PATTERNS)


def main() -> None:
    target, *options = sys.argv[1:] or [""]
    if target not in (*CASES, "article"):
        raise SystemExit(f"no target {target!r}: use one of {', '.join(CASES)}, article")
    pieces = words(target)
    check = check_article if target == "article" else check_mentions

    def once(data: bytes) -> None:
        text = text_of(atheris.FuzzedDataProvider(data), pieces)
        reported(check, text)

    atheris.Setup([sys.argv[0], "-len_control=0", "-max_len=300", *options], once)
    atheris.Fuzz()


def words(target: str) -> list[str]:
    """The words of the target's cases with the space behind them, and odd pieces."""
    texts = [case["text"] for name in CASES.get(target, ()) for case in cases(name)] or sample_articles()
    return [*PIECES, *sorted({f"{word} " for text in texts for word in text.split()})]


def text_of(data: atheris.FuzzedDataProvider, pieces: Sequence[str]) -> str:
    text: list[str] = []
    while data.remaining_bytes() and len(text) < MOST_PIECES:
        odd = data.ConsumeIntInRange(0, 7) == 0
        text.append(data.ConsumeUnicode(3) if odd else data.PickValueInList(pieces))
    return "".join(text)


def reported(check: Callable[[str], None], text: str) -> None:
    try:
        check(text)
    except Exception:
        print(f"broken by {text!r}", file=sys.stderr)
        raise


def check_mentions(text: str) -> None:
    """Mentions are in order, inside the text, valid, and none inside another of its kind."""
    if refused(text):
        return
    article = Article.read(text, published=PUBLISHED)
    source = SourceText.of(article, PATTERNS)
    found = FIND(source)
    for mention in found:
        start, end = source.original(mention.start, mention.end)
        assert 0 <= start < end <= len(text)
        type(mention.value).model_validate(mention.value.model_dump())
    for kind in {mention.kind for mention in found} - {"cue", "title"}:
        spans = sorted((mention.start, mention.end) for mention in found if mention.kind == kind)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), spans


def check_article(text: str) -> None:
    """A record that is the same twice and leads through JSON and back, or an error with a reason."""
    try:
        record = RULES.extract(text)
    except ArticleError:
        assert refused(text)
        return
    check_record(record, text)
    assert record.to_json() == RULES.extract(text).to_json()
    assert all(period.text == text[period.start : period.end] for period in RULES.periods(text, published=PUBLISHED))


def refused(text: str) -> bool:
    """Whether it is right that there is no record: an empty text, a NUL, half of a surrogate pair."""
    empty = not text[header_end(text) :].strip()
    return empty or "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


if __name__ == "__main__":
    main()
