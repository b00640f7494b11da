"""Web archives (`.warc`): a record an HTML response; what else an archive holds is passed over.

The item's bytes are those of the page, without the transfer's and the content's coding, so a page has the same id in a
file of its own. A record is named by its WARC-Record-ID; where that is missing, strange or there twice, by its offset.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from flows.reading.article import Refusal, Sidecar
from flows.reading.records import BadRecord, Record
from flows.reading.sidecar import is_unicode, is_web_address
from flows.reading.stream import DamagedError, Place, Stream

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_ID = re.compile(r"<?[A-Za-z][A-Za-z0-9+.-]{1,30}:[!-;=?-~]{1,200}>?")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CODINGS = ("gzip", "x-gzip", "deflate")
_PACKED = (b"\x1f\x8b", b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_BLOCK = 65_536


def read_warc(stream: Stream, max_bytes: int) -> Iterator[Record | BadRecord]:
    """Yield the HTML responses of an archive; raises DamagedError where it breaks off."""
    archive = ArchiveIterator(stream)
    names: set[str] = set()
    while True:
        try:
            record = next(archive, None)
            if record is None:
                return
            offset = archive.get_record_offset()
            place = stream.place(offset)
            found = _page(record, place, max_bytes)
            left = _drain(record)
        except DamagedError:
            raise
        except Exception as error:  # the parser fails on a broken archive in ways of its own
            raise DamagedError("container_damaged", f"no WARC: {type(error).__name__}: {error!s:.200}") from error
        if left:
            raise DamagedError("container_damaged", f"the record at byte {offset} breaks off")
        if found is not None:
            yield _named(found, _name(record, offset, names))


def _named(found: Record | BadRecord, name: str) -> Record | BadRecord:
    if isinstance(found, BadRecord):
        return BadRecord(name, found.place, found.reason, found.detail)
    return Record(name, found.place, found.data, found.media, found.sidecar, found.charset)


def _name(record: Any, offset: int, names: set[str]) -> str:
    stated = (record.rec_headers.get_header("WARC-Record-ID") or "").strip()
    name = stated if _ID.fullmatch(stated) and stated not in names else f"offset {offset}"
    names.add(name)
    return name


def _page(record: Any, place: Place, max_bytes: int) -> Record | BadRecord | None:
    """Return the page of a response, why it cannot be used, or None for what is no page."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return None
    media = (headers.get_header("Content-Type") or "").lower()
    if media.partition(";")[0].strip() not in _PAGE_TYPES:
        return None
    status = headers.get_statuscode()
    if status != "200":
        return BadRecord(None, place, "no_article", f"the server answered with status {status:.20}")
    data = _payload(record, max_bytes)
    if isinstance(data, Refusal):
        return BadRecord(None, place, data.reason, data.detail)
    charset = _CHARSET.search(media)
    return Record("", place, data, "html", _sidecar(record), charset[1] if charset else None)


def _payload(record: Any, max_bytes: int) -> bytes | Refusal:
    """Return the bytes of the page. Archives that were decoded when they were made often kept the old headers."""
    header = record.http_headers.get_header
    chunked = "chunked" in (header("Transfer-Encoding") or "").lower()
    coding = (header("Content-Encoding") or "").strip().lower()
    source = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    data = b"".join(_blocks(source, max_bytes + 1))
    if coding in _CODINGS and data[:2] in _PACKED:
        unpacked = zlib.decompressobj(wbits=47)
        try:
            data = unpacked.decompress(data, max_bytes + 1)
        except zlib.error as error:
            return Refusal("record_invalid", f"content coding {coding}: {error}")
        if not unpacked.eof and len(data) <= max_bytes:
            return Refusal("record_invalid", f"content coding {coding}: the page breaks off")
    elif coding not in ("", "identity", *_CODINGS):
        return Refusal("record_invalid", f"the content coding {coding!r:.40} is not read")
    if len(data) > max_bytes:
        return Refusal("too_large", f"the page is larger than {max_bytes} bytes")
    return data


def _blocks(content: Any, most: int) -> Iterator[bytes]:
    while most > 0 and (block := content.read(min(most, _BLOCK))):
        most -= len(block)
        yield block


def _sidecar(record: Any) -> Sidecar:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
    stamp = (record.rec_headers.get_header("WARC-Date") or "").strip()
    good = is_web_address(url) and is_unicode(url)
    return Sidecar(url=url if good else None, scraped_at=stamp if is_unicode(stamp) and stamp else None)


def _drain(record: Any) -> int:
    """Read what is left of a record; returns how many bytes of it are missing."""
    raw = record.raw_stream
    while raw.read(_BLOCK):
        pass
    return int(getattr(raw, "limit", 0))
