"""Metadata: what labelled blocks and the sidecar say of an article."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.blocks import LABELS, Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.metadata.bylines import Byline, read_biography, read_byline
from flows.extraction.metadata.extract import extract_metadata
from flows.extraction.records import Metadata
from flows.reading.article import Article, Sidecar

BODY = "The pier at the harbor was built in 1998, and it has been the pride of the town for years."


def extract(*lines: tuple[str, str], **sidecar: Any) -> Metadata:
    text, blocks = "", []
    for label, line in lines:
        blocks.append(Block(len(text), len(text) + len(line), label, "test", 1.0))  # type: ignore[arg-type]
        text += line + "\n"
    article = Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, Sidecar(**sidecar))
    return extract_metadata(article, blocks, join_paragraphs(text, blocks))


def test_the_front_matter_of_a_magazine_piece() -> None:
    got = extract(
        ("kicker", "The Harbor Report:"),
        ("title", "Piers Need Friends | Harbor Weekly"),
        ("title", "Piers Need Friends"),
        ("subtitle", "_Why the town must pay_"),
        ("date", "Vol. 3, No. 2, March 2011"),
        ("byline", "By Jane Roe and John Doe, Harbor Institute"),
        ("body", BODY),
        ("author_bio", "Jane Roe is a fellow at the Harbor Institute."),
    )
    assert got.title == "Piers Need Friends"
    assert got.subtitle == "Why the town must pay"
    assert got.section == "The Harbor Report"
    assert got.issue == "Vol. 3, No. 2"
    assert got.authors == ("Jane Roe", "John Doe")
    assert got.author_affiliation == "Harbor Institute"
    assert got.publisher == "Harbor Weekly"
    assert (got.published, got.published_precision, got.published_basis) == (date(2011, 3, 1), "month", "stated")
    assert got.mentions_until == 1998
    assert got.language == "en"


def test_what_is_printed_wins_over_the_sidecar() -> None:
    known = {"title": "Old", "authors": ("A. Nobody",), "published": "2001-02-03", "publisher": "Old Times"}
    printed = extract(
        ("title", "New Piers Open"), ("byline", "By Jane Roe"), ("date", "May 4, 2012"), ("body", BODY),
        ("legal", "Copyright © 2012 The Harbor Times, LLC. All rights reserved."), **known,
    )  # fmt: skip
    assert (printed.title, printed.authors, printed.publisher) == ("New Piers Open", ("Jane Roe",), "The Harbor Times")
    assert (printed.published, printed.published_basis) == (date(2012, 5, 4), "stated")
    bare = extract(("body", BODY), **known)
    assert (bare.title, bare.authors, bare.publisher) == ("Old", ("A. Nobody",), "Old Times")
    assert (bare.published, bare.published_precision, bare.published_basis) == (date(2001, 2, 3), "day", "sidecar")


def test_nothing_is_guessed() -> None:
    got = extract(("date", "2 hours ago"), ("legal", "© 2019 Harbor Media"), ("body", "No year here."))
    assert (got.published, got.published_precision, got.published_basis, got.mentions_until) == (None, None, None, None)


def test_the_first_day_comes_before_the_change() -> None:
    got = extract(("date", "Updated: Nov. 20, 2019"), ("date", "Posted Nov. 19, 2019"), ("body", BODY))
    assert got.published == date(2019, 11, 19)


def test_bylines_after_the_body_are_of_other_pieces() -> None:
    got = extract(("byline", "By Jane Roe"), ("body", BODY), ("byline", "By Max Other"))
    assert got.authors == ("Jane Roe",)


PAGE = [
    ("title", "Piers of the Old Harbor Reopen - The Gannet"),
    ("subtitle", "Welcome to our new site"),
    ("navigation", "News"),
    ("navigation", "Wednesday, May 11, 2016"),
    ("byline", "Tip Us"),
    ("kicker", "Town"),
    ("related", "Piers of the old harbor reopen"),
    ("subtitle", "The town paid for them"),
    ("related", "Updated 9:41 a.m., May 10, 2016"),
    ("byline", "By Jane Roe"),
    *[("body", BODY)] * 6,
    ("title", "A Whale in the Bay"),
    ("byline", "By Max Other"),
    ("date", "May 12, 2016"),
]


def test_the_title_of_a_page_is_found_by_its_repeat_whatever_the_labels() -> None:
    got = extract(*PAGE)
    assert (got.title, got.publisher) == ("Piers of the Old Harbor Reopen", "The Gannet")


def test_subtitle_section_and_byline_are_those_beside_the_title() -> None:
    got = extract(*PAGE)
    assert (got.subtitle, got.section, got.authors) == ("The town paid for them", "Town", ("Jane Roe",))


def test_the_day_of_an_article_stands_about_its_title() -> None:
    assert extract(*PAGE).published == date(2016, 5, 10)


def test_the_day_of_an_article_may_follow_a_name() -> None:
    head = [("title", "Piers Reopen"), ("related", "Jane Roe, Staff Writer May 9, 2016"), ("body", BODY)]
    assert extract(("navigation", "Home"), *head).published == date(2016, 5, 9)


def test_a_day_far_from_the_title_counts_less_than_the_recorded_one() -> None:
    lines = [*[("body", BODY)] * 6, ("date", "May 12, 2016")]
    got = [extract(*lines, published=day) for day in (None, "2016-05-10", "2016-05-12")]
    assert [(found.published, found.published_basis) for found in got] == [
        (date(2016, 5, 12), "stated"), (date(2016, 5, 10), "sidecar"), (date(2016, 5, 12), "stated")
    ]  # fmt: skip


def test_a_section_of_the_title_is_not_the_site() -> None:
    lines = [("title", "Piers Reopen in Town | Harbor | The Gannet"), ("title", "Piers Reopen in Town"), ("body", BODY)]
    got = extract(*lines)
    assert (got.title, got.publisher) == ("Piers Reopen in Town", "The Gannet")


def test_a_biography_outweighs_names_far_below() -> None:
    below = [("byline", "Uncommon Goods"), ("author_bio", "Jane Roe is a writer on piers.")]
    assert extract(*[("body", BODY)] * 6, *below).authors == ("Jane Roe",)


@pytest.mark.parametrize(
    "line", ["Harbor by night. © Jane Roe", "The harbor on May 5, 2016", "These are not the views of the Japan Times."]
)
def test_captions_dates_and_disclaimers_are_no_subtitles(line: str) -> None:
    assert extract(("title", "Piers Reopen"), ("subtitle", line), ("body", BODY)).subtitle is None


def test_a_line_that_has_nothing_of_the_recorded_title_is_not_the_title() -> None:
    recorded = "Remarks on the Reopening of Piers"
    assert extract(("title", "Rose Garden"), ("body", BODY), title=recorded).title == recorded
    assert extract(("title", "Reopening Remarks"), ("body", BODY), title=recorded).title == "Reopening Remarks"


def test_a_notice_that_is_printed_twice_is_not_the_title() -> None:
    notice = ("note", "This article is more than 3 years old")
    assert extract(notice, notice, ("body", BODY)).title is None


@pytest.mark.parametrize(
    ("lines", "publisher"),
    [
        ([("body", BODY), ("legal", "The views here are not necessarily those of Reason.")], "Reason"),
        ([("body", BODY), ("author_bio", "Her opinions don't reflect the position of the Navy.")], None),
        ([("promo", "CLICK HERE TO GET THE FOX NEWS APP"), ("body", BODY)], "Fox News"),
        ([("navigation", "BBC News"), ("navigation", "BBC News"), ("body", BODY), ("legal", "© 2016 Pier Plc")], "BBC"),
        ([("navigation", "BBC News"), ("body", BODY), ("legal", "© 2016 Pier Plc")], "Pier Plc"),
        ([("navigation", "Foreign Policy"), ("body", BODY)], None),
        ([("title", "Piers Reopen in Town - CNNPolitics"), ("body", BODY)], "CNN"),
        ([("body", "KOBE, Japan (AP) — The pier opened."), ("body", "Few came.")], "The Associated Press"),
        ([("body", "(CNN) The pier opened.")], "CNN"),
        ([("byline", "Jane Roe"), ("byline", "USA TODAY"), ("body", BODY)], "USA TODAY"),
        ([("body", BODY), ("promo", "Try The Diplomat's jobs board.")], "The Diplomat"),
        ([("body", BODY), ("related", "More from the BBC")], "BBC"),
        ([("body", BODY), ("related", "BBC says the pier is closed")], None),
        ([("body", BODY), ("author_bio", "Write to Jane Roe at jane.roe@wsj.com")], "The Wall Street Journal"),
        ([("body", "A reporter told the BBC so.")], None),
        ([("body", BODY), ("promo", "Get the Monitor Stories in your inbox")], "Monitor"),
        (
            [("body", "The Christian Science Monitor asked."), ("promo", "Get the Monitor Stories in your inbox")],
            "The Christian Science Monitor",
        ),
        ([("title", "Piers Open - A Day in Town"), ("body", BODY)], None),
        (
            [
                ("title", "All Piers Open Again in Town | Herald"),
                ("title", "All Piers Open Again in Town"),
                ("body", "The Korea Herald asked."),
            ],
            "Herald",
        ),
    ],
)
def test_a_publisher_only_where_the_page_shows_it(lines: list[tuple[str, str]], publisher: str | None) -> None:
    assert extract(*lines).publisher == publisher


def test_the_address_shows_site_and_publisher() -> None:
    got = extract(("body", BODY), url="https://www.whitehouse.gov/pier/")
    assert (got.site, got.publisher, got.url) == (
        "whitehouse.gov",
        "The White House",
        "https://www.whitehouse.gov/pier/",
    )
    assert extract(("body", BODY), url="http://[broken").site is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["By JANE ROE and JOHN Q. DOE"], Byline(("Jane Roe", "John Q. Doe"))),
        (["Jane Roe,", "Sea correspondent", "and", "John Doe,", "Kobe desk"], Byline(("Jane Roe", "John Doe"))),
        (["Reuters, Washington,"], Byline((), "Reuters")),
        (["by Jane Roe — November 18, 2019"], Byline(("Jane Roe",))),
        (["By Jane Roe Updated Nov 13, 2019, 10:28am EST"], Byline(("Jane Roe",))),
        (["John Doe, Jr."], Byline(("John Doe, Jr.",))),
        (["• John Doe in Kobe contributed to this article."], Byline()),
        (["By HARBOR NEWS STAFF"], Byline()),
        (["By", "Jane Roe", "Max Pictures"], Byline(("Jane Roe",))),
        (["Jane Roe Associated Press"], Byline(("Jane Roe",), "Associated Press")),
        (["By Jane Roe, John Doe on Tuesday, March 3rd, 2015 at 9:05 p.m."], Byline(("Jane Roe", "John Doe"))),
        (["By Jane Roe jane.roe@example.com (509) 555-0100"], Byline(("Jane Roe",))),
        (["By Jane Roe Dec 21, 2023"], Byline(("Jane Roe",))),
        (["Jane RoeDecember 21, 2023, 15:56"], Byline(("Jane Roe",))),
        (["October 11, 2023 by Jane Roe"], Byline(("Jane Roe",))),
        (["ByJane Roe"], Byline(("Jane Roe",))),
        (["COMMENTARY BY", "Jane Roe"], Byline(("Jane Roe",))),
        (["Jane Roe - Contributing Writer"], Byline(("Jane Roe",))),
        (["Key Takeaways", "Our Process", "Jane Roe"], Byline(("Jane Roe",))),
        (["By Jane Roe, Harbor University professor of law"], Byline(("Jane Roe",), "Harbor University")),
        (["Jane Roe Specialist in Pier Affairs", "Max Doe, Analyst"], Byline(("Jane Roe", "Max Doe"))),
        (["By JANE ROE | LOS ANGELES TIMES"], Byline(("Jane Roe",), "LOS ANGELES TIMES")),
        (["By JANE ROE https://www.example.com/a/b?c=20060129"], Byline(("Jane Roe",))),
        (["Kobe's Long Quay", "By Jane Roe"], Byline(("Jane Roe",))),
        (["Publication Date", "In Kobe", "Jane Roe-Min"], Byline(("Jane Roe-Min",))),
        (["By JANE ROE, MAX DOE and", "ANN POE", "Reuters"], Byline(("Jane Roe", "Max Doe", "Ann Poe"), "Reuters")),
    ],
)  # fmt: skip
def test_bylines(lines: list[str], expected: Byline) -> None:
    assert read_byline(lines) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Roe is a resident scholar at AEI. Her last book is Piers.", Byline(("Jane Roe",), "AEI")),
        ("Jane Roe teaches law at the University of Osaka.", Byline(("Jane Roe",), "University of Osaka")),
        ("Jane Roe is with the Pier Program at the Harbor Institute.", Byline(("Jane Roe",), "Harbor Institute")),
        ("Jane Roe, a former pilot, is a Hudson Institute fellow.", Byline(("Jane Roe",), "Hudson Institute")),
        ("Jane Roe is at the Law Faculty, Keio University.", Byline(("Jane Roe",), "Law Faculty, Keio University")),
        ("Jane Roe is a lawyer and John Doe is a clerk at RAND.", Byline(("Jane Roe", "John Doe"), "RAND")),
        ("Jane Roe was the nominee of the Reform Party in 2000.", Byline(("Jane Roe",))),
        ("Jane Roe teaches law at Keio University. She is an editor at CNN.", Byline(("Jane Roe",), "Keio University")),
        ("The Harbor Institute is a body of friends.", Byline()),
    ],
)  # fmt: skip
def test_biographies(text: str, expected: Byline) -> None:
    assert read_biography(text) == expected


@given(
    st.lists(st.tuples(st.sampled_from(LABELS), st.text(max_size=60)), max_size=8),
    st.none() | st.text(max_size=40),
)
def test_any_blocks_give_metadata(lines: list[tuple[str, str]], anything: str | None) -> None:
    got = extract(*lines, url=anything, published=anything, scraped_at=anything, title=anything)
    assert got.published is None or got.published_basis in {"stated", "sidecar"}
    assert (got.published is None) == (got.published_precision is None) == (got.published_basis is None)


@pytest.mark.parametrize(
    ("lines", "authors", "affiliation"),
    [
        (["Odile Marchetti", "The Tideway Courier"], ("Odile Marchetti",), "The Tideway Courier"),
        (["By Ann Ito, Bob Lee"], ("Ann Ito", "Bob Lee"), None),
        (["By Ann Ito, Senior Fellow"], ("Ann Ito",), None),
    ],
)
def test_what_follows_a_name_may_be_its_body(
    lines: list[str], authors: tuple[str, ...], affiliation: str | None
) -> None:
    assert read_byline(lines) == Byline(authors, affiliation)


def test_an_office_may_be_at_a_newspaper() -> None:
    assert read_biography("Jane Roe is a reporter for NBC News.").affiliation == "NBC News"
    assert read_biography("Jane Roe is a New York Times best-selling author.").affiliation is None
    assert read_biography("Jane Roe is Reuters' harbor correspondent.").affiliation == "Reuters"


def test_an_office_names_the_body_that_no_list_has() -> None:
    assert read_biography("Ottoline Reyes is an editor at The Gannet.").affiliation == "The Gannet"
