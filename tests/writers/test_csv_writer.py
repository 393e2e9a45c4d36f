from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Extractor
from extractor.record import ArticleRecord
from extractor.writers.csv import BYTE_ORDER_MARK, COLUMNS, write_csv

README = Path(__file__).parents[2] / "README.md"
SAMPLES = README.parent / "samples"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def expected(record: ArticleRecord) -> Iterator[dict[str, Any]]:
    """The rows by way of the record's JSON, independent of how the writer finds its fields."""
    data = json.loads(record.to_json())
    for tender in data["tenders"]:
        for lot in tender["lots"] or [{}]:
            sources = {"article_": data["article"], "tender_": tender, "lot_": lot}
            row = {}
            for column in COLUMNS:
                if column.name == "warnings":
                    row[column.name] = [warning["code"] for warning in data["warnings"]]
                    continue
                prefix = next(prefix for prefix in sources if column.name.startswith(prefix))
                row[column.name] = field(sources[prefix], column.name.removeprefix(prefix))
            yield row


def field(source: dict[str, Any], name: str) -> Any:
    """tender_bids_due is bids_due.iso8601, lot_suppliers_role the roles of the suppliers, article_url url."""
    slot = max((slot for slot in source if name == slot or name.startswith(slot + "_")), key=len, default="")
    value = source.get(slot)
    rest = name.removeprefix(slot).removeprefix("_")
    if isinstance(value, list):
        return [item[rest or next(key for key in item if key != "evidence")] for item in value]
    if isinstance(value, dict):
        return value[rest or next(key for key in value if key != "evidence")]
    return value


def read_cell(cell: str, like: Any, point: str = ".") -> Any:
    """The value of a cell, of the type of `like`: what a reader of the README would do."""
    if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell):
        cell = cell[1:]
    if isinstance(like, list):
        bars = [match.start() for match in re.finditer(r"\\.|\|", cell, re.S) if match[0] == "|"]
        borders = [-2, *bars, len(cell) + 1]
        parts = [cell[start + 2 : end - 1] for start, end in pairwise(borders)] if like else []
        return [re.sub(r"(?s)\\(.)", r"\1", part) or (None if None in like else "") for part in parts]
    if like is None:
        return cell or None
    if isinstance(like, bool):
        return {"true": True, "false": False}[cell]
    return type(like)(cell.replace(point, ".")) if isinstance(like, int | float) else cell


@pytest.mark.parametrize("italian", [False, True])
def test_every_column_reads_back_as_the_record(full_record: ArticleRecord, italian: bool) -> None:
    text = "".join(write_csv([full_record, full_record], italian=italian)).removeprefix(BYTE_ORDER_MARK)
    rows = rows_of(text, ";" if italian else ",")
    wanted = [*expected(full_record), *expected(full_record)]
    assert len(rows) == len(wanted) == 4
    filled = set()
    for row, want in zip(rows, wanted, strict=True):
        assert list(row) == [column.name for column in COLUMNS]
        for name, value in want.items():
            assert read_cell(row[name], value, "," if italian else ".") == value, name
            filled |= {name} if value not in (None, []) else set()
    never = {f"{of}_{value}_value_per" for of in ("tender", "lot") for value in ("estimated", "awarded")}
    never |= {f"lot_{value}_value_vat" for value in ("estimated", "awarded")} | {"tender_awarded_value_vat"}
    assert filled == {column.name for column in COLUMNS} - never - {"tender_suppliers", "tender_suppliers_role"}


def tender(**slots: Any) -> ArticleRecord:
    return ArticleRecord.model_validate(
        {
            "article": {"id": "a", "published": datetime.date(2026, 3, 10)},
            "tenders": [{"id": "t1", **slots}],
            "pipeline": {"version": "0"},
        }
    )


def test_a_tender_without_lots_has_one_row_and_an_article_without_tenders_none() -> None:
    record = tender()
    rows = rows_of("".join(write_csv([record, record.model_copy(update={"tenders": ()})])))
    assert [row["tender_id"] for row in rows] == ["t1"]
    assert all(not cell for name, cell in rows[0].items() if name.startswith("lot_"))


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)


@given(
    st.lists(names | st.sampled_from(["=1+1", "'=x", "a | b", "\\", "\\|", "@", "-", "a;b", 'a"b', "\r\n"]), max_size=4)
)
def test_any_names_read_back(given_names: list[str]) -> None:
    record = tender(incumbents=[{"name": name} for name in given_names], buyer={"name": "".join(given_names)})
    for italian in (False, True):
        text = "".join(write_csv([record], italian=italian)).removeprefix(BYTE_ORDER_MARK)
        [row] = rows_of(text, ";" if italian else ",")
        assert read_cell(row["tender_incumbents"], given_names) == given_names
        assert read_cell(row["tender_buyer"], "") == "".join(given_names)
        assert not any(cell.startswith(FORMULA) for cell in row.values())


def test_numbers_are_plain() -> None:
    money = {"amount": Decimal("4700000.50"), "currency": "EUR"}
    record = tender(awarded_value=money, discount={"percent": Decimal("1E+1")})
    for italian, amount in ((False, "4700000.5"), (True, "4700000,5")):
        text = "".join(write_csv([record], italian=italian)).removeprefix(BYTE_ORDER_MARK)
        [row] = rows_of(text, ";" if italian else ",")
        assert (row["tender_awarded_value"], row["tender_discount_percent"]) == (amount, "10")


def test_the_readme_names_every_column() -> None:
    readme = README.read_text(encoding="utf-8")
    for column in COLUMNS:
        base = re.sub(r"^(tender|lot)_", "…_", column.name)
        assert f"`{column.name}`" in readme or f"`{base}`" in readme, column.name


def test_the_samples_read_back(rules: Extractor) -> None:
    for file in sorted(SAMPLES.glob("articles/*.txt")):
        record = rules.extract(file.read_text(encoding="utf-8"), id=file.stem)
        rows = rows_of("".join(write_csv([record])))
        for row, want in zip(rows, expected(record), strict=True):
            for name, value in want.items():
                assert read_cell(row[name], value) == value, (file.stem, name)
