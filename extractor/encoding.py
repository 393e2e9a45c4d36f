"""Bytes to text, and the signs that somebody did it wrong before.

The encoding is the one that was named; else the one a byte order mark shows; else the one an HTML page declares; else
UTF-8 where the bytes are UTF-8; else the single-byte encoding of western Europe that the bytes fit.
"""

from __future__ import annotations

import codecs
import re

from extractor.errors import ArticleError
from extractor.record import Warning

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARATION = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_DECLARATION_WITHIN = 2048
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Where windows-1252 has letters and quotes, ISO-8859-15 has control codes that no text uses.
_WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")
_LATIN9_EURO = b"\xa4"
# What browsers read pages in that say so, by the WHATWG Encoding Standard.
_WEB_NAMES = dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii"), "windows-1252")


def decode(data: bytes, encoding: str | None = None, *, page: bool = False) -> str:
    """The text in the bytes, without a byte order mark; `page` looks for the declaration of an HTML page.

    Raises ArticleError for bytes that are not text, or not in the encoding that was named.
    """
    if encoding is not None:
        return _named(data, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _named(data, marked)
    for guess in (_declared(data) if page else None, "utf-8", _single_byte(data)):
        text = _try(data, guess) if guess else None
        if text is not None:
            return text
    raise ArticleError("not text: give a text file or an HTML page, or name its encoding with --encoding")


def _named(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    except LookupError:
        raise ArticleError(f"{encoding!r} is not an encoding: try utf-8, windows-1252 or iso-8859-15") from None
    except UnicodeError:
        raise ArticleError(
            f"not {encoding} text: name its encoding, such as --encoding windows-1252, or leave --encoding out"
        ) from None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes) -> str | None:
    match = _DECLARATION.search(data, 0, _DECLARATION_WITHIN)
    if match is None:
        return None
    name = match[1].decode("ascii", "replace").lower()
    return _WEB_NAMES.get(name, name)


def _single_byte(data: bytes) -> str | None:
    if _CONTROL.search(data):
        return None
    return "iso-8859-15" if _LATIN9_EURO in data and not _WINDOWS_ONLY.search(data) else "windows-1252"


# UTF-8 bytes of accented letters, quotes and the euro sign as windows-1252 or ISO-8859-1 shows them.
_CONTINUATION = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(rf"Ã[{_CONTINUATION}]|â[€‚\u0080\u0082][{_CONTINUATION}]|Â[\u0080-\u009f\u00a0«»°’]")
_WORD_SHOWN = 20


def encoding_warnings(text: str) -> tuple[Warning, ...]:
    """One warning for text that was decoded wrongly ("perchÃ©") and one for letters that are lost ("perch\ufffd").

    The text is left as it is: the offsets of mentions point into it.
    """
    found = []
    wrong = _MOJIBAKE.search(text)
    if wrong is not None:
        found.append(
            Warning(
                code="mojibake",
                message=f"{_word_around(text, wrong)!r} at {wrong.start()} looks like UTF-8 that was read in another "
                "encoding, so names and numbers may be missed: read the article again from its source, as UTF-8",
            )
        )
    lost = text.find("\ufffd")
    if lost >= 0:
        found.append(
            Warning(
                code="lost_characters",
                message=f"{text.count(chr(0xFFFD))} characters were lost before, the first at {lost}: "
                "read the article again from its source, in the right encoding",
            )
        )
    return tuple(found)


def _word_around(text: str, match: re.Match[str]) -> str:
    before = text[max(0, match.start() - _WORD_SHOWN) : match.start()].split(" ")[-1]
    after = text[match.end() : match.end() + _WORD_SHOWN].split(" ")[0]
    return before + match[0] + after
