"""What stands around a mention: the named features that facts are judged by.

An article is read as a row of tokens: words, and mentions as one token each. A feature says which class of cue words
(`patterns/roles.toml`) stands before (`<`) or behind (`>`) a mention and how near: `award<3` within three tokens,
`award<8` within eight, `award<c` in its clause, `award<s` in its sentence, `award<p` in the sentence before,
`award>r` in what is said of a name right behind it ("Alfa, che ..."). Other features name the governing preposition
(`prep=to`), that preposition with the nearest cue (`award<+to`), the neighbouring words and mentions, and the mention's
place in a list.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from extractor.mentions.mention import Mention
from extractor.mentions.ownership import Ownership, forms_of
from extractor.mentions.public_bodies import MUNICIPAL
from extractor.patterns import PatternFile, Patterns
from extractor.record import AmountValue, CompanyValue, DateValue, DurationValue, Kind, PublicBodyValue
from extractor.tenders.beside import Beside, BesidePatterns
from extractor.tenders.cue_table import Cue, CuePhrase, CueTable
from extractor.tenders.lengths import LengthTable
from extractor.tenders.periods import days_of
from extractor.tenders.turns import TurnTable
from extractor.text import SourceText

_TOKEN = re.compile(r"[^\W_]+'?|[^\w\s]")
_CLAUSE_ENDS = frozenset(',;:()[]«»"–|•')
_READ_AS_ONE: frozenset[Kind] = frozenset(
    ("company", "public_body", "amount", "duration", "date", "percentage", "count", "lot")
)
_BULLETS = frozenset(("-", "•", "–", "*", "{lot}", "{count}"))
_NAMES: frozenset[Kind | None] = frozenset(("company", "public_body"))
_BETWEEN_PARTNERS = frozenset(("consortium", "lead", "led_by", "member", "beside", "firm"))  # classes of cues
_JOINTS = frozenset(",-–")
_SENTENCE_ENDS = frozenset(".;!?")
_NEAR, _MIDDLE, _FAR = 3, 8, 9
_REACH = 200  # tokens: in a sentence that never ends, cues farther away say nothing
_GOVERNED = 12
_CLAUSE = 20
_AROUND = 27
_SO_FAR = 60
_STEM = 6
_HEAD_WORDS = 3


class RolePatterns(PatternFile):
    """`relatives`: words that go on about the name before them. `prepositions`: name → words. `cues`: class → words
    and phrases, * for any beginning or ending of a word."""

    relatives: list[str]
    prepositions: dict[str, list[str]]
    cues: dict[str, list[CuePhrase]]


class RoleLanguage:
    """The role patterns, ready for use; made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        roles = patterns.read("roles", RolePatterns)
        self.cues = CueTable(roles.cues)
        self.relatives = frozenset(roles.relatives)
        self.turns = TurnTable(patterns)
        self.ownership = Ownership(patterns)
        self.lengths = LengthTable(patterns)
        moments = patterns.read("moments", BesidePatterns)
        self.moments = Beside(moments.kinds, moments.small)
        self.prepositions = {word: name for name, words in roles.prepositions.items() for word in words}


