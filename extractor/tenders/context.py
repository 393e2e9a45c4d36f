"""What stands around a mention: the named features that facts are judged by.

An article is read as a row of tokens: words, and mentions as one token each. A feature says which class of cue words
(`patterns/roles.toml`) stands before (`<`) or behind (`>`) a mention and how near: `award<3` within three tokens,
`award<8` within eight, `award<c` in its clause, `award<s` in its sentence, `award<p` in the sentence before. Other
features name the governing preposition (`prep=to`), that preposition with the nearest cue (`award<+to`), the
neighbouring words and mentions, and the mention's place in a list.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from extractor.mentions.mention import Mention
from extractor.patterns import PatternFile, Patterns
from extractor.record import AmountValue, CompanyValue, DateValue, Kind, Value
from extractor.text import SourceText

_PART = re.compile(r"\*?[^\W_]+'?\*?")
_TOKEN = re.compile(r"[^\W_]+'?|[^\w\s]")
_CLAUSE_ENDS = frozenset(',;:()[]«»"–|•')
_READ_AS_ONE: frozenset[Kind] = frozenset(
    ("company", "public_body", "amount", "duration", "date", "percentage", "count", "lot")
)
_SENTENCE_ENDS = frozenset(".;!?")
_NEAR, _MIDDLE = 3, 8
_REACH = 200  # tokens: in a sentence that never ends, cues farther away say nothing
_STEM = 6
_HEAD_WORDS = 3
_REMEMBERED = 50_000  # words


_Table = defaultdict[str, list[tuple[tuple[str, ...], str]]]


class RolePatterns(PatternFile):
    """`prepositions`: name → words. `cues`: class → words and phrases, * for any beginning or ending of a word."""

    prepositions: dict[str, list[str]]
    cues: dict[str, list[str]]


class PhraseTable:
    """Finds phrases in a row of words by their first word: one look-up for each word, beginning and ending of it."""

    def __init__(self, classes: dict[str, list[str]]) -> None:
        self._exact: _Table = defaultdict(list)
        self._beginnings: _Table = defaultdict(list)
        self._endings: _Table = defaultdict(list)
        for name, phrases in classes.items():
            for phrase in phrases:
                first, *rest = _PART.findall(phrase)
                table = self._endings if first[0] == "*" else self._beginnings if first[-1] == "*" else self._exact
                table[first.strip("*")].append((tuple(rest), name))
        self._beginning_lengths = sorted({len(part) for part in self._beginnings})
        self._ending_lengths = sorted({len(part) for part in self._endings})
        self._beginning = lru_cache(_REMEMBERED)(lambda word: tuple(self._starting_with(word)))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """First index, index behind the last word and class of every phrase."""
        for index, word in enumerate(words):
            for rest, name in self._beginning(word):
                behind = index + 1 + len(rest)
                if behind <= len(words) and all(map(_fits, rest, words[index + 1 : behind])):
                    yield index, behind, name

    def _starting_with(self, word: str) -> Iterator[tuple[tuple[str, ...], str]]:
        yield from self._exact.get(word, ())
        for length in self._beginning_lengths:
            if length > len(word):
                break
            yield from self._beginnings.get(word[:length], ())
        for length in self._ending_lengths:
            if length >= len(word):
                break
            yield from self._endings.get(word[-length:], ())


def _fits(part: str, word: str) -> bool:
    if part[0] == "*":
        return word.endswith(part[1:])
    return word.startswith(part[:-1]) if part[-1] == "*" else word == part


class RoleLanguage:
    """The role patterns, ready for use; made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        roles = patterns.read("roles", RolePatterns)
        self.cues = PhraseTable(roles.cues)
        self.prepositions = {word: name for name, words in roles.prepositions.items() for word in words}


@dataclass(frozen=True, slots=True)
class Cue:
    """`first` and `last` are token indices, both inclusive."""

    first: int
    last: int
    name: str


