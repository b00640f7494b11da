"""What differs between two releases: schemas, counts, rows by key. The pages that show it are in `diff_pages`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from flows.publishing.compatibility import SchemaChange, highest, schema_changes
from flows.publishing.sql import database, reading
from flows.publishing.verify import NoReleaseError, read_package

MOST_SHOWN = 20
_LONGEST_VALUE = 80
# What these tell of shows in the other tables, if it changes anything for readers.
_NOTES = ("rejects", "withheld", "corrections")


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is in both releases with other values. `values`: column → (old, new), as text."""

    key: str
    values: Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What differs in a table that both releases have.

    `columns` counts the changed rows by column; `first_…` show at most `MOST_SHOWN` keys, sorted.
    """

    table: str
    old_rows: int
    new_rows: int
    added: int
    removed: int
    changed: int
    columns: Mapping[str, int]
    first_added: tuple[str, ...]
    first_removed: tuple[str, ...]
    first_changed: tuple[ChangedRow, ...]

    @property
    def same(self) -> bool:
        """Say whether the tables hold the same rows."""
        return not (self.added or self.removed or self.changed)

    @property
    def level(self) -> str:
        """Return what the rows force of the version."""
        if self.same:
            return "none"
        return "minor" if (self.added or self.removed) and self.table not in _NOTES else "patch"


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """What differs between two releases; `level` is what it forces of the version."""

    old: str
    new: str
    schema: tuple[SchemaChange, ...]
    tables: tuple[TableDiff, ...]

    @property
    def level(self) -> str:
        """Return "major", "minor", "patch" or "none".

        New or lost rows (an article, a claim) are minor; other values in rows that stay are corrections: patch.
        """
        return highest((*(change.level for change in self.schema), *(table.level for table in self.tables)))

    @property
    def same(self) -> bool:
        """Say whether nothing differs."""
        return self.level == "none"


def diff_releases(old: Path, new: Path, threads: int = 2) -> ReleaseDiff:
    """Compare two releases; raises NoReleaseError where a folder holds none or a table cannot be read."""
    before, after = read_package(old), read_package(new)
    resources = {resource["name"]: resource for resource in before["resources"]}
    try:
        with database(threads) as connection:
            tables = tuple(
                _diff_table(connection, (old, new), (resources[resource["name"]], resource))
                for resource in after["resources"]
                if resource["name"] in resources
            )
    except duckdb.Error as error:
        raise NoReleaseError(f"a table cannot be read: {str(error).splitlines()[0]}") from None
    return ReleaseDiff(before["version"], after["version"], schema_changes(before, after), tables)


def _diff_table(
    connection: duckdb.DuckDBPyConnection, folders: tuple[Path, Path], resources: tuple[Any, Any]
) -> TableDiff:
    name = resources[1]["name"]
    old_rows, new_rows = (resource["rows"] for resource in resources)
    key = [column for column in resources[1]["schema"]["primaryKey"] if column in _names(resources[0])]
    if resources[0]["contentSha256"] == resources[1]["contentSha256"]:
        return TableDiff(name, old_rows, new_rows, 0, 0, 0, {}, (), (), ())
    shared = [column for column in _names(resources[1]) if column in _names(resources[0]) and column not in key]
    for view, folder, resource in zip(("old", "new"), folders, resources, strict=True):
        connection.execute(f'CREATE OR REPLACE VIEW "whole {view}" AS FROM {reading(folder / resource["path"])}')
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {_touched(key, shared)}")
    for view in ("old", "new"):
        rows = f'FROM "whole {view}" WHERE {_hash_of(key)} IN (FROM touched)'
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT *, true AS here {rows}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE differing AS {_differing(key, shared)}")
    return _told(connection, name, (old_rows, new_rows), shared)


def _names(resource: Mapping[str, Any]) -> list[str]:
    return [field["name"] for field in resource["schema"]["fields"]]


def _hash_of(columns: Sequence[str]) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    return f"hash({named or 0})"


def _touched(key: Sequence[str], shared: Sequence[str]) -> str:
    """Return SQL for the hashes of the keys of all rows that may differ.

    Of most rows nothing does, and their hashes are joined in little memory; the others are compared value by value.
    """
    hashes = f"SELECT {_hash_of(key)} AS key, {_hash_of(shared)} AS value"
    return f"""
        SELECT DISTINCT key FROM ({hashes} FROM "whole old") o FULL JOIN ({hashes} FROM "whole new") n USING (key)
        WHERE o.value IS DISTINCT FROM n.value"""


def _differing(key: Sequence[str], shared: Sequence[str]) -> str:
    """Return SQL for the rows that differ: which way, their key in words, and for each column whether it differs."""
    matched = " AND ".join(f'o."{name}" IS NOT DISTINCT FROM n."{name}"' for name in key)
    told = ", ' ', ".join(f'coalesce(coalesce(n."{name}", o."{name}")::VARCHAR, \'-\')' for name in key)
    differs = "".join(f', o."{name}" IS DISTINCT FROM n."{name}" AS "differs {name}"' for name in shared)
    values = "".join(
        f', left({side}."{name}"::VARCHAR, {_LONGEST_VALUE}) AS "{word} {name}"'
        for name in shared
        for side, word in (("o", "old"), ("n", "new"))
    )
    any_differs = " OR ".join(f'o."{name}" IS DISTINCT FROM n."{name}"' for name in shared) or "false"
    return f"""
        SELECT CASE WHEN o.here IS NULL THEN 'added' WHEN n.here IS NULL THEN 'removed' ELSE 'changed' END AS way,
            concat({told}) AS key {differs} {values}
        FROM old o FULL JOIN new n ON {matched}
        WHERE o.here IS NULL OR n.here IS NULL OR {any_differs}"""


def _told(connection: duckdb.DuckDBPyConnection, table: str, rows: tuple[int, int], shared: Sequence[str]) -> TableDiff:
    ways = dict(connection.sql("SELECT way, count(*) FROM differing GROUP BY way").fetchall())
    counts = ", ".join(f"count(*) FILTER (\"differs {name}\" AND way = 'changed')" for name in shared) or "0"
    by_column = connection.sql(f"SELECT {counts} FROM differing").fetchall()[0]
    return TableDiff(
        table=table,
        old_rows=rows[0],
        new_rows=rows[1],
        added=ways.get("added", 0),
        removed=ways.get("removed", 0),
        changed=ways.get("changed", 0),
        columns={name: count for name, count in zip(shared, by_column, strict=False) if count},
        first_added=tuple(_first_keys(connection, "added")),
        first_removed=tuple(_first_keys(connection, "removed")),
        first_changed=tuple(_first_changed(connection, shared)),
    )


def _first_keys(connection: duckdb.DuckDBPyConnection, way: str) -> Iterator[str]:
    sql = f"SELECT key FROM differing WHERE way = ? ORDER BY key LIMIT {MOST_SHOWN}"
    yield from (key for (key,) in connection.execute(sql, [way]).fetchall())


def _first_changed(connection: duckdb.DuckDBPyConnection, shared: Sequence[str]) -> Iterator[ChangedRow]:
    sql = f"SELECT * FROM differing WHERE way = 'changed' ORDER BY key LIMIT {MOST_SHOWN}"
    for row in connection.sql(sql).to_arrow_table().to_pylist():
        differing = (name for name in shared if row[f"differs {name}"])
        yield ChangedRow(row["key"], {name: (row[f"old {name}"], row[f"new {name}"]) for name in differing})