def _today(source: SourceText, mentions: Sequence[Mention]) -> str:
    """The publication date, or without one the latest year that is no later than the middle of the dates named."""
    if source.published is not None:
        return str(source.published)
    years = sorted(str(m.value.iso8601)[:4] for m in mentions if isinstance(m.value, DateValue))
    return years[len(years) // 2] if years else ""


def _trait(mention: Mention, today: str) -> str:
    """What a mention says as a cue for its neighbours: dates of earlier years, to come or of late; yearly sums."""
    value = mention.value
    if isinstance(value, DateValue) and today:
        iso = str(value.iso8601)
        if int(iso[:4]) < int(today[:4]):
            return "old"
        return "to_come" if iso > today[: len(iso)] else "of_late"
    return "per" if isinstance(value, AmountValue) and value.per is not None else ""


class _Side(NamedTuple):
    """What the features are called that a class of cues before or behind a mention gives."""

    name: str
    sentence: str
    clause: str
    middle: str
    near: str
    nearest: str


@cache
def _side(cue: str, mark: str) -> _Side:
    return _Side(cue + mark, *(cue + mark + reach for reach in "sc83n"))


class Around(NamedTuple):
    """The features of what stands around a mention, without repeats, and those of them that name its nearest cues."""

    features: Sequence[str]
    near: Sequence[str]


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
        self._turn_cues = sorted([*self._cues, *language.turns.cues.find(self._words)])
        self._turn_cue_firsts = [cue.first for cue in self._turn_cues]
        self._bounds = self._sentence_bounds()
        self._clause = self._number_clauses()
        self._peers: dict[Kind, tuple[Mention | None, int]] = {}
        self._before: dict[int, list[str]] = {}
        self._own: dict[int, Around] = {}

    def peers(self, kind: Kind) -> tuple[Mention | None, int]:
        """The first mention of a kind, and how many different values the kind has."""
        if kind not in self._peers:
            peers = [mention for mention in self.mentions if mention.kind == kind]
            self._peers[kind] = (peers[0] if peers else None, len({mention.value for mention in peers}))
        return self._peers[kind]

    @cached_property
    def amounts(self) -> list[Decimal]:
        """All sums in ascending order."""
        return sorted(m.value.amount for m in self.mentions if isinstance(m.value, AmountValue))

    @cached_property
    def terms(self) -> dict[Mention, float]:
        """Length of time → its days, without those that are said to be of something else than a contract."""
        return {
            mention: days_of(mention.value.iso8601)
            for mention in self.mentions
            if isinstance(mention.value, DurationValue) and not self._language.lengths.rules_out(mention, self.source)
        }

    @cached_property
    def days(self) -> list[float]:
        """The days of the lengths that can be a contract's, in ascending order."""
        return sorted(self.terms.values())

    def rules_out(self, mention: Mention) -> bool:
        """Whether a mention is the length of something else than a contract or its renewal."""
        return mention.kind == "duration" and mention not in self.terms

    def length(self, mention: Mention) -> Iterator[str]:
        """What the words right beside a length of time tell of it."""
        behind = bisect.bisect_left(self._sum_starts, mention.start)
        return self._language.lengths.features(mention, self.source, self._sums[max(0, behind - 1) : behind + 1])

    def moment(self, mention: Mention) -> tuple[str, str]:
        """What a date is the date of, and on which sides of it words say so."""
        return self._language.moments(mention, self.source)

    @cached_property
    def _sums(self) -> list[Mention]:
        return sorted((m for m in self.mentions if m.kind == "amount"), key=lambda m: m.start)

    @cached_property
    def _sum_starts(self) -> list[int]:
        return [mention.start for mention in self._sums]

    def around(self, mention: Mention) -> Around:
        """What stands around a mention."""
        index = self._index.get((mention.start, mention.end, mention.kind))
        if index is None:
            return Around([], [])
        own = self._features_at(index)
        head = self._coordinated_head(index)
        if head is None:
            return own
        features, near = self._features_at(head)
        told_of_head = [f"&{feature}" for feature in features if "=" not in feature]
        return Around([*own.features, "coordinated", *told_of_head], [*own.near, *(f"&{cue}" for cue in near)])

    @cached_property
    def companies(self) -> dict[str, int]:
        """Company → its place in the order of first mention."""
        return {name: place for place, name in enumerate(self._company_mentions)}

    def rows(self) -> Iterator[list[Mention]]:
        """Companies that are named in one breath, as partners or side by side: between two of them stand joining words
        and marks, words of consortia and at most one other word ("Alfa (mandataria) con la romana Beta e Gamma")."""
        places = [index for index, mention in self._mention_at.items() if mention.kind == "company"]
        if len(places) < 2:
            return
        between, apart = self._words_of_cues()
        row: list[Mention] = []
        last = 0
        for index in places:
            if row and not self._joins(range(last + 1, index), between, apart):
                if len(row) > 1:
                    yield row
                row = []
            row.append(self._mention_at[index])
            last = index
        if len(row) > 1:
            yield row

    def _words_of_cues(self) -> tuple[set[int], set[int]]:
        """The tokens of cues that may stand between partners, and those of other cues."""
        between: set[int] = set()
        apart: set[int] = set()
        for cue in self._cues:
            (between if cue.name in _BETWEEN_PARTNERS else apart).update(range(cue.first, cue.last + 1))
        return between, apart - between

    def _joins(self, gap: range, between: Collection[int], apart: Collection[int]) -> bool:
        if len(gap) > _MIDDLE:
            return False
        joined, others = False, 0
        for position in gap:
            word = self._words[position]
            name = self._language.prepositions.get(word)
            if self._kinds[position] == "percentage":  # a partner's share
                continue
            if self._kinds[position] is not None or word in self._language.relatives:
                return False
            if name in ("and", "with") or word in _JOINTS or position in between:
                joined = True
            elif name is None and word not in "()":
                others += 1
                tells = position in apart and self._language.prepositions.get(self._words[position + 1]) != "by"
                if others > 1 or tells or not word.isalpha():
                    return False
        return joined

    @cached_property
    def _bodies_named(self) -> Counter[str]:
        """Public body → how often it is named, in the order of first mention."""
        return Counter(
            m.value.name for m in self.mentions if isinstance(m.value, PublicBodyValue) and m.rule != MUNICIPAL
        )

    @cached_property
    def bodies(self) -> dict[str, int]:
        """Public body → its place in the order of first mention."""
        return {name: place for place, name in enumerate(self._bodies_named)}

    @cached_property
    def most_named_body(self) -> int:
        """How often the public body is named that is named most."""
        return max(self._bodies_named.values(), default=0)

    @cached_property
    def public_companies(self) -> frozenset[str]:
        """The companies of the article that are known to buy as public bodies."""
        known = self._language.ownership.is_public
        return frozenset(
            name for name, found in self._company_mentions.items() if known(forms_of(name, self.source, found))
        )

    @cached_property
    def sole_buyers(self) -> frozenset[str]:
        """The companies of the article that take part in tenders as buyers only."""
        only = self._language.ownership.only_buys
        mentions = self._company_mentions
        return frozenset(
            name
            for name in self.public_companies
            if only(forms_of(name, self.source, mentions[name]), self.source, mentions[name])
        )

    @cached_property
    def _company_mentions(self) -> Mapping[str, Sequence[Mention]]:
        named: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if isinstance(mention.value, CompanyValue):
                named[mention.value.name].append(mention)
        return named

    def ownership(self, name: str, mentions: Sequence[Mention]) -> Iterator[str]:
        """What says that a company is publicly owned."""
        return self._language.ownership.features(name, self.source, mentions)

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
                self._words.append("{" + mention.kind + "}")
                self._starts.append(mention.start)
                self._kinds.append(mention.kind)
                position = mention.end
            self._index[(mention.start, mention.end, mention.kind)] = len(self._words) - 1
        self._read_words(position, len(self.source.lower))

    def _read_words(self, start: int, end: int) -> None:
        words = list(_TOKEN.finditer(self.source.lower, start, end))
        self._words += [word[0] for word in words]
        self._starts += [word.start() for word in words]
        self._kinds += [None] * len(words)

    def _find_cues(self) -> list[Cue]:
        """The cues among the words and those that mentions are, in order."""
        table = self._language.cues
        traits = [
            (self._index[(mention.start, mention.end, mention.kind)], f"{mention.kind}_{trait}")
            for mention in self.mentions
            if (trait := _trait(mention, self._today))
        ]
        traits += [(at, "since") for at, name in traits if name == "date_old" and self._lasts_from(at)]
        traits += [
            (at, "lasting") for at, kind in enumerate(self._kinds) if kind == "duration" and self._lasts_from(at)
        ]
        return sorted(
            [*table.find(self._words), *(Cue(at, table.size + n, at, name) for n, (at, name) in enumerate(traits))]
        )

    def _lasts_from(self, index: int) -> bool:
        """Whether something has lasted from or for the time at a token ("dal 2015", "da nove anni")."""
        return index > 0 and self._language.prepositions.get(self._words[index - 1]) == "by"

    def _sentence_bounds(self) -> list[tuple[int, int]]:
        """First token and the one behind the last, for each sentence."""
        firsts = [bisect.bisect_left(self._starts, sentence.start) for sentence in self.source.sentences]
        return list(zip(firsts, [*firsts[1:], len(self._words)], strict=False))

    def _number_clauses(self) -> list[int]:
        """For each token the number of its clause; clauses end at punctuation and line ends."""
        begins = [word in _CLAUSE_ENDS for word in self._words]
        for first, behind in self._bounds:
            if first < behind:
                begins[first] = True
        return list(accumulate(begins, initial=0))[1:]

    # -------------------------------------------------------------- features
    def _features_at(self, index: int) -> Around:
        if index not in self._own:
            features: dict[str, None] = {}  # in order, without repeats
            near: dict[str, None] = {}
            if self._bounds:
                number = self._sentence_of(index)
                self._add_cues(index, number, features, near)
                self._add_neighbours(index, number, features)
            self._own[index] = Around(list(features), list(near))
        return self._own[index]

    def _sentence_of(self, index: int) -> int:
        return self.source.sentence_index(self._starts[index])

    def _cues_within(self, first: int, behind: int) -> Iterable[Cue]:
        return self._cues[bisect.bisect_left(self._cue_firsts, first) : bisect.bisect_left(self._cue_firsts, behind)]

    def _turn_cues_within(self, first: int, behind: int) -> list[Cue]:
        firsts = self._turn_cue_firsts
        return self._turn_cues[bisect.bisect_left(firsts, first) : bisect.bisect_left(firsts, behind)]

    def _add_cues(self, index: int, number: int, features: dict[str, None], near: dict[str, None]) -> None:
        first, behind = self._bounds[number]
        clauses = self._clause
        clause = clauses[index]
        nearest_before: _Side | None = None
        nearest_behind: _Side | None = None
        for begins, _, ends, name in self._cues_within(max(first, index - _REACH), min(behind, index + _REACH)):
            if ends < index:
                side = nearest_before = _side(name, "<")
                distance, same = index - ends, clauses[ends] == clause
            elif begins > index:
                side = _side(name, ">")
                nearest_behind = nearest_behind or side
                distance, same = begins - index, clauses[begins] == clause
            else:
                continue
            features[side.sentence] = None
            if same:
                features[side.clause] = None
            if distance <= _MIDDLE:
                features[side.middle] = None
                if distance <= _NEAR:
                    features[side.near] = near[side.near] = None
        preposition = self._preposition(index)
        features["prep=" + preposition] = None
        for side in filter(None, (nearest_before, nearest_behind)):
            features[f"{side.name}+{preposition}"] = None
            features[side.nearest] = near[side.nearest] = None
        if self._kinds[index] in _NAMES:
            for cue in self._cues_within(*self._said_behind(index)):
                features[cue.name + ">r"] = None
            for feature in self._governed(index, first, behind, preposition):
                features[feature] = None
        if self._kinds[index] == "company":
            for feature in self._turns(index, first, behind, preposition):
                features[feature] = None
        for feature in self._told_before(number):
            features[feature] = None

    def _governed(self, index: int, first: int, behind: int, preposition: str) -> Iterator[str]:
        """The cues around a name together with the preposition that governs it."""
        clause = self._clause[index]
        for cue in self._cues_within(max(first, index - _GOVERNED), min(behind, index + _GOVERNED)):
            side = "<" if cue.last < index else ">"
            yield f"{cue.name}{side}12+{preposition}"
            if self._clause[cue.first] == clause:
                yield f"{cue.name}{side}c+{preposition}"

    def _said_behind(self, index: int) -> tuple[int, int]:
        """First token and the one behind the last of what is said of a name right behind it, up to the next mark."""
        words, kinds = self._words, self._kinds
        first = self._behind_origin(index + 1)
        if apposed := words[first : first + 1] == [","]:
            first += 1
        if first >= len(words) or kinds[first] is not None or not (apposed or words[first] in self._language.relatives):
            return first, first
        end = first
        while end < min(len(words), first + _CLAUSE) and self._clause[end] == self._clause[first]:
            end += 1
        return first, end

    def _turns(self, index: int, first: int, behind: int, preposition: str) -> Iterator[str]:
        """What the turns of phrase around a company tell of it."""
        for place, cues in self.places(index, first, behind):
            yield from self._language.turns.features(place, preposition, {cue.name for cue in cues})

    def places(self, index: int, first: int, behind: int) -> Iterator[tuple[str, list[Cue]]]:
        """The cues at each place around a company."""
        left, right = self._between_companies(index, first, behind)
        cues = self._turn_cues_within(max(left, index - _AROUND), min(right, index + _AROUND))
        clause = self._clause[index]
        yield "around", [cue for cue in cues if cue.last < right]
        yield "before", [cue for cue in cues if 0 < index - cue.last <= _NEAR]
        yield "after", [cue for cue in cues if 0 < cue.first - index <= _NEAR]
        whole = self._turn_cues_within(max(first, index - _REACH), min(behind, index + _REACH))
        yield "clause", [cue for cue in whole if self._clause[cue.first] == clause]
        yield "is", self._predicate(index, first, behind)
        yield "behind", self._turn_cues_within(*self._said_behind(index))
        yield "so_far", self._turn_cues_within(max(self._told_from(index), index - _SO_FAR), index)
        yield "next", self._turn_cues_within(*self._told_next(index, right, behind))

    def _between_companies(self, index: int, first: int, behind: int) -> tuple[int, int]:
        """The first token behind the company before one, and the next company; or the bounds of the sentence."""
        left = next((at + 1 for at in range(index - 1, first - 1, -1) if self._kinds[at] == "company"), first)
        return left, next((at for at in range(index + 1, behind) if self._kinds[at] == "company"), behind)

    def _told_from(self, index: int) -> int:
        """The first token of the sentence before that of a token, from where the story goes on to it."""
        return self._bounds[max(0, self._sentence_of(index) - 1)][0]

    def _told_next(self, index: int, right: int, behind: int) -> tuple[int, int]:
        """The sentence that goes on about the last company of the one before, for it names none itself."""
        following = self._sentence_of(index) + 1
        if right < behind or following >= len(self._bounds):
            return behind, behind
        first, end = self._bounds[following]
        return (behind, behind) if "company" in self._kinds[first:end] else (first, min(end, first + _AROUND))

    def _predicate(self, index: int, first: int, behind: int) -> list[Cue]:
        """The cues in what a name is said to be: "gestore uscente è Alfa", "Alfa era il gestore", "gestore: Alfa"."""
        words, copulas = self._words, self._language.turns.copulas
        if words[index + 1 : index + 2] and words[index + 1] in copulas:
            found = self._turn_cues_within(index + 2, min(behind, index + 2 + _MIDDLE))
            return [cue for cue in found if self._clause[cue.first] == self._clause[index]]
        for position in range(index - 1, max(first, index - 2 - _HEAD_WORDS), -1):
            if words[position] in copulas:
                found = self._turn_cues_within(max(first, position - _MIDDLE), position)
                return [c for c in found if c.last < position and self._clause[c.first] == self._clause[position - 1]]
            if not words[position][0].isalpha():
                break
        return []

    def _behind_origin(self, first: int) -> int:
        """The token behind what says where a name is from ("Alfa di Priolo, che ...", "Alfa (Ragusa), che ..."), or the
        first one itself."""
        words = self._words
        if first >= len(words):
            return first
        bracket = words[first] == "("
        if bracket or self._language.prepositions.get(words[first]) in ("of", "by"):
            for mark in range(first + 2, min(len(words), first + 2 + _HEAD_WORDS)):
                if words[mark] == (")" if bracket else ","):
                    return mark + bracket
        return first

    def _told_before(self, number: int) -> list[str]:
        """The cues of the sentence before the one of this number."""
        if number not in self._before:
            first, behind = self._bounds[number - 1] if number else (0, 0)
            cues = self._cues_within(max(first, behind - _REACH), behind)
            self._before[number] = list(dict.fromkeys(f"{cue.name}<p" for cue in cues))
        return self._before[number]

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

    def _add_neighbours(self, index: int, number: int, features: dict[str, None]) -> None:
        words = self._words
        for distance in (1, 2):
            if index >= distance:
                features[f"left{distance}={words[index - distance][:_STEM]}"] = None
            if index + distance < len(words):
                features[f"right{distance}={words[index + distance][:_STEM]}"] = None
        for feature in (*self._nearest_mention(index, -1, "left"), *self._nearest_mention(index, 1, "right")):
            features[feature] = None
        first, behind = self._bounds[number]
        if index - first <= 1:
            features["sentence_start"] = None
        if words[first] in _BULLETS or words[first][0].isdigit():
            features["listed"] = None
        features[f"sentence_length={min(5, (behind - first) // 10)}"] = None

    def _nearest_mention(self, index: int, step: int, side: str) -> list[str]:
        behind = min(len(self._words), index + _FAR) if step > 0 else max(-1, index - _FAR)
        for position in range(index + step, behind, step):
            kind = self._kinds[position]
            if kind is not None:
                near = abs(position - index) <= _NEAR
                return [f"{side}_mention={kind}", *([f"{side}_mention_near={kind}"] if near else [])]
            if self._words[position] == ".":
                break
        return []

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
