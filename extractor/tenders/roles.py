"""Roles: for every mention, which slot it could fill and how probable that is.

One decision for each kind of mention; its features are those of `Context` and a few of the kind's own, its weights
stand in `patterns/weights.toml`. Finding the mentions and weighing them are two steps: nothing here chooses.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from extractor.mentions.mention import Mention
from extractor.mentions.public_bodies import MUNICIPAL
from extractor.patterns import Patterns
from extractor.record import AmountValue, CompanyValue, CountValue, DateValue, DurationValue, Kind, PublicBodyValue
from extractor.tenders.context import Context
from extractor.tenders.periods import days_of, time_of
from extractor.tenders.weights import DecisionsTogether, LinearModel

DECISIONS: Mapping[Kind, str] = {
    "amount": "amount_role",
    "duration": "duration_role",
    "date": "date_role",
    "count": "count_role",
    "percentage": "percentage_role",
}
NAME_DECISIONS = ("supplier", "incumbent", "losing_bidder", "buyer")


# A base price is meant nearby.
_BASE_SAID = frozenset(("base<c", "base<8", "base>3", "on_offer<c", "on_offer<8", "on_offer>8"))
# Features of a mention's own whose meaning depends on the situation.
_STANDING = frozenset(("first", "largest"))
_ROUNDED = 0.02  # of a length, between 24 months and 730 days
_ARTICLE = 4  # letters of an article and a space


class RoleJudge:
    """Made once per pipeline."""

    def __init__(self, patterns: Patterns) -> None:
        self._values = {kind: LinearModel.of(patterns, decision) for kind, decision in DECISIONS.items()}
        self._names = DecisionsTogether(patterns, NAME_DECISIONS)

    def value_roles(self, kind: Kind, features: Sequence[str]) -> dict[str, float]:
        """Role → probability for an amount, duration, date, count or percentage with these features."""
        return self._values[kind].probabilities(features)

    def name_roles(self, features: Sequence[str]) -> dict[str, float]:
        """Role → probability for a company or public body with these features; roles do not exclude each other."""
        return self._names.probabilities(features)

    def reasons(self, kind: Kind, role: str, features: Sequence[str]) -> list[tuple[str, float]]:
        """The features that speak for a role with their weights, the strongest first."""
        model = self._names if role in NAME_DECISIONS else self._values[kind]
        return sorted((w for w in model.weights(role, features) if w[1] > 0), key=lambda weight: -weight[1])


def value_features(mention: Mention, context: Context, situation: Sequence[str] = ()) -> list[str]:
    """The features of an amount, duration, date, count or percentage; `situation` are those of its tender."""
    around = context.around(mention)
    own = [*_position(mention, context), *_own_features(mention, context)]
    features = [*around.features, *own]
    nearest = [*around.near, *(feature for feature in own if feature in _STANDING)]
    return [*features, *_with_situation(features, nearest, situation)]


def name_features(mentions: Sequence[Mention], context: Context, situation: Sequence[str] = ()) -> list[str]:
    """The features of all mentions of one name together."""
    gathered: dict[str, None] = {}
    nearest: dict[str, None] = {}
    for mention in mentions:
        around = context.around(mention)
        gathered.update(dict.fromkeys(around.features))
        nearest.update(dict.fromkeys(around.near))
    gathered.update(dict.fromkeys(_name_features(mentions, context)))
    return [*gathered, *_with_situation(gathered.keys(), nearest, situation)]


def by_name(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Companies and public bodies of an article, gathered under their one name."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if isinstance(mention.value, CompanyValue | PublicBodyValue):
            groups[mention.value.name].append(mention)
    return dict(groups)


def _with_situation(features: Collection[str], nearest: Collection[str], situation: Sequence[str]) -> Iterator[str]:
    """The situation alone and together with the nearest cues, whose meaning depends on it."""
    base = "no_base" if _BASE_SAID.isdisjoint(features) else "base"
    if len(situation) > 1:
        yield "&".join((*situation, base))
    for state in situation:
        yield state
        yield f"{state}&{base}"
        for feature in nearest:
            yield f"{state}&{feature}"


def _position(mention: Mention, context: Context) -> Iterator[str]:
    yield f"tenth={_part(mention, context, 10)}"
    first, values = context.peers(mention.kind)
    yield "first" if first is mention else "not_first"
    if values == 1:
        yield "only"


def _part(mention: Mention, context: Context, parts: int) -> int:
    """Which of so many equal parts of the article a mention begins in."""
    text = context.source
    length = max(1, len(text.clean) - text.body_start)
    return min(parts - 1, parts * (mention.start - text.body_start) // length)


def _own_features(mention: Mention, context: Context) -> Iterator[str]:
    value = mention.value
    if mention.rule:
        yield f"rule={mention.rule}"
    if isinstance(value, AmountValue):
        yield from _amount_features(value, mention, context)
    elif isinstance(value, DurationValue):
        yield from _duration_features(value, mention, context)
    elif isinstance(value, DateValue):
        yield from _date_features(value, mention, context)
    elif isinstance(value, CountValue):
        yield f"count={min(value.count, 12)}"


def _amount_features(value: AmountValue, mention: Mention, context: Context) -> Iterator[str]:
    others = context.amounts
    below, above = bisect.bisect_left(others, value.amount), bisect.bisect_right(others, value.amount)
    largest = others[-1] if others else Decimal(0)
    if value.amount == largest:
        yield "largest"
    elif largest and value.amount * 10 < largest:
        yield "small_beside_largest"
    if above - below > 1:
        yield "repeated"
    yield f"digits={min(len(str(int(value.amount))), 9)}"
    yield f"qualifier={value.qualifier}"
    yield f"per={'none' if value.per is None else 'unit' if value.per == 'unit' else 'period'}"
    yield f"vat={value.vat}"
    if above < len(others) and others[above] < 2 * value.amount:
        yield "has_slightly_larger"
    if below > 0 and 2 * others[below - 1] > value.amount:
        yield "has_slightly_smaller"


def _duration_features(value: DurationValue, mention: Mention, context: Context) -> Iterator[str]:
    yield f"unit={value.iso8601[-1]}"
    yield f"long={min(20, int(days_of(value.iso8601)) // 200)}"
    yield from _rank(mention, context)
    yield from context.length(mention)


def _rank(mention: Mention, context: Context) -> Iterator[str]:
    """The place of a length of time among those of the article that can be a contract's."""
    days, all_days = context.terms.get(mention), context.days
    if days is None:
        return
    shorter = bisect.bisect_left(all_days, days * (1 - _ROUNDED))
    alike = bisect.bisect_right(all_days, days * (1 + _ROUNDED)) - shorter
    if alike == len(all_days):
        yield "only_length"
    elif days == all_days[-1]:
        yield "longest"
    if alike > 1:
        yield "said_again"
    if next(iter(context.terms)) is mention:
        yield "first_length"


