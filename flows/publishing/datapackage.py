"""`datapackage.json`: the release as a Frictionless Data Package, each column as `schemas` describes it."""

from typing import Any

from flows.publishing.facts import ABSTRACT, KEYWORDS, LICENSE, LICENSE_URL, PACKAGE_NAME, ReleaseFacts
from flows.publishing.parquet import TableFile
from schemas import TITLE, VERSION
from schemas.derive import Column, description, primary_key, release_columns
from schemas.fields import NOT_BLANK

# Frictionless reads Parquet by way of pandas: a list comes as NumPy's array, which its own type "array" refuses, a null
# among integers as a float that is not a number, and the size of the file is lost. What is said in the standard's words
# is said so that its validator agrees; `arrowType`, `low`, `high` and `size` tell the whole.
_TYPES = {
    "string": "string",
    "list<string>": "any",
    "int32": "integer",
    "int64": "integer",
    "float64": "number",
    "boolean": "boolean",
    "date": "date",
}


def datapackage(facts: ReleaseFacts) -> dict[str, Any]:
    """Return the descriptor; beside the standard's properties it has `rows`, `contentSha256`, `arrowType` and more."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": PACKAGE_NAME,
        "title": TITLE,
        "description": ABSTRACT,
        "version": facts.version,
        "schemaVersion": VERSION,
        "licenses": [{"name": LICENSE, "path": LICENSE_URL}],
        "keywords": list(KEYWORDS),
        "sources": [{"title": source.name} for source in facts.sources],
        "resources": [_resource(file) for file in facts.tables],
    }
    return package | ({"created": f"{facts.date}T00:00:00Z"} if facts.date else {})


def _resource(file: TableFile) -> dict[str, Any]:
    return {
        "name": file.table,
        "path": file.name,
        "title": file.table,
        "description": description(file.table),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "size": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "contentSha256": file.content_sha256,
        "schema": _schema(file.table),
    }


def _schema(table: str) -> dict[str, Any]:
    described = release_columns(table)
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in described],
        "primaryKey": list(primary_key(table)),
    }
    # The standard's foreign keys know no lists; `references` of the field tells of those.
    keys = [_foreign_key(table, column) for column in described if column.references and column.type == "string"]
    return schema | ({"foreignKeys": keys} if keys else {})


def _foreign_key(table: str, column: Column) -> dict[str, Any]:
    parent, _, name = str(column.references).partition(".")
    return {"fields": [column.name], "reference": {"resource": "" if parent == table else parent, "fields": [name]}}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "number" if _is_nullable_number(column) else _TYPES[column.type],
        "description": column.description,
        "arrowType": column.type,
        "since": column.since,
    }
    told = {"unit": column.unit, "references": column.references, "low": column.low, "high": column.high}
    field |= {key: value for key, value in told.items() if value is not None}
    if column.enum:
        pairs = zip(column.enum, column.meanings, strict=True)
        field["categories"] = [{"value": value, "label": value, "description": meaning} for value, meaning in pairs]
    constraints = _constraints(column)
    return field | ({"constraints": constraints} if constraints else {})


def _is_nullable_number(column: Column) -> bool:
    return column.nullable and _TYPES[column.type] in ("integer", "number")


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.enum:
        found["enum"] = list(column.enum)
    if not _is_nullable_number(column):
        bounds = {"minimum": column.low, "maximum": column.high}
        found |= {key: value for key, value in bounds.items() if value is not None}
    if column.pattern == NOT_BLANK:
        found["minLength"] = 1
    elif column.pattern and column.pattern.endswith("$"):
        # The standard's patterns are held against the whole value; one that is open at its end has no place there.
        found["pattern"] = column.pattern
    return found
