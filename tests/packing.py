"""Containers made for tests: JSON Lines and web archives, plain and packed."""

import gzip
import json
from io import BytesIO
from typing import Any

import pyarrow as pa
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def jsonl(*records: object) -> bytes:
    """Return the records a line each; bytes stand for themselves."""
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in records)


def zstd(data: bytes) -> bytes:
    """Return the bytes packed with Zstandard."""
    sink = BytesIO()
    with pa.CompressedOutputStream(pa.PythonFile(sink, mode="w"), "zstd") as stream:
        stream.write(data)
        stream.flush()
        return _closed(stream, sink)


def _closed(stream: Any, sink: BytesIO) -> bytes:
    keep = sink.close
    sink.close = lambda: None  # type: ignore[method-assign]
    stream.close()
    data = sink.getvalue()
    keep()
    return data


def packed(data: bytes, suffix: str) -> bytes:
    """Return the bytes as a file of that ending holds them."""
    if suffix.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    return zstd(data) if suffix.endswith(".zst") else data


def warc(*pages: tuple[str, bytes, dict[str, str]], gz: bool = False) -> bytes:
    """Return an archive of responses (address, payload, headers); `status` among the headers is the server's."""
    sink = BytesIO()
    writer = WARCWriter(sink, gzip=gz)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "tests"}))
    for number, (address, payload, given) in enumerate(pages, 1):
        headers = {"Content-Type": "text/html"} | given
        status = headers.pop("status", "200 OK")
        name = headers.pop("id", f"<urn:uuid:00000000-0000-0000-0000-{number:012}>")
        record = writer.create_warc_record(
            address,
            headers.pop("type", "response"),
            payload=BytesIO(payload),
            http_headers=StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Record-ID": name, "WARC-Date": "2026-01-02T03:04:05Z"},
        )
        writer.write_record(record)
    return sink.getvalue()
