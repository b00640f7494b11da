"""The answer of a query as a table, CSV, JSON or Parquet."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow.parquet as pq

from flows.storage.query import QueryError, connect, one_line, run_query


class FormatError(ValueError):
    """The answer cannot be written that way; the message says what to do."""


def answer_query(dataset: Path, sql: str, form: str, output: Path | None) -> None:
    """Run one SELECT and write its answer to a file or to standard output.

    Raises DatasetError, QueryError (also for what goes wrong while the rows are made), FormatError, OSError.
    """
    if form == "parquet" and output is None:
        raise FormatError("Parquet is no text: name a file with --output")
    try:
        _write(run_query(connect(dataset), sql), form, output)
    except duckdb.Error as error:
        raise QueryError(one_line(error)) from None


def _write(answer: duckdb.DuckDBPyRelation, form: str, output: Path | None) -> None:
    if form == "parquet":
        pq.write_table(answer.to_arrow_table(), output, compression="zstd")
    elif output is None:
        _WRITERS[form](answer, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            _WRITERS[form](answer, file)


def _write_table(answer: duckdb.DuckDBPyRelation, file: TextIO) -> None:
    # DuckDB draws control characters as escapes, so hostile text cannot steer the terminal.
    file.write(f"{answer}")


def _write_csv(answer: duckdb.DuckDBPyRelation, file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.to_arrow_table().to_pylist():
        writer.writerow([_csv_value(value) for value in row.values()])


def _csv_value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def _write_json(answer: duckdb.DuckDBPyRelation, file: TextIO) -> None:
    rows: list[dict[str, Any]] = answer.to_arrow_table().to_pylist()
    json.dump(rows, file, ensure_ascii=False, default=str, indent=1)
    file.write("\n")


_WRITERS: dict[str, Callable[[duckdb.DuckDBPyRelation, TextIO], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
}
