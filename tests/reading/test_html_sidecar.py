"""What a page says of itself: which of its sources speaks for the article."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article import Content, Sidecar
from flows.reading.html import read_html


def facts(head: str, body: str = "<p>Words.</p>") -> Sidecar:
    content = read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    assert isinstance(content, Content)
    assert content.sidecar is not None
    return content.sidecar


def linked(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "A quay for two",
    "author": [{"@type": "Person", "name": "Ann Ito"}, {"@id": "#ben"}],
    "datePublished": "2019-04-05T10:00:00+09:00",
    "publisher": {"@type": "Organization", "name": "The Harbour Post"},
}
BEN = {"@type": "Person", "@id": "#ben", "name": "Ben Oda"}


def test_linked_data_tells_all() -> None:
    page = '<html lang="en-GB"><link rel="canonical" href="https://post.example/a">' + linked(
        {"@graph": [ARTICLE, BEN]}
    )
    assert facts(page) == Sidecar(
        url="https://post.example/a",
        title="A quay for two",
        authors=("Ann Ito", "Ben Oda"),
        published="2019-04-05T10:00:00+09:00",
        publisher="The Harbour Post",
    )


def test_values_are_one_line_of_what_a_reader_sees() -> None:
    steering = {
        "@type": "NewsArticle",
        "headline": "A quay\x1b for\u202e two\x9b",
        "author": "Ann\u200b Ito\x07",
        "datePublished": "2019-04-05\x1b",
        "publisher": "The\x00 Harbour\u2066 Post",
    }
    page = '<link rel="canonical" href="https://post.example/\u202ea\u0085">' + linked(steering)
    assert facts(page) == Sidecar(
        url="https://post.example/a",
        title="A quay for two",
        authors=("Ann Ito",),
        published="2019-04-05",
        publisher="The Harbour Post",
    )


def test_language_of_the_page() -> None:
    content = read_html(b'<html lang="ja-JP"><p>words')
    assert isinstance(content, Content)
    assert content.sidecar == Sidecar(language="ja")


def test_linked_data_of_other_articles_is_passed_over() -> None:
    other = {**ARTICLE, "headline": "Another piece", "datePublished": "2020-01-01", "author": "Cy Aoki"}
    shown = facts(linked(other, ARTICLE, BEN), "<h1>A quay for two</h1>")
    assert (shown.title, shown.authors, shown.published) == (
        "A quay for two",
        ("Ann Ito", "Ben Oda"),
        "2019-04-05T10:00:00+09:00",
    )
    unknown = facts(linked(other, {**other, "headline": "A third"}), "<h1>A quay for two</h1>")
    assert (unknown.authors, unknown.published) == ((), None)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="A quay | The Post">', "<h1>A quay</h1>", "A quay"),
        ("<title>A quay for two ships - The Post</title>", "<h1>A quay for two ships</h1>", "A quay for two ships"),
        (
            '<title>A quay for two</title><meta property="og:site_name" content="Post">',
            "<h1>Post</h1>",
            "A quay for two",
        ),
        (
            '<meta property="og:title" content="A quay - Post"><meta property="og:site_name" content="Post">',
            "",
            "A quay",
        ),
        ("<title>Costs &amp;amp; ships</title>", "", "Costs & ships"),
        ("", "<h1>A quay</h1>", "A quay"),
        ("", "<h1>A quay</h1><h1>A pier</h1>", None),
        ("", "", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    assert facts(head, body + "<p>Words.</p>").title == title


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ('<meta name="author" content="By Ann Ito and Ben Oda">', "", ("Ann Ito", "Ben Oda")),
        ('<meta name="author" content="https://post.example/ann">', "", ()),
        ('<meta name="author" content="admin">', '<a rel="author" href="x">Ann Ito</a>', ("Ann Ito",)),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Ito">',
            "",
            ("Ann Ito",),
        ),
        ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Ten Past">', "", ()),
        ("", '<span itemprop="author">Ann Ito</span>', ("Ann Ito",)),
        ("", '<p class="post-author">Ann Ito<br>5 May 2019</p>', ("Ann Ito",)),
        ("", '<a href="/authors/ann-ito">Ann Ito</a>', ("Ann Ito",)),
        ("<title>A quay</title>", "<h1>A quay</h1><p>By Ann Ito</p>", ("Ann Ito",)),
        ('<meta property="og:site_name" content="The Post"><meta name="author" content="The Post">', "", ("The Post",)),
        ("", "<p>Ann Ito spoke by the quay.</p>", ()),
    ],
)
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert facts(head, body + "<p>Words.</p>").authors == authors


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta property="article:published_time" content="2019-04-05T10:00:00Z">', "", "2019-04-05T10:00:00Z"),
        ('<meta property="article:modified_time" content="2019-04-05">', "", None),
        ("", '<time class="published" datetime="2019-04-05">5 April</time>', "2019-04-05"),
        ("", '<span itemprop="datePublished" content="2019-04-05">today</span>', "2019-04-05"),
        ("", '<span class="post-date">April 5, 2019</span>', "April 5, 2019"),
        ("<title>A quay</title>", "<h1>A quay</h1><p>Apr 5, 2019</p>", "Apr 5, 2019"),
        ('<link rel=canonical href="https://post.example/2019/4/5/quay">', "", "2019-04-05"),
        ('<meta name="date" content="soon">', "<p>It opened on April 5, 2019.</p>", None),
        ('<meta name="date" content="2019-13-45">', "", None),
    ],
)
def test_published(head: str, body: str, published: str | None) -> None:
    assert facts(head, body + "<p>Words.</p>").published == published


@pytest.mark.parametrize(
    "source",
    [
        "{",
        "[" * 5_000,
        '{"@type": 7, "author": {"name": ["x", 3]}, "headline": {}}',
        '{"@type": "Article", "headline": "\\ud800", "author": "\\ud800", "datePublished": "2019-04-05\\ud800"}',
        '{"@graph": {"@graph": {"@type": ["Article", null], "author": [[["deep"]]]}}}',
        "1e999999",
        "1" * 5_000,
    ],
)
def test_broken_linked_data_is_no_fact(source: str) -> None:
    assert facts(f'<script type="application/ld+json">{source}</script>').authors == ()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "https://", "http://a b"])
def test_only_web_addresses_are_addresses(address: str) -> None:
    assert facts(f'<link rel="canonical" href="{address}">').url is None


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["@type", "@id", "author", "name", "headline", "datePublished", "publisher"]), inner
        ),
    ),
    max_leaves=12,
)


@given(_JSON, st.text(max_size=30))
def test_any_linked_data_and_any_meta_give_facts_that_can_be_stored(content: object, value: str) -> None:
    head = f'{linked({"@type": "Article", "author": content}, content)}<meta name=author content="{value}">'
    page = f"<head>{head}</head><p>Words.".encode("utf-8", "replace")
    found = read_html(page)
    if isinstance(found, Content):
        assert found.sidecar is not None
        json.dumps([found.sidecar.title, found.sidecar.authors, found.sidecar.publisher], ensure_ascii=False).encode()
