from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import PatternError
from extractor.mentions.exclusions import ExclusionFinder
from extractor.mentions.finder import MentionFinder
from extractor.mentions.numbers import NumberFinder
from extractor.mentions.periods import PeriodPatterns
from extractor.patterns import Expression, PatternFile, Patterns, _merge, alternation, built_in_folder, load_patterns
from extractor.tenders.facts import FactFinder
from extractor.tenders.records import RecordBuilder
from extractor.text import SegmentationPatterns
from tests.support import FIND


class Sample(PatternFile):
    words: list[Expression]
    months: dict[str, int]


def over(tmp_path: Path, text: str | bytes, name: str = "segmentation.toml") -> Patterns:
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / name).write_bytes(data)
    return load_patterns(tmp_path)


def test_built_in_files_are_found_and_named_so() -> None:
    patterns = load_patterns()
    assert patterns.source == "built-in"
    assert "art" in patterns.read("segmentation", SegmentationPatterns).abbreviations
    assert {entry.name for entry in built_in_folder().iterdir()} >= {"segmentation.toml"}


def test_the_built_in_entries_pass_the_checks_that_users_entries_do() -> None:
    """They are not checked when they are loaded."""
    patterns = Patterns(copy.deepcopy(load_patterns()._tables), "a copy")
    for make in (MentionFinder, FactFinder, RecordBuilder):
        make(patterns)
    patterns.read("segmentation", SegmentationPatterns)
    patterns.read("periods", PeriodPatterns)
    assert set(patterns._tables) - set(patterns._models) == {"evaluation"}  # has no expressions


def test_a_users_list_extends_the_built_in_one_and_takes_entries_away(tmp_path: Path) -> None:
    patterns = over(tmp_path, 'abbreviations = ["spett", "!art"]')
    abbreviations = patterns.read("segmentation", SegmentationPatterns).abbreviations
    assert "spett" in abbreviations
    assert "art" not in abbreviations
    assert "artt" in abbreviations
    assert patterns.source == str(tmp_path)
    assert "spett" not in load_patterns().read("segmentation", SegmentationPatterns).abbreviations


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    read = load_patterns(tmp_path).read("segmentation", SegmentationPatterns)
    assert read == load_patterns().read("segmentation", SegmentationPatterns)


@pytest.mark.parametrize(
    ("base", "user", "merged"),
    [
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
        ({"a": {"x": ["u"], "y": 1}}, {"a": {"x": ["v"]}}, {"a": {"x": ["u", "v"], "y": 1}}),
        (["a", "b"], ["!a", "c"], ["b", "c"]),
        ([{"k": 1}], [{"k": 2}], [{"k": 1}, {"k": 2}]),
        ([{"k": 1}, "a"], ["!a"], [{"k": 1}]),
        ("a", "b", "b"),
    ],
)
def test_merging(base: object, user: object, merged: object) -> None:
    assert _merge(base, user, "f.toml", "") == merged


@pytest.mark.parametrize(
    ("text", "entry", "reason"),
    [
        ("abbreviations = [", "(file)", "not TOML"),
        (b"abbreviations = ['citt\xe0']", "(file)", "save the file as UTF-8"),
        ('abbreviations = ["ok", 3]', "abbreviations", "valid string"),
        ('abbreviations = "art"', "abbreviations", "should be a list"),
        ("[abbreviations]\nart = 1", "abbreviations", "should be a list"),
        ('abbrevations = ["art"]', "abbrevations", "Extra inputs"),
        ('abbreviations = ["(art"]', "abbreviations", "not a regular expression"),
        ('abbreviations = ["(?:a+)+"]', "abbreviations", "exponential"),
        ('abbreviations = ["!no such entry"]', "abbreviations", "not built in"),
    ],
)
def test_a_faulty_file_is_an_error_that_names_file_and_entry(
    tmp_path: Path, text: str | bytes, entry: str, reason: str
) -> None:
    with pytest.raises(PatternError) as caught:
        over(tmp_path, text).read("segmentation", SegmentationPatterns)
    assert caught.value.file == "segmentation.toml"
    assert caught.value.entry.split(".")[0] == entry
    assert reason in caught.value.reason
    assert "segmentation.toml" in str(caught.value)
    assert entry in str(caught.value)


