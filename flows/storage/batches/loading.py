"""The items of a batch with their bytes, as they were when the run was planned: from the disk, or brought along."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from flows.reading.article import Reject
from flows.reading.read import container_of, read_item, read_record, reject_unreadable, sidecar_path
from flows.reading.records import Record
from flows.reading.stream import Place
from flows.storage.keys.items import PlannedItem, Reading, planned_record
from flows.storage.raw.containers import records_at


def load(batch: tuple[PlannedItem, ...], max_bytes: int) -> Iterator[tuple[PlannedItem, Reading]]:
    """Yield the items of a batch with the function that reads each; one record is in memory at a time.

    An item that changed since is read as a reject. Raises OSError where another try may help.
    """
    by_container: dict[Path, dict[Place, PlannedItem]] = {}
    for planned in batch:
        if planned.reading is not None:
            yield planned, planned.reading
        elif planned.place is None:
            yield planned, _file(planned, max_bytes)
        else:
            by_container.setdefault(planned.item.path, {})[planned.place] = planned
    for path, items in by_container.items():
        yield from _records(path, items, max_bytes)


def brought_along(batch: tuple[PlannedItem, ...], max_bytes: int) -> tuple[PlannedItem, ...]:
    """Return a batch that carries its bytes, to be pickled for where its files are out of reach; raises OSError."""
    readings = dict(load(batch, max_bytes))
    return tuple(replace(planned, reading=readings[planned]) for planned in batch)


def _file(planned: PlannedItem, max_bytes: int) -> Reading:
    item = planned.item
    try:
        data = item.path.read_bytes() if item.path.stat().st_size <= max_bytes else b""
        beside = sidecar_path(item)
        sidecar = beside.read_bytes() if beside and planned.facts.sidecar_sha256 else None
    except OSError as error:
        return partial(_refusal, reject_unreadable(item, "read", error))
    seen = (hashlib.sha256(data).hexdigest(), None if sidecar is None else hashlib.sha256(sidecar).hexdigest())
    if seen != (planned.sha256, planned.facts.sidecar_sha256):
        return partial(_refusal, _changed(planned))
    return partial(read_item, item, data, sidecar)


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
    return partial(_refusal, replace(refused, record=planned.item.record) if refused else _changed(planned))


def _refusal(reject: Reject) -> Reject:
    return reject


def _changed(planned: PlannedItem) -> Reject:
    return planned.item.reject("read", "vanished", "its bytes changed during the run; build again", planned.sha256)
