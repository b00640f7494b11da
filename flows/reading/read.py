"""One raw item → Article or Reject: the dispatch over formats.

A new format is a module with one function `bytes -> Content | Refusal` and a line in `FORMATS`; a new container is one
with a function `stream -> records` and a line in `CONTAINERS`.
"""

import errno
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flows.reading.article import Article, Content, Refusal, Reject, Sidecar
from flows.reading.characters import seen_line
from flows.reading.html import read_html
from flows.reading.jsonl import read_jsonl
from flows.reading.markdown import read_markdown
from flows.reading.records import BadRecord, Record
from flows.reading.sidecar import merged, parse_sidecar
from flows.reading.stream import DamagedError, Place, Stream
from flows.reading.text import read_text
from flows.reading.warc import read_warc


@dataclass(frozen=True, slots=True)
class Format:
    """A raw format: its name in the tables, how it is read, and whether a JSON sidecar may stand beside it."""

    name: str
    read: Callable[[bytes], Content | Refusal]
    has_sidecar_file: bool


@dataclass(frozen=True, slots=True)
class Container:
    """A format of many articles: its name in the tables, how its bytes are packed, how its records are read."""

    name: str
    compression: str | None
    read: Callable[[Stream, int], Iterator[Record | BadRecord]]


FORMATS = {
    ".txt": Format("text", read_text, has_sidecar_file=True),
    ".html": Format("html", read_html, has_sidecar_file=True),
    ".htm": Format("html", read_html, has_sidecar_file=True),
    ".md": Format("markdown", read_markdown, has_sidecar_file=False),
}
CONTAINERS = {
    ".jsonl": Container("jsonl", None, read_jsonl),
    ".jsonl.gz": Container("jsonl", "gzip", read_jsonl),
    ".jsonl.zst": Container("jsonl", "zstd", read_jsonl),
    ".warc": Container("warc", None, read_warc),
    ".warc.gz": Container("warc", "gzip", read_warc),
}
_UNREADABLE = {
    errno.ENOENT: ("vanished", "the file was there when the run was planned and is gone"),
    errno.ELOOP: ("symlink_loop", "the link leads back to itself"),
    errno.EACCES: ("unreadable", "permission denied"),
    errno.EPERM: ("unreadable", "permission denied"),
    errno.EISDIR: ("unreadable", "a folder, not a file"),
}
# Reasons that say something of the moment, not of the bytes.
PASSING = frozenset({"vanished", "unreadable", "symlink_loop", "timeout", "crashed"})
_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class RawItem:
    """A file, or a record of one, that may be an article. `source_path`: that folder's name and its place there.

    `record`: which one of a container.
    """

    source_path: str
    path: Path
    record: str | None = None

    def reject(self, stage: str, reason: str, detail: str, sha256: str | None = None) -> Reject:
        """Return the row that says why this item is not used; the detail is made one line of bounded length."""
        return Reject(self.source_path, self.record, sha256, stage, reason, seen_line(detail)[:_LONGEST_DETAIL])


def reject_unreadable(item: RawItem, stage: str, error: OSError) -> Reject:
    """Turn an operating system's lasting refusal into a reject; raises what may pass, to be tried again."""
    if error.errno not in _UNREADABLE:
        raise error
    reason, detail = _UNREADABLE[error.errno]
    return item.reject(stage, reason, detail)


def container_of(path: Path) -> Container | None:
    """Return how the records of a file are read, if it is a container."""
    name = path.name.lower()
    return next((container for suffix, container in CONTAINERS.items() if name.endswith(suffix)), None)


def sidecar_path(item: RawItem) -> Path | None:
    """Return where the item's JSON sidecar would stand, if its format has one."""
    known = FORMATS.get(item.path.suffix.lower())
    return item.path.with_suffix(".json") if known and known.has_sidecar_file else None


def read_item(item: RawItem, data: bytes, sidecar_data: bytes | None) -> Article | Reject:
    """Read the bytes of a file and of its sidecar; the same bytes give the same article or the same reason."""
    known = FORMATS[item.path.suffix.lower()]
    content = known.read(data)
    outer = parse_sidecar(sidecar_data) if sidecar_data is not None and isinstance(content, Content) else None
    if isinstance(outer, str):
        content = Refusal("sidecar_invalid", outer)
    return _article(item, known.name, data, content, outer if isinstance(outer, Sidecar) else None)


def read_record(item: RawItem, container: Container, record: Record) -> Article | Reject:
    """Read a record of a container; the same bytes give the same text as in a file of their own."""
    content = read_html(record.data, record.charset) if record.media == "html" else read_text(record.data)
    return _article(item, container.name, record.data, content, record.sidecar)


def read_records(
    file: BinaryIO, container: Container, max_bytes: int, place: Place = (0, 0)
) -> Iterator[Record | BadRecord]:
    """Yield the records of an open container from a place on; what stops the reading is the last of them.

    From the middle, records are told by their place: their names may be others.
    """
    try:
        yield from container.read(Stream(file, container.compression, place), max_bytes)
    except DamagedError as error:
        yield BadRecord(None, None, error.reason, error.detail)


def _article(
    item: RawItem, format_name: str, data: bytes, content: Content | Refusal, outer: Sidecar | None
) -> Article | Reject:
    sha256 = hashlib.sha256(data).hexdigest()
    if isinstance(content, Refusal):
        return item.reject("read", content.reason, content.detail, sha256)
    return Article(
        doc_id=sha256[:16],
        source_path=item.source_path,
        record=item.record,
        format=format_name,
        encoding=content.encoding,
        raw_sha256=sha256,
        raw_bytes=len(data),
        text=content.text,
        sidecar=merged(outer, content.sidecar),
        front_matter_end=content.front_matter_end,
        markup=content.markup,
    )
