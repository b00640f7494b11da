"""Rows as Parquet: what a schema cannot hold is named, what a row lacks is null."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.storage.parts.tables import InvalidRowsError, arrow_table, write_rows

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("topics", pa.list_(pa.string())),
    ]
)


def test_a_column_that_a_row_lacks_is_null(tmp_path: Path) -> None:
    write_rows(
        tmp_path / "runs.parquet", SCHEMA, [{"doc_id": "a", "start": 1}, {"doc_id": "b", "start": 2, "topics": ["x"]}]
    )
    assert pq.read_table(tmp_path / "runs.parquet").column("topics").to_pylist() == [None, ["x"]]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    write_rows(tmp_path / "claims.parquet", SCHEMA, [])
    assert pq.read_table(tmp_path / "claims.parquet").schema == SCHEMA


def test_every_value_that_a_column_cannot_hold_is_named_with_its_article() -> None:
    columns = {"doc_id": ["a", "b", None], "start": [1, "one", 2**40], "topics": [[], None, [3]]}
    with pytest.raises(InvalidRowsError) as raised:
        arrow_table("claims", SCHEMA, columns)
    assert str(raised.value).splitlines() == [
        "claims.doc_id of None: a value is missing",
        "claims.start of b: 'one' is no int32",
        f"claims.start of None: {2**40} is no int32",
        "claims.topics of None: [3] is no list<item: string>",
    ]


def test_of_many_such_values_some_are_named() -> None:
    columns = {"doc_id": ["a"] * 1_000, "start": ["one"] * 1_000, "topics": [None] * 1_000}
    with pytest.raises(InvalidRowsError) as raised:
        arrow_table("claims", SCHEMA, columns)
    assert len(str(raised.value).splitlines()) == 20
