import re

import pytest

from flows.publishing.dictionary import dictionary_markdown
from schemas import TABLES
from schemas.derive import columns, rules
from schemas.views import VIEWS

PAGE = dictionary_markdown()
SECTIONS = dict(zip((*TABLES, "Views"), re.split(r"^## .*$", PAGE, flags=re.M)[1:], strict=True))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_its_row_in_order(table: str) -> None:
    rows = [cells(line) for line in SECTIONS[table].splitlines() if line.startswith("| `") and line.count("|") > 4]
    assert [row[0] for row in rows] == [f"`{column.name}`" for column in columns(table)]
    for row, column in zip(rows, columns(table), strict=True):
        assert len(row) == 7
        assert row[1:4] == [column.type, "yes" if column.nullable else "no", column.unit or ""]
        assert row[5:] == [column.description, column.since]


@pytest.mark.parametrize("table", TABLES)
def test_every_allowed_value_is_explained(table: str) -> None:
    for column in columns(table):
        for value, meaning in zip(column.enum, column.meanings, strict=True):
            assert f"| `{value}` | {meaning} |" in SECTIONS[table]


def test_every_view_is_explained() -> None:
    for view in VIEWS:
        assert f"| `{view.name}` | {view.description} |" in SECTIONS["Views"]


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_is_stated(table: str) -> None:
    assert all(rule.description in SECTIONS[table] for rule in rules(table))
