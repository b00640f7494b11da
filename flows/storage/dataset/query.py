"""SQL over a published dataset, read-only: one SELECT, and no file but the dataset's is reachable."""

import glob
from pathlib import Path

import duckdb

from flows.storage.dataset.manifest import Dataset
from schemas import TABLES
from schemas.views import VIEWS

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


class QueryError(ValueError):
    """The SQL cannot be run; the message says why."""


def connect(dataset: Dataset) -> duckdb.DuckDBPyConnection:
    """Open a dataset's tables, a view each, and the views over them; the caller closes the connection.

    Nothing else on disk is reachable.

    Raises DatasetError where a table is missing, cannot be read or lacks a column that a view needs, QueryError where
    DuckDB cannot name the folder.
    """
    if not _is_text(str(dataset.folder)):
        raise QueryError("the path of the dataset is not valid UTF-8; rename its folder")
    connection = duckdb.connect()
    try:
        for table in TABLES:
            files = parts_pattern(dataset.folder, table)
            _create_view(connection, dataset, table, f"SELECT * FROM read_parquet({files})")
        for view in VIEWS:
            _create_view(connection, dataset, view.name, view.sql)
        # DuckDB holds a pattern as it is written against what is allowed, and each file that it finds as well.
        folders = [f"{dataset.folder}/", f"{glob.escape(str(dataset.folder))}/"]
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def parts_pattern(folder: Path, table: str) -> str:
    """Return the pattern of a table's files, as a SQL string; the folder's own name is no pattern."""
    pattern = f"{glob.escape(str(folder))}/{table}/*.parquet"
    return "'" + pattern.replace("'", "''") + "'"


def _create_view(connection: duckdb.DuckDBPyConnection, dataset: Dataset, name: str, sql: str) -> None:
    try:
        connection.execute(f'CREATE VIEW "{name}" AS {sql}')
    except duckdb.Error as error:
        raise dataset.damaged(name, one_line(error)) from None


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Prepare one SELECT; raises QueryError for anything else. It runs when its rows are asked for."""
    if not _is_text(sql):
        raise QueryError("the SQL is not valid UTF-8")
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in _READING:
        raise QueryError("one SELECT is expected; the dataset is read-only")
    return connection.sql(sql)


def _is_text(given: str) -> bool:
    """Say whether DuckDB can take a string: bytes of an argument that are no UTF-8 arrive as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in given)


def one_line(error: Exception) -> str:
    """Return DuckDB's message without its drawing of the place, which needs several lines."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("^", "LINE "))]
    return " ".join(told)
