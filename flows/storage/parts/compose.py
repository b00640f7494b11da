"""A part made of the rows that other parts hold: small parts merged, articles taken out, nothing extracted again.

The same articles give the same bytes, whether their rows were just made or lay in whichever parts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.storage.keys.items import Facts
from flows.storage.keys.versions import Recipe
from flows.storage.parts.stored import HELD, TABLES, Part, read_rows, store_part
from flows.storage.parts.tables import write_table

Holders = Mapping[Facts, Part]


def compose_part(parts_dir: Path, made_by: Recipe, items: Sequence[Facts], holders: Holders) -> Part:
    """Make the part of these items, which are in order of their hashes; `holders`: for each, the part with its rows."""
    taken: dict[Path, list[Facts]] = {}
    for item in items:
        taken.setdefault(holders[item].folder, []).append(item)
    rejects = _rejects(items, taken)

    def write(folder: Path) -> dict[str, int]:
        rows = {}
        for table in HELD:
            found = rejects if table == "rejects" else _rows(table, items, taken)
            write_table(folder / f"{table}.parquet", found)
            rows[table] = len(found)
        return {table: rows[table] for table in TABLES}

    reasons = Counter(rejects["reason"].to_pylist())
    return store_part(parts_dir, made_by, items, write, dict(sorted(reasons.items())))


def _rows(table: str, items: Sequence[Facts], taken: Mapping[Path, list[Facts]]) -> pa.Table:
    """Return the articles' rows of a table, in order of the articles and then of their places."""
    pieces = [
        found.filter(pc.is_in(found["doc_id"], pa.array([item.doc_id for item in wanted], pa.string())))
        for found, wanted in _read(table, taken)
    ]
    rows = pa.concat_tables(pieces).combine_chunks()
    article = pc.index_in(rows["doc_id"], pa.array([item.doc_id for item in items], pa.string()))
    places = pa.table({"article": article, "row": pa.array(range(len(rows)), pa.int64())})
    return rows.take(pc.sort_indices(places, [("article", "ascending"), ("row", "ascending")]))


def _rejects(items: Sequence[Facts], taken: Mapping[Path, list[Facts]]) -> pa.Table:
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    schema = None
    for rows, wanted in _read("rejects", taken):
        schema = rows.schema
        places = {item.place for item in wanted}
        for row in rows.to_pylist():
            if (place := (row["source_path"], row["record"])) in places:
                found[place] = row
    return pa.Table.from_pylist([found[item.place] for item in items if item.place in found], schema=schema)


def _read(table: str, taken: Mapping[Path, list[Facts]]) -> Iterable[tuple[pa.Table, list[Facts]]]:
    for folder, wanted in taken.items():
        yield read_rows(folder, table), wanted
