"""The flow from an article to its record: mentions, facts, records. The rules need no spaCy; `components.py` makes
the same steps a part of spaCy pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.record import ArticleRecord
from extractor.tenders.facts import FactFinder, TenderFacts
from extractor.tenders.records import RecordBuilder
from extractor.text import SourceText


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article gave: its text as it was read, its mentions, the facts of its tenders and the record of them."""

    source: SourceText
    mentions: Sequence[Mention]
    facts: Sequence[TenderFacts]
    record: ArticleRecord


class Steps:
    """Made once from the pattern files."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._find_mentions = MentionFinder(patterns)
        self._find_facts = FactFinder(patterns)
        self._build_record = RecordBuilder(patterns)

    def __call__(self, article: Article) -> Extraction:
        source = SourceText.of(article, self._patterns)
        scan = self._find_mentions.scan(source)
        facts = self._find_facts(source, scan.mentions)
        record = self._build_record(article, source, scan.mentions, facts, None, scan.doubts)
        return Extraction(source, scan.mentions, facts, record)
