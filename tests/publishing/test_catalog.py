from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.publishing.catalog import catalog_sql
from schemas import TABLES
from schemas.derive import arrow_schema, columns, description
from schemas.views import VIEWS


def write_empty(folder: Path) -> Path:
    for table in TABLES:
        (folder / table).mkdir(parents=True)
        pq.write_table(arrow_schema(table).empty_table(), folder / table / "part.parquet")
    return folder


def assert_commented(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL")
    comments = {(table, column): comment for table, column, comment in found.fetchall()}
    described = {**{table: table for table in TABLES}, **{view.name: view.table for view in VIEWS}}
    assert set(comments) == {(name, column.name) for name, table in described.items() for column in columns(table)}
    for name, table in described.items():
        for column in columns(table):
            assert comments[name, column.name].startswith(column.description)


def test_the_catalog_runs_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_empty(tmp_path / "dataset"))
    with duckdb.connect() as connection:
        connection.execute(catalog_sql())
        connection.execute(catalog_sql())
        assert_commented(connection)
        assert connection.sql('SELECT count(*) FROM "references"').fetchall() == [(0,)]
        assert connection.sql('SELECT per, of, "end" FROM figures').fetchall() == []
        told = connection.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    views = {view.name: view.description for view in VIEWS}
    assert dict(told) == {**{table: description(table) for table in TABLES}, **views}
