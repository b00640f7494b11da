"""Raw items as a plan knows them: where each lies and the hashes of what its rows are made from."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import NamedTuple

from flows.reading.article import Article, Reject
from flows.reading.read import RawItem
from flows.reading.records import Record
from flows.reading.stream import Place

Reading = Callable[[], Article | Reject]


class Facts(NamedTuple):
    """What the rows of an item depend on beside the recipe: its place, its bytes and its sidecar's."""

    source_path: str
    record: str | None
    sha256: str
    sidecar_sha256: str | None

    @property
    def doc_id(self) -> str:
        """Return the id that the item has as an article."""
        return self.sha256[:16]

    @property
    def place(self) -> tuple[str, str | None]:
        """Return where the item lies."""
        return self.source_path, self.record


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A raw item with the hashes of its bytes and of its sidecar's; a record with its place in the container.

    `file`: where it lies; `reading`: how its bytes are read if they are brought along, its file being out of reach.
    """

    file: str
    facts: Facts
    place: Place | None
    n_bytes: int
    reading: Reading | None = field(default=None, compare=False, repr=False)

    @property
    def item(self) -> RawItem:
        """Return the item; made anew each time, since of a hundred thousand planned ones few are looked at."""
        return RawItem(self.facts.source_path, Path(self.file), self.facts.record)

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return self.facts.sha256


def planned_item(
    item: RawItem, sha256: str, sidecar_sha256: str | None, n_bytes: int, place: Place | None = None
) -> PlannedItem:
    """Return the plan of an item."""
    return PlannedItem(str(item.path), Facts(item.source_path, item.record, sha256, sidecar_sha256), place, n_bytes)


def planned_record(item: RawItem, record: Record) -> PlannedItem:
    """Return the plan of a record; what the container says beside its bytes counts as its sidecar."""
    beside = repr((record.media, record.charset, astuple(record.sidecar))).encode()
    sha256 = hashlib.sha256(record.data).hexdigest()
    return planned_item(item, sha256, hashlib.sha256(beside).hexdigest(), len(record.data), record.place)


def part_name(version: str, facts: Iterable[Facts]) -> str:
    """Return the name of the part that holds the rows of these items, made by the recipe of that version."""
    digest = hashlib.sha256(version.encode())
    for one in facts:
        digest.update(f"\n{tuple(one)!r}".encode())
    return digest.hexdigest()[:16]
