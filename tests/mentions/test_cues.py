import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.mentions.cues import CueFinder
from extractor.mentions.mention import Mention
from extractor.mentions.scan import Scan
from extractor.patterns import load_patterns
from extractor.record import CueValue
from extractor.text import SourceText

PATTERNS = load_patterns()
FIND = CueFinder(PATTERNS)
CASES = [json.loads(line) for line in Path(__file__).parents[1].joinpath("cases/cues.jsonl").read_text().splitlines()]


def cues(text: str) -> list[tuple[Mention, str]]:
    source = SourceText.of(Article(text), PATTERNS)
    return [(mention, source.clean[mention.start : mention.end]) for mention in FIND(Scan(source))]


def code(mention: Mention) -> list[str]:
    assert isinstance(mention.value, CueValue)
    return [mention.value.slot, mention.value.code]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_cases(case: dict) -> None:
    found = [[*code(mention), words] for mention, words in cues(case["text"])]
    assert [cue for cue in found if cue[0] != "is_tender"] == case["cues"]


def test_earlier_stories_are_marked() -> None:
    (before, _), (now, _) = cues("Nel 2014 era stata aggiudicata; ieri l'ha conquistata un'altra impresa.")
    assert (before.rule, now.rule) == ("status.awarded.assigned.past", "status.awarded.winner")


def test_context_stays_in_its_sentence() -> None:
    mentions = [mention.rule for mention, _ in cues("Offerte non ne sono arrivate. Aggiudicata la mensa.")]
    assert mentions == ["status.awarded.award", "category.services.object"]


@given(st.text(alphabet="aggiudict gardes non '\nèà.", max_size=200))
def test_cues_never_overlap_and_hold_words(text: str) -> None:
    found = cues(text) if text.strip() else []
    assert all(words.strip() == words and words for _, words in found)
    assert all(a.end <= b.start for (a, _), (b, _) in itertools.pairwise(found))
