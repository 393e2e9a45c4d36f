"""Companies: capitalised names that the words in and around them make a business.

Reading order: the patterns; `CompanyFinder`, which reads the names, groups those of one company, judges each group by
the named features of all its occurrences and gives every occurrence the group's name; `_Features`, what is seen of one.

Finding features and weighing them are two steps: the weights are in `company_weights.toml`, fitted by
`tests/benchmarks/fit_companies.py`. `Mention.rule` names the feature that speaks most for the company.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated

from extractor.mentions.identities import Group, IdentityResolver
from extractor.mentions.mention import Mention
from extractor.mentions.names import Name, NameReader
from extractor.mentions.ownership import BuyerPatterns
from extractor.mentions.places import places_of
from extractor.mentions.scan import Entity, Scan
from extractor.patterns import Expression, PatternFile, Patterns, Phrase, alternation, check_word, of_users
from extractor.record import CompanyValue
from extractor.text import SourceText

_TOKEN = re.compile(r"[\w&]+'?|[^\w\s]")
_DIGIT = re.compile(r"\d")
_FOREIGN = re.compile("[kwxyjKWXYJäöüß]")
# Features that say another thing of a single word than of several.
_TELLING = (
    {"all_initial", "feminine_article", "masculine_article", "elided_article", "plural_article", "after_a", "after_di"}
    | {
        "after_da",
        "after_con",
        "after_comma",
        "after_colon",
        "after_dash",
        "after_start",
        "after_and",
        "after_tra",
        "after_in",
        "head_before",
    }
    | {"demonym_before", "demonym_of", "noun_directly", "beside_company"}
    | {"after_other", "in_item", "money_near"}
)
# Features that a town's name does not have: there the name is another's that sounds like it.
_NEVER_BEFORE_TOWNS = frozenset({"feminine_article", "head_before", "demonym_before", "demonym_of", "legal_form"})
_QUOTES = frozenset("«»\"'")
_BREAKS = frozenset('.,;:()!?«»"–')
_CLAUSE_ENDS = frozenset(".;:()!?")
_PUNCTUATION = {
    "": "start",
    ",": "comma",
    ":": "colon",
    "-": "dash",
    "–": "dash",
    "(": "bracket",
    ";": "semicolon",
    "|": "bar",
    ".": "stop",
}
_APPOSITION = frozenset(",(–-")
_FROM = {",": "comma_town", "(": "bracket_town"}
_ITEM = re.compile(r"\s*(?:[-–•*·>»|]|\d{1,2}[.)°]|[a-z]\))")
_ROUNDS = 2
_COORDINATION = 32
_REPORT = 40
_WINDOW = 90
_LINE = 600  # letters: in a longer line a name stands in no item of a list
_NEAR = 3
_FAR = 9


def _check_cue(entry: str) -> str:
    check_word(entry.removesuffix("*"))
    return entry


CueWord = Annotated[str, of_users(_check_cue)]


class CompanyPatterns(PatternFile):
    """The lists are explained in the file; `cues`: class → words, a final * standing for any ending."""

    heads: list[str]
    head_adjectives: list[str]
    business_words: list[str]
    business_parts: list[Expression]
    business_ends: list[Expression]
    other_nouns: list[str]
    services: list[str]
    desks: list[str]
    named_as: list[str]
    as_role: list[str]
    partners: list[str]
    place_nouns: list[str]
    institutions: list[str]
    before: dict[str, list[str]]
    auxiliaries: list[str]
    verb_endings: list[Expression]
    percent: list[str]
    money: list[Phrase]
    reports: list[Phrase]
    relatives: list[str]
    from_place: list[Phrase]
    between: list[Phrase]
    cues: dict[str, list[CueWord]]


class PeoplePatterns(PatternFile):
    first_names: str


class WordPatterns(PatternFile):
    """`common`: the commonest words of Italian, in lower case."""

    common: str


class CompanyWeightPatterns(PatternFile):
    """`weights`: feature → log-odds; a group whose weights with `bias` reach `threshold` is a company."""

    threshold: float
    weights: dict[str, float]


class CompanyFinder:
    def __init__(self, patterns: Patterns) -> None:
        self._read_names = NameReader(patterns)
        self._groups = IdentityResolver(patterns)
        self._features = _Features(patterns, self._read_names.is_known)
        self._between = re.compile(alternation(patterns.read("companies", CompanyPatterns).between))
        judged = patterns.read("company_weights", CompanyWeightPatterns)
        self._weights, self._threshold = judged.weights, judged.threshold

    def __call__(self, scan: Scan) -> Iterator[Mention]:
        for group, features in self.judged(scan):
            if self.score(features) < self._threshold:
                continue
            rule = max(features, key=lambda feature: (self._weights.get(feature, 0.0), feature))
            value = CompanyValue(name=group.name, legal_form=group.legal_form)
            for name in group.members:
                yield Mention("company", name.start, name.end, value, rule)

    def score(self, features: Iterable[str]) -> float:
        """Log-odds that a group with these features is a company."""
        # fsum: features are sets, in another order on every run, and plain sums of floats depend on the order
        return math.fsum(map(self._weights.get, ("bias", *features), itertools.repeat(0.0)))

    def judged(self, scan: Scan) -> list[tuple[Group, frozenset[str]]]:
        """The groups of names of an article, each with the features of its occurrences taken together."""
        names = list(self._read_names(scan))
        groups = self._groups(scan.source, names)
        people = self._features.surnames(scan.source, groups)
        towns = frozenset(place.start for place in scan.places)
        own = [self._features.of_group(scan, group, people, towns) for group in groups]
        beside = _neighbours(scan.source, names, self._between)
        services = self._services(scan.source, names, beside)
        for group, features in zip(groups, own, strict=True):
            if any(name.start in services for name in group.members):
                features.add("service_name")
        scores = [self.score(features) for features in own]
        kept: list[str | None] = [None] * len(groups)
        for _ in range(_ROUNDS):
            sure = {
                name.start
                for group, score, company in zip(groups, scores, kept, strict=True)
                if score + self._weights.get(company or "", 0.0) >= self._threshold
                for name in group.members
            }
            kept = [_company_it_keeps(group, beside, sure) for group in groups]
        return [
            (group, frozenset(features | {company} if company else features))
            for group, features, company in zip(groups, own, kept, strict=True)
        ]

    def _services(self, source: SourceText, names: Sequence[Name], beside: Mapping[int, Sequence[int]]) -> set[int]:
        """Where the names of services start: right behind a noun for one, or in a row that begins so."""
        found: set[int] = set()
        for name in names:
            before = [start for start in beside.get(name.start, ()) if start < name.start]
            if not found.isdisjoint(before) or self._features.names_service(source, name):
                found.add(name.start)
        return found


def _company_it_keeps(group: Group, beside: Mapping[int, Sequence[int]], sure: set[int]) -> str | None:
    near = {start for name in group.members for start in beside.get(name.start, ())}
    if not near:
        return None
    return "beside_other" if near.isdisjoint(sure) else "beside_company"


def _neighbours(source: SourceText, names: Sequence[Name], between: re.Pattern[str]) -> dict[int, list[int]]:
    """Start of a name → starts of the names it is coordinated with."""
    beside: dict[int, list[int]] = {}
    for left, right in itertools.pairwise(names):
        if right.start - left.end <= _COORDINATION and between.fullmatch(source.lower, left.end, right.start):
            beside.setdefault(left.start, []).append(right.start)
            beside.setdefault(right.start, []).append(left.start)
    return beside


class _Features:
    """Sees what speaks for or against a name being a company's; every feature is a word of company_weights.toml."""

    def __init__(self, patterns: Patterns, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known
        read = patterns.read("companies", CompanyPatterns)
        self._places = places_of(patterns)
        self._heads = frozenset(read.heads)
        self._head_adjectives = frozenset(read.head_adjectives)
        self._words = frozenset(read.business_words)
        self._parts = re.compile(rf"{alternation(read.business_parts)}\w{{3}}")
        self._ends = re.compile(rf"\w{{2,}}{alternation(read.business_ends)}")
        self._other_nouns = frozenset(read.other_nouns)
        self._services = frozenset(read.services)
        self._desks = frozenset(read.desks)
        self._as = frozenset(read.as_role)
        self._partners = frozenset(read.partners)
        self._named_as = frozenset(read.named_as)
        self._of = frozenset(read.before["after_di"])
        self._place_nouns = frozenset(read.place_nouns)
        self._institutions = frozenset(read.institutions)
        self._before_kinds = {word: kind for kind, words in read.before.items() for word in words}
        self._relatives = frozenset(read.relatives)
        self._reports = re.compile(rf"(?<!\w){alternation(read.reports)}\s?[«\"]?(?:la |il |l'|lo )?$")
        self._percent = frozenset(read.percent)
        self._money = re.compile(rf"[\d€](?:(?<=€)| ?{alternation(read.money)})")
        self._verb = re.compile(rf"\w{{2,}}{alternation(read.verb_endings)}")
        self._auxiliaries = frozenset(read.auxiliaries)
        self._from_place = re.compile(rf"(?:,\s|\s\()?\s?{alternation(read.from_place)}?\s?")
        self._common = frozenset(patterns.read("words", WordPatterns).common.split())
        self._plain_public = frozenset(patterns.read("buyers", BuyerPatterns).plain_names)
        self._first_names = frozenset(patterns.read("people", PeoplePatterns).first_names.split())
        whole = {word: name for name, words in read.cues.items() for word in words if not word.endswith("*")}
        stems = {word[:-1]: name for name, words in read.cues.items() for word in words if word.endswith("*")}
        stem = re.compile(alternation(stems))

        @lru_cache(maxsize=20_000)
        def cue(word: str) -> str | None:
            if word in whole:
                return whole[word]
            match = stem.match(word)
            return stems[match[0]] if match else None

        self._cue = cue

    def surnames(self, source: SourceText, groups: Iterable[Group]) -> frozenset[str]:
        """The last words of names that begin with a first name."""
        names = (source.clean[group.longest.start : group.longest.core_end].split() for group in groups)
        return frozenset(words[-1] for words in names if len(words) > 1 and words[0] in self._first_names)

    def of_group(self, scan: Scan, group: Group, surnames: frozenset[str], towns: frozenset[int]) -> set[str]:
        features = set(self._in_itself(scan.source, group))
        if scan.source.clean[group.longest.start : group.longest.core_end] in surnames:
            features.add("surname")
        features.update(self._by_model(scan.entities, group))
        for name in group.members:
            features.update(self._around(scan.source, name, towns))
        if all(name.initial for name in group.members):
            features.add("all_initial")
        else:
            features.add("mid_sentence")
            features.discard("after_start")
        if not features.isdisjoint(_NEVER_BEFORE_TOWNS) and not features.isdisjoint(("town", "capital")):
            features -= {"town", "capital"}
            features.add("town_with_article")
        prefix = next(iter(features & {"plain_word", "rare_word"}), "words")
        features.update(f"{prefix}_{feature}" for feature in features & _TELLING)
        if len(group.members) > 1:
            features.add("again" if len(group.members) < 4 else "often")
        return features

    def names_service(self, source: SourceText, name: Name) -> bool:
        """Whether a noun for a service governs a name ("lo sportello X", "gli sportelli di X", "servizi come X")."""
        start = name.start if name.article is None else name.article
        words = [w for w in _TOKEN.findall(source.lower, max(0, start - _WINDOW), start) if w not in _QUOTES][:-4:-1]
        if not words:
            return False
        first, *further = words
        if first in self._named_as:
            return not self._services.isdisjoint(further)
        return first in self._services or (first in self._of and not self._desks.isdisjoint(further[:1]))

    def _in_itself(self, source: SourceText, group: Group) -> Iterator[str]:
        """What the written forms of a group say by themselves."""
        name = group.longest
        written = source.clean[name.start : name.core_end]
        words = written.split()
        small = [word.strip(".'").lower() for word in words]
        yield f"words_{min(len(words), 4)}"
        yield from self._commonness(small)
        if group.legal_form is not None or name.end > name.core_end:
            yield "legal_form"
        if written.rstrip(" 0123456789") in self._places.regions:
            yield "region"
        elif written.rstrip(" 0123456789") in self._places.names:
            known = "capital" if written in self._places.capitals else "town"
            yield "town_common" if written in self._places.ambiguous else known
        if len(small) > 1 and not {small[0], small[-1]}.isdisjoint(self._place_nouns):
            yield "place_in_name"
        if written.isupper() and len(written) > 5:
            yield "capitals"
        if _FOREIGN.search(written):
            yield "foreign_letters"
        if self._cue(small[0]) == "person" and len(small) > 1:
            yield "title_in_name"
        if small[0] in self._institutions:
            yield "institution"
        elif small[0] in self._words:
            yield "business_first" if len(small) > 1 else "business_alone"
        if len(small) > 1 and small[-1] in self._words:
            yield "business_last"
        elif any(self._ends.fullmatch(word) for word in small):
            yield "business_end"
        if small[0] not in self._common and self._parts.match(small[0]):
            yield "business_part"
        if self._is_known(" ".join(small)):
            yield "known"
        elif " ".join(small) in self._plain_public:
            yield "perhaps_public"
        if words[0] in self._first_names:
            yield "first_name_only" if len(words) == 1 else "first_name"
        if "&" in words or "+" in written:
            yield "ampersand"
        if _DIGIT.search(written):
            yield "digit"
        if "'" not in written and any(word[1:] != word[1:].lower() and not word.isupper() for word in words):
            yield "camel"
        if written.isupper() and len(written) <= 5:
            yield "acronym"
        if "." in written:
            yield "dotted"

    def _commonness(self, words: Sequence[str]) -> Iterator[str]:
        common = [word in self._common for word in words if len(word) > 2]
        if len(words) == 1:
            yield "plain_word" if any(common) else "rare_word"
        else:
            yield "all_plain" if common and all(common) else "some_plain" if any(common) else "none_plain"

    @staticmethod
    def _by_model(entities: Sequence[Entity], group: Group) -> Iterator[str]:
        """What a statistical model says, where it saw the very name: a company's or another's."""
        spans = {(name.start, end) for name in group.members for end in (name.end, name.core_end)}
        for entity in entities:
            if (entity.start, entity.end) in spans:
                yield "model_company" if entity.label == "ORG" else "model_other"

    def _around(self, source: SourceText, name: Name, towns: frozenset[int]) -> Iterator[str]:
        """What the words around one occurrence say."""
        if self._reports.search(source.lower, max(0, name.start - _REPORT), name.start):
            yield "reports"
        sentence = source.sentence_at(name.start)
        start = name.start if name.article is None else name.article
        before = _TOKEN.findall(source.lower, max(sentence.start, start - _WINDOW), start)[::-1]
        after = _TOKEN.findall(source.lower, name.end, min(sentence.end, name.end + _WINDOW))
        if name.article is not None:
            before = [source.lower[name.article : name.start].strip(), *before]
        yield from self._before(before)
        yield from self._after(source, name, after, towns)
        yield from self._cues("before", before)
        yield from self._cues("after", after)
        yield from self._in_line(source, name)

    def _in_line(self, source: SourceText, name: Name) -> Iterator[str]:
        """Whether the name stands in an item of a list or beside a sum."""
        earliest = max(0, name.start - _LINE)
        line_start = source.clean.rfind("\n", earliest, name.start) + 1 or earliest
        if _ITEM.match(source.clean, line_start):
            yield "in_item"
        if self._money.search(source.lower, max(line_start, name.start - _WINDOW), name.end + _WINDOW):
            yield "money_near"

    def _before(self, words: Sequence[str]) -> Iterator[str]:
        near = list(itertools.takewhile(lambda word: word not in _BREAKS, words[:6]))
        if not self._services.isdisjoint(near[:5]):
            yield "service_near"
        first, second, third = (*(word for word in words[:6] if word not in _QUOTES), "", "", "")[:3]
        qualified = first in self._head_adjectives or self._is_demonym(first)
        if first in self._heads or (qualified and second in self._heads):
            yield "head_before"
        elif self._is_demonym(first) and second in self._before_kinds:
            yield "demonym_before"
        elif first in self._before_kinds:
            yield self._before_kinds[first]
            if second in self._heads:
                yield "head_of"
            elif self._is_demonym(second) and third in self._before_kinds:
                yield "demonym_of"
            elif second in self._other_nouns:
                yield "other_noun_of"
            elif cue := self._cue(second):
                yield f"{cue}_of"
                if cue == "lead" and any(self._cue(word) == "consortium" for word in words[2:8]):
                    yield "consortium_led_by"
        elif first in self._place_nouns:
            yield "place_noun"
        elif first in self._other_nouns:
            yield "other_noun"
        elif first.isalpha():
            yield f"{self._cue(first) or ('verb' if self._verb.fullmatch(first) else 'noun')}_directly"
        else:
            yield f"after_{_PUNCTUATION.get(first, 'other')}"

    def _is_demonym(self, word: str) -> bool:
        return self._places.of_demonym(word) is not None

    def _after(self, source: SourceText, name: Name, words: Sequence[str], towns: frozenset[int]) -> Iterator[str]:
        from_place = self._from_place.match(source.lower, name.end)
        if from_place and from_place.end() in towns:
            yield _FROM.get(from_place[0].strip()[:1], "of_town")
        first, second, third, fourth = (*(word for word in words[:7] if word not in _QUOTES), "", "", "", "")[:4]
        if first in _APPOSITION:
            apposed = [word for word in (second, third, fourth) if word not in self._before_kinds]
            if any(word in self._heads for word in apposed[:2]):
                yield "apposition"
        if second[:1].isdigit():
            yield "share_after" if not self._percent.isdisjoint(words[:5]) else "number_after"
        if first == "," and second in self._relatives:
            yield "relative"
        if first in self._as and second in self._partners:
            yield "as_partner"
        if first in self._auxiliaries or self._verb.fullmatch(first):
            yield "verb_after"
        if first in self._heads:
            yield "head_after"
        if cue := self._cue(first):
            yield f"{cue}_next"
        elif first in _APPOSITION and (cue := self._cue(second) or self._cue(third)):
            yield f"{cue}_apposed"

    def _cues(self, side: str, words: Sequence[str]) -> Iterator[str]:
        """Cues on one side up to the end of the clause, near ones apart from far ones."""
        for distance, word in enumerate(words[: _FAR + 1]):
            if word in _CLAUSE_ENDS:
                return
            cue = self._cue(word)
            if cue is not None:
                yield f"{cue}_{side}" if distance <= _NEAR else f"{cue}_far_{side}"
