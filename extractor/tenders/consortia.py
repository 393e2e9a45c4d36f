"""Consortia: who leads and who is a member, from the words for both and the names beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from extractor.mentions.mention import Mention
from extractor.record import CompanyValue, Role
from extractor.tenders.context import Context

_REACH = 8  # tokens between a word such as "mandataria" and the name that it is said of


def consortium_roles(context: Context) -> Mapping[str, tuple[Role, Collection[int]]]:
    """Company → its role and the sentences in which the role is said, for every leader and member that is named so."""
    roles: dict[str, tuple[Role, set[int]]] = {}
    for cue, role in (("led_by", "lead"), ("lead", "lead"), ("member", "member")):
        for first, last in context.places_of(cue):
            mention = _said_of(context, first, last, behind_only=cue == "led_by")
            if mention is None or not isinstance(mention.value, CompanyValue):
                continue
            sentence = context.source.sentence_index(mention.start)
            known = roles.setdefault(mention.value.name, ("lead" if role == "lead" else "member", set()))
            known[1].add(sentence)
    return roles


def _said_of(context: Context, first: int, last: int, *, behind_only: bool) -> Mention | None:
    """The nearest company of the sentence, before the words ("Alfa, mandataria") or behind ("guidato da Alfa")."""
    before = None if behind_only else context.nearest(first, -1, "company", _REACH)
    behind = context.nearest(last, 1, "company", _REACH)
    if before is None or behind is None:
        found = before or behind
    elif context.governs(last):  # "capofila di un raggruppamento con Beta" is said of what stands before
        found = before
    elif context.introduced(first):  # "la mandataria, che è Alfa", "Beta e, mandataria, Alfa"
        found = behind
    else:
        found = min(before, behind, key=lambda place: place[0])
    return found[1] if found else None


def role_of(name: str, sentences: Collection[int], roles: Mapping[str, tuple[Role, Collection[int]]]) -> Role | None:
    """The role of a supplier that is mentioned in these sentences: its own, or the other one beside a partner's."""
    if name in roles:
        return roles[name][0]
    beside = {role for role, said in roles.values() if not set(said).isdisjoint(sentences)}
    if beside == {"lead"}:
        return "member"
    return "lead" if beside == {"member"} else None
