"""The documents of a dataset: those of its parts, each with the article that it repeats.

That depends on the whole corpus, while a part is what it is for ever. So in a part `duplicate_of` is null; a part some
of whose articles repeat others has, beside its tables, a file of its documents that says which. The file's name follows
from what it says, so it is found again, and a dataset links it in place of the part's own.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.disk.files import DRAFT, sync, write_whole
from flows.storage.duplicates.find import Duplicates, Last, find_duplicates
from flows.storage.keys.versions import code_version
from flows.storage.parts.stored import Part, read_rows
from flows.storage.parts.tables import write_table
from flows.storage.rows.signatures import SIGNATURE_SCHEMA, SIGNATURES

# As seen.json is, no state but an aid: without it the same is found, from nothing.
_FOUND = "duplicates.json"
_TOLD = "documents-"
# Files are many and small; Arrow reads them without the interpreter.
_READERS = 4


@dataclass(frozen=True, slots=True)
class _Found:
    """The duplicates that were found among the parts of these names."""

    parts: Sequence[str]
    duplicates: Duplicates


def duplicates_among(parts_dir: Path, parts: Sequence[Part]) -> Duplicates:
    """Return which articles of some parts repeat which; looks only at what the last time's parts did not hold.

    Raises InvalidRowsError where a part is damaged.
    """
    names = [part.name for part in parts]
    last = _load(parts_dir / _FOUND)
    if last is not None and last.parts == names:
        return last.duplicates
    with ThreadPoolExecutor(_READERS) as pool:
        read = pool.map(lambda part: read_rows(part.folder, SIGNATURES), parts)
        signatures = dict(zip(names, read, strict=True))
    found = _find(parts_dir, signatures, last)
    parts_dir.mkdir(parents=True, exist_ok=True)  # where every item was refused there is no part
    write_whole(parts_dir / _FOUND, json.dumps([code_version(), names, found]))
    return found


def _load(file: Path) -> _Found | None:
    """Return what was found last, if that was by the same code."""
    try:
        version, names, duplicates = json.loads(file.read_bytes())
        return _Found(list(names), dict(duplicates)) if version == code_version() else None
    except (OSError, ValueError, TypeError):
        return None  # missing or damaged


def _find(parts_dir: Path, signatures: Mapping[str, pa.Table], last: _Found | None) -> Duplicates:
    everything = _together(signatures.values())
    if last is not None:
        with suppress(OSError, pa.ArrowException, KeyError):  # parts of then may be gone by now
            return find_duplicates(everything, _since(parts_dir, signatures, last))
    return find_duplicates(everything)


def _since(parts_dir: Path, signatures: Mapping[str, pa.Table], last: _Found) -> Last:
    """Return what was found last and what has changed since; raises OSError where that cannot be told any more."""
    known = set(last.parts)
    came = _together(rows for name, rows in signatures.items() if name not in known)
    files = (parts_dir / name / f"{SIGNATURES}.parquet" for name in last.parts if name not in signatures)
    went = _together(pq.read_table(file, partitioning=None, use_threads=False) for file in files)
    # Most only lie in other parts than before.
    came_rows, went_rows = _rows(came), _rows(went)
    stayed = set(came_rows).intersection(went_rows)
    new = frozenset(row[0] for row in came_rows if row not in stayed)
    return Last(last.duplicates, went.filter(pa.array([row not in stayed for row in went_rows], pa.bool_())), new)


def _together(some: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([SIGNATURE_SCHEMA.empty_table(), *some])


def _rows(signatures: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in signatures.columns), strict=True))


def documents_file(part: Part, duplicates: Duplicates) -> Path:
    """Return the file with a part's documents that says which of them repeat others; makes it if it is not there."""
    told = {doc_id: duplicates[doc_id] for doc_id in (item.doc_id for item in part.items) if doc_id in duplicates}
    if not told:
        return part.file("documents")
    file = part.folder / f"{_TOLD}{_digest(list(told.items()))}.parquet"
    if not _is_whole(file, part):
        _write(file, part, told)
    return file


def unused_documents(parts_dir: Path, since: float) -> Iterator[Path]:
    """Yield the files of documents that say what no dataset says, and that are as old as that."""
    for file in sorted(parts_dir.glob(f"[!.]*/{_TOLD}*.parquet")):
        status = file.stat()
        if status.st_nlink == 1 and status.st_mtime <= since:
            yield file


def _digest(content: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([code_version(), *content]).encode()).hexdigest()[:16]


def _is_whole(file: Path, part: Part) -> bool:
    try:
        return bool(pq.read_metadata(file).num_rows == part.rows["documents"])
    except (OSError, pa.ArrowException):
        return False


def _write(file: Path, part: Part, told: Duplicates) -> None:
    rows = read_rows(part.folder, "documents")
    place = rows.schema.get_field_index("duplicate_of")
    values = pa.array([told.get(doc_id) for doc_id in rows["doc_id"].to_pylist()], pa.string())
    draft = part.folder.with_name(f"{DRAFT}{part.name}-{file.name}")
    write_table(draft, rows.set_column(place, rows.schema.field(place), values))
    draft.replace(file)
    sync(part.folder)
