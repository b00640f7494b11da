"""Word tables: what is remembered of words, and that it is bounded."""

from flows.extraction.grammar.word_patterns import WordPatterns
from flows.extraction.grammar.word_tables import LONGEST, WordTable


def test_a_word_is_looked_up_once() -> None:
    asked: list[str] = []

    def look_up(word: str) -> int:
        asked.append(word)
        return len(word)

    table = WordTable(look_up)
    assert list(map(table.__getitem__, ["base", "base", "pact"])) == [4, 4, 4]
    assert asked == ["base", "pact"]


def test_long_words_and_a_flood_of_words_are_not_kept() -> None:
    table = WordTable(len)
    assert table["x" * (LONGEST + 1)] == LONGEST + 1
    assert not table
    words = [str(number) for number in range(70_000)]
    assert [table[word] for word in words] == list(map(len, words))
    assert len(table) < len(words)


def test_hits_stand_where_their_words_do_even_when_words_recur() -> None:
    patterns = WordPatterns([("pay", "may pay"), ("cost", r"(?<=\bof )cost"), ("likely", "'s likely")])
    words = ["they", "may", ",", "they", "may", "pay", "the", "roof", "cost", "of", "cost", "it's", "likely"]
    text = " ".join(words)
    hits = patterns.hits(words)
    assert [(hit.category, hit.text) for hit in hits] == [("pay", "may pay"), ("cost", "cost"), ("likely", "'s likely")]
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)
