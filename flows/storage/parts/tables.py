"""The Parquet files of a part: one way to write them, so that the same rows are the same bytes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.disk.files import sync

_SHOWN_MISFITS = 20


class InvalidRowsError(RuntimeError):
    """Rows break their schema or the keys between tables; the message names table, column, value and article."""


def write_rows(file: Path, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    """Write rows as Parquet in the table's schema; an empty table keeps its columns and their descriptions.

    Raises InvalidRowsError for a value that the schema cannot hold.
    """
    write_table(file, arrow_rows(file.stem, schema, rows))


def arrow_rows(table: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as Arrow; raises InvalidRowsError for a value that the schema cannot hold."""
    try:
        arrow = pa.Table.from_pylist(rows, schema=schema)
        arrow.validate(full=True)
    except (pa.ArrowException, OverflowError) as error:
        misfits = [f"{table}.{misfit}" for row in rows for misfit in _misfits(schema, row)]
        raise InvalidRowsError("\n".join(misfits[:_SHOWN_MISFITS]) or f"{table}: {error}") from error
    return arrow


def write_table(file: Path, arrow: pa.Table) -> None:
    """Write a table as Parquet that is on the disk when this returns; raises OSError, which names the file."""
    try:
        pq.write_table(arrow.combine_chunks(), file, compression="zstd", row_group_size=100_000, write_page_index=True)
        sync(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(file)) from error


def _misfits(schema: pa.Schema, row: dict[str, Any]) -> Iterator[str]:
    """Yield what a row holds that its columns cannot, and the article it came from."""
    article = row.get("doc_id") or row.get("source_path") or row.get("run_id")
    for column in schema:
        value = row.get(column.name)
        if value is None and not column.nullable:
            yield f"{column.name} of {article}: a value is missing"
            continue
        try:
            pa.array([value], column.type)
        except (pa.ArrowException, OverflowError):
            yield f"{column.name} of {article}: {value!r:.80} is no {column.type}"
