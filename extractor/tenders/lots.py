"""The lots of a tender: which there are, what each is called, and which mentions belong to it.

Reading order: `LotPlan` is what comes out; `LotPlanner` goes from references ("lotto 1", "il secondo") over those that
mean lots of the article's tender to one `Lot` for each, gives it the best title beside its references and links every
value and name to the lot it is said of. Whether a linked amount is base or award is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.mentions.lots import LotPatterns, counts_lots
from extractor.mentions.mention import Mention
from extractor.mentions.places import places_of
from extractor.patterns import Patterns, alternation
from extractor.record import CountValue, LotValue
from extractor.tenders.lot_areas import AreaCandidate, AreaFinder, best_together
from extractor.tenders.lot_links import START, LotLinker, Reference, StructurePatterns, between
from extractor.tenders.lot_titles import TitleCandidate, TitleFinder
from extractor.tenders.weights import LinearModel
from extractor.text import Region, SourceText

_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 6  # letters by which a word of a title is known again
_ECHO_REACH = 2500
_CUE_REACH = 400
_TITLE_REACH = 30  # characters between a reference and the title that goes with it
_ROW_REACH = 50  # characters between two lots of a row, with their values
_BEHIND_BOTH = 25  # characters between "per entrambi" and the name
_ROW_VALUES = ("amount", "percentage", "duration")
_LEAST_AREA = 0.3  # probability that a stretch needs to name a lot
_LEAST_MISSING = 0.075  # the same where fewer than are said are more probable
_LEAST_UNCOUNTED = 0.45  # the same where their count is not said
_MOST_AREAS = 12  # lots without a number where their count is not said


class Link(NamedTuple):
    mention: Mention
    score: float


@dataclass(slots=True)
class Lot:
    """`number` is None for a lot that is named by its area only; `deserted` are the words that say that nobody bid."""

    number: str | None
    title: Region | None = None
    references: list[Reference] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    deserted: Region | None = None


@dataclass(frozen=True, slots=True)
class LotPlan:
    """`lots` in the order of the article, empty for a tender that is not split; `count` says how many it has."""

    lots: tuple[Lot, ...] = ()
    count: Mention | None = None

    @property
    def size(self) -> int | None:
        """How many lots the tender has: as said, else as a complete enumeration shows."""
        if self.count is not None and isinstance(self.count.value, CountValue):
            return self.count.value.count
        numbers = {lot.number for lot in self.lots}
        return len(numbers) if len(numbers) > 1 and numbers == {str(n + 1) for n in range(len(numbers))} else None


class LotPlanner:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        listed = patterns.read("lot_structure", StructurePatterns)
        words = patterns.read("lots", LotPatterns)
        articles = rf"(?:{alternation(words.articles)}|{alternation(words.elided_articles)}\s?)"
        area_articles = rf"(?:{alternation(listed.areas.articles)}(?:\s|(?<=')))"
        self._lot = re.compile(rf"\b(?:{words.one}|{words.many})\b")
        self._titles = TitleFinder(listed.titles, words)
        self._join = re.compile(rf"\s?(?:,|,?\s{alternation(words.joins)})\s{articles}?")
        openers = alternation([*listed.titles.openers, *words.joins])
        self._between_items = re.compile(rf"[\s,;:()–-]*(?:{openers}(?:[\s,;:()–-]+|(?<=')))*")
        self._join_areas = re.compile(rf"\s?(?:,|,?\s{alternation(words.joins)})\s{area_articles}{{0,2}}")
        self._cues = {
            name: re.compile(r"(?<!\w)" + alternation(getattr(listed, name)))
            for name in ("earlier", "phase", "batch", "plot", "tender", "deserted", "again", "both")
        }
        self._areas = AreaFinder(listed.titles, listed.areas, words, self._titles, places_of(patterns))
        self._area_model = LinearModel.of(patterns, "lot_area")
        self._count_model = LinearModel.of(patterns, "lot_count")
        self._reference_model = LinearModel.of(patterns, "lot_reference")
        self._title_model = LinearModel.of(patterns, "lot_title")
        self._links = LotLinker(listed, patterns)

    def __call__(self, source: SourceText, mentions: Sequence[Mention]) -> LotPlan:
        references = self.meant(source, mentions)
        count = self._count(source, mentions, references)
        lots = _lots(references)
        if references:
            self._name(source, mentions, references, lots)
            references = sorted([*references, *self._enumerated(source, mentions, references, lots, count)], key=START)
        else:
            references, lots = self._by_area(source, mentions, count)
        self._link(source, mentions, references, lots)
        return LotPlan(tuple(lot for lot in lots.values() if not _only_counted(lot)), count)

    # ------------------------------------------------------------------ lots that are named by their area only
    def area_candidates(
        self, source: SourceText, mentions: Sequence[Mention], count: Mention | None
    ) -> list[AreaCandidate]:
        """Stretches that may name a lot, where the article tells of lots without numbers."""
        split = next((mention for mention in mentions if mention.rule == "split"), None)
        said = count or split
        return self._areas.candidates(source, mentions, said) if said is not None else []

    def _enumerated(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        references: Sequence[Reference],
        lots: Mapping[str, Lot],
        count: Mention | None,
    ) -> list[Reference]:
        """The row that names all lots before any is told of by its number alone, with its titles given to them: "tre
        lotti, cioè il ponte, la strada e la piazza. Il primo va alla Rossi"."""
        if count is None or not isinstance(count.value, CountValue) or any(lot.title for lot in lots.values()):
            return []
        keys = [str(place + 1) for place in range(count.value.count)]
        judged = [
            (self._area_model.probability(candidate.features), candidate)
            for candidate in self.area_candidates(source, mentions, count)
            if count.end <= candidate.start and candidate.end <= references[0].start
            if source.sentence_index(candidate.start) == source.sentence_index(count.start)
        ]
        areas = best_together(judged, _LEAST_MISSING, len(keys))
        if len(areas) < max(2, len(keys)):
            return []
        for key, area in zip(keys, areas, strict=True):
            if key in lots:
                lots[key].title = Region(area.start, area.end)
        return [Reference(a.start, a.end, (k,), "area") for k, a in zip(keys, areas, strict=True) if k in lots]

    def _by_area(
        self, source: SourceText, mentions: Sequence[Mention], count: Mention | None
    ) -> tuple[list[Reference], dict[str, Lot]]:
        most = count.value.count if count is not None and isinstance(count.value, CountValue) else 0
        judged = [
            (self._area_model.probability(candidate.features), candidate)
            for candidate in (self.area_candidates(source, mentions, count) if most != 1 else ())
        ]
        chosen = best_together(judged, _LEAST_AREA if most else _LEAST_UNCOUNTED, most or _MOST_AREAS)
        if 2 <= len(chosen) < most:
            chosen = best_together(judged, _LEAST_MISSING, most)
        if len(chosen) < 2:
            return [], {}
        references = [Reference(c.start, c.end, (f"#{place}",), "area") for place, c in enumerate(chosen, 1)]
        lots = {
            reference.keys[0]: Lot(None, Region(reference.start, reference.end), [reference])
            for reference in references
        }
        return references, lots

    # ------------------------------------------------------------------ which references mean lots of this tender
    def meant(self, source: SourceText, mentions: Sequence[Mention]) -> list[Reference]:
        references = self.references(source, mentions)
        if not references or 0 < self._times(source, "batch") > self._times(source, "tender"):
            return []
        described = self.reference_features(source, mentions, references)
        return [
            reference
            for reference, features in zip(references, described, strict=True)
            if self._reference_model.probability(features) >= 0.5
        ]

    def references(self, source: SourceText, mentions: Sequence[Mention]) -> list[Reference]:
        """The lot mentions by position, those of one row together ("lotti 1, 2 e 3")."""
        rows: list[list[Mention]] = []
        for mention in mentions:
            if mention.kind != "lot" or mention.rule == "split":
                continue
            joined = bool(rows) and self._join.fullmatch(source.lower, rows[-1][-1].end, mention.start) is not None
            if rows and (mention.rule == "range" or (joined and mention.rule != "list")):
                rows[-1].append(mention)
            else:
                rows.append([mention])
        rows = [part for row in rows for part in self._parted(source, row)]
        return [Reference(row[0].start, row[-1].end, _keys(row), row[0].rule, tuple(row)) for row in rows]

    def _parted(self, source: SourceText, row: list[Mention]) -> list[list[Mention]]:
        """A row that no "e" closes, each of whose lots is called one, is none: "Rossi vince il lotto 1, il lotto 2"."""
        whole = all(self._lot.search(source.lower, mention.start, mention.end) for mention in row)
        closed = len(row) < 2 or "," not in source.lower[row[-2].end : row[-1].start]
        return [row] if closed or not whole else [[mention] for mention in row]

    def reference_features(
        self, source: SourceText, mentions: Sequence[Mention], references: Sequence[Reference]
    ) -> list[list[str]]:
        """For each reference what speaks for and against its meaning lots of the article's tender."""
        if not references:
            return []
        numbers = {key for reference in references for key in reference.keys}
        counts = [m for m in mentions if counts_lots(m)]
        article = [
            f"numbers={min(len(numbers), 3)}",
            f"first_named={'1' in numbers or 'A' in numbers}",
            f"plots={min(self._times(source, 'plot'), 3)}",
            f"tenders={min(self._times(source, 'tender'), 6) // 2}",
        ]
        topics = [count.start for count in counts] + [r.start for r in references if self._is_full(source, r)]
        named = {key for reference in references if reference.rule == "named" for key in reference.keys}
        return [
            [
                *article,
                *self._reference_features(source, reference, counts, sorted(topics)),
                *(["named_too"] if reference.rule != "named" and named.issuperset(reference.keys) else []),
            ]
            for reference in references
        ]

    def _times(self, source: SourceText, name: str) -> int:
        return sum(1 for _ in self._cues[name].finditer(source.lower))

    def _said(self, source: SourceText, start: int, end: int, names: Sequence[str]) -> Iterator[str]:
        """Which of the cues stand in the sentence of a stretch, and which in the sentence before, within reach."""
        index = source.sentence_index(start)
        sentence = source.sentences[index]
        first, last = max(sentence.start, start - _CUE_REACH), min(sentence.end, end + _CUE_REACH)
        before = max(source.sentences[index - 1].start, sentence.start - _CUE_REACH) if index else sentence.start
        for name in names:
            if self._cues[name].search(source.lower, first, last):
                yield name
                if self._cues[name].search(source.lower, max(first, start - 60), end):
                    yield f"near.{name}"
            if index and self._cues[name].search(source.lower, before, sentence.start):
                yield f"previous.{name}"

    def _is_full(self, source: SourceText, reference: Reference) -> bool:
        return self._lot.search(source.lower, reference.start, reference.end) is not None

    def _reference_features(
        self, source: SourceText, reference: Reference, counts: Sequence[Mention], topics: Sequence[int]
    ) -> Iterator[str]:
        yield f"rule={reference.rule}"
        yield f"several={len(reference.keys) > 1}"
        highest = max((int(key) for key in reference.keys if key.isdigit()), default=0)
        most = max((count.value.count for count in counts if isinstance(count.value, CountValue)), default=0)
        yield f"counted={'no' if not most else 'yes' if highest <= most else 'beyond'}"
        yield from self._said(source, reference.start, reference.end, ("earlier", "plot", "tender", "deserted"))
        if self._cues["phase"].search(source.lower, max(0, reference.end - 7), reference.end + 20):
            yield "phase"
            yield f"phase.{reference.rule}"
        topic = bisect_left(topics, reference.start)
        if topic:
            said = topics[topic - 1]
            if "earlier" in self._said(source, said, said, ("earlier",)):
                yield "topic.earlier"

    # ------------------------------------------------------------------ how many there are
    def count_choices(
        self, source: SourceText, mentions: Sequence[Mention], references: Sequence[Reference]
    ) -> Iterator[tuple[Mention, list[str]]]:
        """Every count of lots with what speaks for its being that of the article's tender."""
        keys = {key for reference in references for key in reference.keys}
        highest = max((int(key) for key in keys if key.isdigit()), default=0) if keys else None
        counts = [mention for mention in mentions if counts_lots(mention)]
        times = Counter(mention.value.count for mention in counts if isinstance(mention.value, CountValue))
        for place, mention in enumerate(counts):
            yield mention, [*self._count_features(source, mention, place, times, highest)]

    def _count_features(
        self, source: SourceText, mention: Mention, place: int, times: Mapping[int, int], highest: int | None
    ) -> Iterator[str]:
        value = mention.value.count if isinstance(mention.value, CountValue) else 0
        yield f"rule={mention.rule}"
        yield f"place={min(place, 2)}"
        yield f"counts={min(sum(times.values()), 3)}"
        yield f"repeated={times[value] > 1}"
        yield f"single={value == 1}"
        yield "largest" if value == max(times) else "smaller"
        if highest is None:
            yield "named=none"
        else:
            yield f"named={'fewer' if highest < value else 'same' if highest == value else 'more'}"
        yield from self._said(source, mention.start, mention.end, ("earlier", "plot", "batch", "tender"))
        lead = source.lower[max(0, mention.start - 20) : mention.start].split()
        if lead:
            yield f"lead={lead[-1][:6]}"

    def _count(
        self, source: SourceText, mentions: Sequence[Mention], references: Sequence[Reference]
    ) -> Mention | None:
        judged = [
            (self._count_model.probability(features), -mention.start, mention)
            for mention, features in self.count_choices(source, mentions, references)
        ]
        best = max(judged, key=lambda choice: choice[:2], default=(0.0, 0, None))
        return best[2] if best[0] >= 0.5 else None

    # ------------------------------------------------------------------ what each lot is called
    def title_candidates(
        self, source: SourceText, mentions: Sequence[Mention], reference: Reference, blocks: Sequence[Region]
    ) -> Iterator[tuple[str, TitleCandidate]]:
        """Lot key and words that may name it, for every stretch beside the reference."""
        several = len(reference.keys)
        for plain in self._titles.candidates(source, reference.start, reference.end, blocks):
            if any(mention.kind == "lot" for mention in between(mentions, reference.end, plain.start)):
                continue
            features = (*plain.features, f"{reference.rule}.{plain.features[0]}")
            if several == 1:
                yield reference.keys[0], TitleCandidate(plain.start, plain.end, features, plain.quoted)
                continue
            items = self._items(source, plain)
            if len(items) == several:
                for key, item in zip(reference.keys, items, strict=True):
                    yield key, TitleCandidate(item.start, item.end, (*features, "distributed"))

    def _items(self, source: SourceText, candidate: TitleCandidate) -> list[Region]:
        position = candidate.start
        items: list[Region | None] = []
        for match in self._join.finditer(source.lower, candidate.start, candidate.end):
            items.append(self._titles.trimmed(source, position, match.start()))
            position = match.end()
        items.append(self._titles.trimmed(source, position, candidate.end))
        return [item for item in items if item is not None]

    def _name(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        references: Sequence[Reference],
        lots: Mapping[str, Lot],
    ) -> None:
        blocks = title_blocks(mentions)
        best: dict[str, float] = defaultdict(lambda: 0.3)
        for reference in references:
            for key, candidate in self.title_candidates(source, mentions, reference, blocks):
                score = self._title_model.probability(candidate.features)
                if candidate.quoted:
                    score = 1.0
                if score > best[key]:
                    best[key] = score
                    lots[key].title = Region(candidate.start, candidate.end)

    # ------------------------------------------------------------------ what belongs to which lot
    def anchors(self, source: SourceText, references: Sequence[Reference], lots: Mapping[str, Lot]) -> list[Reference]:
        """What brings up a lot: the references with the titles beside them, and later words of a title alone."""
        found = self._joined(source, extended(references, lots))
        found = sorted([*found, *self._again(source, found)], key=START)
        return sorted([*found, *self._echoes(source, found, lots)], key=START)

    def _joined(self, source: SourceText, anchors: Sequence[Reference]) -> list[Reference]:
        """Areas that a comma or "e" joins as one: what is said behind them is said of both."""
        rows: list[Reference] = []
        for anchor in anchors:
            last = rows[-1] if rows else None
            if (
                last is not None
                and last.rule == anchor.rule == "area"
                and self._join_areas.fullmatch(source.lower, last.end, anchor.start)
            ):
                rows[-1] = Reference(last.start, anchor.end, (*last.keys, *anchor.keys), last.rule)
            else:
                rows.append(anchor)
        return rows

    def _again(self, source: SourceText, references: Sequence[Reference]) -> Iterator[Reference]:
        """Words that mean the lot named last: "per questo lotto"."""
        for match in self._cues["again"].finditer(source.lower, source.body_start):
            behind = bisect_left(references, match.start(), key=START)
            if behind and len(references[behind - 1].keys) == 1 and references[behind - 1].end <= match.start():
                yield Reference(*match.span(), references[behind - 1].keys, "again")

    def _echoes(
        self, source: SourceText, references: Sequence[Reference], lots: Mapping[str, Lot]
    ) -> Iterator[Reference]:
        """Words of one lot's title alone that come up again behind it and nowhere else before it."""
        if not references:
            return
        first, last = references[0].start, references[-1].end
        owners: dict[str, set[str]] = defaultdict(set)
        since: dict[str, int] = {}
        for key, lot in lots.items():
            if lot.title is not None:
                for word in _WORD.finditer(source.lower, lot.title.start, lot.title.end):
                    owners[word[0][:_STEM]].add(key)
                    since[word[0][:_STEM]] = word.start()
        titles = [(lot.title.start, lot.title.end) for lot in lots.values() if lot.title is not None]
        held = sorted([*titles, *((reference.start, reference.end) for reference in references)])
        before = {word[0][:_STEM] for word in _WORD.finditer(source.lower, source.body_start, first)}
        for word in _WORD.finditer(source.lower, first, min(len(source.lower), last + _ECHO_REACH)):
            stem = word[0][:_STEM]
            if word.start() < since.get(stem, 0):
                before.add(stem)
            if len(owners.get(stem, ())) != 1 or stem in before:
                continue
            behind = bisect_left(held, (word.end(), 0))
            if not any(end > word.start() for _, end in held[max(0, behind - 4) : behind]):
                yield Reference(word.start(), word.end(), tuple(owners[stem]), "echo")

    def _link(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        references: Sequence[Reference],
        lots: Mapping[str, Lot],
    ) -> None:
        anchors = self.anchors(source, references, lots)
        if not anchors:
            return
        linked = [*self._links.linkable(mentions), *self._links.deserted(source)]
        belonging = list(self._links.belonging(source, mentions, linked, anchors))
        rows = self._rows_won(source, mentions, anchors, belonging)
        for mention, score, anchor in belonging:
            for key in rows.get(mention) or self._links.keys(source, linked, mention, anchor, anchors):
                if mention.kind == "cue":
                    lots[key].deserted = Region(mention.start, mention.end)
                else:
                    lots[key].links.append(Link(mention, score))
        self._carry(source, [anchor for anchor in anchors if anchor.rule != "echo"], lots)

    def _rows_won(
        self,
        source: SourceText,
        mentions: Sequence[Mention],
        anchors: Sequence[Reference],
        belonging: Sequence[tuple[Mention, float, Reference]],
    ) -> dict[Mention, tuple[str, ...]]:
        """Company → lots, for names before or behind a whole row of lots: "lotti 2 (90mila euro) e 5 (70mila): Rossi".
        A row with names on both sides of it is left alone."""
        won: dict[Mention, tuple[str, ...]] = {}
        linked: dict[Reference, list[Mention]] = defaultdict(list)
        for mention, _, anchor in belonging:
            if mention.kind == "company":
                linked[anchor].append(mention)
        for row in self._rows(source, mentions, anchors):
            keys = tuple(dict.fromkeys(key for anchor in row for key in anchor.keys))
            first, last = row[0].start, row[-1].end
            names = [name for anchor in row for name in linked[anchor]]
            near = all(first - _ROW_REACH <= name.start <= last + _ROW_REACH for name in names)
            if near and len({name.start < first for name in names}) == 1:
                won |= dict.fromkeys(names, keys)
        return won | dict(self._both_won(source, mentions, anchors))

    def _both_won(
        self, source: SourceText, mentions: Sequence[Mention], anchors: Sequence[Reference]
    ) -> Iterator[tuple[Mention, tuple[str, ...]]]:
        """Names right behind words that mean the two lots named last: "per entrambi la Rossi srl"."""
        for match in self._cues["both"].finditer(source.lower, source.body_start):
            behind = bisect_left(anchors, match.start(), key=START)
            keys = [key for anchor in reversed(anchors[max(0, behind - 4) : behind]) for key in anchor.keys]
            last = tuple(dict.fromkeys(keys))[:2]
            for name in between(mentions, match.end(), match.end() + _BEHIND_BOTH):
                if name.kind == "company" and len(last) == 2:
                    yield name, last

    def _rows(
        self, source: SourceText, mentions: Sequence[Mention], anchors: Sequence[Reference]
    ) -> Iterator[list[Reference]]:
        """Anchors that are named one after another with nothing but their values between."""
        row: list[Reference] = []
        for anchor in anchors:
            if row and not self._in_row(source, mentions, row[-1].end, anchor.start):
                if len(row) > 1:
                    yield row
                row = []
            row.append(anchor)
        if len(row) > 1:
            yield row

    def _in_row(self, source: SourceText, mentions: Sequence[Mention], start: int, end: int) -> bool:
        if end - start > _ROW_REACH:
            return False
        words, position = [], start
        for mention in between(mentions, start, end):
            if mention.kind in _ROW_VALUES and mention.start >= position:
                words.append(source.lower[position : mention.start])
                position = mention.end
        return self._between_items.fullmatch(" ".join([*words, source.lower[position:end]])) is not None

    @staticmethod
    def _carry(source: SourceText, anchors: Sequence[Reference], lots: Mapping[str, Lot]) -> None:
        """A name before the first of several lots in a sentence holds for those that follow without a name of their
        own: "alla Rossi vanno il primo (Albaro), il secondo (Nervi) e il quarto"."""
        named = {
            key: sorted((k for k in lot.links if k.mention.kind == "company"), key=lambda k: k.mention.start)
            for key, lot in lots.items()
        }
        carried: list[Link] = []
        sentence = Region(-1, -1)
        for anchor in anchors:
            if source.sentence_at(anchor.start) != sentence:
                carried, sentence = [], source.sentence_at(anchor.start)
            own = [link for key in anchor.keys for link in _within(named[key], sentence)]
            if own:
                carried = [link for link in own if link.mention.start < anchor.start]
                continue
            for key in anchor.keys:
                if lots[key].deserted is None:
                    lots[key].links += carried


