"""Web pages: the flattened text, what the markup says of its blocks, and what is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.reading.article import MARKUP_KINDS, Content, Markup, Refusal
from flows.reading.html import read_html

PAGE = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A quay for two</title>
<style>p { color: red }</style><script>var x = "<p>no text</p>";</script></head>
<body><nav class="Menu Top"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>A quay for two</h1>
<p class="lead">Harbour <b>crews</b> train
 together.<br>Twice a year.</p>
<blockquote><p>We share one crane.</p></blockquote>
<table><tr><th>Year</th><td>2019</td></tr></table>
<pre>a
 b</pre>
<figure><img alt="not text"><figcaption>The crane</figcaption></figure>
<p>See <a href="/x">the long report</a>.</p><!-- a comment -->
<div style="display: none">Unseen</div></article></main>
<div role="contentinfo" id="Foot">Imprint</div></body></html>"""

TEXT = """A quay for two

Home
News

A quay for two

Harbour crews train together.
Twice a year.

We share one crane.

Year 2019

a b

The crane

See the long report.

Unseen

Imprint
"""


def read(page: bytes | str, charset: str | None = None) -> Content:
    content = read_html(page.encode() if isinstance(page, str) else page, charset)
    assert isinstance(content, Content)
    return content


def block(content: Content, text: str) -> Markup:
    return next(one for one in content.markup if content.text[one.start : one.end] == text)


def test_a_page_is_flattened_by_one_rule() -> None:
    assert read(PAGE).text == TEXT


@pytest.mark.parametrize(
    ("text", "kind", "level", "within"),
    [
        ("News", "list_item", 0, ("nav",)),
        ("Harbour crews train together.", "paragraph", 0, ("main", "article")),
        ("We share one crane.", "quote", 0, ("main", "article")),
        ("Year 2019", "table", 0, ("main", "article")),
        ("a b", "preformatted", 0, ("main", "article")),
        ("The crane", "caption", 0, ("main", "article", "figure")),
        ("Imprint", "other", 0, ("footer",)),
    ],
)
def test_markup_says_what_a_block_is_and_where_it_stands(
    text: str, kind: str, level: int, within: tuple[str, ...]
) -> None:
    found = block(read(PAGE), text)
    assert (found.kind, found.level, found.within) == (kind, level, within)


def test_headings_have_levels_and_the_page_title_is_told_from_them() -> None:
    title, heading = (one for one in read(PAGE).markup if one.end - one.start == len("A quay for two"))
    assert (title.kind, title.level, title.within) == ("other", 0, ("head",))
    assert (heading.kind, heading.level) == ("heading", 1)
    assert block(read('<div role="heading" aria-level="3">Costs</div>'), "Costs").level == 3


@pytest.mark.parametrize(
    ("page", "text", "share"),
    [
        ("<p><a href=x>all of it</a></p>", "all of it", 1.0),
        ("<p>none of it</p>", "none of it", 0.0),
        ("<p>12345 <a href=x>12345</a></p>", "12345 12345", 0.5),
        ("<p><a href=x><em>deep</em></a></p>", "deep", 1.0),
    ],
)
def test_link_share(page: str, text: str, share: float) -> None:
    assert block(read(page), text).link_share == share


@pytest.mark.parametrize(
    ("page", "hints"),
    [
        ('<div id=Outer><p class="Lead big">word</p></div>', ("lead", "big", "outer")),
        ("<p class=a>a long text <span class=b>x</span></p>", ("a",)),
        ("<p class=a>x <span class=b itemprop=author>a long text</span></p>", ("b", "author", "a")),
        ('<p class="a b c d e f">word</p>', ("a", "b", "c", "d")),
        ('<p class="a a">word</p>', ("a",)),
        (f'<p class="{"x" * 100} y">word</p>', ("y",)),
    ],
)
def test_hints_are_the_names_of_the_elements_around_most_of_the_text(page: str, hints: tuple[str, ...]) -> None:
    assert read(page).markup[0].hints == hints


def test_paths_tell_which_blocks_share_an_element() -> None:
    content = read("<div><p>a<br>b</p><p><b>c</b></p></div><table><tr><td>d</td><td>e</td></tr></table>")
    paths = {name: block(content, name).path for name in ("a", "b", "c", "d e")}
    assert paths["a"] == paths["b"]
    assert paths["a"][:-1] == paths["c"][:-1]
    assert paths["a"][-1] < paths["c"][-1] < paths["d e"][-1]
    assert paths["d e"][:-2] == paths["a"][:-2]


def test_paths_are_bounded() -> None:
    content = read("<div>x" * 500)
    assert max(len(one.path) for one in content.markup) == 40


def test_elements_within_a_line_put_no_space_between_their_words() -> None:
    # As a browser shows it; what shall stand apart, stands in elements that break the line.
    assert read("<p><span>By</span><span>Jane</span> <b>Roe</b></p>").text == "ByJane Roe\n"


def test_hints_are_bounded() -> None:
    page = "".join(f'<div class="a{n} b{n} c{n} d{n} e{n}">' for n in range(50)) + "word"
    assert read(page).markup[0].hints == tuple(f"{letter}{n}" for n in (49, 48, 47) for letter in "abcd")


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ("hidden", True),
        ('aria-hidden="true"', True),
        ('aria-hidden="false"', False),
        ('style="color: red; DISPLAY : none"', True),
        ('style="visibility:hidden"', True),
        ('style="display: block"', False),
    ],
)
def test_hidden(attributes: str, hidden: bool) -> None:
    assert read(f"<section {attributes}><p>word</p></section>").markup[0].hidden is hidden


