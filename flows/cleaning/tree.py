"""The tree of a web page's elements, as far as they hold text, and where in it each line stands.

The root of the text is the smallest element that holds most of the running text. A line is in it or so many elements
outside; the branch of a line is what hangs on the way to the root by the nearest fork: in the root the part of the
article that the line is in, outside it the menu, the list of other articles, the comments. All is linear in the number
of elements and lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from flows.cleaning.form import Lines
from flows.reading.article import Markup

# The share of the running text that the root must hold, and that a branch must hold to be counted.
_ROOT_HOLDS, _BRANCH_HOLDS = 0.6, 0.06
_SIZES = (0.0, 0.02, 0.1, 0.4, 0.8)
_STEPS = ("0", "1", "2", "3-4", "3-4", "5-8", "5-8", "5-8", "5-8")
_FARTHEST, _MOST_WORDS = 4, 80
# What a line shows that stands at the head of an article of its own.
_HEAD_MARKS = (
    "only a date", "holds a date", "only a time", "time ago", "by a name", "byline line", "byline phrase",
    "byline opening",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """Elements by number, parents before their children; 0 is the page. `of_line[i]`: the element line i is in."""

    parents: list[int]
    depths: list[int]
    of_line: list[int]

    def sums(self, values: Iterable[float]) -> list[float]:
        """Return for each element the sum of the values of the lines in it."""
        totals = [0.0] * len(self.parents)
        for element, value in zip(self.of_line, values, strict=True):
            totals[element] += value
        for element in range(len(totals) - 1, 0, -1):
            totals[self.parents[element]] += totals[element]
        return totals


class Forks(NamedTuple):
    """For each element: the nearest of those around it that is the root or around it, and the branch below that one.

    The branch of an element that is the root or around it is the element itself.
    """

    root: int
    fork: list[int]
    branch: list[int]


def tree_of(markup: Sequence[Markup]) -> Tree:
    """Return the tree of the elements on the paths of a page's blocks."""
    numbers: dict[int, int] = {}
    tree = Tree([-1], [0], [])
    for block in markup:
        tree.of_line.append(_number(block.path, numbers, tree))
    return tree


def _number(path: tuple[int, ...], numbers: dict[int, int], tree: Tree) -> int:
    """Return the number of the innermost element of a path; those of the path that are not there yet are added."""
    known = len(path)
    while known and path[known - 1] not in numbers:
        known -= 1
    number = numbers[path[known - 1]] if known else 0
    for place in path[known:]:
        tree.parents.append(number)
        tree.depths.append(tree.depths[number] + 1)
        number = numbers[place] = len(tree.parents) - 1
    return number


def forks_of(tree: Tree, text: Sequence[float]) -> Forks:
    """Return the root of the text and how the other elements lie to it; `text[i]`: words of running text of line i."""
    sums = tree.sums(text)
    # Elements that hold most of the text are in each other, the innermost has the highest number.
    root = max((n for n, words in enumerate(sums) if words > 0 and words >= _ROOT_HOLDS * sums[0]), default=0)
    around, at = set(), root
    while at >= 0:
        around.add(at)
        at = tree.parents[at]
    fork: list[int] = []
    branch: list[int] = []
    for element, parent in enumerate(tree.parents):
        inside = element in around
        fork.append(element if inside else fork[parent])
        branch.append(element if inside or parent in around else branch[parent])
    return Forks(root, fork, branch)


def tree_signals(
    tree: Tree, forks: Forks, markup: Sequence[Markup], lines: Lines, text: Sequence[float]
) -> list[tuple[str, ...]]:
    """Return for each line where it stands to the root of the text, and what its branch holds."""
    of_element = _element_signals(tree, forks, markup, lines, text)
    first, last = _reach(tree, forks, text)
    found = []
    for index, element in enumerate(tree.of_line):
        side = "before" if index < first else "after" if index > last else "amid"
        found.append((*of_element[element], f"{_side(tree, forks, element)}, {side} its text"))
    return found


def branch_signals(
    tree: Tree, forks: Forks, markup: Sequence[Markup], lines: Lines, text: Sequence[float]
) -> list[tuple[str, str]]:
    """Return for each line how many large branches with a head of their own came so far: a date or name, a headline."""
    holds = tree.sums(text)
    dated = tree.sums(lines.signals.any_of(_HEAD_MARKS).tolist())
    headed = tree.sums([block.level in (1, 2) for block in markup])
    names: dict[int, tuple[str, str]] = {}
    dates = heads = 0
    for element in tree.of_line:
        branch = forks.branch[element]
        if branch not in names:
            if branch != forks.fork[element] and holds[branch] >= _BRANCH_HOLDS * (holds[0] + 1):
                dates += dated[branch] > 0
                heads += headed[branch] > 0
            names[branch] = (
                f"{min(3, dates)} dated branches{'' if dated[branch] else ', no date'}",
                f"{min(4, heads)} headed branches{'' if headed[branch] else ', no head'}",
            )
    return [names[forks.branch[element]] for element in tree.of_line]


def _side(tree: Tree, forks: Forks, element: int) -> str:
    return "in the root" if forks.fork[element] == forks.root else "off the root"


def _reach(tree: Tree, forks: Forks, text: Sequence[float]) -> tuple[int, int]:
    """Return the first and the last line of running text in the root."""
    inside = [i for i, n in enumerate(tree.of_line) if text[i] and forks.fork[n] == forks.root]
    return (inside[0], inside[-1]) if inside else (0, -1)


def _element_signals(
    tree: Tree, forks: Forks, markup: Sequence[Markup], lines: Lines, text: Sequence[float]
) -> dict[int, tuple[str, ...]]:
    sizes: list[int] = np.minimum(lines.words, _MOST_WORDS).tolist()
    words, prose = tree.sums(sizes), tree.sums(text)
    linked = tree.sums([size * block.link_share for size, block in zip(sizes, markup, strict=True)])
    blocks = tree.sums([1.0] * len(sizes))
    found = {}
    for element in set(tree.of_line):
        fork, branch = forks.fork[element], forks.branch[element]
        up = min(_FARTHEST, tree.depths[forks.root] - tree.depths[fork])
        down = min(_FARTHEST, tree.depths[element] - tree.depths[fork])
        if branch == fork:
            holds = (-1, 0, 0, 0)
        else:
            total = words[branch] + 1
            holds = (
                sum(prose[branch] / (prose[0] + 1) > least for least in _SIZES),
                min(4, int(5 * prose[branch] / total)),
                min(3, int(4 * linked[branch] / total)),
                int(blocks[branch]),
            )
        found[element] = _names(_side(tree, forks, element), up, down, *holds)
    return found


@lru_cache(maxsize=8192)
def _names(side: str, up: int, down: int, size: int, text: int, links: int, blocks: int) -> tuple[str, ...]:
    place = f"{up} above the root" if up else side
    names = (place, f"{place}, {down} down")
    if size < 0:
        return (*names, f"{side}, in no branch")
    number = _STEPS[blocks] if blocks < len(_STEPS) else "9-20" if blocks < 21 else "21+"
    return (
        *names,
        f"{side}, branch of size {size}",
        f"{side}, branch is text {text}",
        f"{side}, branch links {links}",
        f"{side}, branch of {number} blocks",
    )
