"""The documents of a dataset: those of its parts, each with the article that it repeats.

That depends on the whole corpus, while a part is what it is for ever. So in a part `duplicate_of` is null; a part some
of whose articles repeat others has, beside its tables, a file of its documents that says which. The file's name follows
from what it says, so it is found again, and a dataset links it in place of the part's own.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.disk import sync, write_durably
from flows.storage.duplicates import Duplicates, find_duplicates
from flows.storage.signatures import SIGNATURE_SCHEMA, SIGNATURES
from flows.storage.stored import DRAFT, Part, read_rows
from flows.storage.tables import write_table
from flows.storage.versions import code_version

# As seen.json is, no state but an aid: without it the same is found again.
_FOUND = "duplicates.json"
_TOLD = "documents-"


def duplicates_among(parts_dir: Path, parts: Sequence[Part]) -> Duplicates:
    """Return which articles of some parts repeat which; looks only where the parts are others than the last time.

    Raises InvalidRowsError where a part is damaged.
    """
    file, key = parts_dir / _FOUND, _digest([part.name for part in parts])
    try:
        known, duplicates = json.loads(file.read_bytes())
        if known == key:
            return dict(duplicates)
    except (OSError, ValueError, TypeError):
        pass  # missing or damaged
    found = find_duplicates(_signatures(parts))
    draft = parts_dir / f"{DRAFT}{_FOUND}"
    write_durably(draft, json.dumps([key, found]))
    draft.replace(file)
    return found


def _signatures(parts: Sequence[Part]) -> pa.Table:
    return pa.concat_tables([SIGNATURE_SCHEMA.empty_table(), *(read_rows(part.folder, SIGNATURES) for part in parts)])


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
