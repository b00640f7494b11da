"""Clauses: which words of a sentence stand in its main clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.grammar.clauses import levels, main_words
from flows.extraction.grammar.words import words_of


def main(text: str) -> str:
    words = words_of(text)
    return " ".join(main_words(words, levels(words), 0, len(words)).lower)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("If the base closes, ships will leave.", "ships will leave", "closes"),
        ("Ships will leave because the base closes.", "ships will leave", "closes"),
        ("While Seoul waited, Tokyo that must pay should act.", "should act", "waited"),
        ("The envoy, who may resign, left early.", "left early", "may resign"),
        ("The claim that ships would leave is old.", "is old", "would leave"),
        ("Should the talks fail, allies would pay.", "allies would pay", "fail"),
        ("The fleet (which may sail) is ready.", "is ready", "may sail"),
        ("The plan — it could fail — was signed at last.", "was signed", "plan that"),
        ("Asked if ships would leave, he stayed.", "he stayed", "would leave"),
        ("The claim that ships and crews would leave is old.", "is old", "would leave"),
        ("He stayed, but she will leave.", "she will leave", "zzz"),
        ("The report shows he will leave.", "the report shows", "will leave"),
        ("It is vital that ports remain free.", "it is vital that", "free"),
        ("The fees are high, and that should worry all crews.", "that should worry all crews", "zzz"),
        ("In short, what the crew has done is brave.", "is brave", "done"),
        ("If the dam breaks, tens of old and tired men would drown.", "would drown", "breaks"),
        ("Since ships cannot guard against many armed raiders, crews should leave.", "crews should leave", "cannot"),
        ("Crews sold boats that seemed new.", "crews sold boats", "seemed"),
        ("Most crews rest, and people who lean left are no slower.", "are no slower", "lean"),
        ("This is the pact that allies might break.", "this is the pact", "might break"),
        ("The pact, under which crews would rest, is old.", "is old", "would rest"),
        ("He backs a law, whereby ports would close.", "he backs a law", "would close"),
        ("The visit, which will be short — two days — will be the last.", "will be the last", "short"),
        ("If a port is open the crews should be told to leave.", "should be told", "zzz"),
        ("It brings rules that the mayor says will help.", "it brings rules", "will help"),
        ("Fees are high, but it is clear that crews will leave.", "crews will leave", "zzz"),
        ("This is something that should not happen.", "should not happen", "zzz"),
    ],
)
def test_main_clause(text: str, inside: str, outside: str) -> None:
    assert inside in main(text)
    assert outside not in main(text)


def test_words_keep_offsets_when_lower_case_is_longer() -> None:
    text = "İstanbul’s U.S. base isn’t well-known."
    words = words_of(text)
    assert [words.span_text(k, k + 1) for k in range(3)] == ["İstanbul’s", "U.S.", "base"]
    assert "isn't" in words.lower


@pytest.mark.parametrize("text", ["  Ships  sail", "Ships\tsail ", "Ships \n\xa0sail", "Ships sail\u2028"])
def test_words_keep_offsets_whatever_white_space_parts_them(text: str) -> None:
    words = words_of(text)
    assert words.lower == ("ships", "sail")
    assert [words.span_text(k, k + 1) for k in range(2)] == ["Ships", "sail"]


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(["that", "which", ",", "and", "but", "will", "he", "(", ")", "—", "said", "if", "the"])
    ).map(" ".join)
)
def test_every_word_has_a_level_and_its_place(text: str) -> None:
    words = words_of(text)
    assert len(levels(words)) == len(words)
    assert all(start < words.end_of(k) <= len(text) for k, start in enumerate(words.starts))
    assert list(words.starts) == sorted(words.starts)
