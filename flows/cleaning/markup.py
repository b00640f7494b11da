"""What a web page's markup says of each line: its element, its landmarks, its links, the words its authors gave it.

What holds of most of the running text (the typical block) says nothing of a line; counted is in what the line's marks
differ. The stems (`[hint_stems]` of `lexicon/label_cues.toml`) are those of the words by which web pages everywhere
name their parts. Weights for these signals are learnt (`lexicon/content.toml`).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from flows.cleaning.form import Lines
from flows.cleaning.page import Page
from flows.cleaning.table import Numbers, Table, numbered
from flows.cleaning.tree import branch_signals, forks_of, tree_of, tree_signals
from flows.lexicon import load
from flows.reading.article import Markup

_MOST_WORDS = 80
# Text that stands apart is counted all the same where there is hardly any other.
_LEAST_SHARE, _LEAST_WORDS = 0.15, 40
_APART = frozenset({"aside", "footer", "head"})
_STEPS = ("0", "1", "2-3", "2-3", "4-7", "4-7", "4-7", "4-7")


class Marked(NamedTuple):
    """What a page's markup says of its lines: `signals`; `groups[name][i]`: the number of the group of lines
    that line i belongs to by its marks, by the name of the grouping."""

    signals: Table
    groups: dict[str, Numbers]


def read_markup(markup: Sequence[Markup], page: Page) -> Marked:
    """Return what the markup says of the lines of a page; nothing where the article has none."""
    lines = page.lines
    if len(markup) != len(lines.spans):
        return Marked(Table(len(lines.spans)), {})
    text = text_words(markup, lines)
    tree = tree_of(markup)
    forks = forks_of(tree, text)
    parts = (
        _own_signals(markup, _typical(markup, text)),
        tree_signals(tree, forks, markup, lines, text),
        branch_signals(tree, forks, markup, lines, text),
        _title_signals(markup, page),
    )
    signals = Table(len(markup))
    signals.add_named(map(chain.from_iterable, zip(*parts, strict=True)))
    return Marked(signals, _groups(markup, [forks.branch[element] for element in tree.of_line]))


def _groups(markup: Sequence[Markup], branches: Sequence[int]) -> dict[str, Numbers]:
    marks = numbered([block.hints for block in markup])
    element = numbered([(block.kind, block.within) for block in markup])
    return {
        "marks": marks,
        "element and marks": numbered([*zip(marks.tolist(), element.tolist(), strict=True)]),
        "nearest mark": numbered([block.hints[:1] for block in markup]),
        "element": element,
        "branch": numbered(branches),
    }


def text_words(markup: Sequence[Markup], lines: Lines) -> list[int]:
    """Return for each line how many words of running text it holds, none where it stands apart from the article."""
    words = [
        min(words, _MOST_WORDS) if prose and block.link_share < 0.5 else 0
        for block, words, prose in zip(markup, lines.words.tolist(), lines.prose.tolist(), strict=True)
    ]
    inside = [
        0 if block.hidden or _stands_apart(block.within, block.hints) else count
        for block, count in zip(markup, words, strict=True)
    ]
    enough = sum(inside) >= max(_LEAST_WORDS, _LEAST_SHARE * sum(words))
    return inside if enough else words


@lru_cache(maxsize=4096)
def _stands_apart(within: tuple[str, ...], hints: tuple[str, ...]) -> bool:
    return not _APART.isdisjoint(within) or any(_names_part_apart(hint) for hint in hints)


@lru_cache(maxsize=16384)
def _names_part_apart(hint: str) -> bool:
    return any(stem in hint for stem in load("label_cues")["apart_stems"]["apart"])


def _typical(markup: Sequence[Markup], text: Iterable[int]) -> Markup | None:
    """Return a block that is marked as most of the running text is."""
    words: Counter[Hashable] = Counter()
    first: dict[Hashable, Markup] = {}
    for block, count in zip(markup, text, strict=True):
        if count:
            key = (block.kind, block.within, block.hints)
            words[key] += count
            first.setdefault(key, block)
    return first[words.most_common(1)[0][0]] if words else None


def _own_signals(markup: Sequence[Markup], typical: Markup | None) -> list[tuple[str, ...]]:
    """Return for each line its element, the share of links, and how its marks differ from the typical ones."""
    known: dict[Hashable, tuple[str, ...]] = {}
    found = []
    for block in markup:
        key = (block.kind, block.level, block.within, block.hints, block.hidden)
        if key not in known:
            known[key] = (*_element(block.kind, block.level, block.within, block.hidden), *_marks(block, typical))
        found.append((*known[key], _links(block.link_share)))
    return found


def _element(kind: str, level: int, within: tuple[str, ...], hidden: bool) -> list[str]:
    names = [f"is a heading {min(level, 4)}" if level else f"is a {kind}", *(f"in {landmark}" for landmark in within)]
    return [*names, "is hidden"] if hidden else names


def _links(share: float) -> str:
    return "no links" if share == 0 else "few links" if share < 0.3 else "many links" if share < 0.9 else "only links"


def _marks(block: Markup, typical: Markup | None) -> list[str]:
    if typical is None:
        return []
    usual = set(typical.hints)
    common = len(usual.intersection(block.hints))
    other = [hint for hint in block.hints if hint not in usual]
    names = [
        f"shares {common * 4 // max(1, len(usual))} of the text's marks",
        f"has {min(4, len(other))} other marks",
        *(f"unlike the text in {landmark}" for landmark in block.within if landmark not in typical.within),
        *(
            f"unlike the text not in {name}"
            for name in ("article", "main")
            if name in {*typical.within} - {*block.within}
        ),
    ]
    if (block.kind, block.within, block.hints) == (typical.kind, typical.within, typical.hints):
        names.append("marked like the text")
    parts = dict.fromkeys(group for hint in other for group in _parts_named(hint))
    return [*names, *(f"unlike the text {group}" for group in parts or ("nothing",))]


@lru_cache(maxsize=16384)
def _parts_named(hint: str) -> tuple[str, ...]:
    """Return the groups of stems that a class, id or itemprop holds."""
    words = hint.replace("_", "-").split("-")
    groups = dict.fromkeys(group for word in words if not word.isdigit() for group in _groups_of_word(word))
    if len(words) > 1:
        joined = f"-{'-'.join(words)}-"
        groups |= {group: None for stem, group in _stems()[1] if stem in joined}
    return tuple(groups)


@lru_cache(maxsize=16384)
def _groups_of_word(word: str) -> tuple[str, ...]:
    padded = f"-{word}-"
    return tuple(dict.fromkeys([group for stem, group in _stems()[0] if stem in padded]))


@cache
def _stems() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the stems with their groups: those within a word, and those that reach over a hyphen."""
    table: dict[str, list[str]] = load("label_cues")["hint_stems"]
    pairs = [(stem, group) for group, stems in table.items() for stem in stems]
    over = [pair for pair in pairs if "-" in pair[0].strip("-")]
    return [pair for pair in pairs if pair not in over], over


