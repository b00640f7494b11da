"""Pages of every kind: those that hold no article are told why; of the others the article stays, and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.cleaning.label import label_blocks
from flows.cleaning.verdict import is_truncated, no_article_reason
from flows.reading.article import Article
from flows.reading.read import RawItem, read_item

TEXT = [
    "The two navies will share a repair yard at Kure from next spring, their ministers said on Tuesday in Honolulu.",
    "The yard has room for three destroyers at a time, and the work will be paid for in equal shares until 2031.",
    "“This is the dullest agreement I have ever signed, and one of the best,” Defense Minister Kei Mori said.",
    "Critics in both parliaments point out that the cranes date from 1978 and that nobody has yet asked the city.",
    "City officials said they would answer by the end of March, once the harbor board has looked at the plans.",
    "The first ship is expected in May. It will be followed by two more, if the dry dock is ready by then.",
]
FRONT = ["Allies to Share a Repair Yard at Kure", "By Ann Ito", "March 2, 2021"]
MENU = ["Skip to content", "Home", "World", "Politics", "Opinion", "Harbors", "Weather", "Log in", "Subscribe"]
FOOT = ["About us", "Contact", "Careers", "Terms of Use", "Privacy Policy", "© 2021 The Quayside Ledger."]
HEADLINES = [
    "Three Harbors and a Treaty Nobody Signed",
    "Why the Ferry to Sado Is Late Again",
    "Budget Talks Stall Over Dredgers",
    "What the Admiral Said Next",
    "A Crane for Maizuru, at Last",
    "Fishermen Ask for a Hearing",
    "Typhoon Season Begins Early, Forecasters Say",
    "Parliament to Vote on Port Fees",
]


def as_text(lines: Sequence[str]) -> Article:
    article = read_item(RawItem("a.txt", Path("a.txt")), "\n\n".join(lines).encode(), None)
    assert isinstance(article, Article)
    return article


def as_html(body: str) -> Article:
    article = read_item(RawItem("a.html", Path("a.html")), f"<html><body>{body}</body></html>".encode(), None)
    assert isinstance(article, Article)
    return article


def read(article: Article) -> tuple[str | None, bool, list[str]]:
    """Return why a page holds no article, whether it breaks off, and the lines of its body."""
    blocks = label_blocks(article)
    body = [article.text[block.start : block.end] for block in blocks if block.label == "body"]
    return no_article_reason(article.text, blocks), is_truncated(article.text, blocks), body


def entries(*parts: Sequence[str]) -> list[str]:
    """Return one line after another of what a list of pieces holds of each."""
    return [line for entry in zip(*parts, strict=False) for line in entry]


WALLS = {
    "error_page": [
        [*MENU, "404", "Page not found", "We can't find the page you are looking for.", "Most read", *HEADLINES, *FOOT],
        ["Oops! That page can't be found.", "It looks like nothing was found at this location.", *HEADLINES[:4]],
        [*MENU, "This content is no longer available", "The piece you requested has expired.", *FOOT],
        ["403 Forbidden", "nginx"],
        ["Access Denied", "You don't have permission to access this address on this server.", "Reference #18.2f4d"],
        [
            "Please verify you are a human",
            "Checking your browser before accessing ledger.example.",
            "This process is automatic. Your browser will redirect to your requested content shortly.",
        ],
        ["You need to enable JavaScript to run this app."],
        ["503 Service Unavailable", "The server is down for maintenance. Please try again later."],
    ],
    "cookie_wall": [
        [
            "We value your privacy",
            "We and our 842 partners store and access personal data, like unique identifiers, on your device.",
            "You can change your choices or withdraw consent at any time by clicking the link below.",
            "I Accept",
            "Reject All",
        ],
        [
            "Your choices regarding cookies on this site",
            "This website uses cookies to give you the best experience, as our cookie policy describes.",
            "Accept cookies",
        ],
    ],
    "paywall": [
        [*MENU, *FRONT, "Subscribe to continue reading", "Get unlimited access for $1 a week. Cancel anytime.", *FOOT],
        [*MENU, *FRONT, TEXT[0], "This article is for subscribers only.", "Monthly: $4 a month", "Sign in", *FOOT],
        ["Log in to The Quayside Ledger", "Email address", "Password", "Forgot your password?", "Create an account"],
    ],
    "video_page": [
        [*MENU, "WATCH: Ministers sign", "The video player is loading.", "Duration 2:31", "Mute", *HEADLINES, *FOOT],
        [*MENU, "The Pier: Episode 41", "Ann Ito talks with Kei Mori about cranes.", "Download this episode", *FOOT],
        [*MENU, "In pictures: The yard at Kure", "1 of 12", "A crane at dawn. (Jo Field/Reuters)", "2 of 12", *FOOT],
    ],
    "index_page": [
        [*MENU, "Latest news", *HEADLINES, *FOOT],
        [*MENU, "Harbors", *entries(HEADLINES, ["By Ann Ito"] * 6, ["2 hours ago"] * 6, TEXT), "Next page", *FOOT],
        [*MENU, "Tag: Kure", *entries(HEADLINES, ["March 2, 2021"] * 8, ["Continue reading"] * 8), *FOOT],
        [*MENU, "Search results", *entries(HEADLINES, [f"Mar 2, 2021 — {one[:60]}…" for one in TEXT]), "Next", *FOOT],
    ],
}


@pytest.mark.parametrize(("reason", "lines"), [(reason, page) for reason, pages in WALLS.items() for page in pages])
def test_a_page_without_an_article_is_told_why(reason: str, lines: list[str]) -> None:
    assert read(as_text(lines))[0] == reason


@pytest.mark.parametrize("reason", ["error_page", "cookie_wall", "paywall", "video_page"])
def test_the_same_is_told_of_web_pages(reason: str) -> None:
    for lines in WALLS[reason]:
        assert read(as_html("".join(f"<p>{line}</p>" for line in lines)))[0] == reason


NOTICES = [
    ["We value your privacy", "We and our 842 partners store data on your device.", "Accept cookies", "Reject All"],
    ["Please enable JavaScript for a better experience."],
    ["More videos", "Watch the video"],
    [
        "2 Comments",
        *entries(["harborwatch", "old_salt"], ["2 hours ago", "1 day ago"], ["Well said.", "Not at all so."]),
    ],
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_short_article_is_one_whatever_notice_stands_below(notice: list[str]) -> None:
    reason, _, body = read(as_text([*MENU, *FRONT, *TEXT[:3], *notice, *FOOT]))
    assert (reason, body[:3]) == (None, TEXT[:3])


def test_a_short_report_beside_a_list_of_others_is_an_article() -> None:
    others = entries(HEADLINES, ["By Ann Ito"] * 8, ["11/20/2019 01:14 PM"] * 8)
    assert read(as_text([*MENU, *FRONT, *TEXT[:2], *others, *FOOT])) == (None, False, TEXT[:2])


def test_two_paragraphs_before_a_wall_are_an_article_that_breaks_off() -> None:
    wall = ["You have reached your limit of free articles.", "Create a free account or log in to keep reading."]
    reason, cut, body = read(as_text([*MENU, *FRONT, *TEXT[:3], *wall, *FOOT]))
    assert (reason, cut, body[:3]) == (None, True, TEXT[:3])


COMMENTS = entries(
    ["harborwatch", "Tom W.", "old_salt"],
    ["March 2, 2021 at 9:12 am", "2 hours ago", "1 day ago"],
    [
        "I have worked at that yard for twenty years, and I can tell you that the cranes are worse than that.",
        "@harborwatch You should write to the council about it, they never listen to the rest of us anyway.",
        "What nobody mentions here is the cost of dredging, which will be paid by people like you and me.",
    ],
)


@pytest.mark.parametrize("head", [["3 Comments"], ["Discussion"], []])
def test_readers_comments_are_not_the_article(head: list[str]) -> None:
    assert read(as_text([*MENU, *FRONT, *TEXT, *head, *COMMENTS, "Leave a comment", *FOOT])) == (None, False, TEXT)


SECOND = [
    "Budget Talks Stall Over Dredgers",
    "By Tom Weir",
    "March 1, 2021",
    "Talks about the harbor budget broke down on Monday when the two ministries could not agree on who pays.",
    "“Mud is mud,” said one official, who asked not to be named because the talks are not public.",
    "The ministries will meet again on Thursday. Until then the dredgers stay where they are.",
]


@pytest.mark.parametrize("head", [["Read next"], []])
def test_of_several_articles_on_a_page_the_first_and_larger_stays(head: list[str]) -> None:
    assert read(as_text([*MENU, *FRONT, *TEXT, *head, *SECOND, *FOOT])) == (None, False, TEXT)


def test_a_short_piece_above_does_not_hide_the_article() -> None:
    _, _, body = read(as_text([*MENU, *SECOND, *FRONT, *TEXT, *FOOT]))
    assert set(TEXT) <= set(body)


def test_an_article_with_dates_between_its_parts_stays_whole() -> None:
    dated = [*TEXT[:3], "The First Agreement", "September 8, 1951", *TEXT[3:]]
    assert read(as_text([*MENU, *FRONT, *dated, *FOOT]))[2] == TEXT


ENTRIES = [
    [
        "5:40 p.m.",
        "Ministers leave without taking questions",
        "The two ministers left the hotel by the kitchen door at 5:30, a hotel worker told the Ledger. Reporters who "
        "had waited at the front since noon were told of it by a bellhop.",
        "Neither ministry has said when the two will meet again, and the hotel has taken the flags down.",
    ],
    [
        "4:15 p.m.",
        "Statement is published at last",
        "The joint statement names no sum, but it says that costs will be shared. A first draft that the Ledger saw "
        "on Monday had named one, and it was not small.",
        "Officials say that the number was dropped because the treasuries had not been asked.",
    ],
    [
        "3:02 p.m.",
        "Mori arrives at the hotel",
        "Defense Minister Kei Mori arrived at the hotel shortly before three and waved to the fishermen who had "
        "gathered there with a banner about the west basin.",
        "He did not stop to read the banner, which asked him in two languages to leave the basin deep.",
    ],
]


def test_the_entries_of_a_live_report_are_text_and_their_times_are_not() -> None:
    title = ["Yard talks in Honolulu: live updates", "By Ann Ito", "Last updated 6:05 p.m., March 2, 2021"]
    reason, _, body = read(as_text([*MENU, *title, *TEXT[:3], *(line for entry in ENTRIES for line in entry), *FOOT]))
    assert (reason, body) == (None, [*TEXT[:3], *(line for entry in ENTRIES for line in entry[2:])])


def test_what_a_newsletter_says_of_itself_is_dropped() -> None:
    items = ["The yard agreement", *TEXT[:3], "Ferries", TEXT[4]]
    around = [
        "View this email in your browser",
        "Was this email forwarded to you? Sign up here.",
        "You are receiving this email because you signed up for The Harbor Brief.",
        "Unsubscribe",
        "Manage your preferences",
    ]
    opening = "Good morning. This week the two navies agreed on something at last, and it was a crane."
    _, _, body = read(as_text([around[0], "The Harbor Brief", "March 2, 2021", opening, *items, *around[1:]]))
    assert body == [opening, *TEXT[:3], TEXT[4]]


def paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_on_a_web_page_comments_menus_and_other_pieces_are_told_from_the_article() -> None:
    menu = "".join(f'<li><a href="#">{line}</a></li>' for line in MENU)
    comments = "".join(
        f'<li class="comment"><b class="author">{name}</b><time>{time}</time><p>{text}</p><a href="#">Reply</a></li>'
        for name, time, text in zip(COMMENTS[::3], COMMENTS[1::3], COMMENTS[2::3], strict=True)
    )
    others = "".join(f'<li><a href="#">{line}</a></li>' for line in HEADLINES)
    page = (
        f"<nav><ul>{menu}</ul></nav><article><h1>{FRONT[0]}</h1><div class='byline'>{FRONT[1]}</div>"
        f"<time>{FRONT[2]}</time><div class='article-body'>{paragraphs(TEXT)}</div></article>"
        f"<aside class='related'><h3>Read next</h3><ul>{others}</ul></aside>"
        f"<section id='comments'><h3>3 Comments</h3><ul>{comments}</ul></section><footer>{paragraphs(FOOT)}</footer>"
    )
    assert read(as_html(page)) == (None, False, TEXT)
