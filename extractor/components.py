"""The steps as spaCy components, so that any Italian pipeline can `add_pipe` them.

`tender_mentions` puts mentions into `doc.spans["mentions"]` and `doc._.mentions`, `tender_facts` the facts into
`doc._.facts`, `tender_records` the record into `doc._.record`. `doc._.article` may be set before; without it the
document's text is the article. Registered under these names through the package's entry points.
"""

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extractor.article import Article
from extractor.mentions.finder import MentionFinder
from extractor.mentions.scan import Entity
from extractor.patterns import Patterns, load_patterns
from extractor.tenders.facts import FactFinder
from extractor.tenders.records import RecordBuilder
from extractor.text import SourceText

# No postponed annotations here: spaCy 3.8.7 cannot read those of factories.
SPANS_KEY = "mentions"
for _name in ("article", "source_text", "mentions", "doubts", "facts", "record"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.factory("tender_mentions", default_config={"patterns": None})
def tender_mentions(nlp: Language, name: str, patterns: str | None) -> "MentionsComponent":
    return MentionsComponent(load_patterns(patterns))


@Language.factory("tender_facts", default_config={"patterns": None}, requires=["doc._.mentions"])
def tender_facts(nlp: Language, name: str, patterns: str | None) -> "FactsComponent":
    return FactsComponent(load_patterns(patterns))


@Language.factory("tender_records", default_config={"patterns": None}, requires=["doc._.facts"])
def tender_records(nlp: Language, name: str, patterns: str | None) -> "RecordsComponent":
    return RecordsComponent(nlp, load_patterns(patterns))


class MentionsComponent:
    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._find = MentionFinder(patterns)

    def __call__(self, doc: Doc) -> Doc:
        article = doc._.article or Article.read(doc.text)
        source = SourceText.of(article, self._patterns)
        entities = [Entity(*source.cleaned(ent.start_char, ent.end_char), ent.label_) for ent in doc.ents]
        scan = self._find.scan(source, entities)
        mentions = scan.mentions
        doc._.article, doc._.source_text, doc._.mentions, doc._.doubts = article, source, mentions, scan.doubts
        spans = [
            doc.char_span(*source.original(m.start, m.end), label=m.kind, alignment_mode="expand") for m in mentions
        ]
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=[span for span in spans if span is not None])
        return doc


class FactsComponent:
    def __init__(self, patterns: Patterns) -> None:
        self._find = FactFinder(patterns)

    def __call__(self, doc: Doc) -> Doc:
        doc._.facts = self._find(doc._.source_text, doc._.mentions)
        return doc


class RecordsComponent:
    def __init__(self, nlp: Language, patterns: Patterns) -> None:
        self._build = RecordBuilder(patterns)
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        model = None if self._nlp.meta["name"] in ("", "pipeline") else f"{self._nlp.lang}_{self._nlp.meta['name']}"
        doubts = doc._.doubts or ()
        doc._.record = self._build(doc._.article, doc._.source_text, doc._.mentions, doc._.facts, model, doubts)
        return doc
