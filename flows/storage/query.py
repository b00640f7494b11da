"""SQL over a published dataset, read-only: one SELECT, and no file but the dataset's is reachable."""

from pathlib import Path

import duckdb

from flows.storage.manifest import read_manifest
from schemas import TABLES

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


class QueryError(ValueError):
    """The SQL cannot be run; the message says why."""


def connect(dataset: Path) -> duckdb.DuckDBPyConnection:
    """Open a dataset: a view a table, nothing else on disk reachable. Raises DatasetError where there is none.

    The link is resolved once, so all of a query sees the same dataset even if a build swaps in another meanwhile.
    """
    read_manifest(dataset)
    folder = dataset.resolve()
    connection = duckdb.connect()
    for table in TABLES:
        files = f"{folder}/{table}/*.parquet".replace("'", "''")
        connection.execute(f"CREATE VIEW \"{table}\" AS SELECT * FROM read_parquet('{files}')")
    connection.execute("SET allowed_directories = ?", [[f"{folder}/"]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Prepare one SELECT; raises QueryError for anything else. It runs when its rows are asked for."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in _READING:
        raise QueryError("one SELECT is expected; the dataset is read-only")
    return connection.sql(sql)


def one_line(error: Exception) -> str:
    """Return DuckDB's message without its drawing of the place, which needs several lines."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("^", "LINE "))]
    return " ".join(told)
