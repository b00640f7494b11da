"""What a change of the schema means to those who read releases, and what it makes of the version."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Field = Mapping[str, Any]
# What a change forces of the version, the least first.
LEVELS = ("none", "patch", "minor", "major")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class VersionError(ValueError):
    """A version is not one, or says less than the changes do; the message says what it must be."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change of a table or column: what happened to it, and the level of version that it forces."""

    what: str
    table: str
    column: str | None
    detail: str
    level: str

    def __str__(self) -> str:
        """Return the change as one line."""
        name = f"{self.table}.{self.column}" if self.column else self.table
        verdict = {"major": "breaking", "minor": "additive", "patch": "harmless"}[self.level]
        return f"{verdict}: {name} {self.what}{f': {self.detail}' if self.detail else ''}"


def schema_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[SchemaChange, ...]:
    """Return what differs between the schemas of two data packages."""
    before, after = (
        {resource["name"]: resource["schema"] for resource in package["resources"]} for package in (old, new)
    )
    found = _changes(before, after)
    return tuple(sorted(found, key=lambda change: (change.table, change.column or "", change.what)))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for table in before.keys() | after.keys():
        if table not in after:
            yield SchemaChange("removed", table, None, "", "major")
        elif table not in before:
            yield SchemaChange("added", table, None, "", "minor")
        else:
            yield from _table_changes(table, before[table], after[table])


def _table_changes(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SchemaChange]:
    old, new = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    renamed = _renamed(old, new)
    for name in old.keys() - new.keys() - renamed.keys():
        yield SchemaChange("removed", table, name, "", "major")
    for name, now in renamed.items():
        yield SchemaChange("renamed", table, name, f"now {now}", "major")
    for name in new.keys() - old.keys() - set(renamed.values()):
        yield SchemaChange("added", table, name, "", "minor")
    for name in old.keys() & new.keys():
        yield from _column_changes(table, name, old[name], new[name])
    if before["primaryKey"] != after["primaryKey"]:
        told = f"{', '.join(before['primaryKey'])} → {', '.join(after['primaryKey'])}"
        yield SchemaChange("primary key changed", table, None, told, "major")
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield SchemaChange("columns reordered", table, None, "", "minor")


def _renamed(old: Mapping[str, Field], new: Mapping[str, Field]) -> dict[str, str]:
    """Pair each column that went with one that came and is described alike."""
    came = [name for name in new if name not in old]
    found: dict[str, str] = {}
    for name in (name for name in old if name not in new):
        for other in came:
            same = all(old[name].get(key) == new[other].get(key) for key in ("arrowType", "description", "unit"))
            if same and other not in found.values():
                found[name] = other
                break
    return found


def _column_changes(table: str, name: str, old: Field, new: Field) -> Iterator[SchemaChange]:
    def change(what: str, detail: str, level: str) -> SchemaChange:
        return SchemaChange(what, table, name, detail, level)

    if old["arrowType"] != new["arrowType"]:
        yield change("retyped", f"{old['arrowType']} → {new['arrowType']}", "major")
    if old.get("unit") != new.get("unit"):
        yield change("in another unit", f"{old.get('unit')} → {new.get('unit')}", "major")
    bounds, now = old.get("constraints", {}), new.get("constraints", {})
    if bounds.get("required") and not now.get("required"):
        yield change("may be null now", "", "major")
    if now.get("required") and not bounds.get("required"):
        yield change("is never null now", "", "minor")
    yield from _enum_changes(change, bounds.get("enum"), now.get("enum"))
    if old.get("description") != new.get("description"):
        yield change("described anew", "", "patch")


def _enum_changes(change: Any, old: list[str] | None, new: list[str] | None) -> Iterator[SchemaChange]:
    if old is None and new is not None:
        yield change("narrowed", f"only {', '.join(new)}", "major")
    elif old is not None and new is None:
        yield change("widened", "any value", "minor")
    elif old is not None and new is not None:
        if gone := [value for value in old if value not in new]:
            yield change("narrowed", f"no more {', '.join(gone)}", "major")
        if more := [value for value in new if value not in old]:
            yield change("widened", f"also {', '.join(more)}", "minor")


def highest(levels: Iterator[str] | tuple[str, ...]) -> str:
    """Return the highest of some levels, "none" where there are none."""
    return max(levels, key=LEVELS.index, default="none")


def parse_version(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version; raises VersionError."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise VersionError(f"{version!r} is no version; it is to be like 1.4.2")
    return int(found[1]), int(found[2]), int(found[3])


def bumped(version: str, level: str) -> str:
    """Return the least version above another that a level asks for."""
    major, minor, patch = parse_version(version)
    if level == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if level == "minor" else f"{major}.{minor}.{patch + 1}"


def check_version(version: str, previous: str, level: str) -> None:
    """Raise VersionError where a version says less than what changed since the previous one."""
    least = bumped(previous, level)
    if parse_version(version) < parse_version(least):
        why = {"major": "a breaking change", "minor": "something new", "patch": "a correction", "none": "a new release"}
        raise VersionError(f"{version} after {previous}: {why[level]} asks for {least} at least")