def _title_signals(markup: Sequence[Markup], page: Page) -> list[tuple[str, ...]]:
    """Return for each line how far below the title it stands, and how many headlines like it came in between."""
    at = _title(markup, page)
    main = [*accumulate(int(block.level == 1) for block in markup)]
    found: list[tuple[str, ...]] = [(f"{min(3, count)} main headings so far",) for count in main]
    if at is None:
        return [(*names, "no title") for names in found]
    title, alike = markup[at], 0
    for index, block in enumerate(markup):
        below = index - at
        if below > 0 and title.level and (block.level, block.hints[:2]) == (title.level, title.hints[:2]):
            alike += 1
        found[index] += (_below_title(below), f"{min(2, alike)} headings like the title")
    return found


def _below_title(lines: int) -> str:
    if lines <= 0:
        return "is the title" if lines == 0 else "just above the title" if lines >= -3 else "above the title"
    return f"{_STEPS[lines] if lines < len(_STEPS) else '8-20' if lines < 21 else '21+'} below the title"


def _title(markup: Sequence[Markup], page: Page) -> int | None:
    """Return which line is the title: the last heading before the core that says it, or else the first one."""
    told = [i for i, bare in enumerate(page.lines.bare) if bare in page.titles]
    told = [i for i in told if markup[i].within != ("head",) and markup[i].link_share < 1]
    main = [i for i, block in enumerate(markup) if block.level == 1]
    likely = [i for i in told if markup[i].level == 1] or [i for i in told if markup[i].level] or told or main
    return next((i for i in reversed(likely) if i <= page.core[0]), likely[0] if likely else None)
