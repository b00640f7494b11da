"""What follows from the models: columns as plain data, keys, rules in words, Arrow schemas."""

import json
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any

import polars as pl
import pyarrow as pa

from schemas import RELEASE_TABLES, TABLES, TITLE, VERSION, model

# Parquet calls the child of a list "element"; with that name a schema comes back as it was written.
_STRINGS = pa.list_(pa.field("element", pa.string()))
_ARROW_TYPES: dict[Any, pa.DataType] = {
    pl.String: pa.string(),
    pl.Boolean: pa.bool_(),
    pl.Int32: pa.int32(),
    pl.Int64: pa.int64(),
    pl.Float64: pa.float64(),
    pl.Date: pa.date32(),
    pl.Datetime("us", "UTC"): pa.timestamp("us", "UTC"),
    pl.List(pl.String): _STRINGS,
}
_TYPE_NAMES = {
    pa.bool_(): "boolean",
    pa.float64(): "float64",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamp",
    _STRINGS: "list<string>",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its model describes it.

    `enum` and `meanings` run in parallel and are empty where any value goes; `low`, `high` (inclusive) and `pattern`
    are null where there is no such bound; `references` is the "table.column" that the values are found in.
    """

    name: str
    type: str
    nullable: bool
    description: str
    since: str
    unit: str | None = None
    enum: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    references: str | None = None

    @property
    def told(self) -> str:
        """Return the description, and the unit if there is one."""
        return f"{self.description} [{self.unit}]" if self.unit else self.description


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between the columns of a row, in words."""

    name: str
    columns: tuple[str, ...]
    description: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the columns of a table in order; raises KeyError for an unknown table."""
    return tuple(_column(found) for found in model(table).to_schema().columns.values())


def _column(found: Any) -> Column:
    bounds = {key: value for check in found.checks for key, value in check.statistics.items()}
    enum = found.metadata["enum"]
    return Column(
        name=found.name,
        type=_type_name(_arrow_type(found)),
        nullable=found.nullable,
        description=found.description,
        unit=found.metadata["unit"],
        enum=tuple(enum),
        since=found.metadata["since"],
        meanings=tuple(enum.values()),
        low=bounds.get("min_value"),
        high=bounds.get("max_value"),
        pattern=bounds.get("pattern"),
        references=found.metadata["references"],
    )


def _arrow_type(found: Any) -> pa.DataType:
    return _ARROW_TYPES[found.dtype.type]


def _type_name(arrow_type: pa.DataType) -> str:
    return _TYPE_NAMES.get(arrow_type, str(arrow_type))


@cache
def rules(table: str) -> tuple[Rule, ...]:
    """Return the rules between columns of a table."""
    checks = model(table).to_schema().checks
    return tuple(Rule(c.name, tuple(c.title.split(", ")), _one_line(c.description)) for c in checks)


@cache
def primary_key(table: str) -> tuple[str, ...]:
    """Return the columns that together name a row."""
    return tuple(model(table).to_schema().unique)


@cache
def description(table: str) -> str:
    """Return what a table holds, in a sentence."""
    return _one_line(model(table).__doc__)


def _one_line(docstring: str | None) -> str:
    return " ".join(cleandoc(docstring or "").split())


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table; every field and the schema itself carry their descriptions as metadata."""
    found = model(table).to_schema().columns
    fields = [
        pa.field(column.name, _arrow_type(found[column.name]), column.nullable, _field_metadata(column))
        for column in columns(table)
    ]
    about = {"title": TITLE, "table": table, "description": description(table), "schema_version": VERSION}
    return pa.schema(fields, metadata=about)


def _field_metadata(column: Column) -> dict[str, str]:
    metadata = {"description": column.description, "since": column.since}
    if column.unit is not None:
        metadata["unit"] = column.unit
    if column.enum:
        metadata["enum"] = json.dumps(column.enum)
    return metadata


def foreign_keys() -> tuple[tuple[str, Column], ...]:
    """Return every column whose values stand in another table, with the table it belongs to."""
    return tuple((table, column) for table in TABLES for column in columns(table) if column.references)


# The one column that a release adds to the tables of a dataset.
CORRECTED = Column(
    name="corrected",
    type="list<string>",
    nullable=False,
    description="Columns of this row that a maintainer corrected by hand, as `corrections` says; empty elsewhere.",
    since="0.1.0",
)


def is_correctable(table: str) -> bool:
    """Say whether rows of a release's table can be corrected by hand: those that tell of an article."""
    return table in TABLES and any(column.name == "doc_id" for column in columns(table))


@cache
def release_columns(table: str) -> tuple[Column, ...]:
    """Return the columns that a table has in a release; raises KeyError for a table that no release has."""
    if table not in RELEASE_TABLES:
        raise KeyError(table)
    return (*columns(table), CORRECTED) if is_correctable(table) else columns(table)


@cache
def release_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table in a release.

    Its metadata holds the columns' descriptions once more, as JSON, for readers that do not know Arrow's own.
    """
    schema = arrow_schema(table)
    if is_correctable(table):
        schema = schema.append(pa.field(CORRECTED.name, _STRINGS, CORRECTED.nullable, _field_metadata(CORRECTED)))
    told = {column.name: column.description for column in release_columns(table)}
    return schema.with_metadata({**schema.metadata, b"columns": json.dumps(told, ensure_ascii=False).encode()})