def test_a_file_with_an_unknown_name_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match=r"mesi\.toml.*segmentation"):
        over(tmp_path, "a = 1", "mesi.toml")


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="no such folder"):
        load_patterns(tmp_path / "nowhere")


def test_a_missing_built_in_file_is_an_error() -> None:
    with pytest.raises(PatternError, match=r"sample\.toml.*install"):
        Patterns({}, "built-in").read("sample", Sample)


def test_a_file_is_read_once() -> None:
    patterns = Patterns({"sample": {"words": ["a"], "months": {"gennaio": 1}}}, "built-in")
    assert patterns.read("sample", Sample) is patterns.read("sample", Sample)


@pytest.mark.parametrize(
    "expression",
    [
        *(r"(?:a+)+", r"(a*)*b", r"(?:(?:x|y+)z?)*", r"(?=(?:a+)+)b", r"(?>(?:a*)+)", "a**", "[", r"(?P<"),
        *("gara.*lotto", r"gara[^.]+lotto", r"(?:(?:ad|per) )*gara", r"\w*[a-z]*i", r"(?:in|a) (?:.+?) euro"),
    ],
)
def test_expressions_that_backtrack_or_do_not_compile_are_refused(expression: str) -> None:
    with pytest.raises(PatternError, match=r"words\.0"):
        Patterns({"sample": {"words": [expression], "months": {}}}, "built-in").read("sample", Sample)


@pytest.mark.parametrize(
    "expression",
    [
        "(gara)",
        "(?P<word>gara)",
        "(?i)gara",
        "(?x) gara",
        "(?<=una )gara",
        "(?: )+gara",
        "a{99999999999}",
        pytest.param("(" * 5000, id="brackets"),
        pytest.param("(?:" * 5000 + ")" * 5000, id="pairs of brackets"),
    ],
)
def test_expressions_that_cannot_stand_beside_others_are_refused(expression: str) -> None:
    with pytest.raises(PatternError, match=r"words\.0"):
        Patterns({"sample": {"words": [expression], "months": {}}}, "built-in").read("sample", Sample)


