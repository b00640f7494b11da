"""Pages without an article, and articles that break off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import Block, Label
from flows.cleaning.verdict import is_truncated, no_article_reason

SENTENCE = "The two governments have spent a decade building a joint command, and it will open in the spring."


def page(*lines: tuple[Label, str]) -> tuple[str, tuple[Block, ...]]:
    text, blocks = "", []
    for label, line in lines:
        blocks.append(Block(len(text), len(text) + len(line), label, "made up", 1.0))
        text += line + "\n"
    return text, tuple(blocks)


ARTICLE: list[tuple[Label, str]] = [("title", "A Command Opens"), *[("body", SENTENCE)] * 8]
MENU: list[tuple[Label, str]] = [("navigation", "World"), ("related", "Three Harbours and a Treaty Nobody Signed")] * 15

CASES: list[tuple[list[tuple[Label, str]], str | None]] = [
    (ARTICLE, None),
    ([*MENU, *ARTICLE], None),
    ([*ARTICLE, ("legal", "We value your privacy")], None),
    ([("body", "One short notice is an article of its own, if there is nothing else on the page.")], None),
    ([("title", "404 Not Found"), ("body", "The page you requested was moved.")], "error_page"),
    ([("legal", "We value your privacy"), ("body", "We and our partners store data on your device.")], "cookie_wall"),
    ([("title", "A Command Opens"), ("promo", "Subscribe to continue reading.")], "paywall"),
    ([("title", "A Command Opens"), ("tools", "Play video"), ("caption", "The harbour")], "video_page"),
    ([*[("body", f"{SENTENCE}[{n}]") for n in range(1, 5)], ("promo", "Subscribe to continue reading.")], None),
    ([*[("body", f"{SENTENCE[:-1]}: $4.99")] * 4, ("promo", "Subscribe to continue reading.")], "paywall"),
    (MENU, "index_page"),
    ([("navigation", "Home")], "no_text"),
    ([], "no_text"),
]


@pytest.mark.parametrize(("lines", "reason"), CASES)
def test_why_a_page_holds_no_article(lines: list[tuple[Label, str]], reason: str | None) -> None:
    assert no_article_reason(*page(*lines)) == reason


TRUNCATED: list[tuple[list[tuple[Label, str]], bool]] = [
    (ARTICLE, False),
    ([*ARTICLE, ("body", "The ministers said that they would…")], True),
    ([*ARTICLE, ("body", "The ministers said ... [+2310 chars]")], True),
    ([*ARTICLE, ("promo", "Already a subscriber? Log in.")], True),
    ([*ARTICLE, ("body", "To read the full story, become a member.")], True),
    ([("promo", "Subscribe to read more"), *ARTICLE, *MENU], False),
    ([("body", "He said: “Wait ... and see.”"), *ARTICLE], False),
    (MENU, False),
]


@pytest.mark.parametrize(("lines", "cut"), TRUNCATED)
def test_whether_an_article_breaks_off(lines: list[tuple[Label, str]], cut: bool) -> None:
    assert is_truncated(*page(*lines)) == cut


@given(st.lists(st.tuples(st.sampled_from(["body", "title", "related", "promo"]), st.text(min_size=1))))
def test_any_blocks_have_a_verdict(lines: list[tuple[Label, str]]) -> None:
    text, blocks = page(*lines)
    no_article_reason(text, blocks)
    is_truncated(text, blocks)
