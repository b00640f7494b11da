"""JSON Lines: a record a line; a bad one is told and the rest goes on."""

import hashlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article import Sidecar
from flows.reading.jsonl import read_jsonl
from flows.reading.records import BadRecord, Record
from flows.reading.stream import Stream
from tests.packing import jsonl


def records(data: bytes, max_bytes: int = 10_000, place: tuple[int, int] = (0, 0)) -> list[Record | BadRecord]:
    return list(read_jsonl(Stream(BytesIO(data), None, place), max_bytes))


def test_a_record_is_an_article_with_its_sidecar() -> None:
    data = jsonl({"text": "Words.", "title": "T", "authors": ["Ann Ito"], "spider": 7}, {"html": "<p>Words."})
    text, page = records(data)
    assert text == Record("1", (0, 0), b"Words.", "text", Sidecar(title="T", authors=("Ann Ito",)))
    assert isinstance(page, Record)
    assert (page.name, page.data, page.media) == ("2", b"<p>Words.", "html")


def test_the_bytes_are_those_of_the_text_in_a_file_of_its_own() -> None:
    (record,) = records(jsonl({"text": "“Café”\n"}))
    assert isinstance(record, Record)
    assert hashlib.sha256(record.data).digest() == hashlib.sha256("“Café”\n".encode()).digest()


def test_blank_lines_are_no_records_but_count() -> None:
    found = records(b'\xef\xbb\xbf{"text": "a"}\r\n\n  \n{"text": "b"}')
    assert [(one.name, getattr(one, "data", None)) for one in found] == [("1", b"a"), ("4", b"b")]


@pytest.mark.parametrize(
    ("line", "reason", "hint"),
    [
        (b"{", "record_invalid", "no JSON"),
        (b"\xff", "record_invalid", "not UTF-8 at byte 0"),
        (b"[1]", "record_invalid", "found a list"),
        (b"null", "record_invalid", "found nothing"),
        (b"{}", "record_invalid", "found neither"),
        (b'{"text": null}', "record_invalid", "found neither"),
        (b'{"text": "a", "html": "b"}', "record_invalid", "found both"),
        (b'{"text": 3}', "record_invalid", "text: text is expected, found a number"),
        (b'{"html": ["a"]}', "record_invalid", "html: text is expected, found a list"),
        (b'{"text": "\\ud800"}', "record_invalid", "surrogate"),
        (b'{"text": "a", "authors": "Ann"}', "sidecar_invalid", "authors"),
        (b"[" * 9_000, "record_invalid", "nested too deeply"),
        (b'{"text": ' + b"1" * 5_000 + b"}", "record_invalid", "no JSON"),
        (b'{"text": "' + b"a" * 10_000 + b'"}', "too_large", "10000 bytes"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(line: bytes, reason: str, hint: str) -> None:
    first, bad, last = records(jsonl({"text": "a"}, line, {"text": "b"}))
    assert isinstance(bad, BadRecord)
    assert (bad.name, bad.reason) == ("2", reason)
    assert hint in bad.detail
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert last.name == "3"


def test_lines_longer_than_a_block_are_whole() -> None:
    long = "word " * 200_000
    first, second = records(jsonl({"text": long}, {"text": "b"}), max_bytes=2_000_000)
    assert isinstance(first, Record)
    assert first.data == long.encode()
    assert second.name == "2"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.data())
def test_reading_can_begin_at_any_record(texts: list[str], data: st.DataObject) -> None:
    whole = jsonl(*({"text": text} for text in texts))
    found = records(whole)
    start = data.draw(st.integers(0, len(texts) - 1))
    place = found[start].place
    assert place is not None
    assert [getattr(one, "data", None) for one in records(whole, place=place)] == [
        getattr(one, "data", None) for one in found[start:]
    ]


@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_reasons(data: bytes) -> None:
    assert all(isinstance(one, Record) or one.detail for one in records(data))
