"""One raw item → Article or Reject: the dispatch over formats.

A new format is a module with one function `text -> (sidecar, front_matter_end)` and a line in `FORMATS`.
"""

import errno
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows.reading.article import Article, Reject, Sidecar
from flows.reading.decode import Undecodable, decode
from flows.reading.markdown import read_markdown
from flows.reading.sidecar import parse_sidecar
from flows.reading.text import read_text

Reader = Callable[[str], tuple[Sidecar | str | None, int]]


@dataclass(frozen=True, slots=True)
class Format:
    """A raw format: its name in the tables, how it is read, and whether a JSON sidecar may stand beside it."""

    name: str
    read: Reader
    has_sidecar_file: bool


FORMATS = {
    ".txt": Format("text", read_text, has_sidecar_file=True),
    ".md": Format("markdown", read_markdown, has_sidecar_file=False),
}
_UNREADABLE = {
    errno.ENOENT: ("vanished", "the file was there when the run was planned and is gone"),
    errno.ELOOP: ("symlink_loop", "the link leads back to itself"),
    errno.EACCES: ("unreadable", "permission denied"),
    errno.EPERM: ("unreadable", "permission denied"),
    errno.EISDIR: ("unreadable", "a folder, not a file"),
}
# Reasons that say something of the moment, not of the bytes.
PASSING = frozenset({"vanished", "unreadable", "symlink_loop"})


@dataclass(frozen=True, slots=True)
class RawItem:
    """A file that may be an article. `source_path` is its place under the raw folder, with that folder's name."""

    source_path: str
    path: Path
    record: str | None = None

    def reject(self, stage: str, reason: str, detail: str, sha256: str | None = None) -> Reject:
        """Return the row that says why this item is not used."""
        return Reject(self.source_path, self.record, sha256, stage, reason, detail)


def reject_unreadable(item: RawItem, stage: str, error: OSError) -> Reject:
    """Turn an operating system's lasting refusal into a reject; raises what may pass, to be tried again."""
    if error.errno not in _UNREADABLE:
        raise error
    reason, detail = _UNREADABLE[error.errno]
    return item.reject(stage, reason, detail)


def sidecar_path(item: RawItem) -> Path | None:
    """Return where the item's JSON sidecar would stand, if its format has one."""
    known = FORMATS.get(item.path.suffix.lower())
    return item.path.with_suffix(".json") if known and known.has_sidecar_file else None


def read_item(item: RawItem, data: bytes, sidecar_data: bytes | None) -> Article | Reject:
    """Decode the bytes of an item and its sidecar; the same bytes give the same article or the same reason."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = FORMATS[item.path.suffix.lower()]
    decoded = decode(data)
    if isinstance(decoded, Undecodable):
        return item.reject("read", decoded.reason, decoded.detail, sha256)
    inner, front_matter_end = known.read(decoded.text)
    if isinstance(inner, str):
        return item.reject("read", "front_matter_invalid", inner, sha256)
    outer = parse_sidecar(sidecar_data) if sidecar_data is not None else None
    if isinstance(outer, str):
        return item.reject("read", "sidecar_invalid", outer, sha256)
    if not decoded.text[front_matter_end:].strip():
        return item.reject("read", "blank", "front matter and nothing after it", sha256)
    return Article(
        doc_id=sha256[:16],
        source_path=item.source_path,
        record=item.record,
        format=known.name,
        encoding=decoded.encoding,
        raw_sha256=sha256,
        raw_bytes=len(data),
        text=decoded.text,
        sidecar=inner or outer or Sidecar(),
        front_matter_end=front_matter_end,
    )
