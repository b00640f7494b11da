"""The tree of a page's elements: the root of its text, and where each line stands to it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.cleaning.tree import Tree, forks_of, tree_of
from flows.reading.article import Content
from flows.reading.html import read_html

PAGE = """<body><div><ul><li>Home</li><li>News</li></ul></div>
<div><h1>Title</h1><div><p>First words</p><section><p>Second<br>Third</p></section></div></div>
<div><p>A comment</p></div></body>"""


def tree_and_lines(page: str) -> tuple[Tree, list[str]]:
    content = read_html(page.encode())
    assert isinstance(content, Content)
    return tree_of([block.path for block in content.markup]), [
        content.text[block.start : block.end] for block in content.markup
    ]


def test_lines_of_one_element_stand_together_and_sums_reach_the_page() -> None:
    tree, lines = tree_and_lines(PAGE)
    of_line = dict(zip(lines, tree.of_line.tolist(), strict=True))
    assert of_line["Second"] == of_line["Third"] != of_line["First words"]
    assert tree.sums(np.ones(len(lines)))[0] == len(lines)


def test_the_root_is_the_smallest_element_with_most_of_the_text() -> None:
    tree, lines = tree_and_lines(PAGE)
    forks = forks_of(tree, np.array([10 * (line in ("First words", "Second")) for line in lines]))
    of_line = dict(zip(lines, tree.of_line.tolist(), strict=True))
    assert [line for line in lines if forks.fork[of_line[line]] == forks.root] == ["First words", "Second", "Third"]
    assert forks.branch[of_line["Home"]] == forks.branch[of_line["News"]] != forks.branch[of_line["A comment"]]


def test_without_text_the_page_is_the_root() -> None:
    tree, lines = tree_and_lines(PAGE)
    assert forks_of(tree, np.zeros(len(lines), np.int64)).root == 0


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=8))
def test_any_paths_make_a_tree_whose_parents_come_first(paths: list[list[int]]) -> None:
    # A number has the same numbers before it wherever it comes: here, all the smaller ones.
    tree = tree_of([tuple(range(1, max(path, default=0) + 1)) for path in paths])
    assert all(parent < number for number, parent in enumerate(tree.parents))
    assert tree.sums(np.ones(len(paths)))[0] == len(paths)
