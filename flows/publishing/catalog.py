"""The SQL that makes views of a dataset's Parquet files, with a comment on every table and column."""

from collections.abc import Callable, Iterable, Sequence

from schemas import RELEASE_TABLES, TABLES
from schemas.derive import Column, columns, description, release_columns

_HEAD = "-- Run in the folder that holds this file: duckdb -init catalog.sql\n"


def catalog_sql(root: str = ".", tables: Iterable[str] = TABLES) -> str:
    """Return DuckDB statements that create a view a table over <root>/<table>/*.parquet.

    Relative to the folder that DuckDB runs in when `root` is relative: run it where the catalog lies.
    """
    folder = "" if root == "." else f"{root}/"
    return _HEAD + "".join(f"\n{_view(table, f'{folder}{table}/*.parquet', columns)}" for table in tables)


def release_catalog_sql() -> str:
    """Return DuckDB statements that create a view a table of a release, over <table>.parquet."""
    return _HEAD + "".join(f"\n{_view(table, f'{table}.parquet', release_columns)}" for table in RELEASE_TABLES)


def _view(table: str, files: str, columns_of: Callable[[str], Sequence[Column]]) -> str:
    name = _identifier(table)
    lines = [
        f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({_literal(files)});",
        f"COMMENT ON VIEW {name} IS {_literal(description(table))};",
    ]
    for column in columns_of(table):
        comment = f"{column.description} [{column.unit}]" if column.unit else column.description
        lines.append(f"COMMENT ON COLUMN {name}.{_identifier(column.name)} IS {_literal(comment)};")
    return "".join(f"{line}\n" for line in lines)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
