from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.evaluation.agreement import Agreement, fold, length, same_percentage, same_sum
from extractor.evaluation.gold import GoldArticle
from extractor.evaluation.score import score_mentions, score_slots
from extractor.patterns import load_patterns
from extractor.record import (
    AmountValue,
    ArticleInfo,
    ArticleRecord,
    CompanyValue,
    CountSlot,
    DateSlot,
    DurationSlot,
    LotRecord,
    MentionRecord,
    MoneySlot,
    NameSlot,
    PipelineInfo,
    SupplierSlot,
    TenderRecord,
    TitleSlot,
)

AGREEMENT = Agreement(load_patterns())


def record(*tenders: TenderRecord, mentions: tuple[MentionRecord, ...] = ()) -> ArticleRecord:
    return ArticleRecord(article=ArticleInfo(), tenders=tenders, mentions=mentions, pipeline=PipelineInfo(version="0"))


def tender(**slots: object) -> TenderRecord:
    return TenderRecord(id="t1", **slots)  # type: ignore[arg-type]


def money(amount: int) -> MoneySlot:
    return MoneySlot(amount=Decimal(amount))


def gold(*tenders: dict[str, object], **mentions: object) -> GoldArticle:
    return GoldArticle.model_validate({"id": "a", "mentions": mentions, "tenders": tenders})


def outcomes(annotation: GoldArticle, found: ArticleRecord) -> list[tuple[str, str]]:
    return sorted((v.slot, v.outcome) for v in score_slots(annotation, found, AGREEMENT))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Alfa S.r.l.", "Alfa", True),
        ("La Rosa Società Cooperativa Sociale a r.l.", "La Rosa", True),
        ("Enel X", "EnelX", True),
        ("Consorzio Integra", "INTEGRA", True),
        ("Più Servizi s.p.a.", "Piu servizi", True),
        ("Webuild", "Webuild Italia", False),
        ("Alfa", "Beta", False),
        ("Consorzio", "Consorzio", True),
        ("…", "…", False),
    ],
)
def test_company_names(one: str, other: str, same: bool) -> None:
    assert AGREEMENT.same_name(one, other) is same


@pytest.mark.parametrize(
    ("wordings", "found", "same"),
    [
        (["pulizia delle scuole comunali"], "pulizie scuole", True),
        (["pulizia delle scuole comunali"], "pulizia degli uffici", False),
        (["mensa", "refezione scolastica"], "servizio di refezione scolastica", True),
        (["servizi"], "servizi", True),
        (["servizi"], "lavori", False),
    ],
)
def test_titles(wordings: list[str], found: str, same: bool) -> None:
    assert AGREEMENT.same_title(wordings, found) is same


def test_buyers_need_more_in_common_than_titles() -> None:
    assert AGREEMENT.same_buyer(["Comune di Carpi"], "comune di carpi")
    assert not AGREEMENT.same_buyer(["Comune di Carpi"], "Comune di Modena")


def test_values() -> None:
    assert length("P4Y") == length("P48M") != length("P4M")
    assert length("P2W") == length("P14D")
    assert length("quattro anni") == "quattro anni"
    assert same_sum(1.0, 1.005)
    assert not same_sum(1.0, 1.02)
    assert same_percentage(20.0, 20.1)
    assert not same_percentage(20.0, 20.2)
    assert fold("L'Università, però…") == "l universita pero"


def test_hits_false_positives_and_misses() -> None:
    annotation = gold({"title": ["pulizia"], "status": "awarded", "awarded_value": 100, "duration": "P4Y"})
    found = record(
        tender(
            title=TitleSlot(text="pulizie"),
            awarded_value=money(90),
            duration=DurationSlot(iso8601="P48M"),
            bidders=CountSlot(count=2),
        )
    )
    assert outcomes(annotation, found) == [
        ("awarded_value", "fp"),
        ("awarded_value", "miss"),
        ("bidders", "fp"),
        ("duration", "hit"),
        ("status", "miss"),
        ("tender", "hit"),
        ("title", "hit"),
    ]


def test_a_derived_value_that_is_not_annotated_does_not_count() -> None:
    derived = DateSlot(iso8601="2030", derived=True)
    assert outcomes(gold({}), record(tender(end_date=derived))) == [("tender", "hit")]
    assert ("end_date", "fp") in outcomes(gold({"end_date": "2029"}), record(tender(end_date=derived)))
    assert ("end_date", "fp") in outcomes(gold({}), record(tender(end_date=DateSlot(iso8601="2030"))))


