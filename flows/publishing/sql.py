"""DuckDB for releases: a database that keeps within its memory; names, texts and files as SQL has them."""

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

_MEMORY = "500MB"


@contextmanager
def database(threads: int, spill_to: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that spills what its memory does not hold to a folder, which goes with it."""
    with TemporaryDirectory(dir=spill_to, prefix=".spill-") as spill:
        config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": spill, "threads": threads}
        with duckdb.connect(config=config) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield connection


def identifier(name: str) -> str:
    """Return the name of a table or column, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text, quoted."""
    return "'" + text.replace("'", "''") + "'"


def reading(path: Path, pattern: str = "") -> str:
    """Return what reads a Parquet file, or the files of a folder that a pattern (/*.parquet) names.

    The path itself is taken as it is, whatever is in it.
    """
    return f"read_parquet({literal(glob.escape(str(path)) + pattern)})"
