"""A change of the schema has a verdict, and the verdict forces the version."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from flows.publishing.compatibility import VersionError, bumped, check_version, highest, schema_changes


def package() -> dict[str, Any]:
    fields = [
        {"name": "id", "arrowType": "string", "description": "Identity.", "constraints": {"required": True}},
        {"name": "kind", "arrowType": "string", "description": "Kind.", "constraints": {"enum": ["a", "b"]}},
        {"name": "size", "arrowType": "int32", "description": "Size.", "unit": "byte"},
    ]
    schema = {"fields": fields, "primaryKey": ["id"]}
    return {"version": "1.0.0", "resources": [{"name": "things", "schema": schema}]}


def field(changed: dict[str, Any], name: str) -> dict[str, Any]:
    return next(f for f in changed["resources"][0]["schema"]["fields"] if f["name"] == name)


def add_column(changed: dict[str, Any]) -> None:
    new = {"name": "more", "arrowType": "string", "description": "More."}
    changed["resources"][0]["schema"]["fields"].append(new)


def add_table(changed: dict[str, Any]) -> None:
    changed["resources"].append({"name": "others", "schema": {"fields": [], "primaryKey": []}})


def reorder(changed: dict[str, Any]) -> None:
    changed["resources"][0]["schema"]["fields"].reverse()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: None, []),
        (add_column, ["additive: things.more added"]),
        (add_table, ["additive: others added"]),
        (lambda p: p["resources"].clear(), ["breaking: things removed"]),
        (lambda p: p["resources"][0]["schema"]["fields"].pop(), ["breaking: things.size removed"]),
        (lambda p: field(p, "size").update(name="bytes"), ["breaking: things.size renamed: now bytes"]),
        (lambda p: field(p, "size").update(arrowType="int64"), ["breaking: things.size retyped: int32 → int64"]),
        (lambda p: field(p, "size").update(unit="bit"), ["breaking: things.size in another unit: byte → bit"]),
        (lambda p: field(p, "kind")["constraints"]["enum"].remove("b"), ["breaking: things.kind narrowed: no more b"]),
        (lambda p: field(p, "kind")["constraints"]["enum"].append("c"), ["additive: things.kind widened: also c"]),
        (lambda p: field(p, "size").update(constraints={"enum": ["1"]}), ["breaking: things.size narrowed: only 1"]),
        (lambda p: field(p, "id").update(constraints={}), ["breaking: things.id may be null now"]),
        (lambda p: field(p, "size").update(constraints={"required": True}), ["additive: things.size is never null now"]),  # noqa: E501
        (lambda p: field(p, "size").update(description="Bytes."), ["harmless: things.size described anew"]),
        (
            lambda p: p["resources"][0]["schema"].update(primaryKey=["id", "kind"]),
            ["breaking: things primary key changed: id → id, kind"],
        ),
        (reorder, ["additive: things columns reordered"]),
    ],
)  # fmt: skip
def test_each_change_has_a_verdict(change: Callable[[dict[str, Any]], None], told: list[str]) -> None:
    changed = copy.deepcopy(package())
    change(changed)
    assert [str(found) for found in schema_changes(package(), changed)] == told


@pytest.mark.parametrize(
    ("version", "level", "least"),
    [("1.4.2", "major", "2.0.0"), ("1.4.2", "minor", "1.5.0"), ("1.4.2", "patch", "1.4.3"), ("1.4.2", "none", "1.4.3")],
)
def test_a_level_asks_for_a_version(version: str, level: str, least: str) -> None:
    assert bumped(version, level) == least
    check_version(least, version, level)
    check_version("3.0.0", version, level)


@pytest.mark.parametrize(
    ("version", "level", "told"),
    [
        ("1.5.0", "major", "a breaking change asks for 2.0.0 at least"),
        ("1.4.3", "minor", "something new asks for 1.5.0 at least"),
        ("1.4.2", "patch", "a correction asks for 1.4.3 at least"),
        ("1.4.1", "none", "asks for 1.4.3 at least"),
        ("1.5", "patch", "is no version"),
        ("v1.5.0", "patch", "is no version"),
        ("01.5.0", "patch", "is no version"),
    ],
)
def test_a_version_that_says_less_is_refused(version: str, level: str, told: str) -> None:
    with pytest.raises(VersionError, match=told):
        check_version(version, "1.4.2", level)


def test_the_highest_level_decides() -> None:
    assert highest(("patch", "major", "minor")) == "major"
    assert highest(()) == "none"