def test_names_of_one_annotated_company_agree() -> None:
    annotation = gold(
        {"suppliers": [{"name": "Consorzio nazionale servizi"}]},
        company=[{"name": "Consorzio nazionale servizi", "aliases": ["Cns"]}],
    )
    assert ("suppliers", "hit") in outcomes(annotation, record(tender(suppliers=(SupplierSlot(name="CNS"),))))


def test_lots_pair_by_number_then_by_what_agrees() -> None:
    annotation = gold(
        {
            "lots": [
                {"number": "1", "awarded_value": 10, "suppliers": [{"name": "Alfa"}]},
                {"number": None, "awarded_value": 20},
                {"number": None, "awarded_value": 30},
            ]
        }
    )
    found = record(
        tender(
            lots=(
                LotRecord(number="2", awarded_value=money(30)),
                LotRecord(number="1", awarded_value=money(11)),
                LotRecord(number="3"),
            )
        )
    )
    assert outcomes(annotation, found) == [
        ("lot", "fp"),
        ("lot", "hit"),
        ("lot", "hit"),
        ("lot", "miss"),
        ("lot.awarded_value", "fp"),
        ("lot.awarded_value", "hit"),
        ("lot.awarded_value", "miss"),
        ("lot.awarded_value", "miss"),
        ("lot.suppliers", "miss"),
        ("suppliers", "miss"),
        ("tender", "hit"),
    ]


def test_what_is_said_of_all_lots_is_said_of_the_tender_and_the_other_way_round() -> None:
    annotation = gold({"duration": "P4Y", "lots": [{"number": "1"}, {"number": "2"}]})
    lots = tuple(LotRecord(number=n, duration=DurationSlot(iso8601="P48M")) for n in ("1", "2"))
    assert {outcome for _, outcome in outcomes(annotation, record(tender(lots=lots)))} == {"hit"}


def test_tenders_pair_by_what_agrees() -> None:
    annotation = gold({"title": ["mensa"], "buyer": ["Comune di Carpi"]}, {"title": ["asfalti"]})
    found = record(
        tender(title=TitleSlot(text="asfalti")),
        tender(title=TitleSlot(text="mensa"), buyer=NameSlot(name="Comune di Carpi")),
    )
    assert {outcome for _, outcome in outcomes(annotation, found)} == {"hit"}


def test_a_tender_too_many_and_one_too_few() -> None:
    assert outcomes(gold(), record(tender(title=TitleSlot(text="mensa")))) == [("tender", "fp"), ("title", "fp")]
    assert outcomes(gold({"title": ["mensa"]}), record()) == [("tender", "miss"), ("title", "miss")]


def amount(id: str, value: int, text: str) -> MentionRecord:
    return MentionRecord(
        id=id, kind="amount", text=text, start=0, end=len(text), value=AmountValue(amount=Decimal(value))
    )


def company(id: str, name: str, text: str) -> MentionRecord:
    return MentionRecord(id=id, kind="company", text=text, start=0, end=len(text), value=CompanyValue(name=name))


def test_each_distinct_value_counts_once() -> None:
    annotation = gold(
        amount=[{"text": "5 euro", "value": 5}, {"text": "cinque euro", "value": 5}, {"text": "6", "value": 6}]
    )
    found = record(mentions=(amount("m0", 5, "5 euro"), amount("m1", 5, "euro 5"), amount("m2", 7, "7 euro")))
    verdicts = score_mentions(annotation.mentions, found, AGREEMENT)
    assert sorted(v.outcome for v in verdicts) == ["fp", "hit", "miss"]


def test_each_company_counts_once() -> None:
    annotation = gold(company=[{"name": "Mediagroup98", "aliases": ["Mediagruop"]}, {"name": "Tracce"}])
    found = record(
        mentions=(
            company("m0", "Mediagruop", "Mediagruop"),
            company("m1", "Mediagroup98", "Mediagroup98"),
            company("m2", "Urp", "Urp"),
            company("m3", "Urp srl", "Urp"),
        )
    )
    verdicts = score_mentions(annotation.mentions, found, AGREEMENT)
    assert sorted(v.outcome for v in verdicts) == ["fp", "hit", "miss"]
