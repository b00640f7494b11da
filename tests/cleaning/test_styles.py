"""The styles that flattened texts come in: each gives the same paragraphs back, and what stood apart stays apart."""

import re
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import join_paragraphs, visible
from flows.cleaning.split import split_blocks
from flows.reading.article import Article
from tests.printing import PARAGRAPHS, TITLE, Head, sheets, wrap

SENTENCES = [sentence for paragraph in PARAGRAPHS for sentence in paragraph.replace(".” ", ". ”").split(". ")]


def read(text: str) -> tuple[tuple[Block, ...], list[str]]:
    """Return the blocks of a text and its body paragraphs."""
    article = Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text)
    blocks = label_blocks(article)
    return blocks, [paragraph.text for paragraph in join_paragraphs(text, blocks) if paragraph.label == "body"]


def paragraphs(text: str) -> list[str]:
    return read(text)[1]


def unwrapped(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in split_blocks(text)]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n", "\n \n"])
def test_a_block_a_line(gap: str) -> None:
    assert paragraphs(gap.join([TITLE, *PARAGRAPHS])) == list(PARAGRAPHS)


@pytest.mark.parametrize("width", [40, 55, 72, 80, 100, 120])
def test_wrapped_paragraphs_with_blank_lines(width: int) -> None:
    lines = "\n\n".join("\n".join(wrap(paragraph, width)) for paragraph in (TITLE, *PARAGRAPHS))
    assert paragraphs(lines) == list(PARAGRAPHS)


@pytest.mark.parametrize("width", [50, 60, 72, 80])
def test_wrapped_paragraphs_told_by_their_indentation(width: int) -> None:
    lines = [f"   {line}" if not n else line for one in PARAGRAPHS for n, line in enumerate(wrap(one, width - 3))]
    assert paragraphs("\n".join([TITLE, "", *lines])) == list(PARAGRAPHS)


# Where a text breaks is inferred from all its lines: one of a few sentences said over and over may look otherwise.
VARIED = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5, unique=True), min_size=3, unique_by=tuple
)


@settings(derandomize=True)
@given(VARIED, st.integers(40, 100))
def test_any_paragraphs_wrapped_at_any_width_are_found_again(drawn: list[list[str]], width: int) -> None:
    written = [". ".join(sentences) + "." for sentences in drawn]
    if sum(map(len, written)) > 16 * width:
        assert unwrapped("\n\n".join("\n".join(wrap(paragraph, width)) for paragraph in written)) == written


HEADS: list[Head | None] = [
    None,
    lambda page: "Harbor Studies Quarterly",
    lambda page: f"{page}   Mending the Quiet Side" if page % 2 == 0 else f"Harbor Studies Quarterly   {page}",
    lambda page: "Harbor Studies Quarterly | Vol. 12, No. 3" if page > 1 else "",
]
FEET: list[Head | None] = [
    None,
    lambda page: str(page + 41),
    lambda page: f"- {page} -",
    lambda page: f"Page {page} of 9",
    lambda page: f"[{page}]",
    lambda page: f"{page} | Harbor Policy Brief",
    lambda page: ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[page - 1],
    lambda page: f"harbor.example/brief.pdf {page}/9",
    lambda page: "3/14/2021",
]


@settings(max_examples=40)
@given(st.integers(8, 13), st.sampled_from([64, 76, 90]), st.sampled_from(HEADS), st.sampled_from(FEET), st.booleans())
def test_pages_of_any_height_and_furniture_give_the_paragraphs_back(
    height: int, width: int, head: Head | None, foot: Head | None, hyphenate: bool
) -> None:
    text = sheets([TITLE, *PARAGRAPHS], width, height, head, foot, hyphenate)
    blocks, found = read(text)
    # Where a page ends between two sentences, nothing shows whether a paragraph ends there too.
    assert " ".join(found) == " ".join(PARAGRAPHS)
    assert "".join(visible(text[block.start : block.end]) for block in blocks) == visible(text)


def test_halves_that_a_page_parts_are_one_paragraph_even_where_a_name_goes_on() -> None:
    first, second = "“We were told to wait for the review,” said Haruo", "Minami, who ran the yard until last spring."
    for between in ("\n\f", "\n\n12\n\n\f"):
        text = "\n\n".join([TITLE, *PARAGRAPHS[:2], first]) + between + "\n\n".join([second, *PARAGRAPHS[3:]])
        assert f"{first} {second}" in paragraphs(text)
    assert second in paragraphs("\n\n".join([TITLE, *PARAGRAPHS[:2], first, second, *PARAGRAPHS[3:]]))


