"""Why a record says what it says: for each filled slot the words, what spoke for them and what was weighed beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.mentions.mention import Mention
from extractor.patterns import Patterns
from extractor.tenders.choice import Chooser
from extractor.tenders.classes import Class
from extractor.tenders.facts import Fact, TenderFacts
from extractor.tenders.roles import RoleJudge
from extractor.text import SourceText

_REASONS = 3
_RUNNERS_UP = 2


class Explainer:
    """Made once per pipeline. Features are named as in `extractor.tenders.context`: `award<3` is a cue of class award
    within three tokens before the words, `base>c` one of class base behind them in their clause."""

    def __init__(self, patterns: Patterns) -> None:
        self._judge = RoleJudge(patterns)
        self._chooser = Chooser(patterns)

    def __call__(self, source: SourceText, tenders: Sequence[TenderFacts]) -> str:
        """One paragraph for each tender, one line for each filled slot and each runner-up."""
        if not tenders:
            return "no tender: the article does not report a public procurement\n"
        return (
            "\n".join("\n".join(self._tender(number, facts, source)) for number, facts in enumerate(tenders, 1)) + "\n"
        )

    def _tender(self, number: int, tender: TenderFacts, source: SourceText) -> Iterator[str]:
        yield f"t{number}"
        yield _line("title", _words(source, tender.title.mention), tender.title.probability)
        for mention, probability in tender.title.runners_up[:_RUNNERS_UP]:
            yield _runner_up(_words(source, mention), probability)
        for slot, chosen in tender.classes.items():
            yield from _class_lines(slot, chosen, source)
        yield from self._chosen([fact for fact in tender.facts if fact.lot is None], source, "")
        for index, lot in enumerate(tender.plan.lots):
            own = [fact for fact in tender.facts if fact.lot == index]
            yield from self._chosen(own, source, f"lot {lot.number or index + 1} ")

    def _chosen(self, facts: Sequence[Fact], source: SourceText, place: str) -> Iterator[str]:
        values = self._chooser.values(facts)
        names = self._chooser.names(facts, awarded=True)
        for fact in (*values.values(), *(fact for group in names.values() for fact in group)):
            reasons = self._judge.reasons(fact.mention.kind, fact.slot, fact.features)[:_REASONS]
            yield _line(place + fact.slot, _words(source, fact.mention), fact.probability, reasons)
            taken = {fact.mention for fact in (*values.values(), *names.get(fact.slot, ()))}
            others = [f for f in facts if f.slot == fact.slot and f.mention not in taken]
            for other in others[:_RUNNERS_UP]:
                yield _runner_up(_words(source, other.mention), other.probability)


def _class_lines(slot: str, chosen: Class, source: SourceText) -> Iterator[str]:
    words = ", ".join(dict.fromkeys(_words(source, mention) for mention in chosen.evidence[:_REASONS]))
    yield _line(slot, f"{chosen.code} {words}".rstrip(), chosen.probability)
    for code, probability in chosen.runners_up[:_RUNNERS_UP]:
        yield _runner_up(code, probability)


def _words(source: SourceText, mention: Mention) -> str:
    return f"«{' '.join(source.clean[mention.start : mention.end].split())}»"


def _line(slot: str, words: str, probability: float, reasons: Sequence[tuple[str, float]] = ()) -> str:
    because = "  because " + ", ".join(f"{feature} {weight:+.2f}" for feature, weight in reasons) if reasons else ""
    return f"  {slot}: {words} {probability:.2f}{because}"


def _runner_up(words: str, probability: float) -> str:
    return f"      rather than {words} {probability:.2f}"
