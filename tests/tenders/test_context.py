"""What stands around a name, and which names stand in one breath."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.errors import PatternError
from extractor.patterns import load_patterns
from extractor.tenders.context import Context, RoleLanguage, RolePatterns
from extractor.tenders.turns import TurnPatterns
from extractor.text import SourceText
from tests.support import FIND, PATTERNS

FROM_MENTIONS = ("since", "lasting", "date_old", "date_to_come", "date_of_late", "amount_per")
LANGUAGE = RoleLanguage(PATTERNS)


def context_of(text: str) -> Context:
    source = SourceText.of(Article.read(text, published="2026-03-10"), PATTERNS)
    return Context(source, FIND(source), LANGUAGE)


def features(text: str, name: str) -> Sequence[str]:
    context = context_of(text)
    (mention,) = [m for m in context.mentions if m.kind == "company" and context.source.clean[m.start : m.end] == name]
    return context.around(mention).features


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Vince l'Ati tra Alfa srl, Beta spa e Gamma srl.", [["Alfa", "Beta", "Gamma"]]),
        ("Vince Alfa srl (mandataria) con la romana Beta spa.", [["Alfa", "Beta"]]),
        ("Appalto alla cordata guidata da Alfa srl e completata da Beta spa.", [["Alfa", "Beta"]]),
        ("Vince l'Ati tra Alfa srl (55%) e la romana Beta spa (45%).", [["Alfa", "Beta"]]),
        ("Vince Alfa srl, che ha battuto Beta spa.", []),
        ("Vince Alfa srl; seconda Beta spa.", []),
        ("Vince Alfa srl. Beta spa ricorre al Tar.", []),
        ("Vince Alfa srl.", []),
    ],
)
def test_rows_hold_the_companies_of_one_breath(text: str, rows: list[list[str]]) -> None:
    context = context_of(text)
    found = [[context.source.clean[m.start : m.end].split()[0] for m in row] for row in context.rows()]
    assert found == rows


@pytest.mark.parametrize(
    ("text", "feature", "there"),
    [
        ("Esce Alfa srl, che puliva le aule dal 2015, e arriva Beta spa.", "since>r", True),
        ("Esce Alfa srl, in carica dal 2015, e arriva Beta spa.", "since>r", True),
        ("Dal 2015 lavora qui Alfa srl, che non ha corso.", "since>r", False),
        ("La gara di Lodi va ad Alfa srl e Beta spa, uscente.", "outgoing>r", False),
        ("L'appalto va alla Alfa srl.", "goes<12+to", True),
    ],
)
def test_what_is_said_of_a_name(text: str, feature: str, there: bool) -> None:
    assert (feature in features(text, "Alfa srl")) is there


@pytest.mark.parametrize(
    ("text", "turn", "there"),
    [
        ("La gara è vinta da Beta spa. Gestore uscente del servizio è Alfa srl.", "held.beside", True),
        ("Passa di mano l'appalto del gestore uscente Alfa srl.", "held.beside", True),
        ("Esce Alfa srl, che puliva le aule dal 2015, e arriva Beta spa.", "held.behind", True),
        ("Esce Alfa srl di Lodi, che pulisce le aule da nove anni.", "held.behind", True),
        ("Esce la cooperativa Alfa srl (Lodi), che pulisce le aule da nove anni.", "held.behind", True),
        ("Il contratto con Alfa srl scade a giugno.", "held.clause", True),
        ("Oggi il servizio è in mano ad Alfa srl.", "held.clause", True),
        ("Il Comune ha chiuso con Alfa srl. Puliva le aule da nove anni.", "held.next", True),
        ("Il Comune ha chiuso con Alfa srl. Beta spa pulisce le aule da nove anni.", "held.next", False),
        ("Vince Alfa srl, che ha battuto Beta spa, nelle aule dal 2015.", "held.behind", False),
        ("L'appalto va alla Alfa srl per tre anni.", "held", False),
        ("La volta scorsa i lotti erano due. Il primo finì ad Alfa srl.", "earlier.so_far", True),
        ("Il primo lotto va ad Alfa srl. La volta scorsa i lotti erano tre.", "earlier", False),
        ("La seconda, Alfa srl, farà ricorso.", "lost", True),
        ("Esclusa Alfa srl per un documento mancante.", "lost.beside", True),
        ("Vince Beta spa con 88 punti, davanti ad Alfa srl.", "lost.beside", True),
        ("Alfa srl è risultata seconda.", "lost", True),
        ("Vince Alfa srl con uno sconto del 10 per cento.", "lost", False),
        ("L'incarico diretto è toccato alla Alfa srl per 30mila euro.", "won.beside", True),
        ("Le tettoie le costruirà Alfa srl.", "won.beside", True),
        ("Alla gara ha partecipato Alfa srl.", "won", False),
        (
            "I controlli hanno fatto scorrere la graduatoria. L'appalto passa alla seconda, Alfa srl.",
            "succeeded.so_far",
            True,
        ),
        ("Decaduta Beta spa, subentra la Alfa srl.", "succeeded.beside", True),
        ("La Alfa srl ha vinto con 91 punti.", "succeeded", False),
        ("La vincitrice, Alfa srl, è decaduta per una fideiussione falsa.", "fallen.beside", True),
        ("Aveva vinto Alfa srl. Ora il Tar ha annullato tutto.", "fallen.next", True),
        ("Vince Alfa srl, al lavoro da maggio.", "fallen", False),
        ("Gli infissi andranno in subappalto alla Alfa srl.", "aside.beside", True),
        ("Vince la Beta spa, società che fa capo ad Alfa srl.", "aside.beside", True),
        ("Il piano è dello studio Alfa srl.", "aside.beside", True),
        ("L'appalto va alla Alfa srl.", "aside", False),
        ("Si è candidata la Alfa srl.", "offered.beside", True),
    ],
)
def test_turns_of_phrase_tell_what_part_a_company_plays(text: str, turn: str, there: bool) -> None:
    assert (f"turn={turn}" in features(text, "Alfa srl")) is there


def test_turns_name_classes_of_cues_that_there_are() -> None:
    read = PATTERNS.read("turns", TurnPatterns)
    classes = {*PATTERNS.read("roles", RolePatterns).cues, *read.cues, *FROM_MENTIONS}
    used = {cue for turns in read.turns.values() for turn in turns for cue in turn.partition(":")[2].split()}
    assert used <= classes


@pytest.mark.parametrize("turn", ["", "behind", "behind:", "nowhere: since", ": since"])
def test_a_turn_without_place_or_cues_is_refused(turn: str, tmp_path: Path) -> None:
    (tmp_path / "turns.toml").write_text(f'[turns]\nheld = ["{turn}"]\n', encoding="utf-8")
    with pytest.raises(PatternError, match=r"turns\.toml"):
        load_patterns(tmp_path).read("turns", TurnPatterns)
