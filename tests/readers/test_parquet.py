import datetime
from pathlib import Path

import pytest

from extractor.errors import ArticleError
from extractor.readers import parquet
from extractor.readers.slices import Reading

pyarrow = pytest.importorskip("pyarrow")
write_table = pytest.importorskip("pyarrow.parquet").write_table
READING = Reading()


@pytest.mark.parametrize("row_group_size", [100, 10_000])
def test_every_row_is_read_once_whatever_the_row_groups(row_group_size: int, tmp_path: Path) -> None:
    numbers = list(range(9000))
    table = pyarrow.table(
        {
            "text": [f"Gara {number}" for number in numbers],
            "date": [datetime.date(2026, 3, 10)] * 9000,
            "id": numbers,
            "score": [number / 2 for number in numbers],
        }
    )
    path = tmp_path / "x.parquet"
    write_table(table, path, row_group_size=row_group_size)
    pieces = list(parquet.slices(str(path), READING))
    read = [(piece.first, list(parquet.units(piece, READING))) for piece in pieces]
    assert [first for first, _ in read] == [
        1 + sum(piece.count for piece in pieces[:index]) for index in range(len(pieces))
    ]
    articles = [article for _, rows in read for row in rows for article in parquet.articles(row, READING)]
    assert [article.id for article in articles] == [str(number) for number in numbers]
    assert (articles[3].text, articles[3].published, articles[3].extra) == (
        "Gara 3",
        datetime.date(2026, 3, 10),
        {"score": 1.5},
    )
    assert all((piece.data is None) == (row_group_size == 100) for piece in pieces)


def test_what_is_no_parquet_is_an_article_error(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and so on")
    with pytest.raises(ArticleError, match="Parquet"):
        list(parquet.slices(str(tmp_path / "x.parquet"), READING))
