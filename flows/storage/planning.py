"""What a build has to do: which parts are still good, and which articles need new ones.

The plan follows from the raw bytes and from the versions of code, lexicon and schemas alone.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import RawItem, container_of, reject_unreadable, sidecar_path
from flows.reading.records import BadRecord
from flows.settings import BuildSettings
from flows.storage.containers import records_of
from flows.storage.discovery import discover
from flows.storage.parts import TABLES, Batch, Part, PartSettings, PlannedItem, planned_record, stored_parts
from flows.storage.recurring_file import load_recurring
from flows.storage.rights import load_sources
from flows.storage.versions import part_version
from schemas.derive import arrow_schema

# (articles to do, articles a batch): small batches share the work out and show progress, large ones cost less each.
_BATCHES = ((200, 10), (4_000, 64), (None, 512))
# No batch holds more, so that the rows of large articles do not fill the memory.
_BATCH_BYTES = 32_000_000
_LARGEST_SIDECAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts to keep, batches to make, and items that are refused."""

    reused: tuple[Part, ...]
    batches: tuple[Batch, ...]
    rejects: tuple[Reject, ...]


def part_settings(settings: BuildSettings) -> PartSettings:
    """Return what the parts of a build depend on beside their articles; raises SourcesError, RecurringError."""
    sources = load_sources(settings.raw)
    recurring = load_recurring(settings.raw)
    return PartSettings(
        parts_dir=settings.parts_dir,
        version=part_version(sources, recurring.digest),
        max_bytes=settings.max_bytes,
        max_seconds=settings.max_seconds,
        sources=sources,
        recurring=recurring.sites,
        schemas={table: arrow_schema(table) for table in TABLES},
    )


def make_plan(roots: Sequence[Path], how: PartSettings, limit: int | None = None) -> Plan:
    """Look at every raw item and decide what to do; reads each file once, writes nothing."""
    found = discover(roots, how.parts_dir.parent)
    rejects = list(found.rejects)
    planned: dict[str, PlannedItem] = {}
    for seen in islice(_fingerprints(found.items, how.max_bytes), limit):
        if isinstance(seen, Reject):
            rejects.append(seen)
        elif (first := planned.get(seen.sha256)) is not None:
            detail = f"the same bytes as {first.item.source_path}"
            detail += f", record {first.item.record}" if first.item.record else ""
            rejects.append(seen.item.reject("plan", "duplicate", detail, seen.sha256))
        else:
            planned[seen.sha256] = seen
    reused, fresh = _split_by_parts(planned.values(), stored_parts(how.parts_dir, how.version))
    return Plan(tuple(reused), tuple(_batches(fresh)), tuple(rejects))


def _fingerprints(items: Iterable[RawItem], max_bytes: int) -> Iterator[PlannedItem | Reject]:
    for item in items:
        try:
            if container_of(item.path):
                yield from _records(item, max_bytes)
            else:
                yield _fingerprint(item, max_bytes)
        except OSError as error:
            yield reject_unreadable(item, "plan", error)


def _fingerprint(item: RawItem, max_bytes: int) -> PlannedItem | Reject:
    size = item.path.stat().st_size
    if size > max_bytes:
        return item.reject("plan", "too_large", f"{size} bytes; the limit is {max_bytes}")
    sha256 = hashlib.sha256(item.path.read_bytes()).hexdigest()
    beside = sidecar_path(item)
    if beside is None or not os.path.lexists(beside):
        return PlannedItem(item, sha256, None, None, size)
    if not beside.is_file() or beside.stat().st_size > _LARGEST_SIDECAR:
        detail = f"{beside.name} is no file" if not beside.is_file() else f"{beside.name} is larger than a megabyte"
        return item.reject("plan", "sidecar_invalid", detail, sha256)
    return PlannedItem(item, sha256, hashlib.sha256(beside.read_bytes()).hexdigest(), None, size)


def _records(item: RawItem, max_bytes: int) -> Iterator[PlannedItem | Reject]:
    """Yield what a container holds; one without any record is itself a reject."""
    nothing = True
    for record in records_of(item.path, max_bytes):
        nothing = False
        one = replace(item, record=record.name)
        if isinstance(record, BadRecord):
            yield one.reject("plan", record.reason, record.detail)
        else:
            yield planned_record(one, record)
    if nothing:
        yield item.reject("plan", "empty", "a container without records that could be articles")


def _split_by_parts(planned: Iterable[PlannedItem], parts: Iterable[Part]) -> tuple[list[Part], list[PlannedItem]]:
    """Keep each part whose articles are all still wanted; larger parts first, no article twice."""
    wanted = {item.key: item for item in planned}
    reused = []
    for part in sorted(parts, key=lambda part: (-len(part.items), part.name)):
        if all(key in wanted for key in part.items):
            reused.append(part)
            for key in part.items:
                del wanted[key]
    return reused, list(wanted.values())


def _batches(items: Sequence[PlannedItem]) -> Iterator[Batch]:
    """Cut into batches: files by their hashes, and records with their neighbours, so that a worker reads a stretch."""
    size = next(size for most, size in _BATCHES if most is None or len(items) <= most)
    by_container: dict[str, list[PlannedItem]] = {}
    for item in items:
        by_container.setdefault(item.item.source_path if item.place else "", []).append(item)
    for source_path in sorted(by_container):
        ordered = sorted(by_container[source_path], key=lambda item: item.place or item.sha256)
        for stretch in _stretches(ordered, size):
            yield Batch(tuple(sorted(stretch, key=lambda item: item.sha256)))


def _stretches(items: Sequence[PlannedItem], most: int) -> Iterator[list[PlannedItem]]:
    stretch: list[PlannedItem] = []
    n_bytes = 0
    for item in items:
        if stretch and (len(stretch) == most or n_bytes + item.n_bytes > _BATCH_BYTES):
            yield stretch
            stretch, n_bytes = [], 0
        stretch.append(item)
        n_bytes += item.n_bytes
    if stretch:
        yield stretch
