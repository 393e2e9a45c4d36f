"""The figures on the samples do not fall: floors for every slot and kind of mention in quality_floors.json, on the ten
samples and on those that nothing is fitted on.

`pytest --raise-floors` lifts the floors to the present figures, `--lower-floors` sets them to these even where that is
lower, which is also what a change of the samples needs.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pytest

from extractor import Extractor
from extractor.evaluation import evaluate

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
SETS = {"samples": SAMPLES, "unseen": SAMPLES / "unseen"}
FLOORS = HERE / "quality_floors.json"


@pytest.fixture(scope="module")
def figures(rules: Extractor) -> dict[str, float]:
    """F1 by name, rounded down to thousandths."""
    return {
        f"{name}.{part}.{slot}": math.floor(held.f1 * 1000) / 1000
        for name, folder in SETS.items()
        for part, slots in evaluate(folder, rules).figures().items()
        for slot, held in slots.items()
    }


def test_the_samples_are_those_of_the_floors(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--lower-floors"):
        return
    assert digest() == read()["samples"], "the samples have changed: run pytest --lower-floors and say why"


def test_no_figure_is_under_its_floor(figures: dict[str, float], pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--lower-floors"):
        write(figures)
    floors = read()["f1"]
    if pytestconfig.getoption("--raise-floors"):
        write({name: max(figures.get(name, 0.0), floors.get(name, 0.0)) for name in sorted({*figures, *floors})})
    fallen = {name: (floor, figures.get(name, 0.0)) for name, floor in floors.items() if figures.get(name, 0.0) < floor}
    assert not fallen, f"(floor, now) of what has fallen: {fallen}"


def test_every_figure_has_a_floor(figures: dict[str, float]) -> None:
    assert not set(figures) - set(read()["f1"]), "new slots: run pytest --raise-floors"


def digest() -> str:
    """Of the articles and their annotations."""
    hashed = hashlib.sha256()
    for file in sorted(
        file for folder in SETS.values() for part in ("articles", "gold") for file in folder.glob(f"{part}/*")
    ):
        hashed.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return hashed.hexdigest()[:16]


def read() -> dict[str, Any]:
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def write(f1: dict[str, float]) -> None:
    FLOORS.write_text(json.dumps({"samples": digest(), "f1": f1}, indent=1) + "\n", encoding="utf-8")
