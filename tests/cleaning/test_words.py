"""Words by number: which lines have which words, counted as by hand."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.words import LONG, STOP, number_words, stop_words

LINES = st.lists(st.lists(st.sampled_from(["harbor", "ships", "pilot", "the", "of", "we", "i", "mine", "tug"])))


def test_long_words_come_once_a_line_in_their_order() -> None:
    known = number_words([["pilot", "harbor", "pilot", "the"], ["harbor", "tug"]])
    words = {number: word for word, number in known.number.items()}
    assert [words[number] for number in known.long.words.tolist()] == ["pilot", "harbor", "harbor"]
    assert known.long.lines.tolist() == [0, 0, 1]
    assert known.long.sizes.tolist() == [2, 1]


def test_words_are_counted_by_what_they_are() -> None:
    known = number_words([["the", "harbor", "and", "the", "harbor"], [], ["tug", "mine", "is", "tug"]])
    assert known.how_many(STOP).tolist() == [3, 0, 1]
    assert known.how_many(LONG).tolist() == [2, 0, 1]


@given(LINES)
def test_counts_are_those_of_plain_counting(heads: list[list[str]]) -> None:
    known = number_words(heads)
    long = [[word for word in line if len(word) > 3 and word not in stop_words()] for line in heads]
    assert known.how_many(LONG).tolist() == [*map(len, long)]
    assert known.long.sizes.tolist() == [len({*line}) for line in long]
    assert Counter(known.every.words.tolist()) == {
        known.number[word]: times for word, times in Counter(word for line in heads for word in line).items()
    }


@given(LINES, st.data())
def test_lines_that_come_again_have_their_words_again(heads: list[list[str]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(heads) - 1))) if heads else []
    again, whole = number_words(heads).again(places), number_words([heads[place] for place in places])
    words = {number: word for word, number in again.number.items()}
    for found, wanted in ((again.every, whole.every), (again.long, whole.long)):
        assert [whole.number[words[number]] for number in found.words.tolist()] == wanted.words.tolist()
        assert found.lines.tolist() == wanted.lines.tolist()
        assert found.sizes.tolist() == wanted.sizes.tolist()
