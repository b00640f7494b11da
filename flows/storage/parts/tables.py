"""The Parquet files of a part: one way to write them, so that the same rows are the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
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

    What a row lacks, having been written before there was such a column, is null. Raises InvalidRowsError for a value
    that the schema cannot hold.
    """
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    write_table(file, arrow_table(file.stem, schema, columns))


def arrow_table(table: str, schema: pa.Schema, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Return rows, column by column, as Arrow; raises InvalidRowsError for a value that the schema cannot hold."""
    try:
        arrow = pa.Table.from_pydict(columns, schema=schema)
        arrow.validate(full=True)
    except (pa.ArrowException, OverflowError) as error:
        misfits = [f"{table}.{misfit}" for misfit in islice(_misfits(schema, columns), _SHOWN_MISFITS)]
        raise InvalidRowsError("\n".join(misfits) or f"{table}: {error}") from error
    return arrow


def write_table(file: Path, arrow: pa.Table) -> None:
    """Write a table as Parquet that is on the disk when this returns; raises OSError, which names the file."""
    try:
        pq.write_table(arrow.combine_chunks(), file, compression="zstd", row_group_size=100_000, write_page_index=True)
        sync(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(file)) from error


def _misfits(schema: pa.Schema, columns: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Yield what the columns hold that those of the schema cannot, and the article it came from."""
    articles = next(columns[name] for name in ("doc_id", "source_path", "run_id") if name in columns)
    for column in schema:
        for article, value in zip(articles, columns[column.name], strict=False):
            if value is None and not column.nullable:
                yield f"{column.name} of {article}: a value is missing"
            elif not _holds(column.type, value):
                yield f"{column.name} of {article}: {value!r:.80} is no {column.type}"


def _holds(kind: pa.DataType, value: Any) -> bool:
    try:
        pa.array([value], kind)
    except (pa.ArrowException, OverflowError):
        return False
    return True
