"""Labels of whole pages: made-up articles in the shapes that real ones come in, and any text at all."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.blocks import LABELS, Block
from flows.cleaning.label import grammar, label_blocks, label_scores, second_reading
from flows.cleaning.signals import read_signals
from flows.cleaning.split import split_blocks
from flows.lexicon import load
from flows.reading.article import Article, Sidecar


def article(text: str, sidecar: Sidecar | None = None) -> Article:
    return Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, sidecar or Sidecar())


def labels(text: str, sidecar: Sidecar | None = None) -> list[tuple[str, str]]:
    return [(block.label, text[block.start : block.end][:24]) for block in label_blocks(article(text, sidecar))]


def only(text: str, label: str) -> list[str]:
    return [text[b.start : b.end] for b in label_blocks(article(text)) if b.label == label]


BODY = [
    "The two governments have spent a decade building a joint command, and it will open in the spring.",
    "Officials in both capitals say that the command will plan exercises and keep a list of harbours. "
    "None of that is new, but until now every step had to be agreed by letter.",
    "Critics say that the plan costs too much and point to a budget that has doubled since the first talks were held.",
    "“We would have liked to see the figures before the vote,” said one member, who asked not to be named.",
    "That is a fair point. The ministry has promised to publish its estimate in March, when the ships are back.",
    "Whatever the figure turns out to be, the harbours will have to be dredged, and that alone will take a year.",
]


def page(*parts: str | Sequence[str]) -> str:
    return "\n\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part))


def test_an_article_without_front_matter_is_all_body() -> None:
    assert [label for label, _ in labels(page(BODY))] == ["body"] * len(BODY)


def test_a_newspaper_column_with_buttons_and_menus() -> None:
    text = page(
        "PRINT",
        "A Joint Command Is Only a Start",
        BODY,
        "Mary Alder is a senior fellow at the Harbour Institute and the author of two books on sea power.",
        ["• Elections", "• Weather", "• Sport"],
    )
    found = [label for label, _ in labels(text)]
    assert found == ["tools", "title", *["body"] * len(BODY), "author_bio", *["navigation"] * 3]


def test_a_magazine_page_with_front_matter() -> None:
    text = page(
        "Home\nWorld\nOpinion",
        "A Joint Command Is Only a Start",
        "By Mary Alder",
        "January 5, 2019",
        "Share on Facebook",
        "Two ministers shake hands in the harbour. (Jo Field/Reuters)",
        BODY[:3],
        "Advertisement",
        BODY[3:],
        "Related Articles",
        "Three Harbours and a Treaty",
        "What the Admiral Said Next",
        "© 2019 The Harbour Review. All rights reserved.",
    )
    found = [label for label, _ in labels(text)]
    assert found == [
        *["navigation"] * 3,
        *("title", "byline", "date", "share", "caption"),
        *["body"] * 3,
        "promo",
        *["body"] * 3,
        *["related"] * 3,
        "legal",
    ]


def test_headings_notes_and_pull_quotes_of_a_report() -> None:
    long_body = [f"{BODY[i]} {BODY[i + 1]} {BODY[i + 2]} {BODY[i]}" for i in range(4)]
    text = page(
        long_body[0],
        "The Cost of the Harbours",
        long_body[1],
        BODY[2],
        long_body[2],
        "### What Comes Next",
        long_body[3],
        '1. Ann Reed, "Ships and Budgets," Journal of Ports 12 (2004): 45 (accessed May 3, 2010).',
        "2. See Tom Weir, The Long Quay (Oxford: Dock Press, 1999), p. 12.",
        '3. "Joint Statement on Harbours," February 2, 2005, www.example.org/harbours (accessed May 3, 2010).',
    )
    found = [label for label, _ in labels(text)]
    assert found == ["body", "heading", "body", "pull_quote", "body", "heading", "body", "note", "note", "note"]


def test_the_title_of_the_sidecar_and_its_author_are_known_again() -> None:
    text = page("Quiet Harbours", "Mary Alder", BODY)
    sidecar = Sidecar(title="Quiet Harbours: A Joint Command", authors=("Mary Alder",))
    assert [label for label, _ in labels(text, sidecar)][:2] == ["title", "byline"]


def test_a_paragraph_cut_by_a_page_continues() -> None:
    half = "The two governments have spent a decade on the joint command, and they will open it together with"
    blocks = label_blocks(article(page(half, "3", "Canada in the spring of next year, as they said this week.", BODY)))
    assert [b.label for b in blocks][:3] == ["body", "navigation", "body"]
    assert [b.continues for b in blocks][:4] == [False, False, True, False]


def test_page_numbers_and_page_headers_are_no_text() -> None:
    header = "Harbour Institute Policy Brief"
    cut = "The plan will need a budget of its own, and that has to come from"
    text = page(
        BODY[:3], cut, "1", f"\f{header}", "Parliament, which meets in May.", BODY[3:], "2", f"\f{header}", BODY[1]
    )
    blocks = label_blocks(article(text))
    found = [block.label for block in blocks]
    assert found == [*["body"] * 4, *["navigation"] * 2, *["body"] * 4, *["navigation"] * 2, "body"]
    assert [b.continues for b in blocks].index(True) == 6


def test_front_matter_of_a_markdown_file_is_no_text() -> None:
    text = "---\ntitle: Harbours\ndate: 2020-01-02\n---\n" + page(BODY)
    assert [b.rule for b in label_blocks(article(text))][:4] == ["front matter"] * 4
    assert only(text, "body") == BODY


LINES = [
    ("2 hours ago", "date"),
    ("Just now", "date"),
    ("Jan. 5", "date"),
    ("5 January 2016 16:35", "date"),
    ("Posted May 29, 2016 at 7:00am", "date"),
    ("2016-05-29T07:00:00+09:00", "date"),
    ("Updated 0700 GMT (1500 HKT) May 29, 2016", "date"),
    ("2016/05/29", "date"),
    ("29-May-16", "date"),
    ("May/June 2016", "date"),
    ("Winter 2014", "date"),
    ("Updated at 5:10 p.m. ET", "date"),
    ("No. 3, March 2012", "date"),
    ("Published May 5, 2016 at 7:20 AM | Updated at 8:15 AM GMT on May 6, 2016", "date"),
    ("May 5, 2016 / 12:21 AM / Updated 14 hours ago", "date"),
    ("5 min read", "tools"),
    ("By Mary Alder and Tom Weir", "byline"),
    ("Photo: Jo Field/Getty Images", "credit"),
]


@pytest.mark.parametrize(("line", "label"), LINES)
def test_lines_of_front_matter(line: str, label: str) -> None:
    found = {start: name for name, start in labels(page("A Joint Command Is Only a Start", line, BODY))}
    assert found[line[:24]] in {label, "caption"} if label == "credit" else found[line[:24]] == label


TAIL = [
    ("Sign up for our weekly newsletter", "promo"),
    ("Copyright 2019 The Harbour Review. All rights reserved.", "legal"),
    ("Write to Mary Alder at mary@example.org.", "author_bio"),
    ("Tom Weir contributed to this report.", "byline"),
    ("Reporting by Mary Alder and Tom Weir; Editing by Jo Field", "byline"),
    ("By submitting your name you agree to our keeping it for the time of the tide.", "legal"),
    ("This article was first published in The Harbour Review.", "note"),
]


@pytest.mark.parametrize(("line", "label"), TAIL)
def test_lines_after_the_text(line: str, label: str) -> None:
    assert labels(page(BODY, line))[-1][0] == label


BETWEEN = [
    ("The minister waves to a crowd on the quay of Port Alder on Sunday, May 3.", "caption"),
    ("The ferry is seen in the harbour of Port Alder, where it had lain since the collision.", "caption"),
    ("Two pilots wait for the tide in Port Alder Credit: Harbour Press", "caption"),
    ("An artist's impression of the third ferry in Port Alder.", "caption"),
    ("This photo from the company shows the long quay at low tide.", "caption"),
    ("(Image credit: Harbour Press)", "credit"),
    ("Jo Field, AP", "credit"),
    ("Jo Field/Getty Images", "credit"),
    (
        "Read More How two pilots found out what the third ferry was to cost, by asking the company that built it.",
        "related",
    ),
    ("The tide moves fast. Stay up to date with our newsletter for pilots and those who wait for them.", "promo"),
    ('Mary Alder "agreed" to Tom Weir\'s plan as "a Member."', "body"),
]


@pytest.mark.parametrize(("line", "label"), BETWEEN)
def test_lines_between_paragraphs(line: str, label: str) -> None:
    assert labels(page(BODY[:3], line, BODY[3:])) == [
        *[("body", text[:24]) for text in BODY[:3]],
        (label, line[:24]),
        *[("body", text[:24]) for text in BODY[3:]],
    ]


def test_facts_of_several_things_are_text() -> None:
    facts = ["Type: Ferry", "Stage: Planned", "Name: Long Quay"]
    text = page(BODY, *[[*facts, " ".join(BODY[at : at + 3])] for at in range(4)])
    assert {label for label, start in labels(text) if start in facts} == {"body"}


def test_questions_that_head_sections_are_headings() -> None:
    asked = ["Why does it take so long to build a command?", "What will it cost those who pay for it?"]
    text = page(BODY[:2], asked[0], BODY[2:4], asked[1], BODY[4:])
    assert only(text, "heading") == asked
    assert only(page(BODY[:2], asked[0], BODY[2:]), "heading") == []


def test_a_line_that_leads_over_to_the_text_below_is_text() -> None:
    assert labels(page(BODY[:3], "Here are the answers:", BODY[3:]))[3] == ("body", "Here are the answers:")


def test_a_post_that_ends_an_article_is_text() -> None:
    post = "The ferry is as slow as the harbour's pilots say — Tom Weir (@weir) May 3, 2019"
    assert labels(page(BODY, post))[-1][0] == "body"


def test_a_short_sentence_between_paragraphs_is_text() -> None:
    assert only(page(BODY[:3], "Nobody answered.", BODY[3:]), "body")[3] == "Nobody answered."


def test_the_last_words_of_a_conversation_are_text() -> None:
    talk = [f"{who}: {line}" for who, line in zip(["MS. ALDER", "MR. WEIR"] * 3, BODY, strict=True)]
    found = labels(page(talk, "(Laughter.)", "Thank you all.", "Thanks, everyone."))
    assert [label for label, _ in found[-3:]] == ["body"] * 3


def test_a_post_quoted_a_second_time_is_no_pull_quote() -> None:
    post = "The ferry is a disgrace, and whoever built it should be told so to his face by all of us today"
    text = page(BODY[:3], f"{BODY[3]} “{post},” he wrote later.", f"{post} — Tom Weir (@weir) May 3, 2019", BODY[4:])
    assert only(text, "pull_quote") == []


def test_a_title_between_other_parts_of_the_page_title_is_known_again() -> None:
    title = "Breaking: The Long Quay Opens Again"
    text = page(f"{title} - Harbour News", "Home", "Sport", title, BODY)
    assert only(text, "title") == [f"{title} - Harbour News", title]


def test_a_notice_that_is_printed_twice_is_no_title() -> None:
    notice = "This article is more than 3 years old"
    assert [label for label, _ in labels(page(notice, notice, BODY))] == ["note", "note", *["body"] * len(BODY)]


def test_a_headline_may_say_the_page_title_in_other_words() -> None:
    headline = "Pilots of the Long Quay once more refuse the third ferry contract"
    text = page("Pilots refuse third ferry contract at Long Quay - Harbour News", ["Home", "Sport"] * 3, headline, BODY)
    assert only(text, "title")[-1] == headline


def test_nothing_of_the_article_stands_above_its_headline() -> None:
    title, teasers = "The Long Quay Opens Again", ["Fares: 40.27 +1.53", "Nobody knows the price of the tide anymore."]
    text = page(f"{title} | Harbour News", ["Home", "Weather", "Sport"], teasers, title, "By Mary Alder", BODY)
    assert {label for label, start in labels(text) if start in {line[:24] for line in teasers}} <= {
        "navigation",
        "related",
    }


def test_a_place_above_a_time_dates_a_transcript() -> None:
    assert [label for label, _ in labels(page("Long Quay Hall", "5:01 P.M. EDT", BODY))][:2] == ["date", "date"]


def test_a_long_first_paragraph_is_no_subtitle() -> None:
    long = [" ".join(BODY[at : at + 3]) for at in range(4)]
    first = "The pilots of Port Alder have refused to bring the third ferry in before the quay is long enough for two."
    assert labels(page(f"{first[:-1]} or more.", long))[0][0] == "body"
    dek = "The pilots of Port Alder want a longer quay before they bring in the ferry."
    assert labels(page(dek, long))[0][0] == "subtitle"


def test_a_list_of_dated_headlines_is_of_other_pieces() -> None:
    heads = ["Two pilots leave the long quay", "Ferry company names a harbour", "Minister of harbours steps down"]
    listed = [part for head in heads for part in (head, "By GULL STAFF", "11/20/2019 08:11 AM")]
    assert {label for label, _ in labels(page(BODY, listed))[len(BODY) :]} == {"related"}


def test_marked_headings_are_headings_also_of_years_and_twice() -> None:
    heads = ["### [ 1951-1960 ]", "### The Long Quay", "> #### 3/8/1954"]
    text = page(BODY[:1], heads, BODY[1:4], "### [ 1960-1989 ]", "### The Long Quay", BODY[4:])
    assert only(text, "heading") == [*heads, "### [ 1960-1989 ]", "### The Long Quay"]


def test_a_name_above_a_biography_belongs_to_it() -> None:
    text = page("The Long Quay Opens Again", "By Mary Alder", BODY, "Mary Alder", "Mary Alder is a reporter in Kure.")
    assert [label for label, _ in labels(text)][-2:] == ["author_bio", "author_bio"]


def test_biographies_of_any_role_end_an_article() -> None:
    bio = "Tom Weir is the founder of Weir and Sons, a company in Port Alder that builds piers."
    assert labels(page(BODY, bio, "The opinions expressed here are his own."))[-2][0] == "author_bio"


ODD = "\n\r\f\x0b\x85\u2028\ufeff\u200b\x00 \t.?!,:;-–—#*_[](){}<>|@1aA日本“”"


def check(text: str) -> tuple[Block, ...]:
    blocks = label_blocks(article(text))
    covered = 0
    for one, two in pairwise(blocks):
        assert one.end <= two.start
    for block in blocks:
        content = text[block.start : block.end]
        assert content and content == content.strip()
        assert block.label in LABELS and block.rule and 0 <= block.confidence <= 1
        assert not block.continues or block.label == "body"
        covered += sum(not c.isspace() for c in content)
    assert covered == sum(not c.isspace() for c in text)
    return blocks


@given(st.one_of(st.text(), st.text(st.sampled_from(ODD), max_size=200)))
def test_any_text_is_covered(text: str) -> None:
    check(text)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from([*BODY, "Share", "By Mary Alder", "• 20", "Related", "---", "### A Plan", "2 hours ago"]))
)
def test_any_order_of_lines_is_covered(lines: list[str]) -> None:
    assert len(check("\n".join(lines))) == len(lines)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "x" * 300_000, "word " * 60_000, "a\n" * 3_000, "(" * 9_000, "<a " * 9_000]
)
def test_hostile_texts_are_covered(text: str) -> None:
    check(text)


def test_the_same_text_gives_the_same_blocks() -> None:
    text = page("Home", BODY)
    assert label_blocks(article(text)) == label_blocks(article(text))


def test_every_weight_and_zone_names_a_label() -> None:
    table: dict[str, dict[str, float]] = load("labels")["weights"]
    assert {label for row in table.values() for label in row} <= set(LABELS)
    assert {LABELS[label] for zone in grammar().zones for label in zone} == set(LABELS)
    assert all(LABELS.index("navigation") in zone for zone in grammar().zones)


@pytest.mark.parametrize("text", ["Allies met in Tokyo on Monday to talk about costs.", "Words.", "The plan costs $4."])
def test_a_lone_sentence_is_an_article(text: str) -> None:
    assert [block.label for block in label_blocks(article(text))] == ["body"]


def test_a_menu_is_none() -> None:
    labels = {block.label for block in label_blocks(article("Home\n\nNews\n\nSports\n\nContact us\n\nTerms of use\n"))}
    assert not labels & {"body", "heading"}


AUTHORED = """Harbor Notes

