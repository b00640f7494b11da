"""A part from raw items: a batch of articles is read and extracted, and its rows become Parquet files."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.article import extract_article
from flows.cleaning.recurring import Recurring
from flows.cleaning.verdict import NoArticle
from flows.reading.article import Reject
from flows.reading.read import PASSING
from flows.storage.batches.limits import ArticleTimeoutError, time_limit, told_limit
from flows.storage.batches.loading import load
from flows.storage.keys.items import PlannedItem, Reading
from flows.storage.keys.versions import Recipe
from flows.storage.memory import no_collection
from flows.storage.parts.fitting import arrow_tables, fitting_tables, unfit
from flows.storage.parts.stored import TABLES, Part, store_part
from flows.storage.parts.tables import InvalidRowsError, write_table
from flows.storage.raw.rights import Source
from flows.storage.rows.article import Rows, columns_of_row, row_of_columns, rows_of_article
from flows.storage.rows.proofs import disprove, quotes_of
from flows.storage.rows.signatures import SIGNATURES, signature_row

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
    events: dict[PlannedItem, dict[str, Any]] = field(default_factory=dict)


def build_part(batch: Batch, settings: PartSettings, at_work: AtWork = lambda place: None) -> Built:
    """Read and extract the articles of a batch and write its part; whoever looks sees a whole part or none."""
    with no_collection():
        return _built(batch, settings, at_work)


def _built(batch: Batch, settings: PartSettings, at_work: AtWork) -> Built:
    made = _Made()
    places = {planned: place for place, planned in enumerate(batch)}
    for planned, read in load(batch, settings.max_bytes):
        at_work(places[planned])
        started = time.perf_counter()
        found = _rows_of_item(planned, read, settings)
        _keep(made, planned, found, time.perf_counter() - started)
    at_work(-1)
    part = _write_part(made, settings) if made.rows else None
    return Built(part, tuple(made.passing), tuple(made.events.values()))


def _keep(made: _Made, planned: PlannedItem, found: Rows | Reject, seconds: float) -> None:
    """Keep what became of an item."""
    if isinstance(found, Reject) and found.reason in PASSING:
        made.passing.append(found)
    else:
        made.rows[planned] = {"rejects": columns_of_row(asdict(found))} if isinstance(found, Reject) else found
    made.events[planned] = article_event(planned, found, seconds)


def article_event(planned: PlannedItem, found: Rows | Reject, seconds: float) -> dict[str, Any]:
    """Return what there is to log of an article."""
    about = {"doc_id": planned.facts.doc_id, "source_path": planned.facts.source_path, "record": planned.facts.record}
    if isinstance(found, Reject):
        return {"event": "article_rejected", **about, **reject_fields(found), "seconds": round(seconds, 4)}
    counts = {table: len(found[table]["doc_id"]) for table in ("claims", "figures")}
    return {"event": "article_extracted", **about, **counts, "seconds": round(seconds, 4)}


def reject_fields(reject: Reject) -> dict[str, Any]:
    """Return what a log line says of a reject beside the item's name."""
    return {"stage": reject.stage, "reason": reject.reason, "detail": reject.detail}


def _write_part(made: _Made, settings: PartSettings) -> Part:
    tables = _tables(made, settings)

    def write(folder: Path) -> dict[str, int]:
        for table, rows in tables.items():
            write_table(folder / f"{table}.parquet", rows)
        return {table: len(tables[table]) for table in TABLES}

    reasons = Counter(tables["rejects"]["reason"].to_pylist())
    facts = [planned.facts for planned in _in_order(made)]
    return store_part(settings.parts_dir, settings.recipe, facts, write, dict(sorted(reasons.items())))


def _tables(made: _Made, settings: PartSettings) -> dict[str, pa.Table]:
    """Return the rows of a part by table; an article with a row that breaks its schema is rejected."""
    try:
        return fitting_tables(_in_order(made).values(), settings.schemas)
    except InvalidRowsError:
        for planned, wrong in unfit(made.rows, settings.schemas).items():
            _keep(made, planned, _reject(planned, "extract", "invalid_rows", wrong), made.events[planned]["seconds"])
        return arrow_tables(_in_order(made).values(), settings.schemas)


def _in_order(made: _Made) -> dict[PlannedItem, Rows]:
    """Return the rows in the order of the hashes; records are read as they lie in their container."""
    return {planned: made.rows[planned] for planned in sorted(made.rows, key=lambda planned: planned.sha256)}


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
            document = row_of_columns(rows["documents"])
            wrong = next(disprove(article.text, document["text"], found.blocks, quotes_of(rows)), None)
            if wrong:
                return _reject(planned, "extract", "extraction_failed", f"not proved: {wrong}")
            return {**rows, SIGNATURES: columns_of_row(signature_row(document))}
    except ArticleTimeoutError as error:
        return _reject(planned, "extract", "timeout", told_limit(error, settings.max_seconds))
    except OSError:
        raise
    except MemoryError:
        return _reject(planned, "extract", "crashed", "its process ran out of memory")
    except Exception as error:
        return _reject(planned, "extract", "extraction_failed", f"{type(error).__name__}: {error}")


def _reject(planned: PlannedItem, stage: str, reason: str, detail: str) -> Reject:
    return planned.item.reject(stage, reason, detail, planned.sha256)
