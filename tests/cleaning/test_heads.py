"""The heads of pages that have no title of their own: which line is the headline, and what stands beside it."""

from collections.abc import Sequence

import pytest

from flows.cleaning.label import label_blocks
from flows.cleaning.verdict import no_article_reason
from flows.reading.article import Article, Sidecar

BODY = [
    "The two navies have run a small workshop near the harbour for three years, and hardly anybody has taken notice.",
    "It mends pumps and the odd mast, and it does so faster than either of them could alone. "
    "That ought to have made it the model for something larger.",
    "Instead the ministries have spent the autumn arguing over who pays for the cranes, and the work has been put off.",
]
TITLE = "Spare Parts Before Speeches at the Long Quay"
DECK = "A workshop that nobody planned has become the best argument for mending ships where they are based."


def labels(*lines: str) -> list[str]:
    text = "\n\n".join((*lines, *BODY))
    article = Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, Sidecar())
    return [block.label for block in label_blocks(article)][: len(lines)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([TITLE, "4 hours ago 3", "By Mary Alder"], ["title", "date", "byline"]),
        (["Harbour Notes", TITLE, "Mary Alder", "14 May 2019"], ["kicker", "title", "byline", "date"]),
        (["05/14/2019 02:14 pm ET Updated May 16, 2019", TITLE], ["date", "title"]),
        (["2019.05.14", TITLE, "Written by Mary Alder"], ["date", "title", "byline"]),
        ([TITLE, "Who pays for the cranes that the two navies share?", "May 14, 2019"], ["title", "subtitle", "date"]),
        ([TITLE, DECK, "Mary Alder and Tom Weir Hale"], ["title", "subtitle", "byline"]),
        (
            ["An official website of the harbour board", "Here's how you know", TITLE],
            ["navigation", "navigation", "title"],
        ),
        ([TITLE, "Keywords: harbours, cranes, repairs"], ["title", "navigation"]),
        (["Alder’s Long Way Home", "18/Nov/2019"], ["title", "date"]),
        ([TITLE, "Photo: Ann Lee/Reuters", "Commentary by Mary Alder and Tom Weir"], ["title", "credit", "byline"]),
        ([TITLE, "Two cranes lift a mast. PHOTO: AFP", "May 14, 2019"], ["title", "caption", "date"]),
    ],
)
def test_a_short_head(lines: Sequence[str], expected: list[str]) -> None:
    assert labels(*lines) == expected


def test_what_comes_first_is_the_headline_and_nothing_below_it() -> None:
    found = labels(TITLE, "Harbour Board of the Long Quay", "Mary Alder, Coordinator")
    assert found[0] == "title"
    assert "title" not in found[1:]


def test_half_a_sentence_is_no_headline() -> None:
    assert labels("In the spring the ministers will meet once more to sign the paper together with the")[0] == "body"


def test_names_and_offices_by_turns_are_bylines() -> None:
    names = ["Mary Alder", "Specialist in Harbour Affairs", "Tom E. Weir", "Analyst in Trade and Repairs"]
    assert labels(TITLE, *names, "May 14, 2019") == ["title", *["byline"] * 4, "date"]


def test_what_a_picture_shows_may_be_told_twice() -> None:
    shown = "Two cranes of the harbour board lift a mast in Kure"
    found = labels(TITLE, f"{shown}.", f"{shown}. (Ann Lee/Reuters)", "May 14, 2019")
    assert found == ["title", "caption", "caption", "date"]


def test_a_biography_may_stand_above_the_text() -> None:
    who = "Mary Alder taught at the harbour school until last year. She is a student fellow at Long Quay University."
    text = "\n\n".join((TITLE, *BODY, "About the Author", who))
    article = Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, Sidecar())
    assert [block.label for block in label_blocks(article)][-2:] == ["author_bio", "author_bio"]


def test_the_head_of_a_biography_without_one_is_a_menus() -> None:
    assert labels("About the Author", "Contact", "Search", TITLE)[0] == "navigation"


@pytest.mark.parametrize("before", [[], ["Allies Sign a Pact on Repairs"]])
def test_a_sentence_printed_twice_is_an_article(before: list[str]) -> None:
    sentence = "The two allies signed a pact on Tuesday to repair ships at the Long Quay."
    text = "\n\n".join((*before, sentence, sentence))
    blocks = label_blocks(Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, Sidecar()))
    assert [block.label for block in blocks] == [*["title" for _ in before], "body", "body"]
    assert no_article_reason(text, blocks) is None