@pytest.mark.parametrize(
    ("file", "text", "entry"),
    [
        ("numbers.toml", '[tens]\n"cinquant[ae]" = 50', "tens"),
        ("numbers.toml", '[collectives]\n"(?:un|due) paia" = 2', "collectives"),
        ("numbers.toml", '[fractions]\n"un ottavo" = "0,125"', "fractions.un ottavo"),
        ("lots.toml", '[ordinals]\n"prim[oa]" = 1', "ordinals"),
        ("percentages.toml", '[fractions]\n"un quint[oi]" = "20"', "fractions"),
        ("amounts.toml", '[nouns]\n"fiorini" = "fiorini"', "nouns.fiorini"),
        ("amounts.toml", '[per]\n"ogni anno" = ["annui"]', "per"),
        ("durations.toml", '[units]\n"secoli" = "1 secolo"', "units.secoli"),
        ("durations.toml", '[words]\n"secolare" = "100Y"', "words.secolare"),
        ("dates.toml", '[months]\n"mercedonio" = 13', "months.mercedonio"),
        ("dates.toml", '[weekdays]\n"ottavo" = 8', "weekdays.ottavo"),
        ("dates.toml", '[feasts]\n"capodanno" = "1 gennaio"', "feasts.capodanno"),
        ("dates.toml", '[relative_years]\n"in eterno" = 100000', "relative_years.in eterno"),
        ("dates.toml", '[[forms]]\nname = "odd"\ntext = "{luna} piena"', "forms.odd"),
        ("dates.toml", '[[forms]]\nname = "odd"\ntext = "({month}"', "forms.odd"),
        ("dates.toml", '[[forms]]\nname = "odd"\ntext = "(?i)a {month}"', "forms.odd"),
        ("dates.toml", "[[forms]]\nname = 'odd'\ntext = '(?:a+)+ {month}'", "forms.odd"),
        ("dates.toml", "[[forms]]\nname = 'odd'\ntext = '\\w+ {month}'", "forms.odd"),
        ("dates.toml", '[traps]\nphrases = ["{luna} piena"]', "traps.phrases '{luna} piena'"),
        ("dates.toml", '[traps]\nphrases = ["(?:a+)+"]', "traps.phrases '(?:a+)+'"),
        ("cues.toml", "[status.awarded]\ndone = ['\\w+ vinto']", "status.awarded.done"),
        ("titles.toml", "objects = ['\\w+ di']", "objects"),
        ("names.toml", "pairs = ['(']", "pairs"),
        ("companies.toml", "[cues]\nverbs = ['vinc(*']", "cues"),
        ("public_bodies.toml", "generic = ['l.ent[ei]']", "generic"),
        ("places.toml", "demonym_endings = ['(']", "demonym_endings"),
        ("roles.toml", "[cues]\naward = ['*']", "cues"),
    ],
)
def test_an_entry_that_would_only_fail_in_use_is_refused_when_it_is_loaded(
    tmp_path: Path, file: str, text: str, entry: str
) -> None:
    patterns = over(tmp_path, text, file)
    with pytest.raises(PatternError) as caught:
        use(patterns, file)
    assert caught.value.file == file
    assert caught.value.entry.startswith(entry)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("counts.toml", "none = ['\\w+ nessuna']"),
        ("exclusions.toml", "phrases = ['\\w+ pagine']"),
        ("lots.toml", "articles = ['\\w+ bel']"),
        ("percentages.toml", "fraction_cues = ['\\w+ sconto']"),
        ("public_bodies.toml", "municipal = ['\\w+ comunale']"),
        ("dates.toml", "[traps]\nphrases = ['\\w+ {month}']"),
    ],
)
def test_an_entry_that_may_begin_with_any_word_is_taken(tmp_path: Path, file: str, text: str) -> None:
    use(over(tmp_path, text, file), file)


def use(patterns: Patterns, file: str) -> None:
    """Make all that reads the file."""
    for make in (ExclusionFinder, NumberFinder, *map(type, FIND._finders), FactFinder, RecordBuilder):
        if file.removesuffix(".toml") in read_by(make):
            make(patterns)


@cache
def read_by(make: Callable[[Patterns], object]) -> set[str]:
    patterns = load_patterns()
    make(patterns)
    return set(patterns._models)


@pytest.mark.parametrize("expression", [r"a+b*", r"(?:ab){2,5}c+", r"[a-z]+(?: [a-z]+){0,3}", r"(?<!a)b", "società"])
def test_plain_expressions_are_taken(expression: str) -> None:
    assert Patterns({"sample": {"words": [expression], "months": {}}}, "built-in").read("sample", Sample)


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["gara", "gara europea"], "una gara  europea", "gara  europea"),
        (["soc\\. ?coop"], "la soc.coop x", "soc.coop"),
        (["n[ .]{0,2}5"], "n. 5", "n. 5"),
        (["a [+-] b"], "a  +\nb", "a  +\nb"),
        (["a\\ b"], "a b", "a b"),
        ([], "gara", None),
    ],
)
def test_alternation(phrases: list[str], text: str, found: str | None) -> None:
    match = re.search(alternation(phrases), text)
    assert (match[0] if match else None) == found


def test_a_class_with_a_space_matches_nothing_new() -> None:
    assert not re.search(alternation(["n[ .]5"]), "n+5")


PARTS = ("a", "b", "à", "'", " ", "b?", "[ab]", "(?:a|b)", "(?:aa|ab|)", "a{2}", r"\.")
PHRASES = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join), min_size=1, max_size=12)


@given(PHRASES, st.text("abà' .", max_size=8))
def test_branches_with_one_beginning_match_what_they_match_one_by_one(phrases: list[str], text: str) -> None:
    in_order = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    one_by_one = (re.match(alternation([phrase]), text) for phrase in in_order)
    first = next((match[0] for match in one_by_one if match), None)
    together = re.match(alternation(phrases), text)
    assert (together[0] if together else None) == first
