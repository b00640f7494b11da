"""What a build has to do: which parts are still good, and which articles need new ones.

The plan follows from the raw bytes and from the versions of code, lexicon and schemas alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import RawItem, reject_unreadable, sidecar_path
from flows.settings import BuildSettings
from flows.storage.discovery import discover
from flows.storage.parts import TABLES, Batch, Part, PartSettings, PlannedItem, stored_parts
from flows.storage.rights import load_sources
from flows.storage.versions import part_version
from schemas.derive import arrow_schema

# (articles to do, articles a batch): small batches share the work out and show progress, large ones cost less each.
_BATCHES = ((200, 10), (4_000, 64), (None, 512))


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts to keep, batches to make, and items that are refused."""

    reused: tuple[Part, ...]
    batches: tuple[Batch, ...]
    rejects: tuple[Reject, ...]


def part_settings(settings: BuildSettings) -> PartSettings:
    """Return what the parts of a build depend on beside their articles; raises SourcesError."""
    sources = load_sources(settings.raw)
    schemas = {table: arrow_schema(table) for table in TABLES}
    return PartSettings(settings.parts_dir, part_version(sources), settings.max_bytes, sources, schemas)


def make_plan(roots: Sequence[Path], how: PartSettings, limit: int | None = None) -> Plan:
    """Look at every raw file and decide what to do; reads each file once, writes nothing."""
    found = discover(roots)
    rejects = list(found.rejects)
    planned: dict[str, PlannedItem] = {}
    for item in found.items[:limit]:
        fingerprint = _fingerprint(item, how.max_bytes)
        if isinstance(fingerprint, Reject):
            rejects.append(fingerprint)
        elif (first := planned.get(fingerprint.sha256)) is not None:
            detail = f"the same bytes as {first.item.source_path}"
            rejects.append(item.reject("plan", "duplicate", detail, fingerprint.sha256))
        else:
            planned[fingerprint.sha256] = fingerprint
    reused, fresh = _split_by_parts(planned.values(), stored_parts(how.parts_dir, how.version))
    return Plan(tuple(reused), tuple(_batches(fresh)), tuple(rejects))


def _fingerprint(item: RawItem, max_bytes: int) -> PlannedItem | Reject:
    try:
        size = item.path.stat().st_size
        if size > max_bytes:
            return item.reject("plan", "too_large", f"{size} bytes; the limit is {max_bytes}")
        sha256 = hashlib.sha256(item.path.read_bytes()).hexdigest()
        beside = sidecar_path(item)
        sidecar = hashlib.sha256(beside.read_bytes()).hexdigest() if beside and beside.is_file() else None
    except OSError as error:
        return reject_unreadable(item, "plan", error)
    return PlannedItem(item, sha256, sidecar)


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


def _batches(items: list[PlannedItem]) -> Iterable[Batch]:
    size = next(size for most, size in _BATCHES if most is None or len(items) <= most)
    ordered = sorted(items, key=lambda item: item.sha256)
    for start in range(0, len(ordered), size):
        yield Batch(tuple(ordered[start : start + size]))
