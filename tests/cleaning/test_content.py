"""The second reading: content or not, from learnt weights; and what the page around a line shows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.content import FORMS, decide, fitting_cut, load_model, windows
from flows.cleaning.form import read_lines
from flows.cleaning.label import label_blocks
from flows.cleaning.page import core_run
from flows.cleaning.split import split_blocks
from flows.cleaning.texture import texture_signals
from flows.reading.article import Article, Content
from flows.reading.html import read_html

PROSE = [
    "The two governments have spent a decade building a joint command, and it will open in the spring.",
    "Officials in both capitals say that the command will plan exercises and keep a list of harbours.",
    "Critics say that the plan costs too much and point to a budget that has doubled since the first talks.",
    "Whatever the figure turns out to be, the harbours will have to be dredged, and that will take a year.",
]
COMMENTS = """
<h3>2 comments</h3><div class="comment-list">
<div class="comment"><b>Tom says:</b><p>I have lived beside that harbour for years and never saw a dredger there.</p>
<a href="#">Reply</a></div>
<div class="comment"><b>Ida says:</b><p>You should look again, since there was one in the west basin all summer.</p>
<a href="#">Reply</a></div></div>"""
PAGE = f"""<html><head><title>A Command Opens | The Quay</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article class="story"><h1>A Command Opens</h1><div class="article-body">
<p>{PROSE[0]}</p><h2>What it costs</h2><p>{PROSE[1]}</p><ul><li>two piers</li><li>one crane of steel</li></ul>
<p>{PROSE[2]}</p><p>{PROSE[3]}</p></div></article>
{COMMENTS}<footer>Copyright 2020 The Quay. All rights reserved.</footer></body></html>"""


def web_page(page: str) -> Article:
    content = read_html(page.encode())
    assert isinstance(content, Content)
    return Article("", "a.html", None, "html", "utf-8", "", 0, content.text, markup=content.markup)


def test_comments_and_menus_of_a_web_page_are_no_content() -> None:
    article = web_page(PAGE)
    kept = [(b.label, article.text[b.start : b.end]) for b in label_blocks(article) if b.label in ("body", "heading")]
    assert [text for label, text in kept if label == "body" and len(text) > 40] == PROSE
    assert ("heading", "What it costs") in kept


def test_the_same_labels_every_time() -> None:
    assert label_blocks(web_page(PAGE)) == label_blocks(web_page(PAGE))


@given(st.lists(st.floats(-8, 8)))
def test_clear_odds_decide(odds: list[float]) -> None:
    kept = decide(odds)
    assert len(kept) == len(odds)
    assert all(keep == (value > 0) for keep, value in zip(kept, odds, strict=True) if abs(value) > 1.01)


def test_a_doubtful_line_goes_with_its_neighbours() -> None:
    assert decide([3, -0.4, 3, -5, 0.4, -5]) == [True, True, True, False, False, False]


def test_a_page_whose_best_lines_are_doubtful_keeps_them() -> None:
    words = np.full(6, 20)
    assert -0.5 >= fitting_cut(np.array([-0.5, -0.5, -0.5, -7, -7, -7]), words, marked=True) > -7
    assert fitting_cut(np.array([6.0, 6, 6, -0.9, -7, -7]), words, marked=True) > -0.9


def test_markup_leaves_less_in_doubt() -> None:
    odds, words = np.array([-1.3, -1.4, -1.4, -7, -7, -7]), np.full(6, 20)
    assert fitting_cut(odds, words, marked=False) < fitting_cut(odds, words, marked=True)


def test_windows_end_with_the_page() -> None:
    assert windows([True, False]).tolist() == [[2, 2, 1, 0, 2], [2, 1, 0, 2, 2]]


@given(st.text(st.sampled_from("ab. \n\t“A1")))
def test_every_line_has_texture(text: str) -> None:
    lines = read_lines(text, split_blocks(text))
    shown = texture_signals(text, lines, core_run(lines)).names()
    assert len(shown) == len(lines.spans)
    kinds = ("text above", "text below", "near text", "wide text", "short lines around", "close", "marks near")
    assert all(sum(name.startswith(kind) for name in names) == 1 for names in shown for kind in kinds)


def test_texture_tells_text_from_a_list_and_knows_what_ends_an_article() -> None:
    text = "\n".join([*PROSE, "Related articles", "Share this", "Weather", "Sport"])
    lines = read_lines(text, split_blocks(text))
    found = texture_signals(text, lines, core_run(lines)).names()
    assert "text in a run of 3-4" in found[1]
    assert {"marks since the text ended 2", "text above 3-4", "run above 0"} <= set(found[6])


def test_learnt_weights_are_small_and_for_all_forms() -> None:
    for table in ("text", "page"):
        model = load_model(table)
        assert abs(model.own.values).max() <= 800
        assert model.place.values.shape[1] == len(FORMS) and model.place.values.any(axis=0).all()
        assert model.kept[2][1] >= model.kept[2][0]
