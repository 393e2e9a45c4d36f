"""Records: what remains when facts are grouped, checked and resolved."""

from __future__ import annotations

from collections.abc import Sequence

from extractor import __version__
from extractor.article import Article
from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.record import ArticleInfo, ArticleRecord, MentionRecord, PipelineInfo
from extractor.tenders.facts import Fact
from extractor.text import SourceText


class RecordBuilder:
    def __init__(self, patterns: Patterns) -> None:
        self._source = patterns.source

    def __call__(
        self,
        article: Article,
        source: SourceText,
        mentions: Sequence[Mention],
        facts: Sequence[Fact],
        model: str | None,
    ) -> ArticleRecord:
        return ArticleRecord(
            article=ArticleInfo(
                id=article.id,
                title=article.title,
                published=article.published,
                source=article.source,
                url=article.url,
                extra=dict(article.extra),
            ),
            mentions=tuple(_record(index, mention, article, source) for index, mention in enumerate(mentions)),
            pipeline=PipelineInfo(version=__version__, model=model, patterns=self._source),
        )


def _record(index: int, mention: Mention, article: Article, source: SourceText) -> MentionRecord:
    start, end = source.original(mention.start, mention.end)
    return MentionRecord(
        id=f"m{index}", kind=mention.kind, text=article.text[start:end], start=start, end=end, value=mention.value
    )
