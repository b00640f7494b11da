"""All articles of raw folders, one at a time. What a build has to do with them is `planning`'s affair."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flows.reading.article import Article, Reject
from flows.reading.read import RawItem, container_of, read_item, read_record, reject_unreadable, sidecar_path
from flows.reading.records import BadRecord
from flows.storage.raw.containers import records_of
from flows.storage.raw.discovery import LARGEST_SIDECAR, discover


def read_articles(roots: Iterable[Path], max_bytes: int) -> Iterator[Article | Reject]:
    """Yield every article below the roots, and a reject for each item that cannot be read; raises OSError.

    The same bytes are yielded as often as they are there.
    """
    found = discover(roots)
    yield from found.rejects
    for item in found.items:
        try:
            if container_of(item.path):
                yield from _records(item, max_bytes)
            else:
                yield _file(item, max_bytes)
        except OSError as error:
            yield reject_unreadable(item, "read", error)


def _file(item: RawItem, max_bytes: int) -> Article | Reject:
    size = item.path.stat().st_size
    if size > max_bytes:
        return item.reject("read", "too_large", f"{size} bytes; the limit is {max_bytes}")
    beside = sidecar_path(item)
    known = beside is not None and beside.is_file() and beside.stat().st_size <= LARGEST_SIDECAR
    return read_item(item, item.path.read_bytes(), beside.read_bytes() if beside and known else None)


def _records(item: RawItem, max_bytes: int) -> Iterator[Article | Reject]:
    container = container_of(item.path)
    assert container is not None, item.path
    for record in records_of(item.path, max_bytes):
        one = replace(item, record=record.name)
        if isinstance(record, BadRecord):
            yield one.reject("read", record.reason, record.detail)
        else:
            yield read_record(one, container, record)
