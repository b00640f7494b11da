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
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
_MOST_SHOWN = 20
_MEMORY = "500MB"
_ROWS_AT_A_TIME = 1 << 15
# As many numbers of 64 bits as a set of them stays in a processor's cache.
_NUMBERS_AT_A_TIME = 1 << 18
# Odd, and without a pattern: the hash of an id is the sum of its words of four bytes, each times one of these.
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)
_ARROW_TYPES = {"bool": "boolean", "double": "float64", "date32[day]": "date"}
_DUCKDB_TYPES = {"VARCHAR": "string", "VARCHAR[]": "list<string>", "INTEGER": "int32", "BIGINT": "int64",
                 "DOUBLE": "float64", "BOOLEAN": "boolean", "DATE": "date"}  # fmt: skip


# A column of a file.
Place = tuple[Path, str]


class NoReleaseError(ValueError):
    """There is no release to verify; the message says what is missing."""


# Some of what was found, and how much there is of it in all.
Found = tuple[list[str], int]


class Tables(Protocol):
    """What is asked of tables' files, whichever library reads them."""

    def types(self, file: Path) -> dict[str, str]:
        """Return the columns of a file with their types."""

    def rows(self, file: Path) -> int:
        """Count the rows of a file."""

    def required(self, file: Path) -> set[str]:
        """Return the columns that cannot be null, as the file's own schema says."""

    def ascend(self, file: Path, key: Sequence[str]) -> bool:
        """Say whether each row's key is greater than that of the row before: then no key is there twice.

        False where that cannot be told at a glance.
        """

    def hold(self, parent: Place, children: Sequence[Place]) -> bool:
        """Say whether the parent's column has each value once, and the children's columns no others or null.

        False where that cannot be told at a glance.
        """

    def repeated(self, file: Path, key: Sequence[str]) -> Found:
        """Return the keys that more than one row has; takes its time."""

    def missing(self, child: Place, parent: Place) -> Found:
        """Return the values of the child's column that the parent's lacks; takes its time."""


def verify(folder: Path) -> Iterator[str]:
    """Yield a line for each thing that is wrong with the release in a folder; raises NoReleaseError."""
    package = read_package(folder)
    yield from _wrong_files(folder, _read_sums(folder / SUMS))
    yield from wrong_tables(folder, package, _tables())


def wrong_tables(folder: Path, package: Mapping[str, Any], tables: Tables) -> Iterator[str]:
    """Yield what is wrong with what the tables of a release hold, whatever the checksums say."""
    files = {resource["name"]: folder / resource["path"] for resource in package["resources"]}
    whole = []
    for resource in package["resources"]:
        failures = list(_wrong_table(files[resource["name"]], resource, tables))
        yield from failures
        if not any(failure.startswith(("schema", "unreadable")) for failure in failures):
            whole.append(resource)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for failures in pool.map(lambda resource: list(_wrong_keys(resource, whole, files, tables)), whole):
            yield from failures


def told(package: Mapping[str, Any]) -> str:
    """Return a line that says what a release holds."""
    resources = package["resources"]
    return f"{package['version']}, {len(resources)} tables, {sum(resource['rows'] for resource in resources)} rows"


