"""Which body blocks go on from the block before."""

import pytest

from flows.cleaning.join import continues

FIRST = "The minister said that the two navies would from now on patrol the strait together with"
CASES = [
    (FIRST, "Australia and that the ships would share their radar pictures.", True),
    ("The patrols go on, said the minister, and the fleet", "will stay in the harbour until spring.", True),
    ("The patrols would go on through the winter in all three harbours,", "Tokyo said on Monday.", True),
    ("The patrols go on through the winter, the minister said.", "Australia will send a ship.", False),
    ("The patrols go on through the winter, the minister said.", "eBay is not a navy.", False),
    ("The paper asks three things of the government that came in last spring:", "first of all more ships.", False),
    (FIRST, "• Australia, which sends a ship", False),
    ("An offer to", "Japan was made.", False),
    ("The patrols are over, and nobody has told the fleet https://example.org/a1", "so it sails on.", False),
    ("The patrols may be ordered by the minister, by her deputy or", r"\(ii\) by the fleet itself.", False),
    ("The patrols go on through the winter, said the minister of defence", "Australia will send a ship.", False),
]


@pytest.mark.parametrize(("first", "second", "expected"), CASES)
def test_a_sentence_that_was_cut_goes_on(first: str, second: str, expected: bool) -> None:
    text = f"{first}\n\n{second}"
    spans = [(0, len(first)), (len(first) + 2, len(text))]
    assert continues(text, spans, ["body", "body"]) == [False, expected]


def test_what_is_dropped_may_lie_between_the_halves_but_a_heading_may_not() -> None:
    text = f"{FIRST}\n12\nAustralia and others."
    spans = [(0, len(FIRST)), (len(FIRST) + 1, len(FIRST) + 3), (len(FIRST) + 4, len(text))]
    assert continues(text, spans, ["body", "navigation", "body"]) == [False, False, True]
    assert continues(text, spans, ["body", "heading", "body"]) == [False, False, False]
    assert continues(text, spans, ["caption", "navigation", "body"]) == [False, False, False]


def test_items_in_small_letters_below_a_colon_do_not_go_on() -> None:
    lines = [
        "The paper asks for:",
        "more ships that can sail in all three straits",
        "a list of every pier in the harbour",
    ]
    text = "\n\n".join(lines)
    spans = [(text.index(line), text.index(line) + len(line)) for line in lines]
    assert continues(text, spans, ["body"] * 3) == [False] * 3
