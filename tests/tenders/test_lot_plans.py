from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.record import AmountValue
from extractor.tenders.lot_areas import AreaCandidate, best_together
from extractor.tenders.lot_links import Option, Reference, best_in_row
from extractor.tenders.lots import LotPlan, LotPlanner
from extractor.text import SourceText
from tests.growth import growth
from tests.support import FIND, PATTERNS

PLAN = LotPlanner(PATTERNS)


def plan(text: str) -> tuple[SourceText, LotPlan]:
    source = SourceText.of(Article(text), PATTERNS)
    return source, PLAN(source, FIND(source))


def titles(text: str) -> dict[str | None, str | None]:
    source, found = plan(text)
    return {lot.number: lot.title and source.clean[lot.title.start : lot.title.end] for lot in found.lots}


def amounts(text: str) -> dict[str | None, list[Decimal]]:
    return {
        lot.number: [link.mention.value.amount for link in lot.links if isinstance(link.mention.value, AmountValue)]
        for lot in plan(text)[1].lots
    }


def companies(text: str) -> list[set[str]]:
    source, found = plan(text)
    return [
        {source.clean[k.mention.start : k.mention.end] for k in lot.links if k.mention.kind == "company"}
        for lot in found.lots
    ]


LIST = """Il Comune di Borgo ha aggiudicato la manutenzione degli argini in tre lotti:

Lotto 1 – Argine nord: 120.000 euro
Lotto 2 – Argine sud: 95.000 euro
Lotto 3 – Casse di espansione: 40.000 euro
"""
PROSE = (
    "La gara per le mense di Borgo è divisa in due lotti. Il primo, scuole elementari, vale 300mila euro; "
    "il secondo, asili nido, 150mila euro."
)


def test_a_list_gives_its_lots_with_titles_and_amounts() -> None:
    assert titles(LIST) == {"1": "Argine nord", "2": "Argine sud", "3": "Casse di espansione"}
    assert amounts(LIST) == {"1": [Decimal(120000)], "2": [Decimal(95000)], "3": [Decimal(40000)]}


INTERVIEW = (
    "«La gara per gli argini aveva due lotti. Il lotto 1, «Argine nord», è andato ad Alfa srl».\n"
    "«Sì, per 120mila euro».\n"
    "«E il lotto 2?»\n"
    "«Le «Casse di espansione» le rifà Beta spa: 95mila euro».\n"
    "«E gli operai?»\n"
    "«Quaranta, con 30mila euro di premi»."
)


def test_an_answer_goes_on_about_the_lot_that_was_asked_about() -> None:
    assert titles(INTERVIEW) == {"1": "Argine nord", "2": "Casse di espansione"}
    assert amounts(INTERVIEW) == {"1": [Decimal(120000)], "2": [Decimal(95000)]}


def test_what_the_next_sentence_says_of_all_lots_is_not_said_of_a_sum() -> None:
    text = (
        "La gara è divisa in due lotti. Va a Beta spa il primo lotto, dedicato alle strade: vale 300mila euro. "
        "Erano in tre a contendersi il secondo lotto, gli argini. Se l'è aggiudicato Alfa srl, per 95mila euro."
    )
    assert amounts(text + " Per tutti e due si parte a maggio.") == {"1": [Decimal(300000)], "2": [Decimal(95000)]}


def test_ordinals_in_prose_are_lots() -> None:
    assert titles(PROSE) == {"1": "scuole elementari", "2": "asili nido"}
    assert amounts(PROSE) == {"1": [Decimal(300000)], "2": [Decimal(150000)]}


def test_the_count_is_found() -> None:
    count = plan(PROSE)[1].count
    assert count is not None
    assert count.rule == "lots"


@pytest.mark.parametrize(
    "text",
    [
        "Il ministero ha bloccato il lotto 12 di un vaccino, in scadenza a maggio: 300 confezioni ritirate.",
        "Il Comune appalta la scuola. Il secondo lotto funzionale della palestra aspetterà ancora.",
        "Un appalto solo, da 900mila euro. Nel 2014 i lotti erano due: il primo alla Rossi, il secondo alla Bianchi.",
        "La squadra ha vinto il primo incontro e perso il secondo.",
    ],
)
def test_other_lots_are_none(text: str) -> None:
    assert plan(text)[1].lots == ()


