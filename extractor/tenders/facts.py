"""Facts: which slot of a tender or of one of its lots a mention could fill, and how probable that is.

A fact says nothing final: `choice.py` chooses among the facts of a tender, all slots together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractor.mentions.counts import BIDDERS
from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.record import CompanyValue, PublicBodyValue, Role
from extractor.tenders.classes import Class, ClassJudge
from extractor.tenders.consortia import consortium_roles, role_of
from extractor.tenders.context import Context, RoleLanguage
from extractor.tenders.lots import LotPlan, LotPlanner
from extractor.tenders.procedures import ProcedureSplitter
from extractor.tenders.procurement import ProcurementJudge
from extractor.tenders.roles import DECISIONS, RoleJudge, by_name, name_features, value_features
from extractor.tenders.rounds import failed_round
from extractor.tenders.titles import TitleChoice, TitleJudge
from extractor.text import SourceText

_WORTH_KEEPING = 0.02
_OWN_TITLE = 0.3  # less probable ones leave a tender, mostly an earlier round or an extension, the article's
_HEADING = 6  # letters of a bullet and an article before a tender's heading
_OWN_BUYER = 0.5  # less probable ones leave a tender the article's
_ROLES_OF_PARTNERS = ("supplier", "incumbent", "losing_bidder")


class Fact(NamedTuple):
    """`mentions` (the telling one first) could fill `slot` with `probability`; `lot` is an index into the plan's lots,
    None for the tender as a whole; `features` are what it was judged by."""

    slot: str
    mentions: tuple[Mention, ...]
    probability: float
    lot: int | None = None
    features: Sequence[str] = ()

    @property
    def mention(self) -> Mention:
        return self.mentions[0]


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """All that could be said of one tender, the most probable first, the lots it is said of, its title, and its classes
    by slot (status, category, method, award_criteria), the roles of its companies in consortia, and the mentions in the
    sentences that tell of it."""

    facts: tuple[Fact, ...]
    plan: LotPlan
    title: TitleChoice
    roles: Mapping[str, Role]
    classes: Mapping[str, Class]
    mentions: Sequence[Mention]

    def sureness(self) -> dict[str, float]:
        """Slot → the probability of what fills it most probably; slots without a fact are missing."""
        surest = {fact.slot: fact.probability for fact in reversed(self.facts)}
        classes = {slot: self.classes[slot].probability for slot in ("status", "category")}
        return surest | classes | {"title": self.title.probability}


class FactFinder:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._language = RoleLanguage(patterns)
        self._judge = RoleJudge(patterns)
        self._plan_lots = LotPlanner(patterns)
        self._classify = ClassJudge(patterns)
        self._entitle = TitleJudge(patterns)
        self._reports_procurement = ProcurementJudge(patterns)
        self._split = ProcedureSplitter(patterns)

    def __call__(self, source: SourceText, mentions: Sequence[Mention]) -> list[TenderFacts]:
        """One for each tender; none where the article names nothing that is bought or is not about procurement."""
        context = Context(source, mentions, self._language)
        whole = self.whole(context)
        if whole is None or not self._reports_procurement(source, mentions, whole.sureness()):
            return []
        procedures = self._split(source, whole)
        tenders = (
            [self._part(context, whole, sentences) for sentences in procedures] if len(procedures) > 1 else [whole]
        )
        return [
            part
            for sentences, tender in zip(procedures, tenders, strict=True)
            for part in self._rounds(context, whole, tender, sentences)
        ]

    def whole(self, context: Context) -> TenderFacts | None:
        """The article read as one tender; None where it names nothing that is bought."""
        title = self._entitle(context.source, context.mentions)
        return None if title is None else self._tender(context, context.mentions, None, title)

    def _rounds(self, context: Context, whole: TenderFacts, tender: TenderFacts, sentences: range) -> list[TenderFacts]:
        """The tender and, behind it, an earlier round of it that failed."""
        failed = failed_round(context.source, tender)
        if not failed:
            return [tender]
        current = self._part(context, whole, [sentence for sentence in sentences if sentence not in failed])
        return [current, replace(self._part(context, whole, sorted(failed)), title=current.title)]

    def _part(self, context: Context, whole: TenderFacts, sentences: Sequence[int]) -> TenderFacts:
        """What the sentences tell of their tender; a buyer or title that they do not name is that of the article."""
        own = set(sentences)
        mentions = [m for m in whole.mentions if context.source.sentence_index(m.start) in own]
        title = self._entitle(context.source, mentions, sentences)
        said = context.source.sentence_index(whole.title.mention.start) <= sentences[-1]
        if title is None or (said and title.probability < min(_OWN_TITLE, whole.title.probability)):
            title = whole.title
        tender = self._tender(context, mentions, sentences, title)
        return replace(
            tender, facts=_with_buyer(tender.facts, whole.facts, context.source.sentences[sentences[0]].start)
        )

    def _tender(
        self, context: Context, mentions: Sequence[Mention], sentences: Sequence[int] | None, title: TitleChoice
    ) -> TenderFacts:
        plan = self._plan_lots(context.source, mentions)
        classes = self._classify(context.source, mentions, sentences, title.mention)
        status = classes["status"].code
        linked = lots_of(plan)
        facts = [
            *self._value_facts(mentions, linked, context, status),
            *self._name_facts(mentions, linked, context, status),
        ]
        return TenderFacts(
            tuple(sorted(facts, key=lambda fact: -fact.probability)),
            plan,
            title,
            roles_of(mentions, context),
            classes,
            mentions,
        )

    def _value_facts(
        self, mentions: Sequence[Mention], linked: Mapping[Mention, Sequence[int]], context: Context, status: str
    ) -> Iterator[Fact]:
        for mention in mentions:
            if mention.kind not in DECISIONS or context.rules_out(mention):
                continue
            lots = linked.get(mention, ())
            features = value_features(mention, context, situation(status, lots))
            for role, probability in self._judge.value_roles(mention.kind, features).items():
                if role != "other" and probability >= _WORTH_KEEPING and _can_fill(mention, role):
                    yield from (Fact(role, (mention,), probability, lot, features) for lot in lots or (None,))

    def _name_facts(
        self, mentions: Sequence[Mention], linked: Mapping[Mention, Sequence[int]], context: Context, status: str
    ) -> Iterator[Fact]:
        groups = by_name(mentions)
        lots = {n: {lot: m for m in group for lot in linked.get(m, ())} for n, group in groups.items()}
        features = {n: name_features(group, context, situation(status, lots[n])) for n, group in groups.items()}
        judged = {name: self._judge.name_roles(features[name]) for name in groups}
        for name, probabilities in _shared_by_partners(judged, context).items():
            for role, probability in probabilities.items():
                if probability >= _WORTH_KEEPING:
                    yield Fact(role, tuple(groups[name]), probability, None, features[name])
                    if role == "supplier":
                        for lot, mention in lots[name].items():
                            yield Fact(role, (mention,), probability, lot, features[name])


def _with_buyer(own: Sequence[Fact], whole: Sequence[Fact], start: int) -> tuple[Fact, ...]:
    """The facts of one tender of several, told from `start` on, with the article's buyer: first of all where its own is
    hardly one and is not its heading ("COMUNE DI LODI. Deserta la gara ...")."""
    buyer = next((fact for fact in whole if fact.slot == "buyer"), None)
    if buyer is None:
        return tuple(own)
    best = next((fact for fact in own if fact.slot == "buyer"), None)
    if best is None:
        return (buyer, *own)
    heads = any(start <= mention.start <= start + _HEADING for mention in best.mentions)
    sure = best.probability >= min(_OWN_BUYER, buyer.probability)
    return (*own, buyer) if heads or sure else (buyer, *own)


def _can_fill(mention: Mention, role: str) -> bool:
    """What counts bidders counts no lots, and the other way round."""
    return mention.kind != "count" or (role == BIDDERS) == (mention.rule == BIDDERS)


def _shared_by_partners(judged: Mapping[str, Mapping[str, float]], context: Context) -> dict[str, dict[str, float]]:
    """Companies that are named in one breath win, lose and leave together, each role as probable as for the surest;
    who buys is no partner."""
    shared = {name: dict(roles) for name, roles in judged.items()}
    for row in context.rows():
        names = {name for mention in row if (name := _name(mention)) in judged and judged[name]["buyer"] < _OWN_BUYER}
        for role in _ROLES_OF_PARTNERS:
            surest = max((judged[name][role] for name in names), default=0.0)
            for name in names:
                shared[name][role] = max(shared[name][role], surest)
    return shared


def roles_of(mentions: Sequence[Mention], context: Context) -> dict[str, Role]:
    """Company → lead or member, for companies in a consortium of which either is said."""
    said = consortium_roles(context)
    found: dict[str, Role] = {}
    for name, group in by_name(mentions).items():
        role = (
            role_of(name, {context.source.sentence_index(mention.start) for mention in group}, said) if said else None
        )
        if role is not None:
            found[name] = role
    return found


def situation(status: str, lots: Collection[int]) -> list[str]:
    """Features of a mention that its tender gives it."""
    return [f"status={status}", "in_lot"] if lots else [f"status={status}"]


def name_of(fact: Fact) -> str:
    return _name(fact.mention)


def _name(mention: Mention) -> str:
    assert isinstance(mention.value, CompanyValue | PublicBodyValue)
    return mention.value.name


def lots_of(plan: LotPlan) -> dict[Mention, list[int]]:
    """Indices of the lots that each mention belongs to."""
    lots: dict[Mention, list[int]] = defaultdict(list)
    for index, lot in enumerate(plan.lots):
        for link in lot.links:
            lots[link.mention].append(index)
    return dict(lots)
