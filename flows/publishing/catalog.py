"""The SQL that makes views of a dataset's Parquet files, with a comment on every table and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from flows.publishing.sql import identifier, literal
from schemas import RELEASE_TABLES, TABLES
from schemas.derive import Column, columns, description, release_columns
from schemas.views import VIEWS

_ColumnsOf = Callable[[str], Sequence[Column]]

_HEAD = "-- Run in the folder that holds this file: duckdb -init catalog.sql\n"


def catalog_sql() -> str:
    """Return DuckDB statements that create a view a table over <table>/*.parquet, and the views over these.

    Relative to the folder that DuckDB runs in: run it where the catalog lies.
    """
    return _catalog({table: f"{table}/*.parquet" for table in TABLES}, columns)


def release_catalog_sql() -> str:
    """Return DuckDB statements that create a view a table of a release, over <table>.parquet, and those over these."""
    return _catalog({table: f"{table}.parquet" for table in RELEASE_TABLES}, release_columns)


def _catalog(files: Mapping[str, str], columns_of: _ColumnsOf) -> str:
    return _HEAD + "".join(f"\n{view}" for view in _views(files, columns_of))


def _views(files: Mapping[str, str], columns_of: _ColumnsOf) -> Iterator[str]:
    """Yield the statements of each view; `files`: the pattern of each table's files."""
    for table, pattern in files.items():
        reading = f"SELECT * FROM read_parquet({literal(pattern)})"
        yield _view(table, reading, description(table), columns_of(table))
    for view in VIEWS:
        yield _view(view.name, view.sql, view.description, columns_of(view.table))


def _view(view: str, sql: str, about: str, described: Sequence[Column]) -> str:
    name = identifier(view)
    lines = [f"CREATE OR REPLACE VIEW {name} AS {sql};", f"COMMENT ON VIEW {name} IS {literal(about)};"]
    lines += [f"COMMENT ON COLUMN {name}.{identifier(c.name)} IS {literal(c.told)};" for c in described]
    return "".join(f"{line}\n" for line in lines)
