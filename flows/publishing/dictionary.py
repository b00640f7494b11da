"""The data dictionary as a Markdown page: every table, column, allowed value and rule, as `schemas` has them."""

from collections.abc import Callable, Iterable, Sequence

from flows.publishing.markdown import markdown_table
from schemas import RELEASE_TABLES, TABLES, TITLE, VERSION
from schemas.derive import Column, columns, description, primary_key, release_columns, rules
from schemas.fields import NOT_BLANK
from schemas.views import VIEWS

_HEADER = ("column", "type", "null", "unit", "allowed", "description", "since")


def dictionary_markdown() -> str:
    """Return DICTIONARY.md of a dataset: a section a table, a row a column."""
    return _dictionary(TABLES, columns)


def release_dictionary_markdown() -> str:
    """Return DICTIONARY.md of a release."""
    return _dictionary(RELEASE_TABLES, release_columns)


def _dictionary(tables: Iterable[str], columns_of: Callable[[str], Sequence[Column]]) -> str:
    head = [
        "# Data dictionary",
        f"{TITLE}.",
        f"Schema version {VERSION}. Offsets count Unicode characters of the decoded raw text, start inclusive, "
        "end exclusive.",
    ]
    sections = [part for table in tables for part in _section(table, columns_of(table))]
    views = ((f"`{view.name}`", view.description) for view in VIEWS)
    return "\n\n".join([*head, *sections, "## Views", markdown_table(("view", "rows"), views)]) + "\n"


def _section(table: str, described: Sequence[Column]) -> Iterable[str]:
    yield f"## {table}"
    yield description(table)
    yield f"Key: {', '.join(f'`{name}`' for name in primary_key(table))}."
    yield markdown_table(_HEADER, (_row(column) for column in described))
    for column in described:
        if column.enum:
            yield f"Values of `{column.name}`:"
            values = (f"`{value}`" for value in column.enum)
            yield markdown_table(("value", "meaning"), zip(values, column.meanings, strict=True))
    if rules(table):
        yield "In every row:"
        yield "\n".join(f"- {rule.description}" for rule in rules(table))


def _row(column: Column) -> Sequence[str]:
    nullable = "yes" if column.nullable else "no"
    name = f"`{column.name}`"
    return name, column.type, nullable, column.unit or "", _allowed(column), column.description, column.since


def _allowed(column: Column) -> str:
    if column.enum:
        return ", ".join(f"`{value}`" for value in column.enum)
    if column.references:
        return f"a `{column.references}`"
    if column.pattern:
        return "not blank" if column.pattern == NOT_BLANK else f"`{column.pattern}`"
    return _range(column.low, column.high)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "" if high is None else f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"
