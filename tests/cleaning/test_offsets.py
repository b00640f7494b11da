"""Clean text and the way back: every character of a paragraph stands where the paragraph says."""

from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import Paragraph, join_paragraphs, visible
from flows.reading.characters import seen_line


def body(start: int, end: int, continues: bool = False) -> Block:
    return Block(start, end, "body", "test", 1.0, continues)


def paragraphs(*blocks: str, continues: bool = False) -> tuple[str, tuple[Paragraph, ...]]:
    text, found = "", []
    for number, block in enumerate(blocks):
        text += "\r\n\r\n" if number else ""
        found.append(body(len(text), len(text) + len(block), continues and number > 0))
        text += block
    return text, join_paragraphs(text, found)


def test_white_space_becomes_one_space_and_the_invisible_is_gone() -> None:
    _, (paragraph,) = paragraphs("\ufeffThe\xa0 U.S.\t and\u200b Ja\u00adpan\r\n agree")
    assert paragraph.text == "The U.S. and Japan agree"


def test_halves_join_with_one_space() -> None:
    text, (paragraph,) = paragraphs("The cost rose to", "five billion.", continues=True)
    assert paragraph.text == "The cost rose to five billion."
    start = paragraph.text.index("to five")
    assert text[slice(*paragraph.raw_span(start, start + 7))] == "to\r\n\r\nfive"


def test_paragraphs_are_numbered_and_empty_ones_left_out() -> None:
    _, found = paragraphs("One.", "\u200b", "Two.")
    assert [(paragraph.number, paragraph.text) for paragraph in found] == [(1, "One."), (2, "Two.")]


def test_only_body_and_headings_are_clean_text() -> None:
    text = "Home\nA heading\nText."
    blocks = (Block(0, 4, "navigation", "t", 1), Block(5, 14, "heading", "t", 1), body(15, 20))
    assert [paragraph.text for paragraph in join_paragraphs(text, blocks)] == ["A heading", "Text."]


# What becomes of hyphens at the ends of lines is told in `test_hyphens`.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="-\u2010\u00ad")


@given(st.lists(st.text(CHARACTERS, min_size=1, max_size=60), min_size=1, max_size=5), st.booleans())
def test_every_character_stands_where_the_paragraph_says(blocks: list[str], continues: bool) -> None:
    text, found = paragraphs(*blocks, continues=continues)
    for paragraph in found:
        for offset, character in enumerate(paragraph.text):
            raw = text[paragraph.raw_offset(offset)]
            assert raw == character or (character == " " and raw.isspace())
    if not continues:
        assert [paragraph.text for paragraph in found] == [clean for clean in map(seen_line, blocks) if clean]
    assert visible("".join(paragraph.text for paragraph in found)) == visible("".join(blocks))
