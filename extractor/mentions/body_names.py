"""How public bodies are called: put together from a head and a place, and one name for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from extractor.mentions.body_patterns import BodyPatterns
from extractor.mentions.places import Place

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_Key = tuple[str, ...]


def fullest(names: Iterable[str], small: Collection[str], same: Mapping[str, str]) -> dict[str, str]:
    """Name → the name it goes by among these: that of a body written otherwise ("Asl di Bari" beside "Asl Bari",
    "INPS" beside "Inps"), or the one longer name that begins with it ("Comune di Ascoli" beside "Comune di Ascoli
    Piceno"). `small` words do not count; `same`: name in lower case → one that means the same."""
    keys = {name: _key(same.get(name.lower(), name), small) for name in dict.fromkeys(names)}
    first: dict[_Key, str] = {}
    for name, key in keys.items():
        first.setdefault(key, name)
    ordered = sorted(first)  # what begins with a key stands right behind it
    longer = {
        key: ordered[place + 1]
        for place, key in enumerate(ordered)
        if len(key) > 1 and [after[: len(key)] for after in ordered[place + 1 : place + 3]].count(key) == 1
    }
    return {name: first[longer.get(key, key)] for name, key in keys.items()}


def _key(name: str, small: Collection[str]) -> _Key:
    return tuple(word for word in _WORD.findall(name.lower()) if word not in small)


def completed(pattern: BodyPatterns, written: str, place: str) -> str:
    """The name of a body that a short mention and a place give together."""
    if pattern.regional:
        return f"{pattern.name} {place}"
    if pattern.areas:
        return f"{written} {place}"
    return _of(pattern.name if pattern.place or written.lower() in pattern.synonyms else written, place)


def titled(words: str) -> str:
    """Written words as a name: one line, the first letter large, no headline capitals."""
    name = _SPACES.sub(" ", words)
    if len(name) > 4 and name.isupper():
        name = name.lower()
    return name[:1].upper() + name[1:]


def name_of_place(text: str, start: int, end: int, body: BodyPatterns, place: Place) -> str:
    """The name of the body with the head `start:end` and a place behind it, without headline capitals."""
    written = text[start : place.end]
    if body.place and (written.isupper() or not written.lower().startswith(body.name.lower())):
        return completed(body, body.name, place.name)
    return _of(titled(text[start:end]), place.name) if written.isupper() else titled(written)


def _of(head: str, place: str) -> str:
    if place.startswith("L'"):
        return f"{head} dell'{place[2:]}"
    return f"{head} di {place}"