def _within(links: Sequence[Link], region: Region) -> Sequence[Link]:
    """The links, in order, whose mentions begin in a region."""
    first = bisect_left(links, region.start, key=lambda link: link.mention.start)
    return links[first : bisect_left(links, region.end, key=lambda link: link.mention.start)]


def _keys(row: Sequence[Mention]) -> tuple[str, ...]:
    """The numbers of a row, those inside a range filled in."""
    keys: list[str] = []
    for mention in row:
        if not isinstance(mention.value, LotValue) or mention.value.number is None:
            continue
        number = mention.value.number
        if mention.rule == "range" and number.isdigit() and keys and keys[-1].isdigit():
            keys += [str(between) for between in range(int(keys[-1]) + 1, min(int(number), int(keys[-1]) + 50))]
        keys.append(number)
    return tuple(dict.fromkeys(keys))


def _lots(references: Sequence[Reference]) -> dict[str, Lot]:
    lots: dict[str, Lot] = {}
    for reference in references:
        for key in reference.keys:
            lots.setdefault(key, Lot(key)).references.append(reference)
    return lots


def _only_counted(lot: Lot) -> bool:
    """Whether a lot is one of a range ("i lotti dal 2 al 5") of which nothing else is said."""
    told = lot.title is not None or lot.links or lot.deserted is not None
    return not told and all(any(m.rule == "range" for m in reference.mentions) for reference in lot.references)


def title_blocks(mentions: Sequence[Mention]) -> list[Region]:
    """Where no title can be: values, names and references."""
    kinds = ("amount", "company", "percentage", "lot", "identifier", "duration")
    return sorted(
        (Region(mention.start, mention.end) for mention in mentions if mention.kind in kinds),
        key=lambda region: (region.start, region.end),
    )


def extended(references: Sequence[Reference], lots: Mapping[str, Lot]) -> list[Reference]:
    """The references together with the titles that stand beside them."""
    found = []
    for reference in references:
        start, end = reference.start, reference.end
        for key in reference.keys:
            title = lots[key].title if key in lots else None
            if title is not None and end <= title.start <= end + _TITLE_REACH:
                end = title.end
            elif title is not None and start - _TITLE_REACH <= title.end <= start:
                start = title.start
        found.append(Reference(start, end, reference.keys, reference.rule, reference.mentions))
    return found
