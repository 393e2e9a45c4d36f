import datetime
from decimal import Decimal

import pytest

from extractor.mentions.mention import Mention
from extractor.patterns import load_patterns
from extractor.record import AmountValue, CompanyValue, DateValue
from extractor.tenders.choice import Chooser
from extractor.tenders.facts import Fact, name_of

CHOOSER = Chooser(load_patterns())


def amount(start: int, value: int) -> Mention:
    return Mention("amount", start, start + 5, AmountValue(amount=Decimal(value)))


def date(start: int, iso: str) -> Mention:
    return Mention("date", start, start + 5, DateValue(iso8601=datetime.date.fromisoformat(iso)))


def company(start: int, name: str) -> Mention:
    return Mention("company", start, start + 5, CompanyValue(name=name))


def test_one_sum_is_not_base_and_award_at_once() -> None:
    big, small = amount(0, 100), amount(10, 90)
    chosen = CHOOSER.values(
        [
            Fact("estimated_value", (big,), 0.6),
            Fact("awarded_value", (big,), 0.7),
            Fact("awarded_value", (small,), 0.65),
        ]
    )
    assert {slot: fact.mention for slot, fact in chosen.items()} == {"estimated_value": big, "awarded_value": small}


def test_the_same_sum_said_twice_is_one_fact_with_both_mentions_in_evidence() -> None:
    first, again = amount(0, 100), amount(50, 100)
    chosen = CHOOSER.values([Fact("estimated_value", (first,), 0.6), Fact("estimated_value", (again,), 0.9)])
    assert chosen["estimated_value"].mentions == (again, first)


def test_a_start_comes_before_its_end() -> None:
    early, late = date(0, "2025-01-01"), date(10, "2026-01-01")
    facts = [Fact("start_date", (late,), 0.9), Fact("end_date", (early,), 0.8), Fact("start_date", (early,), 0.7)]
    chosen = CHOOSER.values([*facts, Fact("end_date", (late,), 0.85)])
    assert {slot: fact.mention for slot, fact in chosen.items()} == {"start_date": early, "end_date": late}


def test_nothing_below_its_threshold_is_chosen() -> None:
    assert CHOOSER.values([Fact("estimated_value", (amount(0, 1),), 0.05)]) == {}


def test_a_name_is_buyer_or_supplier_and_winner_or_loser() -> None:
    alfa, beta = company(0, "Alfa"), company(10, "Beta")
    facts = [
        Fact("buyer", (beta,), 0.9),
        Fact("supplier", (beta,), 0.8),
        Fact("supplier", (alfa,), 0.8),
        Fact("losing_bidder", (alfa,), 0.6),
    ]
    chosen = CHOOSER.names(facts, awarded=True)
    assert {slot: [name_of(fact) for fact in chosen[slot]] for slot in chosen} == {
        "buyer": ["Beta"],
        "supplier": ["Alfa"],
        "contender": [],
        "incumbent": [],
        "losing_bidder": [],
    }


def test_no_suppliers_before_the_award() -> None:
    assert CHOOSER.names([Fact("supplier", (company(0, "Alfa"),), 0.9)], awarded=False)["supplier"] == []


def test_who_is_far_less_probable_than_the_surest_winner_has_not_won() -> None:
    facts = [
        Fact("supplier", (company(n, name),), p) for n, (name, p) in enumerate({"A": 0.9, "B": 0.6, "C": 0.4}.items())
    ]
    assert [name_of(fact) for fact in CHOOSER.names(facts, awarded=True)["supplier"]] == ["A", "B"]


@pytest.mark.parametrize(
    ("probability", "other", "winners"),
    [(0.2, None, ["A"]), (0.1, None, []), (0.2, 0.3, []), (0.28, 0.26, ["A"])],
)
def test_somebody_has_won_what_is_awarded_unless_it_is_more_probably_an_incumbent(
    probability: float, other: float | None, winners: list[str]
) -> None:
    facts = [Fact("supplier", (company(0, "A"),), probability), Fact("supplier", (company(9, "B"),), probability / 2)]
    if other is not None:
        facts = sorted([*facts, Fact("incumbent", (company(0, "A"),), other)], key=lambda fact: -fact.probability)
    assert [name_of(fact) for fact in CHOOSER.names(facts, awarded=True)["supplier"]] == winners


def test_another_value_above_the_threshold_is_a_rival() -> None:
    best, other, weak = amount(0, 100), amount(10, 70), amount(20, 5)
    facts = [
        Fact("estimated_value", (best,), 0.8),
        Fact("estimated_value", (other,), 0.5),
        Fact("estimated_value", (weak,), 0.1),
    ]
    rivals = CHOOSER.rivals(facts, CHOOSER.values(facts))
    assert {slot: fact.mention for slot, fact in rivals.items()} == {"estimated_value": other}
    assert CHOOSER.rivals(facts[:1], CHOOSER.values(facts[:1])) == {}


def test_a_day_is_taken_before_the_year_it_lies_in() -> None:
    year = Mention("date", 20, 24, DateValue(iso8601="2025"))
    day, unsure = date(0, "2025-01-07"), date(10, "2025-03-01")
    facts = [Fact("start_date", (year,), 0.9), Fact("start_date", (day,), 0.6), Fact("start_date", (unsure,), 0.1)]
    assert CHOOSER.values(facts)["start_date"].mention == day
    assert CHOOSER.values([facts[0], facts[2]])["start_date"].mention == year
