from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from extractor import Extractor
from tests.support import load_once

# The same examples on every run, however slow the machine; `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("repeatable")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")
    parser.addoption("--raise-floors", action="store_true", help="lift the quality floors to the present figures")
    parser.addoption("--lower-floors", action="store_true", help="set the quality floors to the present figures")


@pytest.fixture(scope="session")
def rules() -> Extractor:
    """The extractor without a statistical model."""
    return load_once(model=None)


@pytest.fixture
def one_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process load an extractor once for all tests: nothing else takes them so long."""
    monkeypatch.setattr("extractor.pipeline.load", load_once)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str | Path, str], None]:
    """Compare a text with tests/golden/NAME (or any PATH); `pytest --update-golden` writes the file anew."""

    def compare(name: str | Path, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), (
            f"{name} has changed: if that is meant, run pytest --update-golden and commit the file"
        )

    return compare
