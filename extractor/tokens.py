"""An article as spaCy tokens, in time that grows with its length."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

_LONGEST_WORD = 200
_TOO_LONG = re.compile(rf"(?<!\S)\S{{{_LONGEST_WORD + 1},}}")


def make_doc(nlp: Language, text: str) -> Doc:
    """The tokenized text; what is too long to be a word is cut, since spaCy takes quadratic time to split it."""
    docs: list[Doc] = []
    position = 0
    for match in _TOO_LONG.finditer(text):
        if match.start() > position:
            docs.append(nlp.make_doc(text[position : match.start()]))
        pieces = [match[0][i : i + _LONGEST_WORD] for i in range(0, len(match[0]), _LONGEST_WORD)]
        docs.append(Doc(nlp.vocab, words=pieces, spaces=[False] * len(pieces)))
        position = match.end()
    if not docs:
        return nlp.make_doc(text)
    if position < len(text):
        docs.append(nlp.make_doc(text[position:]))
    whole = Doc.from_docs(docs, ensure_whitespace=False)
    assert whole is not None
    return whole
