"""Raw text → blocks: line ends of every kind, hard-wrapped paragraphs, and nothing lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.split import front_matter_lines, split_blocks, split_lines, wrap_width

ODD = "\n\r\f\x0b\x85\u2028\u2029\ufeff\u200b\x00\x1b \t\xa0.-#*[](1a\\"
texts = st.one_of(st.text(), st.text(st.sampled_from(ODD)))


def blocks(text: str) -> list[str]:
    return [text[start:end] for start, end in split_blocks(text)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\f", "\x0b", "\x85", "\u2028", "\u2029", "\n\n", "\n \t\n"])
def test_every_line_end_parts_blocks(line_end: str) -> None:
    assert blocks(f"One line.{line_end}\xa0 Another. ") == ["One line.", "Another."]


@given(texts)
def test_every_visible_character_is_in_exactly_one_trimmed_block(text: str) -> None:
    spans = split_blocks(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    outside = list(text)
    for start, end in spans:
        outside[start:end] = " " * (end - start)
    assert all(character.isspace() for character in outside)


def test_a_byte_order_mark_and_zero_width_characters_stay_in_a_block() -> None:
    assert blocks("\ufeffTitle\n\u200b\n\x00") == ["\ufeffTitle", "\u200b", "\x00"]


WRAPPED = """\
The two ministers met in the harbour town on Monday and agreed that the
patrols would go on through the winter, with ships from both navies and
a joint staff on shore that plans each week anew and reports to both.

-   The first point of the plan is a shared picture of the sea lanes and
    of the ships that use them, which both sides will keep up to date.
-   The second point is fuel.

**Next steps**

Officials from both sides will write down what was said and bring it to
the two parliaments before the year is out, where a vote is planned for
the spring.{}
A short line after a forced break stands alone.
""".replace("{}", "  ")


def test_hard_wrapped_lines_are_paragraphs_and_list_items_stay_apart() -> None:
    assert [block.split()[0] for block in blocks(WRAPPED)] == ["The", "-", "-", "**Next", "Officials", "A"]
    assert wrap_width(WRAPPED, split_lines(WRAPPED)) == 72


def test_lines_of_a_page_are_not_taken_for_wrapped_paragraphs() -> None:
    menu = "\n".join(["News", "Business", "World", "Opinion", "Sports"] * 8)
    article = "\n".join(
        "A paragraph of its own that is quite long, as paragraphs on web pages are. " * 3 for _ in range(9)
    )
    assert len(split_blocks(menu + "\n" + article)) == 49


def test_front_matter_is_counted_line_by_line() -> None:
    text = "---\ntitle: On ships\ndate: 2020-01-02\n---\nThe text."
    assert front_matter_lines(text, split_lines(text)) == 4
    assert front_matter_lines("--- \nno end", split_lines("--- \nno end")) == 0


@pytest.mark.parametrize(
    "text", ["word\n" * 100_000, "x" * 5_000_000, " " * 1_000_000, "\r\n" * 300_000, "- \n" * 50_000]
)
def test_long_texts_are_split(text: str) -> None:
    assert len(split_blocks(text)) == len([line for line in text.splitlines() if line.strip()])


BROKEN = """\
Home
World
The
ministers
of both countries said on Monday that the new
Harbour Treaty
, which was signed in March, would be
delayed
.
Critics of the plan in both capitals, among them
Ann Ito
, doubt that it can be kept.
It is
not
the first delay, as the
committee
's report shows.
iPhone cases
Related stories
"""


def test_sentences_that_links_break_are_one_block() -> None:
    assert [" ".join(block.split()) for block in blocks(BROKEN)] == [
        "Home",
        "World",
        "The ministers of both countries said on Monday that the new Harbour Treaty , which was signed in March, would "
        "be delayed .",
        "Critics of the plan in both capitals, among them Ann Ito , doubt that it can be kept.",
        "It is not the first delay, as the committee 's report shows.",
        "iPhone cases",
        "Related stories",
    ]


def test_lines_parted_by_blank_lines_are_never_joined() -> None:
    spaced = BROKEN.replace("\n", "\n\n")
    assert len(blocks(spaced)) == BROKEN.count("\n")
