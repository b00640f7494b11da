"""What a web page's markup says of each line: its element, its landmarks, its links, the words its authors gave it.

The words (`[hints]` of `lexicon/label_cues.toml`) are those that web pages everywhere use for their parts. Weights for
these signals are learnt (`lexicon/content.toml`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

import numpy as np

from flows.cleaning.form import Lines
from flows.cleaning.table import Numbers, Row, Table
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
    _add_marks(table, markup, words * (lines.prose & (shares < 0.5)))
    for name, keys in (
        ("group", [block.hints for block in markup]),
        ("nearest", [block.hints[:1] for block in markup]),
        ("kind", [(block.kind, block.within) for block in markup]),
    ):
        _add_group(table, name, _numbered(keys), words, words * lines.prose, words * shares)
    return table


def _numbered(keys: Iterable[Hashable]) -> Numbers:
    """Return a number for each key, the same for the same key, in the order of their first places."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def _add_marks(table: Table, markup: Sequence[Markup], text: Numbers) -> None:
    """Add what each line's own marks say, and how they differ from those of most of the running text.

    `text`: how many words of running text each line holds. Lines marked alike are looked at once.
    """
    places = _numbered((block.kind, block.level, block.within, block.hints, block.hidden) for block in markup)
    alike = [markup[first] for first in np.unique(places, return_index=True)[1]]
    typical = _typical(markup, text)
    home = _home(markup, text)
    hints = set(typical.hints) if typical else set()
    shown: defaultdict[str, list[int]] = defaultdict(list)
    for i, block in enumerate(alike):
        common = len(hints.intersection(block.hints))
        for name in _own(block):
            shown[name].append(i)
        shown["in the text's element" if home and home in block.hints else "outside the text's element"].append(i)
        shown[f"shares {common * 4 // max(1, len(hints))} of the text's marks"].append(i)
        shown[f"has {min(4, (len(block.hints) - common) // 2)} other marks"].append(i)
        if typical and (block.kind, block.within, block.hints) == (typical.kind, typical.within, typical.hints):
            shown["marked like the text"].append(i)
    of_alike = Table(len(alike))
    of_alike.add_shown(shown)
    table.update({signal: row[places] for signal, row in of_alike.items()})


def _own(block: Markup) -> Iterator[str]:
    yield f"is a heading {min(block.level, 4)}" if block.level else f"is a {block.kind}"
    for landmark in block.within:
        yield f"in {landmark}"
    if block.hidden:
        yield "is hidden"
    known: dict[str, str] = {}
    for place, hint in enumerate(block.hints):
        for part in _PART.findall(hint):
            group = _hint_groups().get(part)
            if group:
                known.setdefault(group, "near" if place < _NEAREST else "far")
    for group, reach in known.items():
        yield f"hint {group} {reach}"


def _typical(markup: Sequence[Markup], text: Numbers) -> Markup | None:
    """Return a block that is marked as most of the running text is."""
    numbers = _numbered((block.kind, block.within, block.hints) for block in markup)
    words = np.bincount(numbers, text)
    return markup[int((numbers == words.argmax()).argmax())] if words.any() else None


def _home(markup: Sequence[Markup], text: Numbers) -> str:
    """Return the class or id that most of the running text has around it and as few other lines as may be."""
    inside: Counter[str] = Counter()
    for i in np.flatnonzero(text).tolist():
        inside.update(dict.fromkeys(markup[i].hints, int(text[i])))
    total = int(text.sum())
    likely = [hint for hint, words in inside.items() if words * 10 >= total * 6]
    everywhere = Counter(chain.from_iterable(block.hints for block in markup))
    return min(likely, key=lambda hint: (everywhere[hint], hint), default="")


def _add_group(table: Table, name: str, group: Numbers, words: Numbers, prose: Numbers, linked: Row) -> None:
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
