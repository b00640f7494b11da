"""Canonical Parquet: one file a table, the same bytes for the same rows, made for reading a little of it over HTTP."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publishing.verify import ContentHash, sha256_of
from schemas.derive import Column, primary_key, release_columns, release_schema

# A point query reads the footer and a column's part of one row group; scans want groups that are not too small.
# Articles with their text are a thousand times as wide as blocks.
_ROWS_IN_GROUP = {"documents": 4_096, "blocks": 131_072}
_ROWS_IN_OTHER_GROUPS = 32_768
_COMPRESSION_LEVEL = 3


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a release. `content_sha256` survives another Parquet writer, `sha256` is that of the file's bytes."""

    table: str
    rows: int
    bytes: int
    sha256: str
    content_sha256: str

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"{self.table}.parquet"


def sort_key(table: str) -> tuple[str, ...]:
    """Return the columns that a release's rows are sorted by: the article, the place in it, then the primary key."""
    names = [column.name for column in release_columns(table)]
    places = (name for name in ("doc_id", "start", "content_start") if name in names)
    return tuple(dict.fromkeys((*places, *primary_key(table))))


def write_parquet(folder: Path, table: str, batches: Iterable[pa.RecordBatch]) -> TableFile:
    """Write the sorted rows of a table as <folder>/<table>.parquet; how they are cut into batches does not matter."""
    file, schema = folder / f"{table}.parquet", release_schema(table)
    content, n_rows = ContentHash(schema), 0
    with pq.ParquetWriter(file, schema, **_options(table, schema)) as writer:
        for group in _in_groups(batches, schema, _rows_in_group(table)):
            content.update(group)
            n_rows += len(group)
            writer.write_table(group, row_group_size=len(group))
    return TableFile(table, n_rows, file.stat().st_size, sha256_of(file), content.hexdigest())


def _rows_in_group(table: str) -> int:
    return _ROWS_IN_GROUP.get(table, _ROWS_IN_OTHER_GROUPS)


def _options(table: str, schema: pa.Schema) -> dict[str, object]:
    nulls_first_ascending: Sequence[tuple[str, str]] = [(name, "ascending") for name in sort_key(table)]
    return {
        "compression": "zstd",
        "compression_level": _COMPRESSION_LEVEL,
        # An id of a row is there once: a dictionary of such makes a file longer, and six times as slow to read.
        "use_dictionary": [_leaf(column) for column in release_columns(table) if not _is_row_id(table, column)],
        "write_statistics": True,
        "write_page_index": True,
        "write_page_checksum": True,
        "sorting_columns": pq.SortingColumn.from_ordering(schema, nulls_first_ascending, "at_start"),
        # Rows are sorted by article, so only ids of rows need help to be found.
        "bloom_filter_options": {
            column.name: {"ndv": _rows_in_group(table), "fpp": 0.01}
            for column in release_columns(table)
            if _is_row_id(table, column)
        },
    }


def _is_row_id(table: str, column: Column) -> bool:
    return (column.name,) == primary_key(table) and column.name not in sort_key(table)[:1] and column.type == "string"


def _leaf(column: Column) -> str:
    return f"{column.name}.list.element" if column.type.startswith("list") else column.name


def _in_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema, size: int) -> Iterator[pa.Table]:
    """Yield tables of `size` rows and one of the rest, each in one piece."""
    waiting: list[pa.RecordBatch] = []
    n_waiting = 0
    for batch in batches:
        waiting.append(_as_in(schema, batch))
        n_waiting += len(batch)
        while n_waiting >= size:
            whole = pa.Table.from_batches(waiting, schema)
            yield whole.slice(0, size).combine_chunks()
            waiting, n_waiting = whole.slice(size).to_batches(), n_waiting - size
    if n_waiting:
        yield pa.Table.from_batches(waiting, schema).combine_chunks()


def _as_in(schema: pa.Schema, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with the types and descriptions of the schema; raises ArrowInvalid where a value is missing."""
    made = pa.RecordBatch.from_arrays(
        [column.cast(field.type) for field, column in zip(schema, batch.columns, strict=True)], schema=schema
    )
    made.validate(full=True)
    return made
