#!/usr/bin/env python3
"""Verify a release offline: checksums, files, schemas, counts and keys; one line a failure.

    python verify.py [FOLDER]

Needs Python 3.11 and pyarrow or DuckDB, nothing else: a copy of this file lies in every release. Exit status: 0 the
release is whole, 1 it is not, 2 there is no release to verify.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
_BLOCK = 1 << 20
_ARROW_TYPES = {"bool": "boolean", "double": "float64", "date32[day]": "date"}
_DUCKDB_TYPES = {"VARCHAR": "string", "VARCHAR[]": "list<string>", "INTEGER": "int32", "BIGINT": "int64",
                 "DOUBLE": "float64", "BOOLEAN": "boolean", "DATE": "date"}  # fmt: skip


class NoReleaseError(ValueError):
    """There is no release to verify; the message says what is missing."""


class Tables(Protocol):
    """What is asked of a table's file, whichever library reads it."""

    def types(self, file: Path) -> dict[str, str]:
        """Return the columns of a file with their types."""

    def rows(self, file: Path) -> int:
        """Count the rows of a file."""

    def required(self, file: Path) -> set[str]:
        """Return the columns that cannot be null, as the file's own schema says."""

    def repeated(self, file: Path, key: Sequence[str]) -> list[str]:
        """Return some of the keys that more than one row has."""

    def missing(self, file: Path, column: str, parent: Path, parent_column: str) -> list[str]:
        """Return some of the values that the parent's column lacks."""


def verify(folder: Path) -> Iterator[str]:
    """Yield a line for each thing that is wrong with the release in a folder; raises NoReleaseError."""
    package = read_package(folder)
    sums = _read_sums(folder / SUMS)
    yield from _wrong_files(folder, sums)
    tables = _tables()
    files = {resource["name"]: folder / resource["path"] for resource in package["resources"]}
    whole = []
    for resource in package["resources"]:
        failures = list(_wrong_table(files[resource["name"]], resource, tables))
        yield from failures
        if not failures:
            whole.append(resource)
    for resource in whole:
        yield from _wrong_keys(resource, files, tables)


def told(package: Mapping[str, Any]) -> str:
    """Return a line that says what a release holds."""
    resources = package["resources"]
    return f"{package['version']}, {len(resources)} tables, {sum(resource['rows'] for resource in resources)} rows"