def _today(source: SourceText, mentions: Sequence[Mention]) -> str:
    """The publication date, or without one the latest year that is no later than the middle of the dates named."""
    if source.published is not None:
        return str(source.published)
    years = sorted(str(m.value.iso8601)[:4] for m in mentions if isinstance(m.value, DateValue))
    return years[len(years) // 2] if years else ""


def _traits(mention: Mention, today: str) -> Iterator[str]:
    """What a mention says as a cue for its neighbours: dates of earlier years, to come or of late; yearly sums."""
    value = mention.value
    if isinstance(value, DateValue) and today:
        iso = str(value.iso8601)
        if int(iso[:4]) < int(today[:4]):
            yield "old"
        else:
            yield "to_come" if iso > today[: len(iso)] else "of_late"
    elif isinstance(value, AmountValue) and value.per is not None:
        yield "per"


class Context:
    """The surroundings of one article's mentions; made once per article."""

    def __init__(self, source: SourceText, mentions: Sequence[Mention], language: RoleLanguage) -> None:
        self.source = source
        self.mentions = mentions
        self._language = language
        self._today = _today(source, mentions)
        self._words: list[str] = []
        self._starts: list[int] = []
        self._kinds: list[Kind | None] = []
        self._index: dict[tuple[int, int, Kind], int] = {}
        self._mention_at: dict[int, Mention] = {}
        self._read_tokens()
        self._cues = self._find_cues()
        self._cue_firsts = [cue.first for cue in self._cues]
        self._clause = self._number_clauses()
        self._bounds = self._sentence_bounds()
        self._own: dict[int, list[str]] = {}

    @cached_property
    def peers(self) -> dict[Kind, tuple[Mention, int]]:
        """The first mention of each kind, and how many different values the kind has."""
        values: dict[Kind, set[Value]] = {}
        firsts: dict[Kind, Mention] = {}
        for mention in self.mentions:
            firsts.setdefault(mention.kind, mention)
            values.setdefault(mention.kind, set()).add(mention.value)
        return {kind: (first, len(values[kind])) for kind, first in firsts.items()}

    @cached_property
    def amounts(self) -> list[Decimal]:
        """All sums in ascending order."""
        return sorted(m.value.amount for m in self.mentions if isinstance(m.value, AmountValue))

    def features(self, mention: Mention) -> list[str]:
        """The features of what stands around a mention, without repeats."""
        index = self._index.get((mention.start, mention.end, mention.kind))
        if index is None:
            return []
        own = self._features_at(index)
        head = self._coordinated_head(index)
        if head is None:
            return own
        return [*own, "coordinated", *(f"&{feature}" for feature in self._features_at(head) if "=" not in feature)]

    @cached_property
    def companies(self) -> dict[str, int]:
        """Company → its place in the order of first mention."""
        names = dict.fromkeys(m.value.name for m in self.mentions if isinstance(m.value, CompanyValue))
        return {name: place for place, name in enumerate(names)}

    def places_of(self, cue_name: str) -> list[tuple[int, int]]:
        """First and last token of every cue of a class."""
        return [(cue.first, cue.last) for cue in self._cues if cue.name == cue_name]

    def nearest(self, index: int, step: int, kind: Kind, reach: int) -> tuple[int, Mention] | None:
        """The nearest mention of a kind in the sentence, to the left (step -1) or right, after how far it stands."""
        for distance in range(1, reach + 1):
            position = index + step * distance
            if not 0 <= position < len(self._words) or self._words[position] in _SENTENCE_ENDS:
                return None
            if self._kinds[position] == kind:
                return distance, self._mention_at[position]
        return None

    def governs(self, index: int) -> bool:
        """Whether a preposition follows a token, so that what comes next depends on it."""
        follows = self._words[index + 1] if index + 1 < len(self._words) else ""
        return self._language.prepositions.get(follows) in ("of", "in")

    def introduced(self, index: int) -> bool:
        """Whether an article or an "and" before a token says that what it is said of comes next."""
        names = [
            self._language.prepositions.get(word) for word in self._words[max(0, index - 2) : index] if word != ","
        ]
        return bool(names) and names[-1] in ("the", "and")

    # -------------------------------------------------------------- reading
    def _read_tokens(self) -> None:
        units = sorted((m for m in self.mentions if m.kind in _READ_AS_ONE), key=lambda m: (m.start, -m.end))
        position = self.source.body_start
        for mention in units:
            if mention.start >= position:
                self._read_words(position, mention.start)
                self._mention_at[len(self._words)] = mention
                self._add("{" + mention.kind + "}", mention.start, mention.kind)
                position = mention.end
            self._index[(mention.start, mention.end, mention.kind)] = len(self._words) - 1
        self._read_words(position, len(self.source.lower))

    def _read_words(self, start: int, end: int) -> None:
        for match in _TOKEN.finditer(self.source.lower, start, end):
            self._add(match[0], match.start(), None)

    def _add(self, word: str, start: int, kind: Kind | None) -> None:
        self._words.append(word)
        self._starts.append(start)
        self._kinds.append(kind)

    def _find_cues(self) -> list[Cue]:
        found = [Cue(first, behind - 1, name) for first, behind, name in self._language.cues.find(self._words)]
        found += [
            Cue(self._index[(m.start, m.end, m.kind)], self._index[(m.start, m.end, m.kind)], f"{m.kind}_{trait}")
            for m in self.mentions
            for trait in _traits(m, self._today)
        ]
        return sorted(found, key=lambda cue: cue.first)

    def _number_clauses(self) -> list[int]:
        """For each token the number of its clause; clauses end at punctuation and line ends."""
        numbers, number = [], 0
        breaks = {bisect.bisect_left(self._starts, sentence.start) for sentence in self.source.sentences}
        for index, word in enumerate(self._words):
            if word in _CLAUSE_ENDS or index in breaks:
                number += 1
            numbers.append(number)
        return numbers

    def _sentence_bounds(self) -> list[tuple[int, int]]:
        """First token and the one behind the last, for each sentence."""
        firsts = [bisect.bisect_left(self._starts, sentence.start) for sentence in self.source.sentences]
        return list(zip(firsts, [*firsts[1:], len(self._words)], strict=False))

    # -------------------------------------------------------------- features
    def _features_at(self, index: int) -> list[str]:
        if index not in self._own:
            features = [*self._cue_features(index), *self._neighbours(index)]
            self._own[index] = list(dict.fromkeys(features))
        return self._own[index]

    def _sentence_of(self, index: int) -> int:
        return self.source.sentence_index(self._starts[index])

    def _cues_within(self, first: int, behind: int) -> Iterable[Cue]:
        return self._cues[bisect.bisect_left(self._cue_firsts, first) : bisect.bisect_left(self._cue_firsts, behind)]

    def _cue_features(self, index: int) -> Iterator[str]:
        if not self._bounds:
            return
        number = self._sentence_of(index)
        first, behind = self._bounds[number]
        nearest: dict[str, Cue] = {}
        for cue in self._cues_within(max(first, index - _REACH), min(behind, index + _REACH)):
            if cue.last < index:
                nearest["<"] = cue
                yield from self._placed(cue.name, "<", index - cue.last, self._clause[cue.last] == self._clause[index])
            elif cue.first > index:
                nearest.setdefault(">", cue)
                yield from self._placed(
                    cue.name, ">", cue.first - index, self._clause[cue.first] == self._clause[index]
                )
        preposition = self._preposition(index)
        yield f"prep={preposition}"
        for side, cue in nearest.items():
            yield f"{cue.name}{side}+{preposition}"
            yield f"{cue.name}{side}n"
        if number:
            before, end = self._bounds[number - 1]
            for cue in self._cues_within(max(before, end - _REACH), end):
                yield f"{cue.name}<p"

    @staticmethod
    def _placed(name: str, side: str, distance: int, same_clause: bool) -> Iterator[str]:
        yield f"{name}{side}s"
        if same_clause:
            yield f"{name}{side}c"
        if distance <= _MIDDLE:
            yield f"{name}{side}8"
            if distance <= _NEAR:
                yield f"{name}{side}3"

    def _preposition(self, index: int) -> str:
        """The preposition or article that governs a mention, over up to three words between."""
        names = self._language.prepositions
        article = ""
        for position in range(index - 1, max(-1, index - 2 - _HEAD_WORDS), -1):
            word = self._words[position]
            name = names.get(word)
            if name == "the" and not article:
                article = name
            elif name is not None:
                return name
            elif not word[0].isalpha() or self._kinds[position] is not None:
                break
        return article or "none"

    def _neighbours(self, index: int) -> Iterator[str]:
        words = self._words
        for distance in (1, 2):
            if index >= distance:
                yield f"left{distance}={words[index - distance][:_STEM]}"
            if index + distance < len(words):
                yield f"right{distance}={words[index + distance][:_STEM]}"
        yield from self._nearest_mention(index, -1, "left")
        yield from self._nearest_mention(index, 1, "right")
        number = self._sentence_of(index)
        if self._bounds and number < len(self._bounds):
            first = self._bounds[number][0]
            if index - first <= 1:
                yield "sentence_start"
            if words[first][0].isdigit() or words[first] in ("-", "•", "–", "*", "{lot}", "{count}"):
                yield "listed"
            yield f"sentence_length={min(5, (self._bounds[number][1] - first) // 10)}"

    def _nearest_mention(self, index: int, step: int, side: str) -> Iterator[str]:
        position = index + step
        while 0 <= position < len(self._words) and abs(position - index) <= _MIDDLE and self._words[position] != ".":
            kind = self._kinds[position]
            if kind is not None:
                yield f"{side}_mention={kind}"
                if abs(position - index) <= _NEAR:
                    yield f"{side}_mention_near={kind}"
                return
            position += step

    def _coordinated_head(self, index: int) -> int | None:
        """The first of a row of mentions of one kind joined by commas and "e", to which this one belongs."""
        kind = self._kinds[index]
        head = None
        position = index
        while (before := self._joined_before(position, kind)) is not None:
            head = position = before
        return head

    def _joined_before(self, index: int, kind: Kind | None) -> int | None:
        joined = False
        for position in range(index - 1, max(-1, index - 8), -1):
            if self._kinds[position] == kind:
                return position if joined else None
            word = self._words[position]
            name = self._language.prepositions.get(word)
            if word == "," or name == "and":
                joined = True
            elif self._kinds[position] is None and (name is not None or word in "()" or word.isalpha()):
                continue
            else:
                return None
        return None
