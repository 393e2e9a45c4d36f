"""`extract` and `view`: inputs, formats, failures."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support import Run

ARTICLE = " date 2026-03-10 Il Comune di Carpi affida alla Alfa Srl la pulizia delle scuole per 90mila euro."


@pytest.fixture(autouse=True)
def _in_a_folder_of_articles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    rows = [{"body": ARTICLE, "id": 7, "date": "1 aprile 2026"}, {"no": "text"}, {"text": ARTICLE}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "page.html").write_text(
        "<!DOCTYPE html><html><head><title>La pulizia</title></head><body><article><h1>La pulizia</h1>"
        f"<p>{ARTICLE.removeprefix(' date 2026-03-10 ')} Lo ha deciso la giunta nella seduta di ieri mattina, dopo "
        "mesi di attesa e con il voto di tutti i gruppi.</p></article></body></html>",
        encoding="utf-8",
    )


def test_formats(run: Run) -> None:
    status, out, err = run("extract", "a.txt", "a.txt", "--format", "json")
    assert (status, err, [record["article"]["id"] for record in json.loads(out)]) == (0, "", ["a.txt", "a.txt"])
    assert json.loads(run("extract", "a.txt", "--format", "jsonl")[1])["article"]["published"] == "2026-03-10"
    [row] = csv.DictReader(io.StringIO(run("extract", "a.txt", "--format", "csv")[1]))
    assert row["article_id"] == "a.txt"
    [row] = csv.DictReader(io.StringIO(run("extract", "a.txt", "--format", "csv", "--italian-csv")[1]), delimiter=";")
    assert row["\ufeffarticle_id"] == "a.txt"
    assert json.loads(run("extract", "a.txt", "--format", "ocds")[1])["releases"]
    page = run("extract", "a.txt", "--format", "html")[1]
    assert page.startswith("<!DOCTYPE html>")
    assert "Comune di Carpi</mark>" in page
    table = run("extract", "a.txt", "--format", "table")[1]
    assert "2026-03-10" in table
    assert "\x1b" not in table


def test_text_is_kept_on_request(run: Run) -> None:
    assert json.loads(run("extract", "a.txt")[1])["article"]["extra"] == {}
    for path in ("a.txt", "page.html"):
        record = json.loads(run("extract", path, "--with-text")[1])
        text = record["article"]["extra"]["text"]
        assert record["mentions"]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in record["mentions"])


def test_a_page_is_read_by_its_suffix(run: Run) -> None:
    record = json.loads(run("extract", "page.html", "--published", "2026-03-10")[1])
    assert record["article"]["title"] == "La pulizia"
    assert record["article"]["published"] == "2026-03-10"


def test_an_article_that_fails_is_reported_and_the_rest_go_on(run: Run) -> None:
    status, out, err = run("extract", "empty.txt", "rows.jsonl", "a.txt")
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [record["article"]["id"] for record in records] == ["7", None, "a.txt"]
    assert [record["article"]["published"] for record in records] == ["2026-04-01", "2026-03-10", "2026-03-10"]
    assert [line.split(": ")[1] for line in err.splitlines()] == ["empty.txt", "rows.jsonl, line 2"]


@pytest.mark.parametrize("command", ["extract", "view"])
def test_when_all_fail_nothing_is_written(run: Run, command: str, tmp_path: Path) -> None:
    status, out, err = run(command, "empty.txt", "-o", "out")
    assert (status, out) == (2, "")
    assert "empty" in err
    assert not list(tmp_path.glob("out*"))


def test_a_file_as_output_is_whole_or_not_there(run: Run, tmp_path: Path) -> None:
    assert run("extract", "a.txt", "-o", "out.json") == (0, "", "")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["article"]["id"] == "a.txt"
    assert not (tmp_path / "out.json.part").exists()


def test_view_writes_the_page_and_says_where(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    status, out, _ = run("view", "a.txt", "page.html", "--open")
    page = Path(out.strip())
    assert status == 0
    assert opened == [page.as_uri()]
    assert page.read_text(encoding="utf-8").count('<section class="article"') == 2
    assert run("view", "a.txt", "-o", "page-of-mine.html") == (0, "page-of-mine.html\n", "")
    assert (tmp_path / "page-of-mine.html").exists()
