"""`corrections.toml`: values that a maintainer corrects by hand, each with the value it expects to find and a reason.

[[correction]]
table = "documents"
key = {doc_id = "0123456789abcdef"}
column = "published"
expected = "2024-03-01"
value = "2024-01-03"
reason = "the day and the month were swapped"
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.publishing.words import PASSAGE, QUOTE, held_in
from flows.settings_files import UnreadableError, text_of
from schemas import TABLES
from schemas.derive import Column, columns, is_correctable, primary_key

CORRECTIONS_FILE = "corrections.toml"
_KEYS = {"table", "key", "column", "expected", "value", "reason"}


class CorrectionsError(ValueError):
    """A correction cannot be read or no longer fits the dataset; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One value to correct: where it stands, what is there (None: null), what is to be there, and why."""

    number: int
    table: str
    key: Mapping[str, object]
    column: str
    expected: object
    value: object
    reason: str

    @property
    def key_json(self) -> str:
        """Return the key as a JSON object."""
        return json.dumps(dict(self.key), ensure_ascii=False)

    def __str__(self) -> str:
        """Return what is corrected, for messages."""
        return f"correction {self.number} ({self.table}.{self.column} of {self.key_json})"


def read_corrections(file: Path) -> tuple[Correction, ...]:
    """Read the corrections; raises CorrectionsError."""
    try:
        records = tomllib.loads(text_of(file)).get("correction", [])
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise CorrectionsError("corrections are written as [[correction]], one table each")
        return tuple(_correction(number, record) for number, record in enumerate(records, 1))
    except (tomllib.TOMLDecodeError, UnreadableError, CorrectionsError) as error:
        raise CorrectionsError(f"{file}: {error}") from error


def _correction(number: int, record: dict[str, Any]) -> Correction:
    if unknown := record.keys() - _KEYS:
        raise CorrectionsError(f"correction {number}: no key {', '.join(sorted(unknown))}")
    table, name, key = record.get("table", ""), record.get("column"), record.get("key")
    if table not in TABLES or not is_correctable(table):
        raise CorrectionsError(f"correction {number}: no table {table!r} that tells of articles")
    if not isinstance(key, dict) or key.keys() != set(primary_key(table)):
        raise CorrectionsError(f"correction {number}: key is to have {', '.join(primary_key(table))}")
    reason = str(record.get("reason", "")).strip()
    if not reason:
        raise CorrectionsError(f"correction {number}: a reason is needed")
    column = next((column for column in columns(table) if column.name == name), None)
    _check_column(number, table, column)
    expected, value = (_plain(record.get(which)) for which in ("expected", "value"))
    return Correction(number, table, key, str(name), expected, value, reason)


def _check_column(number: int, table: str, column: Column | None) -> None:
    """Refuse a column that is not there, that names the row, or that holds the article's own sentences."""
    if column is None:
        raise CorrectionsError(f"correction {number}: {table} has no such column")
    if column.name in (*primary_key(table), "doc_id") or held_in(table, column) in (PASSAGE, QUOTE):
        raise CorrectionsError(f"correction {number}: {table}.{column.name} is not corrected by hand")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
