"""The tables of the dataset: one pandera model a table, the one place where a column is described.

Arrow schema, Parquet metadata, catalog, dictionary and descriptors are derived from the models (`derive`); rows are
held against them (`validate`). Importing `schemas` alone costs nothing: a model, and pandera with it, is loaded
when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.fields import Table

TITLE = "US–Japan Alliance Commentary: Claims and Figures"
VERSION = "0.1.0"
TABLES = (
    "documents",
    "blocks",
    "claims",
    "attributions",
    "figures",
    "mentions",
    "references",
    "rejects",
    "runs",
)
# A release is independent of the runs that led to it, and says what was taken out or corrected by hand.
RELEASE_TABLES = (*(table for table in TABLES if table != "runs"), "withheld", "corrections")


def model(table: str) -> type[Table]:
    """Return the pandera model of a table; raises KeyError for an unknown name."""
    if table not in TABLES and table not in RELEASE_TABLES:
        raise KeyError(table)
    found: type[Table] = getattr(import_module(f"schemas.{table}"), table.capitalize())
    return found
