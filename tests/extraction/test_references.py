"""References: notes parsed to number, authors, title, year, date of access and address."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.extraction.metadata.references import parse_references
from flows.extraction.records import Reference


def parse(*notes: str, label: str = "note") -> tuple[Reference, ...]:
    blocks, start = [], 0
    for note in notes:
        blocks.append(Block(start, start + len(note), label, "test", 1.0))  # type: ignore[arg-type]
        start += len(note) + 1
    return parse_references("\n".join(notes), blocks)


@pytest.mark.parametrize(
    ("note", "number", "authors", "title", "year", "accessed", "url"),
    [
        (
            '3. See Jane R. Roe, "Who Guards the Pier?" (Paper No. 7, 2004), available at (accessed May 3, 2009).',
            3, "Jane R. Roe", "Who Guards the Pier?", 2004, date(2009, 5, 3), None,
        ),
        (
            "[12] For a good overview, see John Doe, The Long Pier: A History (Osaka: Harbor Press, 1985).",
            12, "John Doe", "The Long Pier: A History", 1985, None, None,
        ),
        (
            "4 Jane Roe et al., “Piers and Peace,” Harbor Review, October 11, 2000, https://example.org/piers.pdf.",
            4, "Jane Roe et al.", "Piers and Peace", 2000, None, "https://example.org/piers.pdf",
        ),
        (
            "7. On ships, see the annual list. Maki Doe, “Ships of 1999,” Harbor Times, 5 December 2005.",
            7, "Maki Doe", "Ships of 1999", 2005, None, None,
        ),
        ("8. Ibid.", 8, None, None, None, None, None),
        ("* The author thanks the pilots.", None, None, None, None, None, None),
    ],
)  # fmt: skip
def test_one_note(note: str, number: int, authors: str, title: str, year: int, accessed: date, url: str) -> None:
    assert parse(note) == (Reference(number, 0, len(note), note, authors, title, year, accessed, url),)


def test_a_note_goes_on_only_where_it_has_not_ended() -> None:
    cut, ended = '1. Jane Roe, "Piers and', 'Peace," Harbor Review, 2001.'
    assert [r.title for r in parse(cut, ended)] == ["Piers and Peace"]
    assert [r.number for r in parse("1. Ibid.", "2. Ibid.", 'Jane Roe, "Piers," 2001.')] == [1, 2, None]


@pytest.mark.parametrize("line", ["Read more of our harbor news.", "Please support our work.", "Agencies helped."])
def test_an_appeal_among_the_notes_is_no_reference(line: str) -> None:
    assert [r.number for r in parse("1. Ibid.", line)] == [1]


def test_only_notes_are_references() -> None:
    assert parse("1. Ibid.", label="body") == ()


@given(st.lists(st.text(min_size=1, max_size=60), max_size=5))
def test_references_prove_their_text(notes: list[str]) -> None:
    text = "\n".join(notes)
    for reference in parse(*notes):
        assert reference.text == text[reference.start : reference.end]
