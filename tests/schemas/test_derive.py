import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas import TABLES, TITLE, VERSION
from schemas.derive import arrow_schema, columns, description, foreign_keys, primary_key, rules

ALL_COLUMNS = [(table, column) for table in TABLES for column in columns(table)]


@pytest.mark.parametrize(("table", "column"), ALL_COLUMNS, ids=lambda value: getattr(value, "name", value))
def test_every_column_is_described(table: str, column: object) -> None:
    assert column.description[0].isupper()
    assert column.description.endswith(".")
    assert column.since.split(".") <= VERSION.split(".")
    assert all(column.meanings)


def test_every_offset_counts_characters_in_int32() -> None:
    for _, column in ALL_COLUMNS:
        if column.name in {"start", "end", "cue_start", "number_start", "number_end"}:
            assert (column.type, column.unit) == ("int32", "character")


@pytest.mark.parametrize("table", TABLES)
def test_tables_rules_and_keys_are_described(table: str) -> None:
    assert description(table).endswith(".")
    assert set(primary_key(table)) <= {column.name for column in columns(table)}
    assert all(rule.description.endswith(".") for rule in rules(table))


def test_foreign_keys_point_at_columns_that_are_there() -> None:
    targets = {f"{table}.{column.name}" for table, column in ALL_COLUMNS}
    assert {column.references for _, column in foreign_keys()} <= targets


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_keeps_schema_and_descriptions_through_parquet(table: str, tmp_path: Path) -> None:
    pq.write_table(arrow_schema(table).empty_table(), tmp_path / "empty.parquet")
    found = pq.read_table(tmp_path / "empty.parquet").schema
    assert found.equals(arrow_schema(table), check_metadata=True)
    assert found.metadata[b"title"].decode() == TITLE
    assert found.metadata[b"schema_version"].decode() == VERSION
    for column in columns(table):
        metadata = found.field(column.name).metadata
        assert metadata[b"description"].decode() == column.description
        assert json.loads(metadata.get(b"enum", b"[]")) == list(column.enum)


def test_types_are_those_of_the_contract() -> None:
    documents = arrow_schema("documents")
    assert documents.field("authors").type == pa.list_(pa.string())
    assert documents.field("published").type == pa.date32()
    assert arrow_schema("runs").field("started_at").type == pa.timestamp("us", "UTC")
    assert arrow_schema("figures").field("value").type == pa.float64()
    assert not documents.field("doc_id").nullable
    assert documents.field("text").nullable


def test_naming_the_tables_loads_no_pandera() -> None:
    program = "import sys, schemas; print(schemas.TABLES[0], 'pandera' in sys.modules, 'polars' in sys.modules)"
    root = Path(__file__).parents[2]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["documents", "False", "False"]
