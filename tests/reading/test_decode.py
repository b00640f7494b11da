"""Bytes → text: the encoding that is found, and the reasons for refusing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article import Refusal
from flows.reading.decode import Decoded, decode

JAPANESE = "日本は同盟を重視している。政府は新しい防衛計画を発表し、地域の安定に貢献すると述べた。"
RUSSIAN = "Союз США и Японии остаётся основой безопасности в регионе, говорят дипломаты в Токио."


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"Plain words.", "utf-8", "Plain words."),
        ("Tokyo’s “quiet” ally".encode(), "utf-8", "Tokyo’s “quiet” ally"),
        (b"\xef\xbb\xbfMarked.", "utf-8-sig", "\ufeffMarked."),
        ("Tokyo’s “quiet” café — 5 €".encode("cp1252"), "cp1252", "Tokyo’s “quiet” café — 5 €"),
        ("Both sides".encode("utf-16"), "utf-16-le", "\ufeffBoth sides"),
        (b"\xfe\xff" + "Both sides".encode("utf-16-be"), "utf-16-be", "\ufeffBoth sides"),
        (JAPANESE.encode("shift_jis"), "cp932", JAPANESE),
        (JAPANESE.encode("euc_jp"), "euc_jp", JAPANESE),
        (RUSSIAN.encode("cp1251"), "cp1251", RUSSIAN),
        (b"Two\r\nlines\x0c\xc2\xa0here", "utf-8", "Two\r\nlines\x0c\xa0here"),
    ],
)
def test_finds_the_encoding_and_changes_nothing(data: bytes, encoding: str, text: str) -> None:
    assert decode(data) == Decoded(text, encoding)


@pytest.mark.parametrize(
    ("data", "reason", "hint"),
    [
        (b"", "empty", "no bytes"),
        (b" \r\n\t\n", "blank", "white space"),
        ("\ufeff\n".encode(), "blank", "white space"),
        (b"%PDF-1.7 ...", "binary", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "binary", "a PNG"),
        (bytes(range(256)), "binary", "control bytes"),
        (b"\x01\x02\x03\x04ab", "binary", "control characters"),
        ("no mark".encode("utf-16-le"), "binary", "control characters"),
        (b"A line of words with one \x00 in it, as broken exports have.", "nul_characters", "offset 25"),
        (b"Said \xe2\x80\x9cyes\xe2\x80\x9d and then \xe2\x80 broke.", "undecodable", "offset 24"),
        (b"abc \xff\xfe\xfa def", "undecodable", "offset 4"),
        (b"\xff\xfeodd", "undecodable", "utf-16-le"),
    ],
)
def test_refuses_what_is_no_text_and_says_where(data: bytes, reason: str, hint: str) -> None:
    refused = decode(data)
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert hint in refused.detail


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    decoded = decode(data)
    if isinstance(decoded, Decoded):
        assert decoded.text.strip()
        encoding = "utf-8" if decoded.encoding == "utf-8-sig" else decoded.encoding
        assert decoded.text == data.decode(encoding)


@given(st.text(min_size=1, max_size=200))
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    decoded = decode(text.encode("utf-8", "surrogatepass"))
    if isinstance(decoded, Decoded) and decoded.encoding.startswith("utf-8"):
        assert decoded.text == text
