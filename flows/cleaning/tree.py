"""The tree of a web page's elements, as far as they hold text, and where in it each line stands.

The root of the text is the smallest element that holds most of the running text. A line is in it or so many elements
outside; the branch of a line is what hangs on the way to the root by the nearest fork: in the root the part of the
article that the line is in, outside it the menu, the list of other articles, the comments. All is linear in the number
of elements and lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.form import Lines
from flows.cleaning.table import Numbers, Row, Table, numbered, up_to

# The share of the running text that the root must hold, and that a branch must hold to be counted.
_ROOT_HOLDS, _BRANCH_HOLDS = 0.6, 0.06
_SIZES = np.array([0.0, 0.02, 0.1, 0.4, 0.8])
_STEPS = ("0", "1", "2", "3-4", "3-4", *["5-8"] * 4, *["9-20"] * 12, "21+")
_FARTHEST, _MOST_WORDS = 4, 80
# How many values each of the measures of an element has (see `_measures`).
_MOST = (2, _FARTHEST + 1, _FARTHEST + 1, len(_SIZES) + 2, 5, 4, len(_STEPS))
_SIDES = ("in the root", "off the root")
_REACHES = [f"{side}, {where} its text" for side in _SIDES for where in ("before", "amid", "after")]
# What a line shows that stands at the head of an article of its own.
_HEAD_MARKS = (
    "only a date", "holds a date", "only a time", "time ago", "by a name", "byline line", "byline phrase",
    "byline opening",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Elements by number, in the order of the page: parents before their children; 0 is the page.

    `of_line[i]`: the element that line i is in. Element n holds the lines from `first[n]` to before `end[n]`.
    """

    parents: Numbers
    depths: Numbers
    first: Numbers
    end: Numbers
    of_line: Numbers

    def sums(self, values: NDArray[np.generic]) -> Numbers:
        """Return for each element the sum of the whole numbers that the lines in it have."""
        sums = up_to(values)
        found: Numbers = sums[self.end] - sums[self.first]
        return found


class Forks(NamedTuple):
    """For each element: the nearest of those around it that is the root or around it, and the branch below that one.

    The branch of an element that is the root or around it is the element itself.
    """

    root: int
    fork: Numbers
    branch: Numbers


def tree_of(paths: Sequence[tuple[int, ...]]) -> Tree:
    """Return the tree of the elements on the paths of a page's blocks (see `Markup`)."""
    parents, depths, first, end = [-1], [0], [0], [len(paths)]
    known: dict[int, int] = {}  # the number of each element by its number on the paths
    of_line = []
    for line, path in enumerate(paths):
        new = 0
        while new < len(path) and path[-1 - new] not in known:
            new += 1
        number = known[path[-1 - new]] if new < len(path) else 0
        for place in path[len(path) - new :]:
            depths.append(depths[number] + 1)
            parents.append(number)
            number = known[place] = len(first)
            first.append(line)
            end.append(line)
        of_line.append(number)
        end[number] = line + 1
    end[0] = len(paths)
    for number in range(len(parents) - 1, 0, -1):
        end[parents[number]] = max(end[parents[number]], end[number])
    return Tree(*(np.array(column, np.int64) for column in (parents, depths, first, end, of_line)))


def forks_of(tree: Tree, text: Numbers) -> Forks:
    """Return the root of the text and how the other elements lie to it; `text[i]`: words of running text of line i."""
    sums = tree.sums(text)
    # Elements that hold most of the text are in each other, the innermost has the highest number.
    large = np.flatnonzero((sums > 0) & (sums >= _ROOT_HOLDS * sums[0]))
    root = int(large[-1]) if len(large) else 0
    around, at = np.zeros(len(sums), bool), root
    while at >= 0:
        around[at] = True
        at = int(tree.parents[at])
    # The elements of a branch have the numbers from its own on.
    opens = around | around[tree.parents]
    branch = np.maximum.accumulate(np.where(opens, np.arange(len(sums)), 0))
    return Forks(root, np.where(around[branch], branch, tree.parents[branch]), branch)


def add_places(table: Table, tree: Tree, forks: Forks, text: Numbers, lines: Lines, linked: Numbers) -> None:
    """Add where each line stands to the root of the text, and what its branch holds.

    `linked`: ten-thousandths of each line's text that are links.
    """
    off = forks.fork[tree.of_line] != forks.root
    inside = np.flatnonzero((text > 0) & ~off)
    at, (first, last) = np.arange(table.lines), (inside[[0, -1]] if len(inside) else (0, -1))
    table.add_kinds(_REACHES, 3 * off + np.where(at < first, 0, np.where(at > last, 2, 1)))
    found = _measures(tree, forks, text, np.minimum(lines.words, _MOST_WORDS), linked)
    kinds, of_line = np.unique(np.ravel_multi_index(found, _MOST)[tree.of_line], return_inverse=True)
    table.add_named([*map(_names, *(column.tolist() for column in np.unravel_index(kinds, _MOST)))], of_line)


def _measures(tree: Tree, forks: Forks, text: Numbers, sizes: Numbers, linked: Numbers) -> tuple[Numbers, ...]:
    """Return for each element the measures that `_names` puts in words."""
    fork, branch = forks.fork, forks.branch
    words, prose, links = (tree.sums(each)[branch] for each in (sizes, text, sizes * linked))
    total = words + 1
    return (
        (fork != forks.root).astype(np.int64),
        np.minimum(_FARTHEST, tree.depths[forks.root] - tree.depths[fork]),
        np.minimum(_FARTHEST, tree.depths - tree.depths[fork]),
        np.where(branch == fork, 0, 1 + np.searchsorted(_SIZES, prose / (text.sum() + 1))),
        np.minimum(4, 5 * prose // total),
        np.minimum(3, 4 * links // (10_000 * total)),
        np.minimum(len(_STEPS) - 1, (tree.end - tree.first)[branch]),
    )


@lru_cache(maxsize=8192)
def _names(off: int, up: int, down: int, size: int, text: int, links: int, blocks: int) -> tuple[str, ...]:
    side = _SIDES[off]
    place = f"{up} above the root" if up else side
    names = (place, f"{place}, {down} down")
    if not size:
        return (*names, f"{side}, in no branch")
    return (
        *names,
        f"{side}, branch of size {size - 1}",
        f"{side}, branch is text {text}",
        f"{side}, branch links {links}",
        f"{side}, branch of {_STEPS[blocks]} blocks",
    )


def add_branches(table: Table, tree: Tree, forks: Forks, text: Numbers, lines: Lines, headings: Row) -> None:
    """Add how many large branches with a head of their own came so far: a date or name, a headline (`headings`)."""
    of_line = forks.branch[tree.of_line]
    number = numbered(of_line.tolist())
    branches = of_line[np.unique(number, return_index=True)[1]]
    holds = tree.sums(text)
    large = (branches != forks.fork[branches]) & (holds[branches] >= _BRANCH_HOLDS * (holds[0] + 1))
    for kinds, marks in ((_DATED, lines.signals.any_of(_HEAD_MARKS)), (_HEADED, headings)):
        with_mark = tree.sums(marks)[branches] > 0
        so_far = np.cumsum(large & with_mark)
        table.add_kinds(kinds, (2 * np.minimum(len(kinds) // 2 - 1, so_far) + with_mark)[number])


_DATED = [f"{count} dated branches{mark}" for count in range(4) for mark in (", no date", "")]
_HEADED = [f"{count} headed branches{mark}" for count in range(5) for mark in (", no head", "")]
