"""What one line shows, and what it shows among its neighbours."""

import pytest

from flows.cleaning.form import read_lines
from flows.cleaning.label import weights
from flows.cleaning.page import core_run
from flows.cleaning.signals import read_signals
from flows.cleaning.split import split_blocks
from flows.reading.article import Article, Sidecar

PROSE = "The harbour was quiet when the ships of the two navies came in, and nobody on the quay had expected them."


def signals(line: str) -> tuple[str, ...]:
    return read_lines(line, [(0, len(line))]).signals.names()[0]


CASES = [
    ("Jan. 5, 2016", "only a date"),
    ("Published 11:34 PM EST Nov 19, 2019", "only a date"),
    ("5 January 2016 16:35", "only a date"),
    ("2019-11-20", "only a date"),
    ("9:03 A.M. EDT", "only a time"),
    ("12 hrs ago", "time ago"),
    ("Vol. 3, No. 2", "issue number"),
    ("8:30 a.m. – 10:00 a.m.", "time of day, from to"),
    ("• 21", "day number"),
    ("By Mary Alder", "by a name"),
    ("Mary Alder", "a name"),
    ("Mary Alder, Senior Fellow, Harbour Institute", "a name and more"),
    ("Share this article", "share line"),
    ("PRIVACY POLICY", "legal line"),
    ("Sign up for the daily letter", "promo opening"),
    ("A guard stands on the quay. (Jo Field/AFP)", "ends in a credit"),
    ("Two ministers at the quay. Photo: Jo Field/Agence France-Presse/Getty Images", "ends in a credit"),
    ("### A Plan", "markdown heading"),
    ("![image](https://example.org/a.png)", "image markup"),
    ("<!-- -->", "comment markup"),
    ("— Mary Alder (@alder) May 3, 2019", "signature of a post"),
    ("[4] Tom Weir, The Long Quay (Oxford: Dock Press, 1999), p. 12.", "citation"),
    ("WASHINGTON (AP) — The ships came in.", "dateline"),
    ("“We had not expected them.” — Tom Weir, a pilot", "attributed quotation"),
    ("What comes next?", "ends in ?"),
    ("HARBOUR NEWS", "all capitals"),
    ("___", "no letters"),
    (PROSE, "prose"),
    (f"{PROSE}[12]", "ends a sentence"),
    ("Two pilots wait for the tide Credit: Harbour Press", "ends in a credit"),
    ("Two pilots wait for the tide [File: Jo Field/Quay News]", "ends in a credit"),
    ("Photo: Jo Field, AP", "credit alone"),
    ("Jo Field/AFP", "credit alone"),
    ("Image copyright Reuters", "credit alone"),
    ("Jo Field and Tom Weir, AP", "names and an agency"),
    ("The ferry behind the pier. (source: Harbour Press)", "ends in a credit"),
    ("The ferry behind the pier. (Jo Field/Quay News)", "ends in a credit"),
    ("Pilots gather on the quay, Tuesday, Nov. 3, 2020, in the rain, as they have every year.", "scene"),
    ("What does the ferry cost?", "a question"),
    ("The minister arrives at the quay in Port Alder on Monday.", "scene"),
    ("The ferry is seen behind the pier after the storm had passed.", "scene"),
    ("Image caption The ferry has been repaired", "marked as a caption"),
    ("READ MORE: The harbours of the north", "leads on"),
    ("Read More The pilots who stayed ashore", "leads on"),
    ("Most read in Harbour News", "related line"),
    ("Latest stories", "related line"),
    ("The tide waits for nobody. Sign up for our letter on ships.", "asks the reader"),
    ("Draught: 12 metres", "label and value"),
    ("©2019 Harbour Review", "copyright notice"),
    ("2019 Harbour Press. All Rights Reserved", "copyright notice"),
    ("Jo Field | Getty Images", "credit alone"),
    ("The ferry, pictured at the pier last year, is to be sold.", "scene"),
    ("Tom Weir in Port Alder and Mary Field in Long Quay contributed to this report.", "ends in a contribution"),
    ("Mary Alder is the vice president of a company that builds piers.", "gives a role"),
    ('<span style="x">The Long Quay and Its Ships</span>', "title case"),
]


@pytest.mark.parametrize(("line", "signal"), CASES)
def test_a_line_shows(line: str, signal: str) -> None:
    assert signal in signals(line)


