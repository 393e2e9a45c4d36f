"""What holds for all mentions of values, whatever the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.text import SourceText
from tests.support import FIND, PATTERNS

NUMBERS = ["un", "due", "ventitré", "mille", "3", "4,5", "1.200", "450", "mila", "milioni", "mezzo", "2024"]
UNITS = ["euro", "€", "per cento", "%", "anni", "mesi", "giorni", "offerte", "lotto", "gennaio", "ogni anno"]
LINKS = ["e", "di", "fa", "altri", "rinnovabile per", "+", "più", ",", ".", "(", ")", "il", "in", "da", "a", "\n"]
CUES = ["CIG", "81234567F4", "ribasso", "base", "ne vale"]
WORDS = [*NUMBERS, *UNITS, *LINKS, *CUES]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_mentions_stand_in_the_text_and_none_inside_another(words: list[str]) -> None:
    text = " ".join(words)
    if not text.strip():
        return
    source = SourceText.of(Article(text), PATTERNS)
    found = FIND(source)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(source.clean)
        assert source.clean[mention.start : mention.end].strip()
    for kind in {mention.kind for mention in found}:
        spans = sorted((mention.start, mention.end) for mention in found if mention.kind == kind)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
