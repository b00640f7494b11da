"""A difference of two releases as text, JSON, Markdown and HTML.

The pages that go into a release name keys and columns but no values: an older release may carry words that rights
forbid by now.
"""

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from flows.publishing.diff import ReleaseDiff, TableDiff
from flows.publishing.markdown import markdown_table

_COUNTED = ("table", "rows before", "rows now", "added", "removed", "changed")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}"
    "del{background:#fdd}ins{background:#dfd;text-decoration:none}.major{color:#a00;font-weight:bold}"
)


def diff_text(diff: ReleaseDiff) -> Iterator[str]:
    """Yield the lines of a difference, with the first rows of each kind and their values."""
    yield f"{diff.old} → {diff.new}: {_verdict(diff)}"
    yield from (f"schema   {change}" for change in diff.schema)
    for table in diff.tables:
        if table.same:
            continue
        yield f"{table.table}: {_counts(table)}"
        yield from _more((f"  + {key}" for key in table.first_added), table.added, len(table.first_added))
        yield from _more((f"  - {key}" for key in table.first_removed), table.removed, len(table.first_removed))
        changed = (f"  ~ {row.key} {_values(row.values)}" for row in table.first_changed)
        yield from _more(changed, table.changed, len(table.first_changed))


def _verdict(diff: ReleaseDiff) -> str:
    return {
        "none": "the same",
        "patch": "values changed (patch)",
        "minor": "nothing breaks (minor)",
        "major": "breaking (major)",
    }[diff.level]


def _counts(table: TableDiff) -> str:
    columns = ", ".join(f"{name} {count}" for name, count in table.columns.items())
    told = f"{table.old_rows} → {table.new_rows} rows, +{table.added} -{table.removed} ~{table.changed}"
    return f"{told} ({columns})" if columns else told


def _values(values: Any) -> str:
    return "; ".join(f"{name}: {old} → {new}" for name, (old, new) in values.items())


def _more(lines: Iterator[str], total: int, shown: int) -> Iterator[str]:
    yield from lines
    if total > shown:
        yield f"    … and {total - shown} more"


def diff_json(diff: ReleaseDiff, *, with_values: bool) -> str:
    """Return a difference as JSON; without values it names the columns that changed."""
    content = {
        "old": diff.old,
        "new": diff.new,
        "level": diff.level,
        "schema": [
            {"table": c.table, "column": c.column, "what": c.what, "detail": c.detail, "level": c.level}
            for c in diff.schema
        ],
        "tables": {table.table: _table_json(table, with_values) for table in diff.tables},
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _table_json(table: TableDiff, with_values: bool) -> dict[str, Any]:
    return {
        "rows": [table.old_rows, table.new_rows],
        "added": table.added,
        "removed": table.removed,
        "changed": table.changed,
        "changed_columns": dict(table.columns),
        "first_added": list(table.first_added),
        "first_removed": list(table.first_removed),
        "first_changed": [
            {"key": row.key, "columns": {k: list(v) for k, v in row.values.items()} if with_values else [*row.values]}
            for row in table.first_changed
        ],
    }


def diff_markdown(diff: ReleaseDiff) -> str:
    """Return DIFF.md of a release: schema, counts, and the columns that changed; no values."""
    parts = [f"# What changed from {diff.old} to {diff.new}", f"Verdict: **{_verdict(diff)}**.", "## Schema"]
    schema = "\n".join(f"- {change}" for change in diff.schema)
    parts += [schema or "The same.", "## Rows", markdown_table(_COUNTED, map(_count_cells, diff.tables))]
    columns = [(t.table, name, f"{count:,}") for t in diff.tables for name, count in t.columns.items()]
    if columns:
        parts += ["## Changed values, by column", markdown_table(("table", "column", "rows"), columns)]
    return "\n\n".join([*parts, "The keys of the first rows are in [diff.json](diff.json)."]) + "\n"


def first_release_markdown(version: str) -> str:
    """Return DIFF.md of a release that has none before it."""
    return f"# What changed\n\n{version} is the first release.\n"


def first_release_json(version: str) -> str:
    """Return diff.json of a release that has none before it."""
    return json.dumps({"old": None, "new": version, "level": None, "schema": [], "tables": {}}, indent=1) + "\n"


def _count_cells(table: TableDiff) -> tuple[str, ...]:
    counts = (table.old_rows, table.new_rows, table.added, table.removed, table.changed)
    return table.table, *(f"{count:,}" for count in counts)


def diff_html(diff: ReleaseDiff) -> str:
    """Return a difference as one page of HTML that loads nothing; everything in it is escaped."""
    heads = "".join(f"<th>{head}</th>" for head in _COUNTED)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _count_cells(table)) + "</tr>" for table in diff.tables
    )
    schema = "".join(f'<li class="{change.level}">{escape(str(change))}</li>' for change in diff.schema)
    title = escape(f"{diff.old} → {diff.new}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(_verdict(diff))}</p><h2>Schema</h2>"
        f"{f'<ul>{schema}</ul>' if schema else '<p>the same</p>'}<h2>Rows</h2><table><tr>{heads}</tr>{rows}</table>"
        f"{''.join(_table_html(table) for table in diff.tables if not table.same)}</html>\n"
    )


def _table_html(table: TableDiff) -> str:
    changed = "".join(
        f"<li>{escape(row.key)}: "
        + "; ".join(
            f"{escape(name)} <del>{_cell(a)}</del> <ins>{_cell(b)}</ins>" for name, (a, b) in row.values.items()
        )
        + "</li>"
        for row in table.first_changed
    )
    added, removed = _keys(table.first_added, "ins"), _keys(table.first_removed, "del")
    return f"<h3>{escape(table.table)}</h3><p>{escape(_counts(table))}</p><ul>{added}{removed}{changed}</ul>"


def _keys(keys: tuple[str, ...], tag: str) -> str:
    return "".join(f"<li><{tag}>{escape(key)}</{tag}></li>" for key in keys)


def _cell(value: str | None) -> str:
    return "∅" if value is None else escape(value)


PAGES: dict[str, Callable[[ReleaseDiff], str]] = {
    "text": lambda diff: "\n".join(diff_text(diff)) + "\n",
    "json": lambda diff: diff_json(diff, with_values=True),
    "html": diff_html,
}
