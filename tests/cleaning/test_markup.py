"""What a page's markup says of its lines."""

from flows.cleaning.form import read_lines
from flows.cleaning.markup import Marked, read_markup
from flows.cleaning.page import read_page
from flows.reading.article import Article, Content
from flows.reading.html import read_html

PROSE = [
    "The two governments have spent a decade building a joint command, and it will open in the spring.",
    "Officials in both capitals say that the command will plan exercises and keep a list of harbours.",
    "Critics say that the plan costs too much and point to a budget that has doubled since the first talks.",
]
COMMENT = "I have lived beside that harbour for years and I never saw a dredger there in all of that time."
PAGE = f"""<html><head><title>A Command Opens | The Quay</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><article class="story"><h1 class="hed">A Command Opens</h1><div class="article-body">
<p>{PROSE[0]}</p><p>{PROSE[1]}</p><p class="relatedLinks"><a href="/x">More on this</a></p><p>{PROSE[2]}</p></div>
</article><div class="user_comments"><p>{COMMENT}</p><p>{COMMENT}</p><p>{COMMENT}</p><p>{COMMENT}</p></div></main>
</body></html>"""


def marked(page: str) -> tuple[list[str], Marked]:
    content = read_html(page.encode())
    assert isinstance(content, Content)
    lines = read_lines(content.text, [(block.start, block.end) for block in content.markup])
    article = Article("", "a.html", None, "html", "utf-8", "", 0, content.text, markup=content.markup)
    texts = [content.text[block.start : block.end] for block in content.markup]
    return texts, read_markup(content.markup, read_page(article, lines))


def signals(page: str) -> dict[str, set[str]]:
    texts, found = marked(page)
    return {text: set(names) for text, names in zip(texts, found.signals.names(), strict=True)}


def test_element_landmark_and_links_of_a_line() -> None:
    found = signals(PAGE)
    assert {"is a list_item", "in nav", "only links", "unlike the text in nav"} <= found["Home"]
    assert {"is a paragraph", "no links", "marked like the text", "in the root"} <= found[PROSE[2]]


def test_readers_comments_do_not_become_the_text_though_they_are_longer() -> None:
    found = signals(PAGE)
    assert {"unlike the text comments", "unlike the text not in article"} <= found[COMMENT]
    assert "in the root" not in found[COMMENT]


def test_stems_are_found_in_names_written_in_any_way() -> None:
    assert "unlike the text related" in signals(PAGE)["More on this"]


def test_a_page_of_nothing_but_comments_has_them_as_its_text() -> None:
    found = signals(f'<div class="comments"><p>{COMMENT}</p><p>{PROSE[0]}</p></div>')
    assert {"marked like the text", "in the root"} <= found[COMMENT]


def test_lines_are_placed_by_the_title() -> None:
    found = signals(PAGE)
    assert "is the title" in found["A Command Opens"]
    assert "above the title" in found["Home"] or "just above the title" in found["Home"]
    assert "1 below the title" in found[PROSE[0]]


def test_a_second_article_with_a_headline_and_date_is_counted() -> None:
    article = "<article><h1>{}</h1><p>May 4, 2019</p><p>{}</p><p>{}</p></article>"
    first = article.format("Here We Are Again", PROSE[0], PROSE[1])
    second = article.format("There They Were", PROSE[2], COMMENT)
    found = signals(f"<title>Here We Are Again | The Quay</title>{first}{second}")
    assert {"1 dated branches", "1 headed branches"} <= found[PROSE[0]]
    assert {"2 dated branches", "2 headed branches", "1 headings like the title"} <= found[COMMENT]


def test_groups_hold_what_is_marked_alike() -> None:
    texts, found = marked(PAGE)
    marks = dict(zip(texts, found.groups["element and marks"], strict=True))
    assert marks[PROSE[0]] == marks[PROSE[2]] != marks["More on this"]
    assert all(len(keys) == len(texts) for keys in found.groups.values())


def test_text_without_markup_has_no_signals_of_it() -> None:
    text = "\n".join(PROSE)
    lines = read_lines(text, [(0, len(text))])
    article = Article("", "a.txt", None, "text", "utf-8", "", 0, text)
    assert read_markup((), read_page(article, lines)) == ({}, {})
