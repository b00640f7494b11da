"""Parts: the rows of one batch of articles, as one immutable folder of Parquet files.

A part's name is a hash of its articles and of the versions that made it, so work done is found again.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.article import extract_article
from flows.cleaning.recurring import Recurring
from flows.cleaning.verdict import NoArticle
from flows.reading.article import Article, Reject
from flows.reading.read import (
    PASSING,
    RawItem,
    container_of,
    read_item,
    read_record,
    reject_unreadable,
    sidecar_path,
)
from flows.reading.records import Record
from flows.reading.stream import Place
from flows.storage.containers import records_at
from flows.storage.limits import ArticleTimeoutError, time_limit
from flows.storage.proofs import Span, disprove
from flows.storage.rights import Source
from flows.storage.rows import Rows, rows_of_article
from schemas import TABLES as ALL_TABLES

# The runs belong to a dataset, not to its parts.
TABLES = tuple(table for table in ALL_TABLES if table != "runs")
Reading = Callable[[], Article | Reject]
_MANIFEST = "part.json"
_SHOWN_MISFITS = 20
_NO_ARTICLE: dict[NoArticle, str] = {
    "no_text": "no text: none of its blocks reads as running text",
    "error_page": "an error page",
    "cookie_wall": "a cookie wall",
    "paywall": "a paywall, or a page to log in",
    "video_page": "a page of a video, a recording or pictures",
    "index_page": "an index page: links to other pieces",
}


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A raw item with the hashes of its bytes and of its sidecar's; a record with its place in the container."""

    item: RawItem
    sha256: str
    sidecar_sha256: str | None
    place: Place | None = None
    n_bytes: int = 0

    @property
    def key(self) -> str:
        """Return what the item's rows depend on, as 32 hex digits."""
        facts = (self.item.source_path, self.item.record, self.sha256, self.sidecar_sha256)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def planned_record(item: RawItem, record: Record) -> PlannedItem:
    """Return the plan of a record; what the container says beside its bytes counts as its sidecar."""
    beside = repr((record.media, record.charset, astuple(record.sidecar))).encode()
    sha256 = hashlib.sha256(record.data).hexdigest()
    return PlannedItem(item, sha256, hashlib.sha256(beside).hexdigest(), record.place, len(record.data))


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are extracted together."""

    items: tuple[PlannedItem, ...]

    def part_name(self, version: str) -> str:
        """Return the name of the part that holds this batch's rows."""
        keys = "\n".join([version, *(item.key for item in self.items)])
        return hashlib.sha256(keys.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Part:
    """A part on disk: its folder, the keys of its articles and its rows by table."""

    name: str
    folder: Path
    items: tuple[str, ...]
    rows: dict[str, int]

    def file(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        return self.folder / f"{table}.parquet"


def discard_part(folder: Path) -> None:
    """Remove a part from disk; the manifest goes first, so that half a removal leaves no part that looks whole."""
    (folder / _MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class PartSettings:
    """What the making of a part depends on beside its articles.

    `version` names code, lexicon, schemas, rights and the lines that recur on sites.
    """

    parts_dir: Path
    version: str
    max_bytes: int
    max_seconds: float
    sources: tuple[Source, ...]
    recurring: Recurring
    # Passed along, since a worker that asked pandera's models for them would take a second longer to start.
    schemas: Mapping[str, pa.Schema]


def stored_parts(parts_dir: Path, version: str) -> Iterator[Part]:
    """Yield the whole parts that code, lexicon and schemas of this version made."""
    for folder in sorted(parts_dir.glob("*/")):
        part = _stored_part(folder, version)
        if part is not None:
            yield part


def _stored_part(folder: Path, version: str) -> Part | None:
    """Return a part if its manifest is of this version and its files are as long as they were written."""
    try:
        content = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if content["version"] != version or content["sizes"] != _sizes(folder):
            return None
        return Part(folder.name, folder, tuple(content["items"]), content["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # torn or damaged: its articles are simply done again


def _sizes(folder: Path) -> dict[str, int]:
    return {table: (folder / f"{table}.parquet").stat().st_size for table in TABLES}


@dataclass(frozen=True, slots=True)
class Built:
    """A new part, and the rejects that only this run saw: a file that went away may be back for the next."""

    part: Part
    passing: tuple[Reject, ...]


def build_part(batch: Batch, settings: PartSettings) -> Built:
    """Read and extract the articles of a batch and write its part; whoever looks sees a whole part or none."""
    made: dict[PlannedItem, Rows] = {}
    passing: list[Reject] = []
    for planned, read in _items(batch, settings.max_bytes):
        found = _rows_of_item(planned, read, settings)
        if isinstance(found, Reject) and found.reason in PASSING:
            passing.append(found)
        else:
            made[planned] = {"rejects": [asdict(found)]} if isinstance(found, Reject) else found
    # Records are read as they lie in their container; rows stand in the order of the batch.
    kept = tuple(planned for planned in batch.items if planned in made)
    rows: Rows = {table: [] for table in TABLES}
    for planned in kept:
        for table, new_rows in made[planned].items():
            rows[table].extend(new_rows)
    return Built(_write_part(Batch(kept), rows, settings), tuple(passing))


def _items(batch: Batch, max_bytes: int) -> Iterator[tuple[PlannedItem, Reading]]:
    """Yield the items of a batch with the function that reads each; one record is in memory at a time."""
    by_container: dict[Path, dict[Place, PlannedItem]] = {}
    for planned in batch.items:
        if planned.place is None:
            yield planned, partial(read_planned, planned, max_bytes)
        else:
            by_container.setdefault(planned.item.path, {})[planned.place] = planned
    for path, items in by_container.items():
        yield from _records(path, items, max_bytes)


def _records(path: Path, items: dict[Place, PlannedItem], max_bytes: int) -> Iterator[tuple[PlannedItem, Reading]]:
    container = container_of(path)
    planned_one = next(iter(items.values()))
    refused: Reject | None = None
    try:
        for record in records_at(path, items, max_bytes):
            planned = items.pop(record.place) if record.place else None
            if planned and container and isinstance(record, Record):
                same = planned_record(planned.item, record) == planned
                yield planned, partial(read_record, planned.item, container, record) if same else _gone(planned)
            elif planned:
                yield planned, _gone(planned)
    except OSError as error:
        refused = reject_unreadable(planned_one.item, "read", error)
    for planned in items.values():
        yield planned, _gone(planned, refused)


def _gone(planned: PlannedItem, refused: Reject | None = None) -> Reading:
    """Return the reading of a record that is not what it was; `refused`: what became of its container."""
    found = replace(refused, record=planned.item.record) if refused else _changed(planned)
    return lambda: found


def _write_part(batch: Batch, rows: Rows, settings: PartSettings) -> Part:
    part = Part(
        name=batch.part_name(settings.version),
        folder=settings.parts_dir / batch.part_name(settings.version),
        items=tuple(item.key for item in batch.items),
        rows={table: len(found) for table, found in rows.items()},
    )
    settings.parts_dir.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=settings.parts_dir))
    try:
        for table, found in rows.items():
            write_table(draft / f"{table}.parquet", settings.schemas[table], found)
        manifest = {"version": settings.version, "items": part.items, "rows": part.rows, "sizes": _sizes(draft)}
        (draft / _MANIFEST).write_text(json.dumps(manifest), "utf-8")
        # A whole part of that name holds the same rows, and somebody may be linking it.
        if _stored_part(part.folder, settings.version) is None:
            discard_part(part.folder)
            draft.replace(part.folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return part


class InvalidRowsError(RuntimeError):
    """Rows break their schema or the keys between tables; the message names table, column, value and article."""


def write_table(file: Path, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    """Write rows as Parquet in the table's schema; an empty table keeps its columns and their descriptions.

    Raises InvalidRowsError for a value that the schema cannot hold.
    """
    try:
        arrow = pa.Table.from_pylist(rows, schema=schema)
        arrow.validate(full=True)
        pq.write_table(arrow, file, compression="zstd", row_group_size=100_000, write_page_index=True)
    except (pa.ArrowException, OverflowError) as error:
        misfits = [f"{file.stem}.{misfit}" for row in rows for misfit in _misfits(schema, row)]
        raise InvalidRowsError("\n".join(misfits[:_SHOWN_MISFITS]) or f"{file.stem}: {error}") from error


def _misfits(schema: pa.Schema, row: dict[str, Any]) -> Iterator[str]:
    """Yield what a row holds that its columns cannot, and the article it came from."""
    article = row.get("doc_id") or row.get("source_path") or row.get("run_id")
    for column in schema:
        value = row.get(column.name)
        if value is None and not column.nullable:
            yield f"{column.name} of {article}: a value is missing"
            continue
        try:
            pa.array([value], column.type)
        except (pa.ArrowException, OverflowError):
            yield f"{column.name} of {article}: {value!r:.80} is no {column.type}"


def _rows_of_item(planned: PlannedItem, read: Reading, settings: PartSettings) -> Rows | Reject:
    """Return the rows of one article, or its reject. The boundary of one article: nothing it does stops the others."""
    try:
        with time_limit(settings.max_seconds):
            article = read()
            if isinstance(article, Reject):
                return article
            found = extract_article(article, settings.recurring)
        if found.no_article or not found.paragraphs:
            detail = _NO_ARTICLE[found.no_article or "no_text"]
            return _reject(planned, "clean", "no_article", detail)
        rows = rows_of_article(article, found, settings.sources)
        wrong = next(disprove(article.text, rows["documents"][0]["text"], found.blocks, list(spans_of(rows))), None)
        return _reject(planned, "extract", "extraction_failed", f"not proved: {wrong}") if wrong else rows
    except ArticleTimeoutError:
        return _reject(planned, "extract", "timeout", f"took longer than {settings.max_seconds:g} seconds")
    except OSError:
        raise
    except Exception as error:
        return _reject(planned, "extract", "extraction_failed", f"{type(error).__name__}: {error}")


def spans_of(rows: Rows) -> Iterator[Span]:
    """Yield the rows of one article that quote its text, for its proofs."""
    for table in ("claims", "figures", "mentions", "references"):
        for row in rows[table]:
            yield Span(table, row["start"], row["end"], row["text"], row.get("cue"), row.get("cue_start"))


def _reject(planned: PlannedItem, stage: str, reason: str, detail: str) -> Reject:
    return planned.item.reject(stage, reason, detail, planned.sha256)


def read_planned(planned: PlannedItem, max_bytes: int) -> Article | Reject:
    """Read an item as it was when the run was planned; an item that changed since is rejected."""
    item = planned.item
    try:
        data = item.path.read_bytes() if item.path.stat().st_size <= max_bytes else b""
        beside = sidecar_path(item)
        sidecar = beside.read_bytes() if beside and planned.sidecar_sha256 else None
    except OSError as error:
        return reject_unreadable(item, "read", error)
    seen = (hashlib.sha256(data).hexdigest(), None if sidecar is None else hashlib.sha256(sidecar).hexdigest())
    if seen != (planned.sha256, planned.sidecar_sha256):
        return _changed(planned)
    return read_item(item, data, sidecar)


def _changed(planned: PlannedItem) -> Reject:
    return _reject(planned, "read", "vanished", "its bytes changed during the run; build again")