def _read_sums(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise NoReleaseError(f"{file}: {error.strerror}; without its checksums nothing is verified") from None
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
            _check_resource(resource)
    except OSError as error:
        raise NoReleaseError(f"{file}: {error.strerror}; name the folder of a release") from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise NoReleaseError(f"{file}: not the descriptor of a release ({error})") from None
    return package


def _check_resource(resource: Mapping[str, Any]) -> None:
    """Raise what is wrong with a resource that lacks what is asked of it, or lies elsewhere than in the release."""
    resource["name"], resource["schema"]["fields"], resource["schema"]["primaryKey"][0]
    if Path(resource["path"]).name != resource["path"]:
        raise ValueError(f"{resource['path']!r} is no file of it")


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
    """Yield what is wrong with the columns and the number of rows of a table."""
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
    except Exception as error:  # whatever a library makes of a damaged file
        yield f"unreadable: {name}: {_one_line(error)}"


def _difference(found: Mapping[str, str], expected: Mapping[str, str]) -> str:
    for name, kind in expected.items():
        if found.get(name) != kind:
            return f"{name} is {found.get(name, 'missing')}, {PACKAGE} says {kind}"
    more = ", ".join(found.keys() - expected.keys())
    return f"{PACKAGE} does not know {more}" if more else "its columns are in another order"


def _wrong_keys(
    resource: Mapping[str, Any], whole: Sequence[Mapping[str, Any]], files: Mapping[str, Path], tables: Tables
) -> Iterator[str]:
    """Yield the keys of a table that are there twice, and the values elsewhere that ought to be in it and are not."""
    name, key = resource["name"], resource["schema"]["primaryKey"]
    children = list(_references_to(name, whole))
    parent, named = (files[name], key[0]), [(files[table], column) for table, column, _ in children]
    only_key = len(key) == 1 and all(reference == key[0] for _, _, reference in children)
    if (only_key and _at_a_glance(tables.hold, parent, named)) or (
        not children and _at_a_glance(tables.ascend, files[name], key)
    ):
        return
    yield from _told(f"{name}'s key", f"key: {name} has more than one row with {{}}", tables.repeated, files[name], key)
    for table, column, reference in children:
        line = f"key: {table}.{column} {{}} is not in {name}.{reference}"
        yield from _told(f"{table}.{column}", line, tables.missing, (files[table], column), (files[name], reference))


def _references_to(parent: str, resources: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield the tables and columns whose values are to be found in a table, each with the column to look in."""
    for resource in resources:
        for field in resource["schema"]["fields"]:
            table, _, column = field.get("references", "").partition(".")
            if table == parent:
                yield resource["name"], field["name"], column


def _at_a_glance(look: Callable[..., bool], *at: Any) -> bool:
    try:
        return look(*at)
    except Exception:  # what is wrong is found and named by a longer look
        return False


def _told(name: str, line: str, search: Callable[..., Found], *where: Any) -> Iterator[str]:
    try:
        some, total = search(*where)
    except Exception as error:
        yield f"unreadable: {name}: {_one_line(error)}"
        return
    yield from map(line.format, some)
    if total > len(some):
        yield line.format(f"{total - len(some)} others")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _tables() -> Tables:
    for make in (_Arrow, _DuckDB):
        try:
            return make()
        except ImportError:
            continue
    raise NoReleaseError("neither pyarrow nor duckdb is installed: pip install pyarrow")


class _DuckDB:
    """Tables as DuckDB reads them."""

    def __init__(self) -> None:
        import duckdb

        self._spill = TemporaryDirectory(prefix="verify-")
        self._connection = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": self._spill.name})
        self._connection.execute("SET enable_progress_bar = false")

    def _ask(self, sql: str, *files: Path) -> list[tuple[Any, ...]]:
        # A cursor each, since tables are looked at side by side.
        return self._connection.cursor().execute(sql, [_escaped(file) for file in files]).fetchall()

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

    def ascend(self, file: Path, key: Sequence[str]) -> bool:
        """Say whether each row's key is greater than that of the row before."""
        row = ", ".join(f'"{name}"' for name in key)
        before = ", ".join(f'lag("{name}") OVER ()' for name in key)
        sql = f"""
            SELECT count(*) FILTER (WHERE ({row}) > before IS NOT TRUE) <= 1
            FROM (SELECT {row}, ({before}) AS before FROM read_parquet(?))"""
        return bool(self._ask(sql, file)[0][0])

    def hold(self, parent: Place, children: Sequence[Place]) -> bool:
        """Say whether the parent's column has each value once, and the children's columns no others or null."""
        # Numbers are told apart much faster than strings; two values that share a hash are looked at again.
        halves = [f'SELECT hash("{parent[1]}") AS value, 1 AS n FROM read_parquet(?)']
        for child in children:
            value = self._value(child)
            halves.append(
                f"SELECT DISTINCT hash(v), 0 FROM (SELECT {value} AS v FROM read_parquet(?)) WHERE v NOT NULL"
            )
        counted = f"SELECT sum(n) AS n FROM ({' UNION ALL '.join(halves)}) GROUP BY value"
        sql = f"SELECT max(n) IS NULL OR (max(n) = 1 AND min(n) = 1) FROM ({counted})"
        return bool(self._ask(sql, *(file for file, _ in (parent, *children)))[0][0])

    def repeated(self, file: Path, key: Sequence[str]) -> Found:
        """Return the keys that more than one row has."""
        columns = ", ".join(f'"{name}"' for name in key)
        return self._found(f"SELECT {columns} FROM read_parquet(?) GROUP BY ALL HAVING count(*) > 1", file)

    def missing(self, child: Place, parent: Place) -> Found:
        """Return the values of the child's column that the parent's lacks."""
        sql = (
            f"SELECT DISTINCT key FROM (SELECT {self._value(child)} AS key FROM read_parquet(?)) "
            f'ANTI JOIN (SELECT "{parent[1]}" AS key FROM read_parquet(?)) USING (key) WHERE key IS NOT NULL'
        )
        return self._found(sql, child[0], parent[0])

    def _value(self, place: Place) -> str:
        file, column = place
        return f'unnest("{column}")' if self.types(file)[column].startswith("list") else f'"{column}"'

    def _found(self, sql: str, *files: Path) -> Found:
        rows = self._ask(f"SELECT *, count(*) OVER () FROM ({sql}) ORDER BY ALL LIMIT {_MOST_SHOWN}", *files)
        return [" ".join(map(str, row[:-1])) for row in rows], rows[0][-1] if rows else 0


def _escaped(file: Path) -> str:
    """Return a path in which DuckDB finds no pattern."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(file))


class _Arrow:
    """Tables as pyarrow reads them."""

    def __init__(self) -> None:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet

        self._arrow = pyarrow
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

    def ascend(self, file: Path, key: Sequence[str]) -> bool:
        """Say whether each row's key is greater than that of the row before."""
        last: tuple[Any, ...] = ()
        for batch in self._batches(file, key, as_dictionary=True):
            if not self._ascends(batch):
                return False
            first = self._row(batch, 0)
            if last and not last < first:
                return False
            last = self._row(batch, len(batch) - 1)
        return True

    def _ascends(self, batch: Any) -> bool:
        compute = self._compute
        is_less: Any = False
        for column in reversed(batch.columns):
            ranks = self._ranks(column)
            if ranks is None or ranks.null_count:
                return False
            before, after = ranks.slice(0, len(ranks) - 1), ranks.slice(1)
            is_less = compute.or_(compute.less(before, after), compute.and_(compute.equal(before, after), is_less))
        return compute.all(is_less).as_py() is not False

    def _ranks(self, column: Any) -> Any:
        """Return numbers in the order of a column's values; None where its dictionary is in no order."""
        if not hasattr(column, "dictionary"):
            return column
        values = column.dictionary
        ordered = self._compute.all(self._compute.less(values.slice(0, max(len(values) - 1, 0)), values.slice(1)))
        return None if ordered.as_py() is False else column.indices

    def _row(self, batch: Any, number: int) -> tuple[Any, ...]:
        return tuple(column[number].as_py() for column in batch.columns)

    def hold(self, parent: Place, children: Sequence[Place]) -> bool:
        """Say whether the parent's column has each value once, and the children's columns no others or null."""
        none = self._arrow.array([], self._arrow.uint64())
        values = self._arrow.concat_arrays([none, *self._numbers(parent, as_dictionary=False)])
        others = (numbers for child in children for numbers in self._numbers(child, as_dictionary=True))
        more = self._arrow.concat_arrays([none, *others])
        # Where all numbers of the parent differ and the children have no others, each is where it first was.
        for part in range(parts := len(values) // _NUMBERS_AT_A_TIME + 1):
            expected = self._part(values, part, parts)
            both = self._arrow.concat_arrays([expected, self._part(more, part, parts)])
            if not self._compute.unique(both).equals(expected):
                return False
        return True

    def _part(self, numbers: Any, part: int, parts: int) -> Any:
        """Return those of the numbers that fall to a part of all numbers: sets that fit the cache are made faster."""
        width = (1 << 64) // parts
        low, high = (self._arrow.scalar(bound, numbers.type) for bound in (part * width, (part + 1) * width - 1))
        in_part = self._compute.greater_equal(numbers, low)
        if part < parts - 1:
            in_part = self._compute.and_(in_part, self._compute.less_equal(numbers, high))
        return numbers.filter(in_part)

    def _numbers(self, place: Place, *, as_dictionary: bool) -> Iterator[Any]:
        """Yield the values of a column as numbers of 64 bits; values that differ have the same once in 10¹⁹ pairs.

        Raises ValueError where the column's values are no strings of one length.
        """
        before = None
        for batch in self._batches(place[0], [place[1]], as_dictionary=as_dictionary):
            column = batch.column(0)
            if str(column.type).startswith("list"):
                column = column.flatten()
            strings = column.dictionary if hasattr(column, "dictionary") else column.drop_null()
            # Batches of one row group share its dictionary.
            if len(strings) and not (before and strings.equals(before)):
                yield self._hashed(strings)
            before = strings if as_dictionary else None

    def _hashed(self, strings: Any) -> Any:
        arrow, compute = self._arrow, self._compute
        lengths = compute.min_max(compute.binary_length(strings)).as_py()
        length = lengths["min"]
        if length != lengths["max"] or length % 4 or not 0 < length <= 4 * len(_FACTORS):
            raise ValueError("no ids")
        words = arrow.Array.from_buffers(
            arrow.uint32(), len(strings) * length // 4, [None, arrow.py_buffer(_text_of(strings))]
        )
        lists, total = arrow.FixedSizeListArray.from_arrays(words, length // 4), None
        for place, factor in zip(range(length // 4), _FACTORS, strict=False):
            word = compute.list_element(lists, place).cast(arrow.uint64())
            product = compute.multiply(word, arrow.scalar(factor, arrow.uint64()))
            total = product if total is None else compute.add(total, product)
        return total

    def _batches(self, file: Path, columns: Sequence[str], *, as_dictionary: bool) -> Iterator[Any]:
        """Yield some rows at a time of some columns; strings that recur are read as a dictionary and its places."""
        with self._parquet.ParquetFile(file) as opened:
            leaves = {
                path.split(".")[0]: path for path in (opened.schema.column(i).path for i in range(len(opened.schema)))
            }
        strings = [leaves[name] for name in columns] if as_dictionary else []
        with self._parquet.ParquetFile(file, read_dictionary=strings) as opened:
            yield from opened.iter_batches(_ROWS_AT_A_TIME, columns=list(columns))

    def repeated(self, file: Path, key: Sequence[str]) -> Found:
        """Return the keys that more than one row has."""
        keys = self._parquet.read_table(file, columns=list(key))
        counts = keys.group_by(list(key)).aggregate([([], "count_all")])
        found = counts.filter(self._compute.field("count_all") > 1).select(list(key))
        return self._found(found)

    def missing(self, child: Place, parent: Place) -> Found:
        """Return the values of the child's column that the parent's lacks."""
        values = self._column(child)
        if str(values.type).startswith("list"):
            values = self._compute.list_flatten(values)
        values = values.drop_null().unique()
        lost = values.filter(self._compute.invert(self._compute.is_in(values, self._column(parent))))
        return self._found(self._arrow.table({"value": lost}))

    def _column(self, place: Place) -> Any:
        return self._parquet.read_table(place[0], columns=[place[1]])[place[1]]

    def _found(self, rows: Any) -> Found:
        ordered = rows.sort_by([(name, "ascending") for name in rows.column_names]).slice(0, _MOST_SHOWN)
        return [" ".join(map(str, row.values())) for row in ordered.to_pylist()], len(rows)


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
