"""Lines that recur on a site: known again by hash, weighed with the other signals; what is unique stays."""

import pytest

from flows.cleaning.form import Lines, read_lines
from flows.cleaning.label import label_blocks
from flows.cleaning.recurring import Recurring, SiteLines, line_key, seen_lines
from flows.reading.article import Article, Sidecar
from tests.sites import APPEAL, LONE, TOWNS, page

ADDRESS = "https://www.ledger.example/1"


def alone(line: str) -> Lines:
    return read_lines(line, [(0, len(line))])


def shown(signal: str | None) -> dict[str, list[int]]:
    """Return what a site says of a page of one line that shows a signal, or none."""
    return {name: [0] if name == signal else [] for name in ("recurs all over the site", "recurs on the site")}


KNOWN: Recurring = {"ledger.example": SiteLines(8, {line_key(alone(APPEAL).bare[0]): 8})}


def article(text: str, url: str | None = ADDRESS) -> Article:
    return Article("0" * 16, "a.txt", None, "text", "utf-8", "0" * 64, len(text), text, Sidecar(url=url))


def label_of(line: str, recurring: Recurring | None, url: str | None = ADDRESS, town: str = "Otaru") -> tuple[str, str]:
    one = article(page(town, 1), url)
    (found,) = [b for b in label_blocks(one, recurring=recurring) if one.text[b.start : b.end] == line]
    return found.label, found.rule


def test_an_appeal_that_reads_like_text_is_text_until_it_is_known_to_recur() -> None:
    assert label_of(APPEAL, None)[0] == "body"
    assert label_of(APPEAL, KNOWN) == ("promo", "recurs all over the site")


def test_a_sentence_of_one_article_stays() -> None:
    assert label_of(LONE, KNOWN)[0] == "body"
    assert all(label_of(TOWN_LINE.format(town), KNOWN, town=town)[0] == "body" for town in TOWNS)


TOWN_LINE = "Engineers from {} and from the navy looked at 3 piles and found that half of them would not carry a crane."


def test_what_recurs_on_one_site_says_nothing_of_another() -> None:
    assert label_of(APPEAL, KNOWN, "https://tribune.example/1")[0] == "body"
    assert label_of(APPEAL, KNOWN, None)[0] == "body"


SHARES = [(8, "recurs all over the site"), (4, "recurs all over the site"), (3, "recurs on the site"), (0, None)]


@pytest.mark.parametrize(("pages", "signal"), SHARES)
def test_text_needs_half_of_the_pages(pages: int, signal: str | None) -> None:
    line = alone(APPEAL)
    assert SiteLines(8, {line_key(line.bare[0]): pages} if pages else {}).signals(line) == shown(signal)


def test_a_headline_needs_a_quarter() -> None:
    line = alone("Standing Orders at the Counter of the Ledger")
    assert SiteLines(8, {line_key(line.bare[0]): 2}).signals(line) == shown("recurs all over the site")


def test_speakers_and_short_lines_never_recur() -> None:
    for text in ("THE MINISTER: Thank you all very much for coming today.", "Read the Ledger"):
        line = alone(text)
        assert SiteLines(8, {line_key(line.bare[0]): 8}).signals(line) == shown(None)


def test_the_pages_own_title_does_not_count_as_recurring() -> None:
    title = "Otaru Is to Mend Its Old Piers Next Spring"
    known = {"ledger.example": SiteLines(8, {line_key(alone(title).bare[0]): 8})}
    text = f"{title}\n\n{page('Otaru', 1)}"
    assert [b.label for b in label_blocks(article(text), recurring=known)][:2] == ["title", "title"]


def test_each_longer_line_of_a_page_is_seen_once() -> None:
    site, lines = seen_lines(article(f"{APPEAL}\n\nShort line\n\n{APPEAL.upper()}"))
    assert site == "ledger.example"
    assert [line.is_text for line in lines] == [True]


def test_a_page_without_an_address_is_counted_under_the_profile_that_its_lines_betray() -> None:
    assert seen_lines(article(f"{LONE}\n\nStory continued below", None))[0] == "politico.com"
    assert seen_lines(article(f"{LONE}\n\nStory continued below"))[0] == "ledger.example"
    assert seen_lines(article(LONE, None)) == (None, [])


def test_lines_are_told_apart_as_the_files_that_are_about_say() -> None:
    # A change of what is hashed makes the files that are about worthless: it needs a new SCHEMA in recurring_file.
    line = "“Keep”  the Ledger, afloat — today."
    assert f"{line_key(alone(line).bare[0]):016x}" == "822a93e172301f33"
