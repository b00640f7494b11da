"""The answer of a query as a table, CSV, JSON or Parquet, written as it comes, so memory stays bounded."""

import csv
import io
import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.commands.terminal import Write, writer_to
from flows.publishing.sql import identifier
from flows.storage.dataset.manifest import open_dataset
from flows.storage.dataset.query import QueryError, connect, one_line, run_query

_ROWS_AT_A_TIME = 2_048
_UNLIMITED = 2**31 - 1
_MOST_DRAWN = 10_000  # DuckDB's own limit
# What Python and JSON can hold whatever the value; all else goes out in DuckDB's own words (a year before 1, say).
_PLAIN_TYPES = {
    "boolean", "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint",
    "uhugeint", "float", "double", "varchar",
}  # fmt: skip


class FormatError(ValueError):
    """The answer cannot be written that way; the message says what to do."""


def answer_query(dataset: Path, sql: str, form: str, output: Path | None) -> None:
    """Run one SELECT and write its answer to a file, which stays as it was if that fails, or to standard output.

    Raises DatasetError, QueryError (also for what goes wrong while the rows are made), FormatError, OSError.
    """
    if form == "parquet" and output is None:
        raise FormatError("Parquet is no text: name a file with --output")
    try:
        with connect(open_dataset(dataset)) as connection:
            _write(run_query(connection, sql), form, output)
    except (duckdb.Error, pa.ArrowException) as error:
        told = one_line(error)
        # The one table whose name is a word of SQL's own.
        hint = '; the table is to be quoted: "references"' if told.endswith('near "references"') else ""
        raise QueryError(f"{told}{hint}") from None
    except OSError as error:
        if error.errno is not None:
            raise
        # What goes wrong in a query whose rows Arrow hands on: no file is at fault.
        raise QueryError(one_line(error)) from None


def _write(answer: duckdb.DuckDBPyRelation, form: str, output: Path | None) -> None:
    if output is None:
        _WRITERS[form](answer, writer_to(sys.stdout))
        return
    with _replacing(output) as target, target.open("wb") as file:
        if form == "parquet":
            _write_parquet(answer, file)
            return
        with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
            (_write_whole_table if form == "table" else _WRITERS[form])(answer, text.write)


@contextmanager
def _replacing(output: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of `output` once it is whole; a device or pipe is written to itself."""
    if output.exists() and not output.is_file():
        yield output
        return
    # A link stays a link: what it leads to is replaced.
    whole = Path(os.path.realpath(output))
    draft = whole.with_name(f".alliance-{uuid4().hex}")
    try:
        yield draft
        if whole.exists():
            shutil.copymode(whole, draft)
        draft.replace(whole)
    finally:
        draft.unlink(missing_ok=True)


def _write_table(answer: duckdb.DuckDBPyRelation, write: Write) -> None:
    write(f"{answer}")


def _write_whole_table(answer: duckdb.DuckDBPyRelation, write: Write) -> None:
    if len(answer.limit(_MOST_DRAWN + 1).project("1").fetchall()) > _MOST_DRAWN:
        raise FormatError(f"a table holds at most {_MOST_DRAWN:,} rows; choose --format csv, json or parquet")
    drawn = io.StringIO()
    with redirect_stdout(drawn):
        answer.show(max_rows=_UNLIMITED, max_width=_UNLIMITED)
    write(drawn.getvalue())


def _write_csv(answer: duckdb.DuckDBPyRelation, write: Write) -> None:
    writer = csv.writer(_Lines(write), lineterminator="\n")
    writer.writerow(answer.columns)
    for row in _rows(answer):
        writer.writerow([_csv_value(value) for value in row])


def _csv_value(value: object) -> object:
    return _json(value) if isinstance(value, list | dict) else value


class _Lines:
    """A function that writes, as the file that the csv module wants."""

    def __init__(self, write: Write) -> None:
        self.write = write


def _write_json(answer: duckdb.DuckDBPyRelation, write: Write) -> None:
    names = _distinct(answer.columns)
    before = "[\n"
    for row in _rows(answer):
        write(before + _json(dict(zip(names, row, strict=True))))
        before = ",\n"
    write("[]\n" if before == "[\n" else "\n]\n")


def _json(value: object) -> str:
    return json.dumps(_json_value(value), ensure_ascii=False, allow_nan=False)


def _json_value(value: object) -> object:
    """Return a value as JSON can hold it: NaN and infinity, which it does not know, as null."""
    match value:
        case dict():
            return {key: _json_value(held) for key, held in value.items()}
        case list():
            return [_json_value(held) for held in value]
        case float():
            return value if math.isfinite(value) else None
        case Decimal():  # what Arrow makes of a HUGEINT; DECIMAL comes as text
            return int(value)
    return value


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names with repeats renamed: the second `a` is `a_1`, unless there is another of that name."""
    taken, distinct = set(names), list[str]()
    for name in names:
        number, chosen = 0, name
        while chosen in distinct or (number and chosen in taken):
            number += 1
            chosen = f"{name}_{number}"
        distinct.append(chosen)
    return distinct


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, a column a value whatever its name, of types that Python and JSON can hold."""
    casts = [f"CAST(#{place} AS {_plain_type(held)})" for place, held in enumerate(answer.types, 1)]
    for batch in answer.project(", ".join(casts)).to_arrow_reader(_ROWS_AT_A_TIME):
        yield from zip(*(column.to_pylist(maps_as_pydicts="lossy") for column in batch.columns), strict=True)


def _plain_type(held: Any) -> str:
    """Return, in SQL, the type that a DuckDB type is written as."""
    if held.id in _PLAIN_TYPES:
        return str(held)
    children: list[tuple[str, Any]] = held.children if held.id in ("list", "array", "map", "struct") else []
    match held.id, children:
        case "list" | "array", [(_, inner), *_]:
            return f"{_plain_type(inner)}[]"
        case "map", [_, (_, inner)]:
            return f"MAP(VARCHAR, {_plain_type(inner)})"
        case "struct", [_, *_]:
            return f"STRUCT({', '.join(f'{identifier(name)} {_plain_type(inner)}' for name, inner in children)})"
    return "VARCHAR"


def _write_parquet(answer: duckdb.DuckDBPyRelation, file: IO[bytes]) -> None:
    reader = answer.to_arrow_reader()
    names = _distinct(reader.schema.names)
    schema = pa.schema([column.with_name(name) for column, name in zip(reader.schema, names, strict=True)])
    try:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    except pa.ArrowNotImplementedError as error:
        raise FormatError(f"Parquet cannot hold this answer ({one_line(error)}); CAST the column to VARCHAR") from None


_WRITERS: dict[str, Callable[[duckdb.DuckDBPyRelation, Write], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
}
