"""Paragraphs of the clean text, and the way back to the raw text."""

from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block, Label
from flows.cleaning.paragraphs import join_paragraphs


def block(text: str, part: str, label: Label = "body", continues: bool = False) -> Block:
    start = text.index(part)
    return Block(start, start + len(part), label, "test", 1.0, continues)


def test_halves_are_joined_with_one_space_and_headings_stand_apart() -> None:
    text = "A Plan\nThe ships will\n- 3 -\nsail on  Monday.\nThe end."
    paragraphs = join_paragraphs(
        text,
        [
            block(text, "A Plan", "heading"),
            block(text, "The ships will"),
            block(text, "- 3 -", "navigation"),
            block(text, "sail on  Monday.", continues=True),
            block(text, "The end."),
        ],
    )
    assert [(p.number, p.label, p.text) for p in paragraphs] == [
        (1, "heading", "A Plan"),
        (2, "body", "The ships will sail on Monday."),
        (3, "body", "The end."),
    ]
    at = paragraphs[1].text.index("Monday")
    start, end = paragraphs[1].raw_span(at, at + 6)
    assert text[start:end] == "Monday"


def test_invisible_characters_leave_the_clean_text_but_not_the_offsets() -> None:
    text = "\ufeffA co\u00adoperative\u200b  plan."
    (paragraph,) = join_paragraphs(text, [Block(0, len(text), "body", "test", 1.0)])
    assert paragraph.text == "A cooperative plan."
    start, end = paragraph.raw_span(2, 13)
    assert text[start:end] == "co\u00adoperative"


@given(st.lists(st.text(), max_size=5), st.booleans())
def test_every_character_of_a_paragraph_is_found_in_the_raw_text(lines: list[str], joined: bool) -> None:
    text = "\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        if line:
            blocks.append(Block(at, at + len(line), "body", "test", 1.0, joined))
        at += len(line) + 1
    for paragraph in join_paragraphs(text, blocks):
        for offset, character in enumerate(paragraph.text):
            raw = text[paragraph.raw_offset(offset)]
            assert raw == character or (character == " " and not paragraph.text[offset].strip())