def test_lots_without_a_number_are_named_by_area() -> None:
    text = (
        "La gara per lo sfalcio delle strade è divisa in tre lotti (Alta Valle, Bassa Valle, Pianura). "
        "Le offerte si chiudono a maggio."
    )
    source, found = plan(text)
    words = [lot.title and source.clean[lot.title.start : lot.title.end] for lot in found.lots]
    assert words == ["Alta Valle", "Bassa Valle", "Pianura"]
    assert {lot.number for lot in found.lots} == {None}


def test_a_lot_without_bids_says_so() -> None:
    lots = plan("Due lotti in gara. Il lotto 1 è andato alla Rossi srl per 80mila euro; il lotto 2 è andato deserto.")[
        1
    ].lots
    assert [lot.deserted is not None for lot in lots] == [False, True]


def test_one_sum_for_several_lots_is_on_none() -> None:
    text = (
        "Appalto in tre lotti. I lotti 1 e 2 sono andati alla Rossi srl per 80mila euro, il lotto 3 alla Bianchi srl."
    )
    assert amounts(text)["1"] == amounts(text)["2"] == []


def test_a_winner_holds_for_the_lots_that_follow() -> None:
    text = "Gara in tre lotti. Alla Rossi srl sono andati il primo lotto (Nord), il secondo (Sud) e il terzo (Centro)."
    companies = [[link.mention.kind for link in lot.links].count("company") for lot in plan(text)[1].lots]
    assert companies == [1, 1, 1]


def test_a_complete_enumeration_counts() -> None:
    assert plan("Il lotto 1 dell'appalto va alla Rossi srl, il lotto 2 alla Bianchi srl.")[1].size == 2
    assert plan("Il lotto 1 dell'appalto va alla Rossi srl, il lotto 3 alla Bianchi srl.")[1].size is None


