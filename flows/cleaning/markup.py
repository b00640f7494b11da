"""What a web page's markup says of each line: its element, its landmarks, its links, the words its authors gave it.

What holds of most of the running text (the typical block) says nothing of a line; counted is in what the line's marks
differ. The stems (`[hint_stems]` of `lexicon/label_cues.toml`) are those of the words by which web pages everywhere
name their parts. Weights for these signals are learnt (`lexicon/content.toml`).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, reduce
from itertools import starmap
from operator import or_
from typing import NamedTuple

import numpy as np

from flows.cleaning.form import Lines
from flows.cleaning.page import Page
from flows.cleaning.table import Numbers, Table, numbered
from flows.cleaning.tree import add_branches, add_places, forks_of, tree_of
from flows.lexicon import load
from flows.reading.article import Markup, MarkupKind

_MOST_WORDS = 80
# Text that stands apart is counted all the same where there is hardly any other.
_LEAST_SHARE, _LEAST_WORDS = 0.15, 40
_APART = frozenset({"aside", "footer", "head"})
_LINKS, _LINKS_FROM = ("no links", "few links", "many links", "only links"), np.array([1, 3_000, 9_000])
_SHARED = [f"shares {quarters} of the text's marks" for quarters in range(5)]
_MORE = [f"has {number} other marks" for number in range(5)]
_MAIN_HEADINGS = [f"{count} main headings so far" for count in range(4)]
_LIKE_TITLE = [f"{count} headings like the title" for count in range(3)]
# Where a line stands to the title: how many lines below it each of these places begins.
_PLACES = (
    "above the title", "just above the title", "is the title", "1 below the title", "2-3 below the title",
    "4-7 below the title", "8-20 below the title", "21+ below the title",
)  # fmt: skip
_PLACES_FROM = np.array([-3, 0, 1, 2, 4, 8, 21])


class Marked(NamedTuple):
    """What a page's markup says of its lines: `signals`; `groups[name][i]`: the number of the group of lines
    that line i belongs to by its marks, by the name of the grouping."""

    signals: Table
    groups: dict[str, Numbers]


class _Marks(NamedTuple):
    """How lines are marked (see `Markup`)."""

    kind: MarkupKind
    within: tuple[str, ...]
    hints: tuple[str, ...]
    level: int
    hidden: bool


class Blocks(NamedTuple):
    """The blocks of a page, column by column: line i is marked as `marks[of_line[i]]`.

    `parts`: the parts that each hint names (see `_parts_named`); `linked`: ten-thousandths of each line's text that are
    links.
    """

    marks: list[_Marks]
    parts: dict[str, int]
    of_line: Numbers
    linked: Numbers
    levels: Numbers

    def numbered(self, keys: Sequence[Hashable]) -> Numbers:
        """Return a number for each line by the key of its marks."""
        return numbered(keys)[self.of_line]


def read_markup(markup: Sequence[Markup], page: Page) -> Marked:
    """Return what the markup says of the lines of a page; nothing where the article has none."""
    lines = page.lines
    if not markup or len(markup) != len(lines.spans):
        return Marked(Table(len(lines.spans)), {})
    blocks = _columns(markup)
    text = _text_words(blocks, lines)
    tree = tree_of([block.path for block in markup])
    forks = forks_of(tree, text)
    signals = Table(len(markup))
    _add_marks(signals, blocks, _typical(blocks, text))
    signals.add_kinds(_LINKS, np.searchsorted(_LINKS_FROM, blocks.linked, "right"))
    add_places(signals, tree, forks, text, lines, blocks.linked)
    add_branches(signals, tree, forks, text, lines, (blocks.levels == 1) | (blocks.levels == 2))
    _add_title(signals, markup, blocks.levels, page)
    return Marked(signals, _groups(blocks, forks.branch[tree.of_line]))


def _columns(markup: Sequence[Markup]) -> Blocks:
    _, _, kinds, levels, within, link_shares, hints, hidden, _ = zip(*markup, strict=True)
    marks: dict[tuple[MarkupKind, tuple[str, ...], tuple[str, ...], int, bool], int] = {}
    each = zip(kinds, within, hints, levels, hidden, strict=True)
    of_line = [marks.setdefault(mark, len(marks)) for mark in each]
    return Blocks(
        [*starmap(_Marks, marks)],
        {hint: _parts_named(hint) for hint in set().union(*hints)},
        np.array(of_line, np.int64),
        np.rint(np.array(link_shares) * 10_000).astype(np.int64),
        np.array(levels, np.int64),
    )


def _groups(blocks: Blocks, branches: Numbers) -> dict[str, Numbers]:
    marks = blocks.marks
    return {
        "marks": blocks.numbered([mark.hints for mark in marks]),
        "element and marks": blocks.numbered([mark[:3] for mark in marks]),
        "nearest mark": blocks.numbered([mark.hints[:1] for mark in marks]),
        "element": blocks.numbered([mark[:2] for mark in marks]),
        "branch": branches,
    }


def _text_words(blocks: Blocks, lines: Lines) -> Numbers:
    """Return for each line how many words of running text it holds, none where it stands apart from the article."""
    words = np.where(lines.prose & (blocks.linked < 5_000), np.minimum(lines.words, _MOST_WORDS), 0)
    apart = [_stands_apart(mark, blocks.parts) for mark in blocks.marks]
    inside = np.where(np.array(apart, bool)[blocks.of_line], 0, words)
    enough = inside.sum() >= max(_LEAST_WORDS, _LEAST_SHARE * int(words.sum()))
    return inside if enough else words


def _stands_apart(mark: _Marks, parts: Mapping[str, int]) -> bool:
    return mark.hidden or not _APART.isdisjoint(mark.within) or bool(_all_parts(mark.hints, parts) & _STANDS_APART)


def _all_parts(hints: Iterable[str], parts: Mapping[str, int]) -> int:
    found = 0
    for hint in hints:
        found |= parts[hint]
    return found


def _typical(blocks: Blocks, text: Numbers) -> _Marks | None:
    """Return how most of the running text is marked."""
    words: Counter[tuple[object, ...]] = Counter()
    first: dict[tuple[object, ...], _Marks] = {}
    for line in np.flatnonzero(text).tolist():
        mark = blocks.marks[blocks.of_line[line]]
        words[mark[:3]] += int(text[line])
        first.setdefault(mark[:3], mark)
    return first[words.most_common(1)[0][0]] if words else None


@lru_cache(maxsize=4096)
def _element(kind: str, within: tuple[str, ...], level: int, hidden: bool) -> tuple[str, ...]:
    names = [f"is a heading {min(level, 4)}" if level else f"is a {kind}", *(f"in {landmark}" for landmark in within)]
    return (*names, "is hidden") if hidden else tuple(names)


def _add_marks(table: Table, blocks: Blocks, typical: _Marks | None) -> None:
    """Add what the marks of each line say, and how they differ from the typical ones."""
    marks, of_line = blocks.marks, blocks.of_line
    names = [_element(mark.kind, mark.within, mark.level, mark.hidden) for mark in marks]
    if typical is None:
        table.add_named(names, of_line)
        return
    names = [name + _landmarks(mark.within, typical.within) for name, mark in zip(names, marks, strict=True)]
    table.add_named(names, of_line)
    others = [[hint for hint in mark.hints if hint not in typical.hints] for mark in marks]
    more = np.array([*map(len, others)])
    common = np.array([len(mark.hints) for mark in marks]) - more
    named = np.array([_all_parts(other, blocks.parts) for other in others], np.int64) & ~_STANDS_APART
    table.add_kinds(_SHARED, (common * 4 // max(1, len(typical.hints)))[of_line])
    table.add_kinds(_MORE, np.minimum(4, more)[of_line])
    table.add_bits(_groups_of_stems(), np.where(named, named, 1)[of_line])
    table["marked like the text"] = np.array([mark[:3] == typical[:3] for mark in marks], bool)[of_line]


@lru_cache(maxsize=4096)
def _landmarks(within: tuple[str, ...], typical: tuple[str, ...]) -> tuple[str, ...]:
    """Return the landmarks around a line that are not around the text, and the other way round."""
    missed = [name for name in ("article", "main") if name in typical and name not in within]
    more = [name for name in within if name not in typical]
    return (*(f"unlike the text in {name}" for name in more), *(f"unlike the text not in {name}" for name in missed))


# The first bit of a number that `_parts_named` returns.
_STANDS_APART = 1


@lru_cache(maxsize=16384)
def _parts_named(hint: str) -> int:
    """Return a bit for each part that a class, id or itemprop names: the stems of it, from the second bit on by their
    groups, and before them whether one of them says that it stands apart from the article.
    """
    words = hint.replace("_", "-").split("-")
    parts = 0
    for word in words:
        if not word.isdigit():
            parts |= _parts_of_word(word)
    if len(words) > 1:
        joined = f"-{'-'.join(words)}-"
        for stem, part in _stems()[1]:
            if stem in joined and (part != _STANDS_APART or stem in hint):
                parts |= part
    return parts


@lru_cache(maxsize=16384)
def _parts_of_word(word: str) -> int:
    padded = f"-{word}-"
    return reduce(or_, [part for stem, part in _stems()[0] if stem in padded], 0)


@cache
def _stems() -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the stems with their bits: those within a word, and those that reach over a hyphen."""
    table: dict[str, list[str]] = load("label_cues")["hint_stems"]
    pairs = [(stem, 2 << group) for group, stems in enumerate(table.values()) for stem in stems]
    pairs += [(stem, _STANDS_APART) for stem in load("label_cues")["apart_stems"]["apart"]]
    over = [(stem, part) for stem, part in pairs if "-" in (stem if part == _STANDS_APART else stem.strip("-"))]
    return [pair for pair in pairs if pair not in over], over