def _read_sums(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise NoReleaseError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NoReleaseError(f"{file}: no text") from None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def read_package(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the release in a folder; raises NoReleaseError."""
    file = folder / PACKAGE
    try:
        package: dict[str, Any] = json.loads(file.read_text("utf-8"))
        told(package)
        for resource in package["resources"]:
            resource["name"], resource["path"], resource["schema"]["fields"], resource["schema"]["primaryKey"]
    except OSError as error:
        raise NoReleaseError(f"{file}: {error.strerror}; name the folder of a release") from None
    except (ValueError, KeyError, TypeError) as error:
        raise NoReleaseError(f"{file}: not the descriptor of a release ({error})") from None
    return package


def _wrong_files(folder: Path, sums: Mapping[str, str]) -> Iterator[str]:
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()} - {SUMS}
    for name in sorted(found - sums.keys()):
        yield f"added: {name} is not in {SUMS}"
    for name in sorted(sums.keys() - found):
        yield f"missing: {name}"
    named = sorted(found & sums.keys())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        digests = pool.map(sha256_of, [folder / name for name in named])
        for name, digest in zip(named, digests, strict=True):
            if digest != sums[name]:
                yield f"checksum: {name} has {digest[:12]}…, {SUMS} says {sums[name][:12]}…"


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _wrong_table(file: Path, resource: Mapping[str, Any], tables: Tables) -> Iterator[str]:
    """Yield what is wrong with one table by itself."""
    name, fields = resource["name"], resource["schema"]["fields"]
    try:
        types, rows = tables.types(file), tables.rows(file)
        expected = {field["name"]: field["arrowType"] for field in fields}
        if types != expected:
            yield f"schema: {name}: {_difference(types, expected)}"
            return
        if rows != resource["rows"]:
            yield f"count: {name} has {rows} rows, {PACKAGE} says {resource['rows']}"
        required = {field["name"] for field in fields if field.get("constraints", {}).get("required")}
        for column in sorted(required - tables.required(file)):
            yield f"schema: {name}: {column} may be null, {PACKAGE} says never"
        for key in tables.repeated(file, resource["schema"]["primaryKey"]):
            yield f"key: {name} has more than one row with {key}"
    except Exception as error:  # whatever a library makes of a damaged file
        yield f"unreadable: {name}: {' '.join(str(error).split())[:200]}"


def _difference(found: Mapping[str, str], expected: Mapping[str, str]) -> str:
    for name, kind in expected.items():
        if found.get(name) != kind:
            return f"{name} is {found.get(name, 'missing')}, {PACKAGE} says {kind}"
    more = ", ".join(found.keys() - expected.keys())
    return f"{PACKAGE} does not know {more}" if more else "its columns are in another order"


def _wrong_keys(resource: Mapping[str, Any], files: Mapping[str, Path], tables: Tables) -> Iterator[str]:
    """Yield the values that are to be found in another table and are not."""
    name = resource["name"]
    for field in resource["schema"]["fields"]:
        if reference := field.get("references"):
            parent, column = reference.split(".")
            try:
                for value in tables.missing(files[name], field["name"], files[parent], column):
                    yield f"key: {name}.{field['name']} {value} is not in {reference}"
            except Exception as error:
                yield f"unreadable: {name}.{field['name']}: {' '.join(str(error).split())[:200]}"


def _tables() -> Tables:
    for make in (_DuckDB, _Arrow):
        try:
            return make()
        except ImportError:
            continue
    raise NoReleaseError("neither pyarrow nor duckdb is installed: pip install pyarrow")


class _DuckDB:
    """Tables as DuckDB reads them."""

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect()

    def _ask(self, sql: str, *files: Path) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, [_escaped(file) for file in files]).fetchall()

    def types(self, file: Path) -> dict[str, str]:
        """Return the columns of a file with their types."""
        rows = self._ask("DESCRIBE FROM read_parquet(?)", file)
        return {name: _DUCKDB_TYPES.get(kind, kind) for name, kind, *_ in rows}

    def rows(self, file: Path) -> int:
        """Count the rows of a file."""
        return int(self._ask("SELECT count(*) FROM read_parquet(?)", file)[0][0])

    def required(self, file: Path) -> set[str]:
        """Return the columns that cannot be null, as the file's own schema says."""
        sql = "SELECT name FROM parquet_schema(?) WHERE repetition_type = 'REQUIRED'"
        return {name for (name,) in self._ask(sql, file)}

    def repeated(self, file: Path, key: Sequence[str]) -> list[str]:
        """Return some of the keys that more than one row has."""
        columns = ", ".join(f'"{name}"' for name in key)
        # Where all hashes differ, so do all keys, and numbers are told apart much faster than strings.
        counted = f"SELECT count(*) = count(DISTINCT hash({columns})) FROM read_parquet(?)"
        if self._ask(counted, file)[0][0]:
            return []
        found = self._ask(f"SELECT {columns} FROM read_parquet(?) GROUP BY ALL HAVING count(*) > 1 LIMIT 5", file)
        return [" ".join(map(str, row)) for row in found]

    def missing(self, file: Path, column: str, parent: Path, parent_column: str) -> list[str]:
        """Return some of the values that the parent's column lacks."""
        is_list = self.types(file)[column].startswith("list")
        value = f'unnest("{column}")' if is_list else f'"{column}"'
        sql = (
            f"WITH child AS (SELECT DISTINCT {value} AS key FROM read_parquet(?)) SELECT key FROM child "
            f'ANTI JOIN (SELECT "{parent_column}" AS key FROM read_parquet(?)) USING (key) '
            "WHERE key IS NOT NULL LIMIT 5"
        )
        return [str(value) for (value,) in self._ask(sql, file, parent)]


def _escaped(file: Path) -> str:
    """Return a path in which DuckDB finds no pattern."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(file))


class _Arrow:
    """Tables as pyarrow reads them."""

    def __init__(self) -> None:
        import pyarrow.compute
        import pyarrow.parquet

        self._compute = pyarrow.compute
        self._parquet = pyarrow.parquet

    def types(self, file: Path) -> dict[str, str]:
        """Return the columns of a file with their types."""
        schema = self._parquet.read_schema(file)
        return {field.name: arrow_type_name(field.type) for field in schema}

    def rows(self, file: Path) -> int:
        """Count the rows of a file."""
        return int(self._parquet.read_metadata(file).num_rows)

    def required(self, file: Path) -> set[str]:
        """Return the columns that cannot be null, as the file's own schema says."""
        return {field.name for field in self._parquet.read_schema(file) if not field.nullable}

    def repeated(self, file: Path, key: Sequence[str]) -> list[str]:
        """Return some of the keys that more than one row has."""
        keys = self._parquet.read_table(file, columns=list(key))
        counts = keys.group_by(list(key)).aggregate([([], "count_all")])
        found = counts.filter(self._compute.field("count_all") > 1).slice(0, 5).to_pylist()
        return [" ".join(str(row[name]) for name in key) for row in found]

    def missing(self, file: Path, column: str, parent: Path, parent_column: str) -> list[str]:
        """Return some of the values that the parent's column lacks."""
        values = self._column(file, column)
        if str(values.type).startswith("list"):
            values = self._compute.list_flatten(values)
        values = values.drop_null().unique()
        lost = values.filter(self._compute.invert(self._compute.is_in(values, self._column(parent, parent_column))))
        return [str(value) for value in lost.slice(0, 5).to_pylist()]

    def _column(self, file: Path, column: str) -> Any:
        return self._parquet.read_table(file, columns=[column])[column]


def arrow_type_name(arrow_type: object) -> str:
    """Return the name that descriptors give an Arrow type."""
    name = str(arrow_type)
    return "list<string>" if name.startswith("list<") else _ARROW_TYPES.get(name, name)


class ContentHash:
    """The SHA-256 of a table's rows in their order: the same for every Parquet writer, row group and batch size.

    A column hashes into two streams, which survive any cutting into batches: the lengths of its values (-1 for null;
    of a number 1), and the values without the nulls. The table's hash is that of its columns' names, types and hashes.
    """

    def __init__(self, schema: Any) -> None:
        self._columns = {
            field.name: (arrow_type_name(field.type), hashlib.sha256(), hashlib.sha256()) for field in schema
        }

    def update(self, batch: Any) -> None:
        """Add the rows of an Arrow record batch or table."""
        for (_, lengths, values), column in zip(self._columns.values(), batch.columns, strict=True):
            for chunk in getattr(column, "chunks", [column]):
                _hash_array(chunk, lengths, values)

    def hexdigest(self) -> str:
        """Return the hash, hexadecimal."""
        facts = [(name, kind, *(part.hexdigest() for part in parts)) for name, (kind, *parts) in self._columns.items()]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _hash_array(array: Any, lengths: Any, values: Any) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(array.type):
        lengths.update(_bytes_of(pc.fill_null(pc.list_value_length(array), -1).cast(pa.int32())))
        _hash_array(array.flatten(), lengths, values)
    elif pa.types.is_string(array.type):
        lengths.update(_bytes_of(pc.fill_null(pc.binary_length(array), -1).cast(pa.int32())))
        values.update(_text_of(array.drop_null()))
    else:
        lengths.update(_bytes_of(pc.if_else(array.is_valid(), 1, -1).cast(pa.int8())))
        present = array.drop_null()
        values.update(_bytes_of(present.cast(pa.int8()) if pa.types.is_boolean(array.type) else present))


def _bytes_of(numbers: Any) -> bytes:
    """Return the little-endian bytes of an array of numbers without nulls."""
    _, data = numbers.buffers()
    width = numbers.type.bit_width // 8
    start = numbers.offset * width
    return bytes(data[start : start + len(numbers) * width]) if len(numbers) else b""


def _text_of(strings: Any) -> bytes:
    """Return the UTF-8 bytes of an array of strings without nulls, one after the other."""
    if not len(strings):
        return b""
    _, places, data = strings.buffers()
    offsets = memoryview(places).cast("i")
    return bytes(data[offsets[strings.offset] : offsets[strings.offset + len(strings)]]) if data else b""


def content_hash_of(file: Path) -> str:
    """Return the content hash of a Parquet file."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as parquet:
        whole = ContentHash(parquet.schema_arrow)
        for batch in parquet.iter_batches():
            whole.update(batch)
    return whole.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Verify the release in the folder named, or in the folder of this file; returns the exit status."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        failures = list(verify(folder))
        for failure in failures:
            print(f"FAIL {failure}")
        print(f"{'FAILED' if failures else 'ok'}: {told(read_package(folder))}, {len(failures)} failures")
    except NoReleaseError as error:
        print(f"verify: {error}", file=sys.stderr)
        return 2
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