def _date_features(value: DateValue, mention: Mention, context: Context) -> Iterator[str]:
    kind, sides = context.moment(mention)
    yield f"moment={kind}"
    yield from (f"moment={kind}{side}" for side in sides)
    iso = str(value.iso8601)
    yield f"precision={len(iso)}"
    published = context.source.published
    if published is None:
        yield "published=none"
        return
    time = time_of(iso, str(published))
    yield time
    yield f"moment={kind}&{time}"
    distance = abs(int(iso[:4]) - published.year)
    yield f"years_off={min(distance, 3)}"


def _buyer_features(mentions: Sequence[Mention], context: Context) -> Iterator[str]:
    """What kind of buyer a name would make: the kind of body and its place among the others, or whose company it is."""
    name: str = getattr(mentions[0].value, "name", "")
    bodies = context.bodies
    beside = f"bodies={min(len(bodies), 2)}"
    if _opens(mentions[0], context):
        yield "opens"
        yield f"opens&{mentions[0].kind}"
    if name in bodies:
        yield f"body={name.split(' ')[0].lower()}"
        yield f"bodies={min(len(bodies), 4)}"
        yield f"body_order={min(bodies[name], 3)}"
        if len(mentions) == context.most_named_body:
            yield "most_named_body"
        yield from _public_companies_beside(mentions[0].rule, context)
    elif mentions[0].rule == MUNICIPAL:
        yield f"{MUNICIPAL}&{beside}" + ("" if context.public_companies else "&no_public_company")
        yield from _public_companies_beside(MUNICIPAL, context)
    else:
        yield f"beside_{beside}"
        for feature in context.ownership(name, mentions):
            yield feature
            yield f"{feature}&{beside}"
        if name in context.public_companies:
            yield f"public_companies={min(len(context.public_companies), 3)}"
        if name in context.sole_buyers:
            yield f"sole_buyers={min(len(context.sole_buyers), 2)}"


def _opens(mention: Mention, context: Context) -> bool:
    """Whether a name opens the article, after an article at most ("Consip, assegnati i lotti")."""
    lines = context.source.lines
    return bool(lines) and lines[0].start <= mention.start <= lines[0].start + _ARTICLE


def _public_companies_beside(rule: str, context: Context) -> Iterator[str]:
    """That a body, found by a rule, is named in one article with companies that buy."""
    for said, companies in (("public_company", context.public_companies), ("sole_buyer", context.sole_buyers)):
        if companies:
            yield f"beside_{said}"
            yield f"{rule}&beside_{said}"


def _name_features(mentions: Sequence[Mention], context: Context) -> Iterator[str]:
    yield from _buyer_features(mentions, context)
    yield f"kind={mentions[0].kind}"
    yield f"times={min(len(mentions), 4)}"
    for mention in mentions:
        if mention.rule:
            yield f"rule={mention.rule}"
    yield f"fifth={_part(mentions[0], context, 5)}"
    if context.source.sentence_index(mentions[0].start) == 0:
        yield "first_sentence"
    order = context.companies
    place = order.get(getattr(mentions[0].value, "name", ""))
    if place is not None:
        yield f"order={min(place, 4)}"
        yield f"companies={min(len(order), 6)}"
