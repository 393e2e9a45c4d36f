"""One company, one name: names of an article that mean the same company are grouped and get the fullest name.

Joined are names equal but for case, spaces, dots, legal form and article ("Enelx", "Enel X S.p.A."), short forms
("Cogeri", "Cogeri Costruzioni"), initials ("Cns", "Consorzio nazionale servizi") and misprints ("Mediagruop").

A misprint is one letter too many, missing, changed, or two exchanged (optimal string alignment distance 1), in names
of at least seven letters: so are all misprints of the train articles, where distance 2 or six letters would join
different companies. Keys at distance 1 share a key with one letter left out: only such pairs are ever compared.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from extractor.mentions.names import Name
from extractor.patterns import PatternFile, Patterns
from extractor.text import SourceText

_MISPRINT_LENGTH = 7
_LONGEST = 60
_UNTOUCHED = 3  # letters that a slip leaves at one end at least
_SHORT_LENGTH = 3
_KEY_WORD = re.compile(r"[a-z0-9]+")


class IdentityPatterns(PatternFile):
    """`articles`: words before a name that its key leaves out; `generic`: words that are no short form of a name that
    begins with them; `daughters`: words that make the name of a daughter company out of its mother's, where the
    mother's name is a short form only after the full one and in other sentences."""

    articles: list[str]
    generic: list[str]
    daughters: list[str]


class Group(NamedTuple):
    """The occurrences of one company's names, in order, its name and the first legal form that is named."""

    members: tuple[Name, ...]
    name: str
    longest: Name
    legal_form: str | None


class IdentityResolver:
    def __init__(self, patterns: Patterns) -> None:
        read = patterns.read("identities", IdentityPatterns)
        self._articles = frozenset(read.articles)
        self._generic = frozenset(read.generic)
        self._daughters = frozenset(read.daughters)

    def __call__(self, source: SourceText, names: Sequence[Name]) -> list[Group]:
        """Groups by first occurrence; every name is in one."""
        by_key: dict[str, list[Name]] = defaultdict(list)
        words: dict[str, tuple[str, ...]] = {}
        for name in names:
            key_words = self.key(source.clean[name.start : name.core_end])
            by_key["".join(key_words)].append(name)
            words.setdefault("".join(key_words), key_words)
        joined = _Joined(by_key)
        for one, other in (*self._short_forms(source, words, by_key), *self._misprints(words)):
            joined.join(one, other)
        groups = [[name for key in keys for name in by_key[key]] for keys in joined.sets()]
        return sorted((_group(source, members) for members in groups), key=lambda group: group.members[0].start)

    def key(self, written: str) -> tuple[str, ...]:
        """The words that tell a name from others: folded, without an article before it."""
        plain = written.lower().replace(".", "")
        if not plain.isascii():
            plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
        found = _KEY_WORD.findall(plain)
        return tuple(found[1:] if len(found) > 1 and found[0] in self._articles else found)

    def _short_forms(
        self, source: SourceText, words: dict[str, tuple[str, ...]], by_key: dict[str, list[Name]]
    ) -> Iterator[tuple[str, str]]:
        """Pairs of a short form and the one longer name it can stand for."""
        beginnings: dict[str, list[str]] = defaultdict(list)
        for key, parts in words.items():
            for shortened in self._shortened(parts):
                beginnings["".join(shortened)].append(key)
            if len(parts) >= _SHORT_LENGTH:
                beginnings["".join(part[0] for part in parts)].append(key)
            if (bare := key.rstrip("0123456789")) != key and len(bare) >= _MISPRINT_LENGTH:
                beginnings[bare].append(key)
        for short, parts in words.items():
            longer = sorted(set(beginnings.get(short, ())) - {short})
            if len(longer) == 1 and len(short) >= _SHORT_LENGTH and parts[-1] not in self._generic:
                (long,) = longer
                daughter = words[long][-1] in self._daughters and words[long][:-1] == parts
                if not daughter or _comes_after(source, by_key[short], by_key[long]):
                    yield short, long

    def _shortened(self, parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Beginnings of a name, and what is left without generic words before it ("Autolinee Trojani": "Trojani")."""
        for count in range(1, len(parts)):
            if parts[count - 1] not in self._generic:
                yield parts[:count]
        generic = next((index for index, part in enumerate(parts) if part not in self._generic), 0)
        if generic:
            yield parts[generic:]

    def _misprints(self, words: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """Pairs of keys, or of a key and the beginning of a longer one, that differ by one slip of the pen."""
        forms = {key: key for key in words}
        for key, parts in words.items():
            for short in self._shortened(parts):
                forms.setdefault("".join(short), key)
        near: dict[str, list[str]] = defaultdict(list)
        alike = _alike(forms)
        for form in forms:
            if form in alike:
                for variant in {form, *(form[:at] + form[at + 1 :] for at in range(len(form)))}:
                    near[variant].append(form)
        for close in near.values():
            for one, other in itertools.pairwise(close):
                if forms[one] != forms[other] and _digits(one) == _digits(other) and OSA.distance(one, other) <= 1:
                    yield forms[one], forms[other]


def _comes_after(source: SourceText, short: Sequence[Name], long: Sequence[Name]) -> bool:
    """Whether a name is first told in full and then for short, never both in one sentence."""
    sentences = {source.sentence_index(name.start) for name in long}
    return min(name.start for name in short) > min(name.start for name in long) and not any(
        source.sentence_index(name.start) in sentences for name in short
    )


def _alike(forms: Mapping[str, str]) -> set[str]:
    """The forms (→ the key they stand for) that another key's may be a misprint of: a slip changes the length by one at
    most, and of two such forms either the beginning or the end is the same."""
    filed: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for form in forms:
        if _MISPRINT_LENGTH <= len(form) <= _LONGEST:
            for length in (len(form), len(form) + 1):
                filed[length, form[:_UNTOUCHED], ""].append(form)
                filed[length, "", form[-_UNTOUCHED:]].append(form)
    return {form for those in filed.values() if len({forms[form] for form in those}) > 1 for form in those}


def _digits(key: str) -> str:
    return "".join(char for char in key if char.isdigit())


def _group(source: SourceText, members: Iterable[Name]) -> Group:
    ordered = sorted(members, key=lambda name: name.start)
    written = [source.clean[name.start : name.end] for name in ordered]
    seen = Counter(written)
    longest = max(
        ordered,
        key=lambda name: (
            not source.clean[name.start : name.core_end].isupper(),
            source.clean.count(" ", name.start, name.core_end),
            name.end > name.core_end,
            seen[source.clean[name.start : name.end]],
            name.core_end - name.start,
            -name.start,
        ),
    )
    name = " ".join(source.clean[longest.start : longest.end].split())
    return Group(tuple(ordered), name, longest, next((one.legal_form for one in ordered if one.legal_form), None))


class _Joined:
    """Sets of keys that are joined two at a time (union-find)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in keys}

    def join(self, one: str, other: str) -> None:
        self._parent[self._root(one)] = self._root(other)

    def sets(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._parent:
            found[self._root(key)].append(key)
        return list(found.values())

    def _root(self, key: str) -> str:
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key
