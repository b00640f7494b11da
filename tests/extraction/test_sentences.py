"""Sentence bounds: where a full stop ends a sentence and where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.grammar.sentences import sentence_spans, split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ("Ships left the U.S.", "Even so, the port stayed open."),
        ("It fell after World War II.", "Harbours were rebuilt."),
        ("It fell after World War I.", "Harbours were rebuilt."),
        ("The pact holds.[7]", "Nobody doubts it.[8][9]"),
        ("The pact holds.12", "Nobody doubts it."),
        ("“The pact holds.”", "“Nobody doubts it,” she said."),
        ('He called it "hard cash."', "Others agreed."),
        ("Is it over?", "It is not!", "Good."),
        ("They asked for bases . . .", "Nothing came of it."),
        ("He arrived at 5 p.m.", "The talks had ended."),
        ("The stop was typed twice..", "The next sentence began all the same."),
        ("The firm is Mori Corp.", "It builds radars."),
        ("A line without a space.The next one begins.",),
        ("「終わった。」", "続く。"),
    ],
)
def test_sentences_end(parts: tuple[str, ...]) -> None:
    expected = (
        [s for part in parts for s in (part.split(".The")[0] + ".", "The next one begins.")]
        if len(parts) == 1
        else list(parts)
    )
    text = "".join(parts) if "。" in parts[0] else " ".join(parts)
    assert split(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Mori met Messrs. Kato and Lee in the U.S. Senate.",
        "Gen. J. R. Hale wrote to Adm. Sato, i.e. to the navy.",
        "Harry S. Dale and John F. Lowe signed on Jan. 19 for No. 3 Fleet.",
        "“Must we wait?” Ms. Kato asked at noon.",
        "“What a day!” the minister said.",
        "Exports rose 3.5 percent to $1.2 billion.",
        "He paused… and then went on.",
        "“He was a friend… He was the best,” she said.",
        "1. Keep the ports open.",
        "The D.C. office, e.g. its staff, moved.",
        "Inst. no. 4 was cited, cf. p. 12, vol. 3.",
    ],
)
def test_sentence_goes_on(text: str) -> None:
    assert split(text) == [text]


def test_only_body_paragraphs_are_split_and_numbers_run_over_the_article() -> None:
    raw = "One. Two.\nA heading. Not split.\nThree."
    labels = ("body", "heading", "body")
    blocks, start = [], 0
    for line, label in zip(raw.split("\n"), labels, strict=True):
        blocks.append(Block(start, start + len(line), label, "test", 1.0))  # type: ignore[arg-type]
        start += len(line) + 1
    sentences = split_sentences(join_paragraphs(raw, blocks))
    assert [(s.number, s.text) for s in sentences] == [(1, "One."), (2, "Two."), (3, "Three.")]
    assert [raw[slice(*s.raw_span())] for s in sentences] == ["One.", "Two.", "Three."]


@given(st.text(alphabet=st.sampled_from('aB1 .?!…"“”’[]()\n\x00日'), max_size=60) | st.text(max_size=60))
def test_spans_hold_every_character_in_order(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(start < end for start, end in spans)
    assert [position for span in spans for position in span] == sorted(p for span in spans for p in span)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["x", ". ", ".", '"', "A.B. ", '? " ', "[1]"])
def test_long_lines_are_split_to_their_end(unit: str) -> None:
    text = (unit * 300_000)[:300_000].strip()
    assert list(sentence_spans(text))[-1][1] == len(text)