Two Navies, One Dry Dock

By Ottoline Reyes

The yard at Kure has mended ships of both navies since the spring, and the work has gone faster than anybody thought.

Its foremen say that the queue is shorter than at any time in ten years, and that the next contract is nearly signed.

Ottoline Reyes reports on harbors, real and otherwise."""


def test_a_last_paragraph_that_opens_with_the_authors_name_is_a_biography() -> None:
    labels = [block.label for block in label_blocks(article(AUTHORED))]
    assert labels == ["kicker", "title", "byline", "body", "body", "author_bio"]


@pytest.mark.parametrize(
    ("label", "odds", "kept"),
    [("navigation", 0.2, True), ("caption", 0.2, False), ("caption", 1.0, True), ("body", -0.2, True)],
)
def test_what_stands_beside_the_text_is_taken_in_on_clear_odds_alone(label: str, odds: float, kept: bool) -> None:
    text = page(BODY[0], "The new piers of the northern harbour", BODY[1])
    signals = read_signals(article(text), split_blocks(text))
    first = ["body", label, "body"]
    found = second_reading(signals, label_scores(signals, signals.shown()), first, [3.0, odds, 3.0], marked=False)
    assert (found[1] in {"body", "heading"}) == kept


@pytest.mark.parametrize(("label", "odds"), [("heading", -3.0), ("navigation", 1.0)])
def test_a_marked_heading_is_taken_in_but_never_dropped(label: str, odds: float) -> None:
    text = page(BODY[0], "# Which piers are new", BODY[1])
    signals = read_signals(article(text), split_blocks(text))
    found = second_reading(
        signals, label_scores(signals, signals.shown()), ["body", label, "body"], [3.0, odds, 3.0], marked=False
    )
    assert found[1] in {"body", "heading"}
