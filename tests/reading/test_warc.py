"""Web archives: HTML responses are records; what is broken is told."""

import gzip
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article import Sidecar
from flows.reading.records import BadRecord, Record
from flows.reading.stream import DamagedError, Stream
from flows.reading.warc import read_warc
from tests.packing import warc

PAGE = b"<html><p>Words of a page.</p></html>"
URL = "https://post.example/a"


def records(data: bytes, max_bytes: int = 10_000, compression: str | None = None) -> list[Record | BadRecord]:
    return list(read_warc(Stream(BytesIO(data), compression), max_bytes))


def test_a_response_is_an_article_with_its_address() -> None:
    (record,) = records(warc((URL, PAGE, {"Content-Type": "text/html; charset=Shift_JIS"})))
    assert isinstance(record, Record)
    assert (record.name, record.data) == ("<urn:uuid:00000000-0000-0000-0000-000000000001>", PAGE)
    assert (record.media, record.charset) == ("html", "shift_jis")
    assert record.sidecar == Sidecar(url=URL, scraped_at="2026-01-02T03:04:05Z")


def test_what_is_no_page_is_passed_over() -> None:
    picture = (URL, b"\x89PNG", {"Content-Type": "image/png"})
    request = (URL, PAGE, {"type": "request"})
    assert [one.name for one in records(warc(picture, request, (URL, PAGE, {})))] == [
        "<urn:uuid:00000000-0000-0000-0000-000000000003>"
    ]


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (gzip.compress(PAGE, mtime=0), {"Content-Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content-Encoding": "deflate"}),
        (b"8\r\n" + PAGE[:8] + b"\r\n1c\r\n" + PAGE[8:] + b"\r\n0\r\n\r\n", {"Transfer-Encoding": "chunked"}),
        (PAGE, {"Content-Encoding": "gzip"}),
        (PAGE, {"Transfer-Encoding": "chunked"}),
    ],
)
def test_the_bytes_are_those_of_the_page_whatever_the_coding(payload: bytes, headers: dict[str, str]) -> None:
    (record,) = records(warc((URL, payload, headers)))
    assert isinstance(record, Record)
    assert record.data == PAGE


@pytest.mark.parametrize(
    ("payload", "headers", "reason", "hint"),
    [
        (PAGE, {"status": "404 Not Found"}, "no_article", "404"),
        (PAGE, {"Content-Encoding": "br"}, "record_invalid", "'br'"),
        (gzip.compress(PAGE, mtime=0)[:-9], {"Content-Encoding": "gzip"}, "record_invalid", "breaks off"),
        (gzip.compress(PAGE, mtime=0)[:12] + b"\xff" * 20, {"Content-Encoding": "gzip"}, "record_invalid", "gzip"),
        (b"x" * 10_001, {}, "too_large", "10000"),
        (gzip.compress(b"x" * 1_000_000, mtime=0), {"Content-Encoding": "gzip"}, "too_large", "10000"),
    ],
)
def test_a_bad_record_is_told_and_the_rest_goes_on(
    payload: bytes, headers: dict[str, str], reason: str, hint: str
) -> None:
    bad, good = records(warc((URL, payload, headers), (URL, PAGE, {})))
    assert isinstance(bad, BadRecord)
    assert (bad.name, bad.reason) == ("<urn:uuid:00000000-0000-0000-0000-000000000001>", reason)
    assert hint in bad.detail
    assert isinstance(good, Record)


def test_ids_that_are_strange_or_there_twice_give_way_to_the_offset() -> None:
    same = {"id": "<urn:uuid:1>"}
    data = warc((URL, PAGE, same), (URL, PAGE, same), (URL, PAGE, {"id": "../../etc/passwd x"}))
    names = [one.name or "" for one in records(data)]
    assert names[0] == "<urn:uuid:1>"
    assert all(name.startswith("offset ") for name in names[1:])
    assert len(set(names)) == 3


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_an_archive_that_breaks_off_gives_what_came_before(cut: int) -> None:
    data = warc((URL, PAGE, {}), (URL, PAGE * 20, {}))[: -cut - 4]
    found = []
    with pytest.raises(DamagedError):
        found.extend(read_warc(Stream(BytesIO(data), None), 10_000))
    seen = read_warc(Stream(BytesIO(data), None), 10_000)
    assert isinstance(next(seen), Record)


def test_an_answer_that_is_none_is_one_reject() -> None:
    data = warc((URL, PAGE, {}), (URL, PAGE, {})).replace(b"HTTP/1.1 200", b"HTTQ/1.1 200", 1)
    bad, good = records(data)
    assert (bad.name, getattr(bad, "reason", "")) == (
        "<urn:uuid:00000000-0000-0000-0000-000000000001>",
        "record_invalid",
    )
    assert isinstance(good, Record)


def test_headers_without_an_end_are_told() -> None:
    with pytest.raises(DamagedError, match="no end"):
        records(b"WARC/1.0\r\n" + b"X: y\r\n" * 300_000)


def test_what_is_no_archive_is_told() -> None:
    with pytest.raises(DamagedError, match="no WARC"):
        records(b"Words that are no archive.\n" * 9)


@given(st.binary(max_size=200), st.integers(0, 2_000), st.integers(0, 30))
def test_any_damage_ends_in_records_or_a_reason(noise: bytes, at: int, length: int) -> None:
    data = warc((URL, PAGE, {}), (URL, PAGE, {"Transfer-Encoding": "chunked"}))
    try:
        found = records(data[:at] + noise + data[at + length :])
    except DamagedError as error:
        assert error.detail
    else:
        assert all(one.name for one in found)
