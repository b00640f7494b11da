"""What a web page's markup says of each line: its element, its landmarks, its links, the words its authors gave it.

The words (`[hints]` of `lexicon/label_cues.toml`) are those that web pages everywhere use for their parts. Weights for
these signals are learnt (`lexicon/content.toml`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.cleaning.form import Lines
from flows.cleaning.table import Numbers, Table
from flows.lexicon import load
from flows.reading.article import Markup

_PART = re.compile(r"[a-z]+")
_NEAREST, _MOST_WORDS = 6, 80
_LINKS = ("no links", "few links", "many links", "only links")
# Shares of the page's running text that a group of lines may hold.
_SIZES = (0.0, 0.02, 0.1, 0.4)


def markup_signals(markup: Sequence[Markup], lines: Lines) -> Table:
    """Return what the markup says of each line; nothing where the article has none."""
    table = Table(len(lines.spans))
    if not markup or len(markup) != table.lines:
        return table
    shares = np.array([block.link_share for block in markup])
    table.add_kinds(_LINKS, (shares > 0).astype(np.int64) + (shares >= 0.3) + (shares >= 0.9))
    words = np.minimum(lines.words, _MOST_WORDS)
    hints = _numbered([block.hints for block in markup])
    _add_marks(table, markup, hints, words * (lines.prose & (shares < 0.5)))
    for name, group in (
        ("group", hints),
        ("nearest", _numbered([block.hints[0] if block.hints else "" for block in markup])),
        ("kind", _numbered([(block.kind, block.within) for block in markup])),
    ):
        _add_group(table, name, group, words, words * lines.prose, words * shares)
    return table


def _numbered(keys: Sequence[Hashable]) -> Numbers:
    """Return a number for each key, the same for the same key, in the order of their first places."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], np.int64)


def _add_marks(table: Table, markup: Sequence[Markup], hints: Numbers, text: Numbers) -> None:
    """Add what each line's own marks say, and how they differ from those of most of the running text.

    `hints`: the numbers of the lines' hints; `text`: how many words of running text each line holds. Lines marked alike
    are looked at once.
    """
    keys = [
        (block.kind, block.level, block.within, number, block.hidden)
        for block, number in zip(markup, hints.tolist(), strict=True)
    ]
    places = _numbered(keys)
    alike = [markup[first] for first in np.unique(places, return_index=True)[1].tolist()]
    texts = np.bincount(places, text).astype(np.int64)
    typical = _typical(alike, texts)
    home = _home(alike, np.bincount(places), texts)
    wanted = set(typical.hints) if typical else set()
    shown: defaultdict[str, list[int]] = defaultdict(list)
    for i, block in enumerate(alike):
        common = len(wanted.intersection(block.hints))
        for name in _own(block):
            shown[name].append(i)
        shown["in the text's element" if home and home in block.hints else "outside the text's element"].append(i)
        shown[f"shares {common * 4 // max(1, len(wanted))} of the text's marks"].append(i)
        shown[f"has {min(4, (len(block.hints) - common) // 2)} other marks"].append(i)
        if typical and (block.kind, block.within, block.hints) == (typical.kind, typical.within, typical.hints):
            shown["marked like the text"].append(i)
    of_alike = Table(len(alike))
    of_alike.add_shown(shown)
    table.update(zip(of_alike, np.array([*of_alike.values()])[:, places], strict=True))


def _own(block: Markup) -> Iterator[str]:
    yield f"is a heading {min(block.level, 4)}" if block.level else f"is a {block.kind}"
    for landmark in block.within:
        yield f"in {landmark}"
    if block.hidden:
        yield "is hidden"
    known: dict[str, str] = {}
    for place, hint in enumerate(block.hints):
        for group in _groups_of(hint):
            known.setdefault(group, "near" if place < _NEAREST else "far")
    for group, reach in known.items():
        yield f"hint {group} {reach}"


@lru_cache(maxsize=8192)
def _groups_of(hint: str) -> list[str]:
    """Return the groups of the words of a class, id or itemprop."""
    groups = _hint_groups()
    return [groups[part] for part in _PART.findall(hint) if part in groups]


def _typical(alike: Sequence[Markup], texts: Numbers) -> Markup | None:
    """Return a block that is marked as most of the running text is. `texts`: the words of it that each mark has."""
    words: Counter[Hashable] = Counter()
    first: dict[Hashable, Markup] = {}
    for i in np.flatnonzero(texts).tolist():
        key = (alike[i].kind, alike[i].within, alike[i].hints)
        words[key] += texts[i]
        first.setdefault(key, alike[i])
    return first[words.most_common(1)[0][0]] if words else None


def _home(alike: Sequence[Markup], lines: Numbers, texts: Numbers) -> str:
    """Return the class or id that most of the running text has around it and as few other lines as may be.

    `lines`: how many are marked alike; `texts`: the words of their running text.
    """
    inside: Counter[str] = Counter()
    for i in np.flatnonzero(texts).tolist():
        inside.update(dict.fromkeys(alike[i].hints, int(texts[i])))
    total = int(texts.sum())
    likely = {hint for hint, words in inside.items() if words * 10 >= total * 6}
    everywhere: Counter[str] = Counter()
    for block, number in zip(alike, lines.tolist(), strict=True):
        for hint in likely.intersection(block.hints):
            everywhere[hint] += number
    return min(likely, key=lambda hint: (everywhere[hint], hint), default="")


def _add_group(
    table: Table, name: str, group: Numbers, words: Numbers, prose: Numbers, linked: NDArray[np.float64]
) -> None:
    """Add how much running text the lines of a group hold, and how much of them is links."""
    size, text = np.bincount(group, words + 1), np.bincount(group, prose)
    share = text / (1 + int(prose.sum()))
    kinds = {
        f"{name} of size": np.searchsorted(_SIZES, share, "left"),
        f"{name} is text": np.minimum(4, (5 * text / size).astype(np.int64)),
        f"{name} links": np.minimum(3, (4 * np.bincount(group, linked) / size).astype(np.int64)),
    }
    for title, numbers in kinds.items():
        table.add_kinds([f"{title} {number}" for number in range(5)], numbers[group])


@cache
def _hint_groups() -> dict[str, str]:
    """Return the group of each word of a class, id or itemprop."""
    groups: dict[str, list[str]] = load("label_cues")["hints"]
    return {word: group for group, words in groups.items() for word in words}
