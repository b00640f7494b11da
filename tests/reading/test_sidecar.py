"""Sidecars: what is taken, and the line that says what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article import Sidecar
from flows.reading.sidecar import parse_sidecar

WHOLE = {
    "url": "https://example.org/a",
    "title": " A title ",
    "authors": ["Ann Ito", " "],
    "published": "2024-05-01",
    "publisher": "The Example",
    "scraped_at": "2024-05-02T10:00:00Z",
    "rights": "open",
    "license": "CC-BY-4.0",
}

TOO_LONG = (
    "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; "
    "use sys.set_int_max_str_digits() to increase the limit"
)


def test_takes_every_known_key_trimmed() -> None:
    assert parse_sidecar(json.dumps(WHOLE).encode()) == Sidecar(
        "https://example.org/a",
        "A title",
        ("Ann Ito",),
        "2024-05-01",
        "The Example",
        "2024-05-02T10:00:00Z",
        "open",
        "CC-BY-4.0",
    )


def test_leaves_out_unknown_keys_and_nulls() -> None:
    assert parse_sidecar(b'\xef\xbb\xbf{"title": null, "publisher": " ", "spider": 7}') == Sidecar()


def test_values_are_one_line_of_what_a_reader_sees() -> None:
    steering = {
        "title": "Two\r\n quays\x1b[31m\x00 and\ta\u202e bridge\x9b",
        "authors": ["\u2066Ann\u200b\nIto\x07", "\x1b"],
        "publisher": "\x00",
        "url": "https://example.org/\x1b\u202ea",
    }
    assert parse_sidecar(json.dumps(steering).encode()) == Sidecar(
        url="https://example.org/a", title="Two quays[31m and a bridge", authors=("Ann Ito",)
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "no JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b"[]", "an object with keys is expected, found a list"),
        (b"null", "an object with keys is expected, found nothing"),
        (b'{"title": 3}', "title: text is expected, found a number"),
        (b'{"authors": "Ann Ito"}', "authors: a list of names is expected, found text"),
        (b'{"authors": ["Ann", 1]}', "authors: a list of names is expected, found a list with other things in it"),
        (b'{"rights": "mine"}', "rights: 'mine' is none of all-rights-reserved, open"),
        (b'{"rights": "open", "license": " "}', "rights: open, but no license is named"),
        (b'{"url": "javascript:alert(1)"}', "url: 'javascript:alert(1)' is no http or https address"),
        (b'{"url": "https://"}', "url: 'https://' is no http or https address"),
        (b'{"url": "https://a.example/b c"}', "url: 'https://a.example/b c' is no http or https address"),
        (b'{"title": "\\ud800"}', "title: half of a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title": ' + b"1" * 5_000 + b"}", f"no JSON: {TOO_LONG}"),
    ],
)
def test_says_what_is_wrong(data: bytes, problem: str) -> None:
    assert parse_sidecar(data) == problem


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_gives_a_sidecar_or_one_line(content: object) -> None:
    parsed = parse_sidecar(json.dumps({"title": content, "authors": content}).encode())
    assert isinstance(parsed, Sidecar) or "\n" not in parsed
