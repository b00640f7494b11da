"""One raw item → Article or Reject."""

import errno
import hashlib
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from flows.reading.article import Article, Reject, Sidecar
from flows.reading.read import RawItem, read_item, reject_unreadable, sidecar_path

TEXT = RawItem("mine/a.txt", Path("mine/a.txt"))
MARKDOWN = RawItem("mine/a.md", Path("mine/a.MD"))
BODY = "Japan and the United States agreed on a plan.\n"


def read(item: RawItem, text: str, sidecar: bytes | None = None) -> Article:
    article = read_item(item, text.encode(), sidecar)
    assert isinstance(article, Article)
    return article


def test_id_is_the_hash_of_the_bytes() -> None:
    article = read(TEXT, BODY)
    sha256 = hashlib.sha256(BODY.encode()).hexdigest()
    assert (article.doc_id, article.raw_sha256, article.raw_bytes) == (sha256[:16], sha256, len(BODY))
    assert (article.format, article.encoding, article.source_path) == ("text", "utf-8", "mine/a.txt")


def test_text_is_not_normalized() -> None:
    text = "\ufeffOne\r\ntwo\xa0\u200bthree\x0cfour"
    assert read(TEXT, text).text == text


def test_sidecar_file_speaks_for_text() -> None:
    assert read(TEXT, BODY, b'{"title": "A plan"}').sidecar == Sidecar(title="A plan")


def test_front_matter_is_the_sidecar_and_stays_in_the_text() -> None:
    front = "---\ntitle: A plan\nauthors: [Ann Ito]\npublished: 2024-05-01\n---\n"
    article = read(MARKDOWN, front + BODY)
    assert article.sidecar == Sidecar(title="A plan", authors=("Ann Ito",), published="2024-05-01")
    assert article.text == front + BODY
    assert article.text[article.front_matter_end :] == BODY


def test_front_matter_of_an_archive_speaks_for_text_but_not_of_rights() -> None:
    front = (
        "---\ndate: '2024-05-01'\nsource_url: https://example.org/a\ntitle: A plan\nrights: open\nlicense: MIT\n---\n"
    )
    article = read(TEXT, front + BODY)
    assert article.sidecar == Sidecar(title="A plan", published="2024-05-01", url="https://example.org/a")
    assert article.text[article.front_matter_end :] == BODY
    outer = read(TEXT, front + BODY, b'{"title": "The plan"}')
    assert (outer.sidecar.title, outer.sidecar.published) == ("The plan", "2024-05-01")


@pytest.mark.parametrize("text", ["---\na: [\n---\n" + BODY, "---\n- a\n---\n" + BODY, "---\ntitle: T\n---\n \n"])
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    article = read(TEXT, text)
    assert (article.sidecar, article.front_matter_end, article.text) == (Sidecar(), 0, text)


@pytest.mark.parametrize(
    "text", ["--- no front matter\n" + BODY, "# Title\n---\nx: 1\n---\n" + BODY, "---\nnever closed\n"]
)
def test_rules_elsewhere_are_no_front_matter(text: str) -> None:
    article = read(MARKDOWN, text)
    assert (article.sidecar, article.front_matter_end) == (Sidecar(), 0)


@pytest.mark.parametrize(
    ("item", "data", "sidecar", "reason", "hint"),
    [
        (TEXT, b"", None, "empty", "no bytes"),
        (TEXT, b"x\x00" * 9, None, "binary", "control"),
        (TEXT, b"words", b"{", "sidecar_invalid", "no JSON"),
        (MARKDOWN, b"---\na: [\n---\nwords", None, "front_matter_invalid", "no YAML"),
        (MARKDOWN, b"---\n- a\n---\nwords", None, "front_matter_invalid", "an object with keys"),
        (MARKDOWN, b"---\na: &x [1]\nb: *x\n---\nwords", None, "front_matter_invalid", "aliases"),
        (MARKDOWN, b"---\ntitle: T\n---\n \n", None, "blank", "front matter"),
    ],
)
def test_rejects_say_why(item: RawItem, data: bytes, sidecar: bytes | None, reason: str, hint: str) -> None:
    rejected = read_item(item, data, sidecar)
    assert isinstance(rejected, Reject)
    assert (rejected.stage, rejected.reason, rejected.source_path) == ("read", reason, item.source_path)
    assert rejected.raw_sha256 == hashlib.sha256(data).hexdigest()
    assert hint in rejected.detail


@pytest.mark.parametrize(
    "front",
    [
        b"[" * 60_000,
        b"{" * 60_000,
        b"- " * 30_000,
        b"a: 1" + b":1" * 30_000 + b".5",
        b'a: !!int ""',
        b"a: !!bool maybe",
        b"a: !!timestamp then",
        b"- a\n" * 15_000,
        b"<<: [" + b"{a: 1}," * 8_000 + b"]",
        b"[" + b"a," * 30_000 + b"]",
    ],
)
def test_hostile_front_matter_is_refused_soon(front: bytes) -> None:
    begun = process_time()
    rejected = read_item(MARKDOWN, b"---\n" + front + b"\n---\nWords.\n", None)
    assert process_time() - begun < 2
    assert isinstance(rejected, Reject)
    assert rejected.reason == "front_matter_invalid"


def test_front_matter_holds_nothing_that_steers_a_terminal() -> None:
    article = read(MARKDOWN, '---\ntitle: "A\\e[31m plan\\u202e\\n"\nauthors: ["Ann\\0 Ito"]\n---\n' + BODY)
    assert article.sidecar == Sidecar(title="A[31m plan", authors=("Ann Ito",))


def test_details_are_one_line_of_bounded_length() -> None:
    rejected = TEXT.reject("read", "binary", "first line:\r\n\x1b[31mhello\n" + "x" * 900)
    assert rejected.detail.startswith("first line: [31mhello xxx")
    assert len(rejected.detail) == 300


def test_dates_of_front_matter_are_text() -> None:
    article = read(MARKDOWN, "---\nscraped_at: 2024-05-01T10:00:00Z\n---\n" + BODY)
    assert date.fromisoformat((article.sidecar.scraped_at or "")[:10]) == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOENT, "vanished"),
        (errno.ELOOP, "symlink_loop"),
        (errno.EACCES, "unreadable"),
        (errno.EISDIR, "unreadable"),
    ],
)
def test_lasting_refusals_of_the_system_become_rejects(code: int, reason: str) -> None:
    assert reject_unreadable(TEXT, "read", OSError(code, "no")).reason == reason


def test_passing_errors_are_raised_to_be_tried_again() -> None:
    with pytest.raises(OSError, match="disk"):
        reject_unreadable(TEXT, "read", OSError(errno.EIO, "disk"))


def test_only_text_has_a_sidecar_file() -> None:
    assert sidecar_path(TEXT) == Path("mine/a.json")
    assert sidecar_path(MARKDOWN) is None
