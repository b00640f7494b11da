"""The SQL that makes views of a dataset's Parquet files, with a comment on every table and column."""

from collections.abc import Iterable

from schemas import TABLES
from schemas.derive import columns, description


def catalog_sql(root: str = ".", tables: Iterable[str] = TABLES) -> str:
    """Return DuckDB statements that create a view a table over <root>/<table>/*.parquet.

    Relative to the folder that DuckDB runs in when `root` is relative: run it where the catalog lies.
    """
    head = "-- Run in the folder that holds this file: duckdb -init catalog.sql\n"
    return head + "".join(f"\n{_view(root, table)}" for table in tables)


def _view(root: str, table: str) -> str:
    files = f"{table}/*.parquet" if root == "." else f"{root}/{table}/*.parquet"
    name = _identifier(table)
    lines = [
        f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({_literal(files)});",
        f"COMMENT ON VIEW {name} IS {_literal(description(table))};",
    ]
    for column in columns(table):
        comment = f"{column.description} [{column.unit}]" if column.unit else column.description
        lines.append(f"COMMENT ON COLUMN {name}.{_identifier(column.name)} IS {_literal(comment)};")
    return "".join(f"{line}\n" for line in lines)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
