"""Topics: terms of the codebook, found as words."""

import pytest

from flows.extraction.claims.patterns import sentence_patterns
from flows.extraction.claims.topics import in_order
from flows.extraction.grammar.words import words_of
from flows.lexicon import load


def topics(text: str) -> tuple[str, ...]:
    words = words_of(text)
    return in_order({hit.category for hit in sentence_patterns().hits(words.lower, words.begun)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okinawans oppose the air station.", {"bases_and_okinawa"}),
        ("Beijing’s tariffs hurt.", {"china", "trade"}),
        ("The treaty rests on extended deterrence.", {"treaty", "nuclear_deterrence"}),
        ("Host-nation support is a burden-sharing matter.", {"burden_sharing"}),
        ("Article 9 limits the SDF.", {"constitution_and_sdf"}),
        ("Pyongyang fired a missile.", {"north_korea", "missile_defense"}),
        ("The cat sat on a mat.", set()),
    ],
)
def test_topics(text: str, expected: set[str]) -> None:
    assert set(topics(text)) == expected


def test_topics_come_in_the_order_of_the_codebook() -> None:
    order = list(load("topics"))
    found = topics("Russia, Taiwan and China signed a treaty.")
    assert list(found) == sorted(found, key=order.index)


def test_every_topic_says_what_it_means() -> None:
    assert all(facts["means"] and facts["terms"] for facts in load("topics").values())
    assert 18 <= len(load("topics")) <= 25