@pytest.mark.parametrize(
    "figure",
    [
        "Figure 1. Requests filed at the yard, by year. Source: yard records.",
        "Table 2: Requests filed and answered",
        "Map 3 – The harbors of the Inland Sea",
    ],
)
def test_a_figure_between_two_halves_is_a_caption_and_parts_nothing(figure: str) -> None:
    first, second = PARAGRAPHS[5].split("Tokyo")
    text = "\n\n".join([TITLE, *PARAGRAPHS[:5], first.rstrip(), figure, f"Tokyo{second}", *PARAGRAPHS[6:]])
    blocks, found = read(text)
    assert found == list(PARAGRAPHS)
    assert [block.label for block in blocks if text[block.start : block.end] == figure] == ["caption"]


def wrapped_with(*lines: str) -> str:
    """Return the article, hard-wrapped, with more lines after its third paragraph."""
    before, after = ("\n\n".join("\n".join(wrap(one, 72)) for one in part) for part in (PARAGRAPHS[:3], PARAGRAPHS[3:]))
    return "\n\n".join([TITLE, before, "\n".join(lines), after])


VERSE = (
    "The pumps are old, the pumps are slow,",
    "the cranes have nowhere else to go,",
    "and every valve that left the town",
    "has come back broken, upside down.",
)
SIGNATURE = ("Haruo Minami", "Former head of the Kure yard", "Kure, Hiroshima Prefecture")
ITEMS = (
    "1. Keep one register for the two fleets, and let the yard at Kure look",
    "2. Pay for cranes before anything else is bought, since nothing moves",
    "- Let both navies read the register",
)
ROWS = (
    "Year      Filed     Answered      Refused, withdrawn or still waiting",
    "2018      205       99            106, of which 30 were withdrawn late",
    "2019      214       104           110, of which 31 were never answered",
)


@pytest.mark.parametrize("lines", [VERSE, SIGNATURE, ITEMS, ROWS], ids=["verse", "signature", "items", "table"])
def test_lines_that_stand_apart_stay_apart(lines: Sequence[str]) -> None:
    text = wrapped_with(*lines)
    blocks, found = read(text)
    starts = {text[block.start : block.end]: block for block in blocks}
    assert all(line in starts and not starts[line].continues for line in lines)
    assert [one for one in found if one in PARAGRAPHS] == list(PARAGRAPHS)


def test_rows_of_a_table_are_no_headings() -> None:
    text = wrapped_with(*ROWS)
    assert not [block for block in read(text)[0] if block.label == "heading" and text[block.start] == "2"]


BROUGHT_BY_CHANCE = [
    "The yard at Kure was opened by the mayor, who stood there at the age of 65. He told the crowd to go home.",
    "The yard at Kure was opened by the mayor, whom nobody had asked to do so – he came by boat and left by train.",
]


@pytest.mark.parametrize("paragraph", BROUGHT_BY_CHANCE)
def test_a_number_or_dash_that_wrapping_brings_to_the_front_opens_no_item(paragraph: str) -> None:
    width = max(paragraph.find("65."), paragraph.find("–")) - 1
    pages = "\n\n".join("\n".join(wrap(one, width)) for one in (*PARAGRAPHS[:4], paragraph, *PARAGRAPHS[4:]))
    assert paragraph in unwrapped(pages)


def nodes(lines: Iterable[str]) -> str:
    """Return lines with a break around every name, as links leave them."""
    text = "\n".join(["Home", "World", *lines, "Related stories"])
    names = "Haruo Minami|Kure|well-known bottleneck|common register|single patrol aircraft"
    return re.sub(rf" ({names})\b *", r"\n\1\n", text)


def test_a_text_node_a_line() -> None:
    found = paragraphs(nodes([TITLE, *PARAGRAPHS]))
    assert [" ".join(one.replace(" ,", ",").split()) for one in found] == list(PARAGRAPHS)


def test_a_line_that_ends_in_an_open_word_goes_on() -> None:
    assert "None of this will win an election." in unwrapped(
        nodes([*PARAGRAPHS[:7], "None of this will", "win an election."])
    )
