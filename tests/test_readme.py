"""What the README shows is true: its examples run, its record is the one we give, its links lead somewhere."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor import Extractor
from extractor.cli.app import main
from extractor.record import TenderRecord

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ extractor")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples, as a checkout has them."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.usefixtures("one_extractor")
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(
    command: str, monkeypatch: pytest.MonkeyPatch, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(SystemExit) as stop:
        main()
    out, err = capsys.readouterr()
    assert (stop.value.code or 0, err) == (0, "")
    assert out


def test_the_library_is_shown_in_six_lines() -> None:
    assert len([line for line in blocks("python")[0].splitlines() if line.strip()]) == 6


def test_the_record_shown_is_the_one_we_give(rules: Extractor) -> None:
    record = json.loads(rules.extract(blocks("text")[0]).to_json())
    shown = json.loads(blocks("json")[0])
    (tender,) = record["tenders"]
    assert {key: part_of(tender[key], shown[key]) for key in shown} == shown


def part_of(value: Any, shown: Any) -> Any:
    """The value with only those keys that are shown."""
    if isinstance(shown, dict) and isinstance(value, dict):
        return {key: value[key] for key in shown}
    if isinstance(shown, list) and isinstance(value, list) and len(shown) == len(value):
        return [part_of(one, other) for one, other in zip(value, shown, strict=True)]
    return value


def test_every_field_of_a_tender_is_explained() -> None:
    section = README.split("## What each field means")[1].split("\n## ")[0]
    assert set(TenderRecord.model_fields) - {"id"} <= set(re.findall(r"`(\w+)`", section))


def test_links_lead_somewhere() -> None:
    titles = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif not target.startswith("http"):
            assert (ROOT / target.split("#")[0]).exists()
