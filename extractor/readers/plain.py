"""Plain text files and standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from extractor.errors import ArticleError


def read_plain(path: str, encoding: str = "utf-8") -> str:
    """The text of a file, or of standard input for "-"; a byte order mark is left out.

    Raises ArticleError for a file that cannot be read or is not in the encoding.
    """
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise ArticleError(f"{path}: {error.strerror}: give the path of an article, or - for standard input") from None
    try:
        return data.decode("utf-8-sig" if encoding.lower().replace("_", "-") == "utf-8" else encoding)
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not {encoding} text: name its encoding, such as --encoding windows-1252") from None
    except LookupError:
        raise ArticleError(f"{encoding!r} is not an encoding: try utf-8, windows-1252 or iso-8859-15") from None
