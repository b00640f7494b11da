"""Words broken by the end of a line are whole in the clean text; compounds keep their hyphen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.storage.rows.proofs import Quotes, disprove

CASES = [
    ("They went on to nego-\ntiate in May.", "They went on to negotiate in May."),
    ("They went on to nego-\r\n   tiate in May.", "They went on to negotiate in May."),
    ("They went on to nego\u00ad\ntiate in May.", "They went on to negotiate in May."),
    ("They went on to nego\u2010\ntiate in May.", "They went on to negotiate in May."),
    ("A well-\nfunded yard.", "A well-funded yard."),
    ("A high-\nly paid foreman.", "A highly paid foreman."),
    ("A Kure-\nbased yard.", "A Kure-based yard."),
    ("They re-\ncalled the fleet.", "They recalled the fleet."),
    ("Low- and middle-\nincome countries.", "Low- and middle-income countries."),
    ("Low-\nand middle-income countries.", "Low- and middle-income countries."),
    (
        "The U.S.-\nJapan treaty and the F-\n22 of the mid-\n1990s.",
        "The U.S.-Japan treaty and the F-22 of the mid-1990s.",
    ),
    ("A 20-\nyear plan.", "A 20-year plan."),
    ("The dock-side crane is no dock-\nside crane.", "The dock-side crane is no dock-side crane."),
    ("The halfway line is half-\nway.", "The halfway line is halfway."),
    ("He left -\nand came back.", "He left - and came back."),
    ("He left—\nand came back.", "He left— and came back."),
    ("He left- and came back.", "He left- and came back."),
]


@pytest.mark.parametrize(("raw", "clean"), CASES)
def test_what_the_end_of_a_line_does_to_a_word(raw: str, clean: str) -> None:
    blocks = (Block(0, len(raw), "body", "test", 1.0),)
    (paragraph,) = join_paragraphs(raw, blocks)
    assert paragraph.text == clean
    assert list(disprove(raw, clean, blocks, [])) == []


def test_a_word_that_a_page_broke_is_whole_and_is_found_in_the_raw_text() -> None:
    raw = "The allies an-\n\n12\n\nnounced a plan."
    blocks = (
        Block(0, 14, "body", "test", 1.0),
        Block(16, 18, "navigation", "test", 1.0),
        Block(20, len(raw), "body", "test", 1.0, continues=True),
    )
    (paragraph,) = join_paragraphs(raw, blocks)
    assert paragraph.text == "The allies announced a plan."
    start, end = paragraph.raw_span(11, 20)
    assert raw[start:end] == "an-\n\n12\n\nnounced"
    text = "The allies an- nounced a plan."
    quotes = Quotes("claims", [0], [len(raw)], [text], ["announced"], [11])
    assert list(disprove(raw, paragraph.text, blocks, [quotes])) == []


def test_no_other_character_may_be_missing_from_the_clean_text() -> None:
    raw = "They went on to nego-\ntiate the well-known line."
    blocks = (Block(0, len(raw), "body", "test", 1.0),)
    whole = "They went on to negotiate the well-known line."
    for changed in (whole.replace("well-known", "wellknown"), whole[:-1], whole.replace("They", "Thy"), whole + "!"):
        (found,) = disprove(raw, changed, blocks, [])
        assert found.check == "clean_text_from_blocks"


@given(st.text(st.sampled_from("ab-\u2010\u00ad\u200b \n\fA1.")))
def test_whatever_the_hyphens_the_clean_text_is_proved(raw: str) -> None:
    start, end = len(raw) - len(raw.lstrip()), len(raw.rstrip())
    blocks = (Block(start, end, "body", "test", 1.0),) if end > start else ()
    clean = "".join(paragraph.text for paragraph in join_paragraphs(raw, blocks))
    assert list(disprove(raw, clean, blocks, [])) == []
