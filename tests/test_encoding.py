from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.encoding import decode, encoding_warnings
from extractor.errors import ArticleError

TEXT = "Perché l’appalto costa 5 € alla città: «così» – disse…"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "utf-8"),
        (TEXT, "utf-8-sig"),
        (TEXT, "utf-16"),
        (TEXT, "windows-1252"),
        ("La città paga 5 € l'anno", "iso-8859-15"),
        ("La città paga", "iso-8859-1"),
        ("solo ASCII", "ascii"),
    ],
)
def test_encodings_are_found_out_and_can_be_named(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert decode(data) == text
    assert decode(data, encoding) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("declaration", ['<meta charset="{}">', '<META http-equiv=x content="text/html; charset={}">'])
@pytest.mark.parametrize(
    ("declared", "real"), [("iso-8859-1", "windows-1252"), ("koi8-r", "koi8-r"), ("klingon", "utf-8")]
)
def test_a_page_declares_its_encoding(declaration: str, declared: str, real: str) -> None:
    page = declaration.format(declared) + ("Л" if real == "koi8-r" else "perché “no”")
    assert decode(page.encode(real), page=True) == page


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"citt\xe0\x01", b"\x81\x8d\x8f\x90\x9d"])
def test_what_is_no_text_is_an_error(data: bytes) -> None:
    with pytest.raises(ArticleError, match="not text"):
        decode(data)


@pytest.mark.parametrize(
    ("encoding", "says"), [("utf-8", "--encoding windows-1252"), ("klingon", "is not an encoding")]
)
def test_a_wrong_name_is_an_error(encoding: str, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        decode(b"citt\xe0", encoding)


@pytest.mark.parametrize("wrong", ["windows-1252", "iso-8859-1"])
@pytest.mark.parametrize("word", ["perché", "è", "città", "l’appalto", "5 €", "«così»", "n°", "È"])
def test_mojibake_is_reported_and_the_text_left_alone(word: str, wrong: str) -> None:
    shown = word.encode().decode(wrong, errors="replace")
    warnings = encoding_warnings(f"La gara {shown} finisce")
    assert "mojibake" in [warning.code for warning in warnings] or "\ufffd" in shown
    assert repr(shown.split(" ")[-1])[1:-1] in warnings[0].message or "\ufffd" in shown


@pytest.mark.parametrize("text", [TEXT, "São Paulo, SÃO PAULO", "Âge, château, Ãltere", "1.5 kΩ, 20 °C, 3²"])
def test_well_read_text_has_no_warning(text: str) -> None:
    assert encoding_warnings(text) == ()


def test_lost_letters_are_counted() -> None:
    [warning] = encoding_warnings("perch\ufffd la citt\ufffd")
    assert warning.code == "lost_characters"
    assert warning.message.startswith("2 characters")
    assert "at 5" in warning.message
