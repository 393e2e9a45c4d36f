"""Mentions: what is written. One file per kind, all of one shape:

- `<Kind>Patterns`, the model of `patterns/<kind>.toml`;
- `<Kind>Finder(patterns)`, made once per pipeline; called with a `SourceText` it yields `Mention`s with typed values.

`finder.py` runs them in order and resolves overlaps; `numbers.py` is under all that count.
"""