COUNTER_CASES = [
    ("The minister arrives on Monday, and she will see the quay.", "scene"),
    ("The ferry is seen as a risk by those who have to sail in it.", "scene"),
    ("The minister said on Monday that nobody waves any more.", "scene"),
    ("© 2019 Harbour Review", "credit alone"),
    ("What do you make of the ferry?", "a question"),
    ("The ferry will sail again. (It had been repaired.)", "ends in a credit"),
    ("The number of ships: nobody knows it", "credit alone"),
    ("More ships than ever came in", "related line"),
    ("Read more books, said the pilot", "leads on"),
    ("He told them to sign up for the pilots' course.", "asks the reader"),
    ("Mary Alder is the owner of a company that builds piers.", "gives a role"),
    ("May the ships come home soon.", "only a date"),
    ("By the end of the year the ships will be home.", "by a name"),
    ("He told Reuters.", "ends in a credit"),
    ("The treaty of 1960 has never been changed.", "citation"),
]


@pytest.mark.parametrize(("line", "signal"), COUNTER_CASES)
def test_a_line_does_not_show(line: str, signal: str) -> None:
    assert signal not in signals(line)


def test_words_are_counted_in_scripts_without_spaces() -> None:
    lines = read_lines("日米同盟は六十年を迎え、両国は新しい課題に直面している。", [(0, 28)])
    assert lines.words[0] >= 12 and lines.prose[0]


def page(lines: list[str], sidecar: Sidecar | None = None) -> list[tuple[str, ...]]:
    text = "\n".join(lines)
    article = Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, sidecar or Sidecar())
    signals = read_signals(article, split_blocks(text))
    return [own + context for own, context in zip(signals.own.names(), signals.context.names(), strict=True)]


def test_a_line_shows_the_same_alone_as_on_a_page() -> None:
    odd = [
        "A\0line with\0odd characters",
        "İstanbul’s ﬁrst quay in the spring",
        "\x1e",
        "half a \ud800 pair",
        "café 42",
    ]
    lines = [line for line, _ in CASES] + odd
    text = "\n".join(lines)
    together = read_lines(text, [(text.index(line), text.index(line) + len(line)) for line in lines]).signals.names()
    assert [set(shown) for shown in together] == [set(signals(line)) for line in lines]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Terms and conditions", {"legal line", "legal phrase"}),
        ("Read more: the harbours of the north", {"related opening", "related phrase"}),
        (
            "The writer would have been told that all rights reserved means what it says",
            {"body phrase", "legal phrase"},
        ),
    ],
)
def test_words_of_the_lexicon(line: str, shown: set[str]) -> None:
    assert {name for name in signals(line) if name.endswith((" line", " opening", " phrase"))} == shown


def test_repeats_of_the_page_title_are_known() -> None:
    found = page(["The Long Quay Is Open | Harbour News", "Menu", "The Long Quay Is Open", PROSE, PROSE + " It was."])
    assert "page title" in found[0]
    assert "echoes the title" in found[2]


def test_a_sentence_lifted_out_of_a_longer_paragraph_is_an_echo() -> None:
    other = "Nothing else in this paragraph speaks of them, and it goes on for a while to be a paragraph of its own."
    first = "On the morning of the exercise the pilots of both ports had been told to stay ashore until noon."
    found = page([first, f"{other} It is that long.", PROSE, f"{other} {PROSE} {other}", first.upper()])
    assert ["echoes the body" in row for row in found] == [False, False, True, False, False]


def test_the_core_is_the_run_with_the_most_words() -> None:
    lines = ["Home", "World", PROSE, PROSE + " Yes.", "A heading", PROSE + " No.", "Related", "Other piece", "Share"]
    text = "\n".join(lines)
    assert core_run(read_lines(text, split_blocks(text))) == (2, 5)


# What these mean depends on where the line stands: another signal says so.
PLACED = {"credit alone", "label and value", "gives a role", "a question", "list mark", "name is", "some prose near"}


def test_every_signal_that_a_page_shows_has_weights() -> None:
    shown = {signal for row in page([line for line, _ in CASES]) for signal in row}
    assert shown - PLACED <= set(weights().rows)


def test_rows_of_a_table_that_begin_with_a_date_are_no_dated_entries() -> None:
    heads = ["Two pilots leave the long quay", "Ferry company names a harbour", "Minister of harbours steps down"] * 2
    days = [f"{day}/11/2019" for day in range(1, 7)]
    entries = [line for head, day in zip(heads, days, strict=True) for line in (head, day, "Read more")]
    assert sum("dated entry" in shown for shown in page(entries)) > 9
    assert not any("dated entry" in shown for shown in page([f"{day} 13.5" for day in days]))
