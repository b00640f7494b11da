"""Running lines of printed sheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.sheets import page_breaks, running_lines
from flows.cleaning.split import split_lines

TEXT = "The yard has mended pumps since the spring, and it does so faster than"
MORE = "either navy could alone."


def found(text: str) -> list[str]:
    lines = split_lines(text)
    return [text[slice(*lines[index])] for index in sorted(running_lines(text, lines))]


def numbered(*marks: str, gap: str = "\n\n") -> str:
    """Return four lines of text before each mark."""
    return gap.join(line for mark in marks for line in (TEXT, MORE, TEXT, MORE, mark))


def test_numbers_that_count_up_are_running_lines() -> None:
    for marks in (["7", "8", "9"], ["- 1 -", "- 2 -", "- 3 -"], ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]):
        assert found(numbered(*marks)) == marks


@pytest.mark.parametrize("marks", [["7", "12", "9"], ["7", "8"], ["Step 1", "Step 2", "Step 3"], ["Why", "Why", "Why"]])
def test_other_lines_between_the_text_are_not(marks: list[str]) -> None:
    assert found(numbered(*marks)) == []


def test_a_list_of_numbers_is_no_series_of_pages() -> None:
    assert found("\n".join(map(str, range(1, 30)))) == []


def test_what_recurs_beside_page_numbers_or_cuts_sentences_is_a_running_line() -> None:
    head = "Harbor Studies Quarterly"
    beside = numbered(f"1\n\n{head}", f"2\n\n{head}", f"3\n\n{head}")
    assert found(beside) == ["1", head, "2", head, "3", head]
    assert found(f"{TEXT}\n\n{head}\n\n{MORE}\n\n{TEXT}\n\n{head}\n\n{MORE}") == [head, head]
    # Without blank lines around it, it may be a link in a sentence.
    assert found(f"{TEXT}\n{head}\n{MORE}\n{TEXT}\n{head}\n{MORE}") == []


def test_with_form_feeds_only_the_edges_of_pages_are_looked_at() -> None:
    page = f"A Head of Three\n{TEXT}\n{MORE}\nWhat Comes Next\n{TEXT}\n{MORE}\n"
    assert found("\f".join([f"{page}1", f"{page}2"])) == ["A Head of Three", "1", "A Head of Three", "2"]


def test_a_number_that_does_not_count_with_the_pages_is_none() -> None:
    page = f"{TEXT}\n{MORE}\n{TEXT}\n{MORE}\n"
    assert found(f"{page}7 of 12 pumps failed\n\f{page}9 of 14 pumps failed") == []


def test_pages_break_at_form_feeds_and_running_lines() -> None:
    text = "One.\n\fTwo.\n7\nThree."
    assert page_breaks(text, split_lines(text), [2]) == [False, True, True, False]
    assert page_breaks("", [], []) == []


@given(st.text(st.sampled_from("ab1ivx2\n\f .-|–")))
def test_any_text_has_its_running_lines(text: str) -> None:
    lines = split_lines(text)
    assert running_lines(text, lines) <= set(range(len(lines)))


@pytest.mark.parametrize("text", ["1\n" * 50_000, "\f" * 50_000, "a 1\f" * 20_000, "page 1\n\n" * 20_000])
def test_long_texts_are_looked_through(text: str) -> None:
    running_lines(text, split_lines(text))
