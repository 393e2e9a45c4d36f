"""A folder of parts: workers write them, so that they need not come to one machine; the coordinator keeps the state.

`part-00000012.jsonl` holds the records of block 12 and `errors-00000012.jsonl` its failures; a block without records or
failures has no such file. `state.json` is there while the run is not done.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

from extractor.outputs.state import Part, State, writing
from extractor.outputs.store import UNFINISHED, Store
from extractor.outputs.target import Target

_STATE = "state.json"
_OWN = re.compile(r"(?:part|errors)-([0-9]{8,})\..+|state\.json(?:\..+)?")


class FolderOutput:
    def __init__(self, target: Target, state: State) -> None:
        self.state = state
        self.complete = False
        self._path = target.path.rstrip("/")
        self._store = Store(target.path)

    def owns(self, path: str) -> bool:
        """Whether a file belongs to this output, so that it is no input."""
        return os.path.realpath(path).startswith(os.path.join(os.path.realpath(self._path), ""))

    def exists(self) -> bool:
        return not all(name.endswith(UNFINISHED) for name in self._names())

    def remove(self) -> None:
        """Begin anew before anything goes, so that a kill leaves no state of parts that are gone."""
        self._save_state()
        with writing(self._path):
            for name in self._names():
                if name != _STATE:
                    self._store.remove(name)

    def go_on(self) -> None:
        """Take up the state that was left; without one the output is complete, or there is none yet."""
        left = self._store.get(_STATE)
        if left is not None:
            self.state = self.state.gone_on_with(left, f"{self._path}/{_STATE}")
        elif self.exists():
            self.complete = True
            self.state = replace(self.state, failed=self._count_errors())

    def begin(self) -> None:
        self._save_state()

    def append(self, part: Part) -> None:
        self.state = self.state.after(part)
        self._save_state()

    def finish(self) -> None:
        """Take away what workers left unfinished and parts of an earlier run that had more of them; the state last."""
        with writing(self._path):
            for name in self._names():
                if name.endswith(UNFINISHED) or _number(name) >= self.state.blocks:
                    self._store.remove(name)
            self._store.remove(_STATE)

    def _save_state(self) -> None:
        with writing(self._path):
            self._store.put(_STATE, self.state.to_bytes())

    def _names(self) -> list[str]:
        return [name for name in self._store.names() if _OWN.fullmatch(name)]

    def _count_errors(self) -> int:
        names = [name for name in self._names() if name.startswith("errors-")]
        return sum((self._store.get(name) or b"").count(b"\n") for name in names)


def _number(name: str) -> int:
    """The number of the block that a file is of; -1 for the state."""
    own = _OWN.fullmatch(name)
    return int(own[1]) if own and own[1] else -1
