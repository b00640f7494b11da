"""Parts on disk: what their manifests say, and how a new one comes to be whole at once.

A part's name is a hash of its articles and of the recipe that made it, so work done is found again.
"""

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from flows.storage.disk.files import DRAFT, remove, sync, write_durably
from flows.storage.keys.items import Facts, part_name
from flows.storage.keys.versions import Recipe, recipe_version
from flows.storage.parts.tables import InvalidRowsError
from flows.storage.rows.signatures import SIGNATURES
from schemas import TABLES as ALL_TABLES

# The runs belong to a dataset, not to its parts.
TABLES = tuple(table for table in ALL_TABLES if table != "runs")
# What a part holds: its rows of the tables, and what tells whether other articles say the same.
HELD = (*TABLES, SIGNATURES)
_MANIFEST = "part.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A part on disk: its folder, what made it, the facts of its items, its rows by table and its rejects by reason."""

    folder: Path
    recipe: Recipe
    items: tuple[Facts, ...]
    rows: dict[str, int]
    reasons: dict[str, int]

    @property
    def name(self) -> str:
        """Return the part's name."""
        return self.folder.name

    def file(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        return self.folder / f"{table}.parquet"


def stored_parts(parts_dir: Path) -> Iterator[Part]:
    """Yield the whole parts, whatever made them, by name."""
    for folder in sorted(parts_dir.glob("[!.]*/")):
        part = stored_part(folder)
        if part is not None:
            yield part


def stored_part(folder: Path) -> Part | None:
    """Return a part if it has its manifest and its files are as long as they were written."""
    try:
        content = json.loads((folder / _MANIFEST).read_bytes())
        if content["sizes"] != _sizes(folder):
            return None
        items = tuple(starmap(Facts, content["items"]))
        return Part(folder, content["recipe"], items, content["rows"], content["reasons"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # torn or damaged: its articles are simply done again


def part_files(folder: Path) -> Iterator[Path]:
    """Yield the files that make a part whole: its manifest, and those that it names."""
    yield folder / _MANIFEST
    for table in json.loads((folder / _MANIFEST).read_bytes())["sizes"]:
        yield folder / f"{table}.parquet"


def store_part(
    parts_dir: Path, made_by: Recipe, items: Sequence[Facts], write: Callable[[Path], dict[str, int]],
    reasons: dict[str, int],
) -> Part:  # fmt: skip
    """Make a part; whoever looks sees a whole one or none, also after the power failed.

    `write` writes the tables into a folder and returns their numbers of rows; `reasons`: of the rejects among them.
    """
    folder = parts_dir / part_name(recipe_version(made_by), items)
    with _becoming(folder) as draft:
        rows = write(draft)
        manifest = {
            "recipe": made_by, "rows": rows, "reasons": reasons, "sizes": _sizes(draft), "items": items,
        }  # fmt: skip
        write_durably(draft / _MANIFEST, json.dumps(manifest))
    return Part(folder, made_by, tuple(items), rows, reasons)


def adopt_part(folder: Path, files: Mapping[str, bytes]) -> Part:
    """Store a part that was made elsewhere, by the names of its files; raises OSError, also if it is not whole."""
    with _becoming(folder) as draft:
        for name, data in files.items():
            (draft / name).write_bytes(data)
            sync(draft / name)
    part = stored_part(folder)
    if part is None:
        raise OSError(errno.EIO, "a part did not arrive whole", str(folder))
    return part


@contextmanager
def _becoming(folder: Path) -> Iterator[Path]:
    """Yield a folder to write a part into; afterwards it is the part, unless a whole one is there already."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f"{DRAFT}{folder.name}-{uuid4().hex}")
    draft.mkdir()
    try:
        yield draft
        sync(draft)
        # A whole part of that name holds the same rows, and somebody may be linking it.
        if stored_part(folder) is None:
            discard_part(folder)
            draft.replace(folder)
            sync(folder.parent)
    finally:
        remove(draft)


def read_rows(folder: Path, table: str) -> pa.Table:
    """Return what a part holds of a table; one that is damaged is discarded, and raises InvalidRowsError."""
    file = folder / f"{table}.parquet"
    try:
        with pq.ParquetFile(file) as opened:  # read_table takes twice as long for a small file.
            return opened.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        discard_part(folder)
        raise InvalidRowsError(f"{file} is damaged ({error}); the next build does its articles again") from error


def refuse_damaged(parts: Iterable[Part]) -> None:
    """Discard the first part that cannot be read, and raise InvalidRowsError; do nothing where there is none."""
    for part in parts:
        for file in sorted(part.folder.glob("*.parquet")):
            read_rows(part.folder, file.stem)


def discard_part(folder: Path) -> None:
    """Remove a part from disk; the manifest goes first, so that half a removal leaves no part that looks whole."""
    (folder / _MANIFEST).unlink(missing_ok=True)
    remove(folder)


def _sizes(folder: Path) -> dict[str, int]:
    return {table: os.stat(f"{folder}/{table}.parquet").st_size for table in HELD}  # noqa: PTH116 - for all parts a run
