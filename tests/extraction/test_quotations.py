"""Quotation structure: which characters stand inside quotation marks, over sentences and paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.records import Sentence
from flows.extraction.sources.quotations import quoted_spans, with_double_marks


def read(raw: str) -> tuple[Sentence, ...]:
    blocks, start = [], 0
    for line in raw.split("\n"):
        if line.strip():
            blocks.append(Block(start, start + len(line), "body", "test", 1.0))
        start += len(line) + 1
    return split_sentences(join_paragraphs(raw, blocks))


def quoted(raw: str) -> list[list[str]]:
    sentences = read(raw)
    return [
        [s.text[q.start : q.end] for q in spans] for s, spans in zip(sentences, quoted_spans(sentences), strict=True)
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("“We stay,” she said.", [["We stay,"]]),
        ('"We stay," she said.', [["We stay,"]]),
        ("“We stay,” she said, “and we pay.”", [["We stay,", "and we pay."]]),
        ("No marks at all.", [[]]),
        ("“We stay. We pay. We wait,” she said.", [["We stay."], ["We pay."], ["We wait,"]]),
        ('"We stay. We pay," she said.', [["We stay."], ["We pay,"]]),
        ("“We stay,“ she said.", [["We stay,"]]),
        ('The "old" and the "new" pact.', [["old", "new"]]),
        ("“He told me, ‘Stay,’ and left.”", [["He told me, ‘Stay,’ and left."]]),
    ],
)
def test_quoted_words(raw: str, expected: list[list[str]]) -> None:
    assert quoted(raw) == expected


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("‘We stay,’ she said. ‘We pay.’", "“We stay,” she said. “We pay.”"),
        ("'We stay,' she said. 'We don't pay.'", "“We stay,” she said. “We don't pay.”"),
        ("‘The allies’ ships stay,’ she said. ‘Good.’", "“The allies’ ships stay,” she said. “Good.”"),
        (
            "‘We stay,’ she said, of the ‘allies’ treaty. ‘Good.’",
            "“We stay,” she said, of the “allies” treaty. “Good.”",
        ),
        ("‘He said “no”,’ she said. ‘Good. Yes.’ ‘Ah.’", "“He said ‘no’,” she said. “Good. Yes.” “Ah.”"),
        ("“He said, ‘No,’ and ‘Go,’ and left.”", "“He said, ‘No,’ and ‘Go,’ and left.”"),
        ("The ‘old’ pact and the ‘new’ one.", "The “old” pact and the “new” one."),
        ("The ’90s were good, and allies’ ships stayed.", "The ’90s were good, and allies’ ships stayed."),
    ],
)
def test_single_marks_of_speech_are_read_as_double_ones(raw: str, read_as: str) -> None:
    assert " ".join(with_double_marks(read(raw))) == read_as


def test_open_quotation_ends_with_its_paragraph() -> None:
    assert quoted("“We stay. We pay.\nThe talks went on.") == [["We stay."], ["We pay."], []]


def test_quotation_that_opens_again_goes_on() -> None:
    assert quoted("“We stay.\n“We pay,” she said.") == [["We stay."], ["We pay,"]]


def test_sides_without_a_mark_are_told() -> None:
    sentences = read("“We stay. We pay,” she said.")
    first, second = (spans[0] for spans in quoted_spans(sentences))
    assert (first.opened, first.closed) == (True, False)
    assert (second.opened, second.closed) == (False, True)


@given(st.text(alphabet=st.sampled_from("as. ,‘’'\n"), max_size=60))
def test_double_marks_take_the_place_of_single_ones(raw: str) -> None:
    sentences = read(raw)
    assert [len(text) for text in with_double_marks(sentences)] == [len(one.text) for one in sentences]


@given(st.text(alphabet=st.sampled_from('ab. “”"«»\n'), max_size=60))
def test_spans_lie_in_their_sentence_and_never_overlap(raw: str) -> None:
    sentences = read(raw)
    for sentence, spans in zip(sentences, quoted_spans(sentences), strict=True):
        bounds = [bound for span in spans for bound in (span.start, span.end)]
        assert bounds == sorted(bounds)
        assert all(0 <= span.start < span.end <= len(sentence.text) for span in spans)
