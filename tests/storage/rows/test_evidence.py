import pytest

from flows.cleaning.blocks import Block, Label
from flows.storage.rows.evidence import Evidence

RAW = "Ships sailed for\n\nPage 7\n\nthree long weeks.\n[1] A source,\nsecond line."


def block(text: str, label: Label) -> Block:
    start = RAW.index(text)
    return Block(start, start + len(text), label, "test", 1.0)


BLOCKS = (
    block("Ships sailed for", "body"),
    block("Page 7", "navigation"),
    block("three long weeks.", "body"),
    block("[1] A source,", "note"),
    block("second line.", "note"),
)


def span(first: str, last: str) -> tuple[int, int]:
    return RAW.index(first), RAW.index(last) + len(last)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("sailed", "sailed", "sailed"),
        ("Ships", "for", "Ships sailed for"),
        ("Ships", "weeks.", "Ships sailed for three long weeks."),
        ("for", "three", "for three"),
        ("Page", "7", "Page 7"),
        ("A source", "second", "A source, second"),
    ],
)
def test_a_span_proves_the_text_of_its_own_blocks(first: str, last: str, text: str) -> None:
    assert Evidence(RAW, BLOCKS).text(*span(first, last)) == text


@pytest.mark.parametrize(
    ("start", "end"),
    [(16, 20), (0, 17), (5, 5), (9, 3), (-4, 3), (len(RAW), len(RAW) + 4), (0, len(RAW) + 1)],
)
def test_a_span_that_leaves_the_blocks_proves_nothing(start: int, end: int) -> None:
    assert Evidence(RAW, BLOCKS).text(start, end) == ""


def test_an_article_without_blocks_proves_nothing() -> None:
    assert Evidence(RAW, ()).text(0, 5) == ""
