"""Web archives (`.warc`): a record an HTML response; what else an archive holds is passed over.

The item's bytes are those of the page, without the transfer's and the content's coding, so a page has the same id in a
file of its own. A record is named by its WARC-Record-ID; where that is missing, strange or there twice, by its offset.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser

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
_LONGEST_LINE, _MOST_HEADER_BYTES, _MOST_CHUNK_HEADER_BYTES = 65_536, 1_000_000, 100_000_000


def read_warc(stream: Stream, max_bytes: int) -> Iterator[Record | BadRecord]:
    """Yield the HTML responses of an archive; raises DamagedError where it breaks off."""
    reader, loader, names = _Reader(stream), ArcWarcRecordLoader(arc2warc=False), set[str]()
    while first_line := reader.next_line():
        offset = reader.offset - len(first_line)
        place = stream.place(offset)
        record = _record(loader, reader, first_line, offset)
        found = _page(record, place, max_bytes) if record.rec_type == "response" else None
        if _drain(record):
            raise DamagedError("container_damaged", f"the record at byte {offset} breaks off")
        if found is not None:
            yield _named(found, _name(record, offset, names))


def _record(loader: ArcWarcRecordLoader, reader: "_Reader", first_line: bytes, offset: int) -> Any:
    """Read the headers of a record. warcio fails on broken ones in ways of its own."""
    try:
        line = first_line.decode("latin-1")
        record = loader.parse_record_stream(reader, line, known_format="warc", no_record_parse=True)
    except DamagedError:
        raise
    except Exception as error:
        raise DamagedError("container_damaged", f"no WARC at byte {offset}: {error!s:.200}") from error
    if record.length is None:
        raise DamagedError("container_damaged", f"the record at byte {offset} has no length")
    return record


class _Reader:
    """A stream by lines and by sizes, as warcio's parser wants it. Lines are headers: their number has a limit."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._buffer = b""
        self._start = 0
        self._header_bytes = 0
        self.offset = stream.tell()

    def next_line(self) -> bytes:
        """Return the first line of the next record, nothing at the end."""
        self._header_bytes = 0
        while line := self.readline():
            if line.strip():
                return line
            self._header_bytes = 0
        return b""

    def readline(self, size: int | None = None) -> bytes:
        """Return a line with its end."""
        most = min(size or _LONGEST_LINE, _LONGEST_LINE)
        end = self._buffer.find(b"\n", self._start, self._start + most)
        if end < 0 and len(self._buffer) - self._start < most:
            self._fill(most)
            end = self._buffer.find(b"\n", self._start, self._start + most)
        line = self._take(end + 1 - self._start if end >= 0 else most)
        self._header_bytes += len(line)
        if self._header_bytes > _MOST_HEADER_BYTES or (end < 0 and len(line) == _LONGEST_LINE):
            raise DamagedError("container_damaged", f"the headers before byte {self.offset} have no end")
        return line

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        if self._start == len(self._buffer):
            self._fill(1)
        return self._take(size)

    def payload(self) -> None:
        """Say that the headers of a record are over."""
        self._header_bytes = -_MOST_CHUNK_HEADER_BYTES

    def tell(self) -> int:
        """Return the offset."""
        return self.offset

    def _take(self, size: int) -> bytes:
        data = self._buffer[self._start : self._start + size]
        self._start += len(data)
        self.offset += len(data)
        return data

    def _fill(self, size: int) -> None:
        pieces = [self._buffer[self._start :]]
        held = len(pieces[0])
        while held < size and (block := self._stream.read()):
            pieces.append(block)
            held += len(block)
        self._buffer, self._start = b"".join(pieces), 0


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
    if record.rec_headers.get_header("Content-Type", "application/http").partition(";")[0] != "application/http":
        return None
    try:
        headers = StatusAndHeadersParser(("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3")).parse(record.raw_stream)
    except DamagedError:
        raise
    except Exception as error:
        return BadRecord(None, place, "record_invalid", f"no answer of a server: {error!s:.200}")
    media = (headers.get_header("Content-Type") or "").lower()
    if media.partition(";")[0].strip() not in _PAGE_TYPES:
        return None
    if headers.get_statuscode() != "200":
        return BadRecord(None, place, "no_article", f"the server answered with status {headers.get_statuscode():.20}")
    record.raw_stream.stream.payload()
    data = _payload(record.raw_stream, headers, max_bytes)
    if isinstance(data, Refusal):
        return BadRecord(None, place, data.reason, data.detail)
    charset = _CHARSET.search(media)
    return Record("", place, data, "html", _sidecar(record), charset[1] if charset else None)


def _payload(stream: Any, headers: Any, max_bytes: int) -> bytes | Refusal:
    """Return the bytes of the page. Archives that were decoded when they were made often kept the old headers."""
    chunked = "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    coding = (headers.get_header("Content-Encoding") or "").strip().lower()
    source = ChunkedDataReader(stream) if chunked else stream
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
