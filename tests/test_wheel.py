"""What a user installs: the wheel holds the package with its pattern files inside and nothing beside it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_pattern_files_are_inside_the_package(names: set[str]) -> None:
    files = {file.relative_to(ROOT / "patterns").as_posix() for file in (ROOT / "patterns").rglob("*.toml")}
    assert {f"extractor/patterns/{file}" for file in files} <= names


def test_nothing_stands_beside_the_package(names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"extractor"}


def test_every_module_is_in_and_the_types_are_marked(names: set[str]) -> None:
    modules = {file.relative_to(ROOT).as_posix() for file in (ROOT / "extractor").rglob("*.py")}
    assert modules | {"extractor/py.typed"} <= names


def test_nothing_is_in_that_is_neither_code_nor_patterns(names: set[str]) -> None:
    assert not [name for name in names if "__pycache__" in name or name.startswith("extractor/tests")]
