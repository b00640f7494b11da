"""The tables of a dataset: rows, columns and what each column means, as the files themselves say; and its views."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.dataset.manifest import Dataset, open_dataset
from flows.storage.dataset.query import connect, one_line
from schemas import TABLES
from schemas.views import VIEWS, View


class UnknownTableError(ValueError):
    """No table or view has that name; the message lists those there are."""


def describe(dataset: Path, only: str | None = None) -> Iterator[str]:
    """Yield the lines that describe one table or view, or all; raises DatasetError, QueryError, UnknownTableError."""
    opened = open_dataset(dataset)
    views = {view.name: view for view in VIEWS}
    if only is not None and only not in (*TABLES, *views):
        raise UnknownTableError(f"no table {only!r}; there are {', '.join((*TABLES, *views))}")
    for name in (*TABLES, *views) if only is None else (only,):
        yield from _describe_view(opened, views[name]) if name in views else _describe_table(opened, name)


def _describe_table(dataset: Dataset, table: str) -> Iterator[str]:
    rows, schema = _read(dataset, table)
    yield f"{table}: {_rows(rows)}, {len(schema)} columns. {_metadata(schema, 'description')}"
    kinds = [_type_of(column) for column in schema]
    widths = [max(map(len, texts)) for texts in (schema.names, kinds)]
    for column, kind in zip(schema, kinds, strict=True):
        unit = _metadata(column, "unit")
        told = _metadata(column, "description") + (f" [{unit}]" if unit else "")
        yield f"  {column.name:<{widths[0]}}  {kind:<{widths[1]}}  {told}"
    yield ""


def _describe_view(dataset: Dataset, view: View) -> Iterator[str]:
    try:
        with connect(dataset) as connection:
            ((rows,),) = connection.sql(f"SELECT count(*) FROM {view.name}").fetchall()
    except duckdb.Error as error:
        raise dataset.damaged("", one_line(error)) from None
    yield f"{view.name}: {_rows(rows)}, the columns of {view.table} (a view). {view.description}"
    yield ""


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def _read(dataset: Dataset, table: str) -> tuple[int, pa.Schema]:
    """Return the number of a table's rows and its schema."""
    files = sorted((dataset.folder / table).glob("*.parquet"))
    if not files:
        raise dataset.damaged(table, "no Parquet file")
    try:
        return sum(pq.read_metadata(file).num_rows for file in files), pq.read_schema(files[0])
    except (pa.ArrowException, OSError) as error:
        raise dataset.damaged(table, error) from None


def _type_of(column: pa.Field) -> str:
    return f"{column.type}{'?' if column.nullable else ''}".replace("list<element: string>", "list<string>")


def _metadata(described: pa.Field | pa.Schema, key: str) -> str:
    value: bytes = (described.metadata or {}).get(key.encode(), b"")
    return value.decode()
