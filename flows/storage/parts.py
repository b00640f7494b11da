"""A part from raw items: a batch of articles is read and extracted, and its rows become Parquet files."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.article import extract_article
from flows.cleaning.recurring import Recurring
from flows.cleaning.verdict import NoArticle
from flows.reading.article import Article, Reject
from flows.reading.read import (
    PASSING,
    container_of,
    read_item,
    read_record,
    reject_unreadable,
    sidecar_path,
)
from flows.reading.records import Record
from flows.reading.stream import Place
from flows.storage.containers import records_at
from flows.storage.items import PlannedItem, planned_record
from flows.storage.limits import ArticleTimeoutError, time_limit
from flows.storage.memory import no_collection
from flows.storage.proofs import QUOTING, Span, disprove
from flows.storage.rights import Source
from flows.storage.rows import Rows, rows_of_article
from flows.storage.stored import TABLES, Part, store_part
from flows.storage.tables import write_rows
from flows.storage.versions import Recipe

Reading = Callable[[], Article | Reject]
Batch = tuple[PlannedItem, ...]
# Told which article of the batch is at work (its place in the batch), or that none is any more (-1).
AtWork = Callable[[int], object]
_NO_ARTICLE: dict[NoArticle, str] = {
    "no_text": "no text: none of its blocks reads as running text",
    "error_page": "an error page",
    "cookie_wall": "a cookie wall",
    "paywall": "a paywall, or a page to log in",
    "video_page": "a page of a video, a recording or pictures",
    "index_page": "an index page: links to other pieces",
}


@dataclass(frozen=True, slots=True)
class PartSettings:
    """What the making of a part depends on beside its articles."""

    parts_dir: Path
    recipe: Recipe
    max_bytes: int
    max_seconds: float
    sources: tuple[Source, ...]
    recurring: Recurring
    # Passed along, since a worker that asked pandera's models for them would take a second longer to start.
    schemas: Mapping[str, pa.Schema]


@dataclass(frozen=True, slots=True)
class Built:
    """A new part, if anything is left to hold, and the rejects that only this run saw.

    A file that went away may be back for the next run. `events`: what there is to log, an article each.
    """

    part: Part | None
    passing: tuple[Reject, ...] = ()
    events: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Made:
    """What a batch has yielded so far."""

    rows: dict[PlannedItem, Rows] = field(default_factory=dict)
    passing: list[Reject] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def build_part(batch: Batch, settings: PartSettings, at_work: AtWork = lambda place: None) -> Built:
    """Read and extract the articles of a batch and write its part; whoever looks sees a whole part or none."""
    with no_collection():
        return _built(batch, settings, at_work)


def _built(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    made = _Made()
    places = {planned: place for place, planned in enumerate(batch)}
    for planned, read in _items(batch, settings.max_bytes):
        at_work(places[planned])
        started = time.perf_counter()
        found = _rows_of_item(planned, read, settings)
        if isinstance(found, Reject) and found.reason in PASSING:
            made.passing.append(found)
        else:
            made.rows[planned] = {"rejects": [asdict(found)]} if isinstance(found, Reject) else found
        made.events.append(article_event(planned, found, time.perf_counter() - started))
    at_work(-1)
    # Records are read as they lie in their container; rows stand in the order of the hashes.
    kept = sorted(made.rows, key=lambda planned: planned.sha256)
    part = _write_part(kept, made.rows, settings) if kept else None
    return Built(part, tuple(made.passing), tuple(made.events))


def article_event(planned: PlannedItem, found: Rows | Reject, seconds: float) -> dict[str, Any]:
    """Return what there is to log of an article."""
    about = {"doc_id": planned.facts.doc_id, "source_path": planned.item.source_path, "record": planned.item.record}
    if isinstance(found, Reject):
        return {"event": "article_rejected", **about, **reject_fields(found), "seconds": round(seconds, 4)}
    counts = {table: len(found[table]) for table in ("claims", "figures")}
    return {"event": "article_extracted", **about, **counts, "seconds": round(seconds, 4)}


def reject_fields(reject: Reject) -> dict[str, Any]:
    """Return what a log line says of a reject beside the item's name."""
    return {"stage": reject.stage, "reason": reject.reason, "detail": reject.detail}


def _items(batch: Batch, max_bytes: int) -> Iterator[tuple[PlannedItem, Reading]]:
    """Yield the items of a batch with the function that reads each; one record is in memory at a time."""
    by_container: dict[Path, dict[Place, PlannedItem]] = {}
    for planned in batch:
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


def _write_part(kept: list[PlannedItem], made: Mapping[PlannedItem, Rows], settings: PartSettings) -> Part:
    rows: Rows = {table: [] for table in TABLES}
    for planned in kept:
        for table, new_rows in made[planned].items():
            rows[table].extend(new_rows)

    def write(folder: Path) -> dict[str, int]:
        for table, found in rows.items():
            write_rows(folder / f"{table}.parquet", settings.schemas[table], found)
        return {table: len(found) for table, found in rows.items()}

    reasons = Counter(row["reason"] for row in rows["rejects"])
    facts = [planned.facts for planned in kept]
    return store_part(settings.parts_dir, settings.recipe, facts, write, dict(sorted(reasons.items())))


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
    except MemoryError:
        return _reject(planned, "extract", "crashed", "its process ran out of memory")
    except Exception as error:
        return _reject(planned, "extract", "extraction_failed", f"{type(error).__name__}: {error}")


def spans_of(rows: Rows) -> Iterator[Span]:
    """Yield the rows of one article that quote its text, for its proofs."""
    for table, columns in QUOTING.items():
        quoted = itemgetter(*columns)
        for row in rows[table]:
            yield Span(table, *quoted(row))


def _reject(planned: PlannedItem, stage: str, reason: str, detail: str) -> Reject:
    return planned.item.reject(stage, reason, detail, planned.sha256)


def read_planned(planned: PlannedItem, max_bytes: int) -> Article | Reject:
    """Read an item as it was when the run was planned; an item that changed since is rejected."""
    item = planned.item
    try:
        data = item.path.read_bytes() if item.path.stat().st_size <= max_bytes else b""
        beside = sidecar_path(item)
        sidecar = beside.read_bytes() if beside and planned.facts.sidecar_sha256 else None
    except OSError as error:
        return reject_unreadable(item, "read", error)
    seen = (hashlib.sha256(data).hexdigest(), None if sidecar is None else hashlib.sha256(sidecar).hexdigest())
    if seen != (planned.sha256, planned.facts.sidecar_sha256):
        return _changed(planned)
    return read_item(item, data, sidecar)


def _changed(planned: PlannedItem) -> Reject:
    return _reject(planned, "read", "vanished", "its bytes changed during the run; build again")