def test_text_that_is_partly_seen_is_not_hidden() -> None:
    assert not read("<p>seen <span hidden>unseen</span></p>").markup[0].hidden


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("just words", "just words\n"),
        ("<p>one<p>two", "one\n\ntwo\n"),
        ("<ul><li>one<li>two</ul>", "one\ntwo\n"),
        ("a &amp; b &lt; c &#8212; d &nbsp; e", "a & b < c — d e\n"),
        ("a<script>x</script>b<template>y</template>c<svg><text>z</text></svg>d", "abcd\n"),
        ("<p>one<!-- > two -->three", "onethree\n"),
        ("<p>a\x00b&#0;c</p>", "a\ufffdb\ufffdc\n"),
        ("<textarea>half <b>a</textarea> page", "half <b>a\npage\n"),
        ("</p></div>stray", "stray\n"),
        ("<p>one</p>\n\n\n<p> </p><p>two</p>", "one\n\ntwo\n"),
    ],
)
def test_tag_soup(page: str, text: str) -> None:
    assert read(page).text == text


@pytest.mark.parametrize(
    ("page", "charset", "encoding", "text"),
    [
        ("<p>“café”".encode(), None, "utf-8", "“café”\n"),
        (b"\xef\xbb\xbf<p>word", None, "utf-8-sig", "word\n"),
        ("<p>word".encode("utf-16"), None, "utf-16-le", "word\n"),
        ("<meta charset=windows-1251><p>Союз".encode("cp1251"), None, "cp1251", "Союз\n"),
        ("<meta charset='iso-8859-1'><p>a – b".encode("cp1252"), None, "cp1252", "a – b\n"),
        ("<p>日本の同盟".encode("euc_jp"), "EUC-JP", "euc_jp", "日本の同盟\n"),
        ("<p>日本の同盟".encode("iso2022_jp"), "iso-2022-jp", "iso2022_jp", "日本の同盟\n"),
        ('<meta charset="iso-8859-1"><p>“café”'.encode(), None, "utf-8", "“café”\n"),
        ('<meta charset="rot13"><p>“café”'.encode("cp1252"), None, "cp1252", "“café”\n"),
        ("<p>" + "“quoted” " * 200, None, "utf-8", None),
    ],
)
def test_the_encoding_is_the_one_that_fits(
    page: bytes | str, charset: str | None, encoding: str, text: str | None
) -> None:
    content = read(page, charset)
    assert content.encoding == encoding
    assert text is None or content.text == text


def test_a_page_cut_within_a_character_is_read() -> None:
    page = ("<p>" + "“Quoted” words fill the page. " * 100).encode() + b"\xe2\x80"
    assert read(page).text.endswith("page. \ufffd\n")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "blank"),
        (b"<html><head><script>x()</script></head><body><img src=a></body></html>", "blank"),
        (b"<!-- never closed <p>text", "blank"),
        (b"%PDF-1.7", "binary"),
        (b"\x1f\x8b\x08\x00", "binary"),
        (bytes(range(256)), "binary"),
        (b"\x01\x02\x03\x04<p>", "binary"),
    ],
)
def test_pages_without_text_are_refused(page: bytes, reason: str) -> None:
    refused = read_html(page)
    assert isinstance(refused, Refusal)
    assert refused.reason == reason


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 50_000 + b"word",
        b"<ul><li>" * 25_000 + b"word",
        b"<a href=x><div class=y>" * 25_000 + b"word",
        b"<table><tr><td>" * 17_000 + b"word",
        b"<div>" * 50_000 + b"word" + b"</div>" * 50_000,
        b"<b>" * 50_000 + b"<p>word</p>" * 1_000,
        b"".join(b"<i id=n%d>" % n for n in range(50_000)) + b"word",
        b"<p class='" + b"x " * 500_000 + b"'>word",
        b"<div " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">word",
        b"word<br>" * 50_000,
        b"&amp;" * 200_000,
        b"<" * 500_000 + b"p>word",
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>word",
        b"<meta name=author content='" + b"and " * 200_000 + b"'>word",
        b"<p>" + b"2019-" * 200_000,
    ],
)
def test_hostile_pages_keep_their_words(page: bytes) -> None:
    assert "word" in read(page + b" word").text


def test_depth_and_stray_ends_together_are_refused() -> None:
    refused = read_html(b"<div>" * 100_000 + b"</p>" * 100_000)
    assert isinstance(refused, Refusal)
    assert refused.reason == "nested_too_deeply"


_TAGS = st.sampled_from([
    "p", "div", "li", "ul", "h1", "h2", "a", "td", "tr", "table", "pre", "blockquote", "nav", "figure", "figcaption",
    "br", "script", "style", "title", "svg", "time", "meta",
])  # fmt: skip
_SOUP = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.builds("<{}>".format, _TAGS),
        st.builds("</{}>".format, _TAGS),
        st.builds('<{} class="{}" hidden>'.format, _TAGS, st.text(max_size=8)),
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.binary(max_size=300), _SOUP.map(lambda soup: soup.encode("utf-8", "replace"))))
@example(b"<")
@example(b"&#xD800;&#x110000;&#1;")
@example(b"<p>\xed\xa0\x80")
def test_any_bytes_give_blocks_that_cover_the_text_or_a_reason(page: bytes) -> None:
    content = read_html(page)
    if isinstance(content, Refusal):
        assert content.detail
        return
    content.text.encode()
    rest = 0
    for one in content.markup:
        assert not content.text[rest : one.start].strip()
        text = content.text[one.start : one.end]
        assert text == text.strip()
        assert text
        assert "\n" not in text
        assert one.kind in MARKUP_KINDS
        assert 0 <= one.link_share <= 1
        rest = one.end
    assert not content.text[rest:].strip()
    assert read_html(page) == content