PIECES = st.sampled_from(
    [
        *("lotto 1", "il secondo lotto", "lotti 1, 2 e 3", "diviso in due lotti", "il 2", "1) ", "2) ", "deserto"),
        *(" ", ". ", ", ", "(", ")", "\n", " e ", "per ", "100mila euro", "Rossi srl", "Valle Alta", "12 per cento"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_gives_true_offsets_and_lots_once(text: str) -> None:
    source, found = plan("La gara: " + text)
    numbers = [lot.number for lot in found.lots if lot.number is not None]
    assert len(set(numbers)) == len(numbers)
    for lot in found.lots:
        assert lot.title is None or 0 <= lot.title.start < lot.title.end <= len(source.clean)


@pytest.mark.parametrize(
    "piece",
    [
        "Il lotto {n} vale 100mila euro. ",
        "lotto {n}, ",
        "in {n} lotti, ",
        "10mila euro per il lotto {n}, ",
        "Valle {n}, ",
        "lotti {n} e 2: Rossi srl. ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def planning(times: int) -> Callable[[], object]:
        text = "Gara in due lotti: " + "".join(piece.format(n=n % 400) for n in range(times))
        source = SourceText.of(Article(text), PATTERNS)
        mentions = FIND(source)
        return lambda: PLAN(source, mentions)

    assert growth(planning(500), planning(1000), 3) < 3


@pytest.mark.parametrize(
    ("most", "chosen"), [(3, ["alba", "bra", "asti"]), (2, ["alba e bra", "asti"]), (1, ["alba e bra"])]
)
def test_areas_are_chosen_so_that_none_is_left_out(most: int, chosen: list[str]) -> None:
    cuts = {"alba": (0, 1), "bra": (1, 2), "alba e bra": (0, 2), "asti": (2, 3)}
    judged = [(0.9, AreaCandidate(0, 1, words, (), first, last)) for words, (first, last) in cuts.items()]
    assert [candidate.words for candidate in best_together(judged, 0.3, most)] == chosen


def test_what_is_said_of_two_areas_together_is_on_both() -> None:
    text = (
        "Il Comune di Borgo ha aggiudicato i centri estivi, divisi in tre zone: il capoluogo, 90mila euro, va alla "
        "Girasole srl; la montagna e il litorale, 50mila euro l'una, alla Papavero srl."
    )
    assert companies(text) == [{"Girasole srl"}, {"Papavero srl"}, {"Papavero srl"}]


def test_values_of_a_row_lie_on_one_side_of_their_lots() -> None:
    lots = [Reference(place, place + 1, (str(place),), "named") for place in range(3)]
    sure, unsure = (
        Option(lots[0], 0.9, after=True),
        [Option(lots[0], 0.5, after=False), Option(lots[1], 0.4, after=True)],
    )
    row = best_in_row([[sure], unsure], [0, 0])
    assert [option and option.anchor for option in row] == lots[:2]
    apart = best_in_row([[sure], unsure], [0, 5])
    assert [option and option.anchor for option in apart] == [lots[0], lots[0]]
    assert best_in_row([[]], [0]) == [None]


def test_an_echo_comes_behind_its_title() -> None:
    text = (
        "Il lotto 1, gli asili, 12 giardini in tutto, va alla Rossi srl; il lotto 2, i giardini, alla Bianchi srl. "
        "Per i giardini il Comune spenderà 90mila euro."
    )
    assert companies(text) == [{"Rossi srl"}, {"Bianchi srl"}]


def named(text: str) -> dict[str | None, set[str]]:
    source, found = plan(text)
    return {
        lot.number: {source.clean[k.mention.start : k.mention.end] for k in lot.links if k.mention.kind == "company"}
        for lot in found.lots
    }


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Aggiudicata la gara. Lotti 2 (90mila euro), 4 (70mila) e 3 (65mila): Rossi srl.", "234"),
        ("Aggiudicata la gara: la Rossi srl prende il lotto 1 (90mila euro) e il lotto 2 (70mila euro).", "12"),
        ("Aggiudicata la gara. Lotto 1, 40mila euro; lotto 2, 30mila. Per entrambi la Rossi srl.", "12"),
    ],
)
def test_a_name_beside_a_row_of_lots_is_on_all_of_them(text: str, numbers: str) -> None:
    assert {number for number, names in named(text).items() if number and names} == set(numbers)


def test_lots_between_two_names_are_no_row() -> None:
    text = "Aggiudicata la gara: Rossi srl vince il lotto 1, il lotto 2 Bianchi srl."
    assert named(text) == {"1": {"Rossi srl"}, "2": {"Bianchi srl"}}


def test_lots_have_roman_numerals() -> None:
    text = (
        "I lotti sono infatti cinque. Il più ricco è il IV, che vale 3 milioni; segue il II, con 2 milioni. "
        "Al V, invece, 900mila euro."
    )
    assert amounts(text) == {"4": [Decimal(3000000)], "2": [Decimal(2000000)], "5": [Decimal(900000)]}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Gara in cinque lotti. Il lotto 1 va alla Rossi srl; gli altri, i lotti dal 2 al 5, sono in corso.", ["1"]),
        ("Gara in cinque lotti. Alla Rossi srl vanno i lotti dal 2 al 4.", ["2", "3", "4"]),
    ],
)
def test_a_range_brings_lots_only_where_something_is_said_of_them(text: str, numbers: list[str]) -> None:
    assert [lot.number for lot in plan(text)[1].lots] == numbers


def test_one_sum_for_each_lot_of_a_row_ends_at_the_next_lot() -> None:
    text = (
        "Aggiudicata la gara in tre lotti: i lotti 1 e 3 alla Rossi srl, 90mila euro; il lotto 2 alla Bianchi srl "
        "per 40mila euro."
    )
    assert amounts(text) == {"1": [], "3": [], "2": [Decimal(40000)]}


def test_a_row_of_names_is_not_cut() -> None:
    text = (
        "La gara per gli argini ha due lotti: 9 milioni a Molise, Valle d'Aosta e Basilicata (lotto 1); "
        "11 a Umbria, Veneto e Calabria (lotto 2)."
    )
    assert titles(text) == {"1": "Molise, Valle d'Aosta e Basilicata", "2": "Umbria, Veneto e Calabria"}
