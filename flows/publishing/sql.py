"""Names, texts and files as DuckDB's SQL has them."""

import glob
from pathlib import Path


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