@cache
def _groups_of_stems() -> list[str]:
    """Return what each bit says of a line where the text's marks have it not; the first one stands for none of them."""
    return [f"unlike the text {group}" for group in ("nothing", *load("label_cues")["hint_stems"])]


def _add_title(table: Table, markup: Sequence[Markup], levels: Numbers, page: Page) -> None:
    """Add how far below the title each line stands, and how many headlines like it came in between."""
    table.add_kinds(_MAIN_HEADINGS, np.minimum(3, np.cumsum(levels == 1)))
    at = _title(markup, page)
    if at is None:
        table["no title"] = np.ones(table.lines, bool)
        return
    title, below = markup[at], np.arange(table.lines) - at
    table.add_kinds(_PLACES, np.searchsorted(_PLACES_FROM, below, "right"))
    alike = (levels == title.level) & (below > 0) if title.level else np.zeros(table.lines, bool)
    for line in np.flatnonzero(alike).tolist():
        alike[line] = markup[line].hints[:2] == title.hints[:2]
    table.add_kinds(_LIKE_TITLE, np.minimum(2, np.cumsum(alike)))


def _title(markup: Sequence[Markup], page: Page) -> int | None:
    """Return which line is the title: the last heading before the core that says it, or else the first one."""
    told = [i for i, bare in enumerate(page.lines.bare) if bare in page.titles]
    told = [i for i in told if markup[i].within != ("head",) and markup[i].link_share < 1]
    main = [i for i, block in enumerate(markup) if block.level == 1]
    likely = [i for i in told if markup[i].level == 1] or [i for i in told if markup[i].level] or told or main
    return next((i for i in reversed(likely) if i <= page.core[0]), likely[0] if likely else None)
